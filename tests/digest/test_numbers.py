"""Reading numbers in Swedish and English, and finding those that a source does not hold."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.digest.arms import swapped
from litwatch.digest.calculations import uncomputed, unfounded
from litwatch.digest.intervals import foreign_ranges
from litwatch.digest.numbers import numbers, unsupported
from litwatch.digest.signs import turned_signs
from litwatch.digest.units import in_wrong_unit
from litwatch.sources.pubmed_xml import read_articles

NBSP = "\N{NO-BREAK SPACE}"


def values(text: str, *, english: bool = False) -> list[str]:
    return ["/".join(sorted(map(str, n.readings))) for n in numbers(text, english=english)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("186 (63,9 %) följdes upp", ["186", "63.9"]),
        (f"1{NBSP}204 personer, 12 345,6 kronor", ["1204", "12345.6"]),
        ("18–65 år, 5-7 besök", ["18", "65", "5", "7"]),
        ("P = 0,016 och .05 och 0·7", ["0.016", "0.05", "0.7"]),
        ("24-månadersuppföljning", ["24"]),
        ("tjugofem av tvåhundra", ["25", "200"]),
        ("två och tre tusen", ["2", "3000"]),
        ("var femte, en tredjedel", ["20", "33/33.3/33.33"]),
        ("ett år, en grupp", []),
        ("PMID 31521666, m11s3 v2, SF-36 och covid-19", []),
        ("3 november 2026, 2026-11-03, mars 2020", []),
        ("doi 10.1000/abc.12, https://example.org/7", []),
        ("1.204", ["1.204/1204"]),
        ("1.234.567", ["1234567"]),
    ],
)
def test_swedish_text_is_read_as_people_write_it(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two hundred and ninety-one patients of 1,204", ["291", "1204"]),
        ("forty-five to sixty-four", ["45", "64"]),
        ("0.5 mg, 1.234 units", ["0.5", "1.234"]),
        ("one of them", []),
        ("one hundred", ["100"]),
    ],
)
def test_english_text_reads_comma_as_thousands(text: str, expected: list[str]) -> None:
    assert values(text, english=True) == expected


def test_a_minus_is_a_sign_and_a_hyphen_between_numbers_is_a_range() -> None:
    found = numbers("−1,1 (−2,9–0,7), -3--2, 18-65")
    assert [(n.words, n.negative) for n in found] == [
        ("1,1", True),
        ("2,9", True),
        ("0,7", False),
        ("3", True),
        ("2", True),
        ("18", False),
        ("65", False),
    ]


def test_a_minus_must_be_in_the_source_but_words_may_say_it_instead() -> None:
    source = "The difference was -2.9 (95% CI -3.4 to 0.7)."
    assert not unsupported("Minskade med 2,9 (−3,4 till 0,7).", [source])
    assert [n.words for n in unsupported("Skillnad −0,7.", [source])] == ["0,7"]


def test_each_number_that_no_source_holds_is_named() -> None:
    wrong = unsupported("290 deltog, 63,9 %, fem föll bort.", ["291 took part (63.9%)."])
    assert [n.words for n in wrong] == ["290", "fem"]


@pytest.mark.parametrize(
    "hidden",
    [
        "Trötthet halverades.", "Halva gruppen blev bättre.", "Hälften blev bättre.",
        "Risken fördubblades.", "Risken tredubblades.", "En trefaldig risk.", "Tiofaldigt fler.",
        "Hundratals patienter.", "Ett tjugotal patienter.", "½ blev bättre.", "¾ av alla.",
        "Var sjunde blev sämre.", "En tredjedel.", "två tredjedelar", "tvåtredjedelar",
        "3 miljarder", "３００ deltog", "tolvmånadersuppföljning", "femårig uppföljning",
        "12-månaders uppföljning", "n300", "N300", "ca300", "grupp-300", "Grupp-300",
        "40 may recover", "99 dec", "12 may recover", "sextimmars vila", "ett dussin",
        "20-procentig",
        "OR2.5",
        "COVID-300",
        "one in seven", "a third of them", "tenfold", "halved", "35 maj 2020",
    ],
)  # fmt: skip
def test_no_number_hides_in_a_word_or_a_spelling(hidden: str) -> None:
    assert unsupported(hidden, ["We included 184 adults and 2 centres, 41%."])


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("En tredjedel blev bättre.", "33.3% improved"),
        ("En tredjedel blev bättre.", "one third improved"),
        ("1/3 blev bättre.", "33% improved"),
        ("En tredjedel blev bättre.", "improved in 33% of them"),
        ("Hälften blev bättre.", "a proportion of .50 improved"),
        ("Hälften blev bättre.", "half of them improved"),
        ("Var tionde blev sämre.", "one in ten worsened"),
        ("Var tionde blev sämre.", "10 per cent worsened"),
        ("20 % blev bättre.", "20% improved"),
        ("20 procent blev bättre.", "the proportion .20 improved"),
        ("21 % mot 24 %", "21, 22 and 24% improved"),
        ("63,9 %", "Women, n (%): 45 (63.9)"),
        ("Skillnad +2,9", "a gain of 2.9"),
        ("Minskade med 2,9", "a change of -2.9"),
        ("Ökade med 2,9", "a change of -2.9"),
        ("3 miljoner", "3,000,000 people"),
        ("tolvmånadersuppföljning", "followed for 12 months"),
        ("Fördubblades.", "doubled (twofold)"),
        ("12 maj, 3 november 2026, March 2020, den 31 dec 2025", ""),
        ("SF-36, PHQ-9, IL-6, SARS-CoV-2, EQ-5D-5L, B12, H1N1, Th17, covid-19, postcovid-19", ""),
        ("sjuk sexualitet tremor female trend tension miljö", ""),
        ("vilar varje dag, en av dem", ""),
    ],
)  # fmt: skip
def test_the_same_quantity_said_otherwise_is_supported(text: str, source: str) -> None:
    assert unsupported(text, [source]) == ()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("20 % blev bättre.", "It fell by 20 points."),
        ("Skillnad +2,9", "a change of -2.9"),
        ("En tredjedel blev bättre.", "3 of them improved"),
        ("Hälften blev bättre.", "50 adults took part"),
        ("Var tionde", "10 adults"),
        ("Två tredjedelar", "2 groups, one third"),
        ("300", "SF-300"),
        ("20-procentig", "20 points"),
        ("20 %", "aged 20 (SD 4), 31% women"),
    ],
)
def test_the_same_figure_of_another_kind_is_not(text: str, source: str) -> None:
    assert unsupported(text, [source])


@given(st.integers(0, 10**9), st.sampled_from([NBSP, " ", "\N{THIN SPACE}"]))
def test_thousands_separators_do_not_change_a_number(number: int, space: str) -> None:
    grouped = f"{number:,}"
    assert numbers(grouped.replace(",", space))[0].readings == {Decimal(number)}
    assert numbers(grouped, english=True)[0].readings == {Decimal(number)}


@given(st.decimals(0, 10**6, places=2))
def test_decimal_comma_and_point_are_the_same_number(number: Decimal) -> None:
    text = f"{number:f}"
    assert not unsupported(f"Värdet var {text.replace('.', ',')} %.", [f"It was {text}%."])
    assert not unsupported(f"−{text.replace('.', ',')}", [f"(-{text})"])


_ONES = ["", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva",
         "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton"]  # fmt: skip
_TENS = ["", "", "tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio"]


def swedish(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + _ONES[number % 10]
    if number < 1000:
        return _ONES[number // 100] + "hundra" + swedish(number % 100)
    return swedish(number // 1000) + "tusen" + swedish(number % 1000)


@given(st.integers(2, 999_999))
def test_swedish_numerals_are_read_whole(number: int) -> None:
    assert [n.readings for n in numbers(swedish(number))] == [{Decimal(number)}]


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_supports_itself(text: str) -> None:
    for number in numbers(text):
        assert number.readings
        assert number.words in text


def test_real_abstracts_retyped_the_swedish_way_hold_their_own_numbers(shared_data: Path) -> None:
    """And a number that is changed is caught: what the gate is for."""
    parsed = read_articles((shared_data / "xml" / "study_design.xml.gz").read_bytes())
    records = (getattr(one, "record", None) for one in parsed)
    texts = [record.abstract_text for record in records if record and record.abstract][:300]
    caught = 0
    for text in texts:
        swedish = re.sub(r"(?<=\d),(?=\d{3}\b)", NBSP, text)
        swedish = re.sub(r"(?<=\d)\.(?=\d)", ",", swedish).replace(" -", " \N{MINUS SIGN}")
        assert unsupported(swedish, [text]) == ()
        for number in numbers(text, english=True)[:5]:
            wrong = f"{number.words}7"
            if "." in number.words and wrong not in text:
                assert unsupported(f"Värdet var {wrong.replace('.', ',')}.", [text])
                caught += 1
    assert len(texts) == 300
    assert caught > 50


@pytest.mark.parametrize(
    ("text", "source", "wrong"),
    [
        ("Ökade 7 %.", "an increase of 7 percentage points", ["7"]),
        ("Skillnad 7 procentenheter.", "a difference of 7% was seen", []),
        ("Skillnad 7 procentenheter.", "7% of the patients", ["7"]),
        ("58 personer hade PEM.", "PEM was present in 58%.", ["58"]),
        ("58 hade PEM.", "PEM was present in 58%.", ["58"]),
        ("12 månader", "12 weeks", ["12"]),
        ("6 och 12 månader", "at 6 and 12 months", []),
        ("i vecka 12", "at week 12", []),
        ("18–65 år", "aged 18 to 65, followed for 65 weeks", []),
        ("2 år", "2 groups, 24 months, 2 weeks", []),
    ],
)
def test_a_unit_that_the_record_speaks_against_is_named(
    text: str, source: str, wrong: list[str]
) -> None:
    assert [mine.number.words for mine, _ in in_wrong_unit(text, [source])] == wrong


@pytest.mark.parametrize(
    ("text", "source", "wrong"),
    [
        ("Skillnad 1,1", "a difference of -1.1", ["1,1"]),
        ("1,1 lägre", "a difference of -1.1", []),
        ("1,1 (2,9 till 0,7), lägre", "-1.1 (-2.9 to 0.7)", ["2,9"]),
        ("P > 0,001", "P<.001", ["0,001"]),
        ("P < 0,001", "P<.001", []),
        ("n = 20", "20 adults", []),
    ],
)
def test_a_lost_or_turned_sign_is_named(text: str, source: str, wrong: list[str]) -> None:
    assert [mine.number.words for mine, _ in turned_signs(text, [source])] == wrong


@pytest.mark.parametrize(
    ("text", "source", "wrong"),
    [
        ("18–56 år", "aged 18 to 65; 56 women", ["18–56"]),
        ("0,84 till 0,60", "0.60 to 0.84", ["0,84 till 0,60"]),
        ("3–12 månader", "at 3, 6 and 12 months", []),
        ("81 % (95 % KI 84 till 94)", "81% (95% CI 74 to 87), 90% (95% CI 84 to 94)", ["84 till 94"]),
        ("81 % (95 % KI 74 till 87)", "81% (95% CI 74 to 87), 90% (95% CI 84 to 94)", []),
    ],
)  # fmt: skip
def test_an_interval_of_something_else_is_named(text: str, source: str, wrong: list[str]) -> None:
    assert [words for words, _ in foreign_ranges(text, [source])] == wrong


TRIAL = "Fatigue fell in 41% of the pacing group and in 30% of the control group."


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("41 % i insatsgruppen mot 30 % i kontrollgruppen.", []),
        ("30 % i kontrollgruppen mot 41 % i insatsgruppen.", []),
        ("30 % i insatsgruppen mot 41 % i kontrollgruppen.", ["30"]),
        ("30 % respektive 41 % i insats- och kontrollgruppen.", ["30"]),
        ("30 % mot 41 % med vanlig vård.", ["30"]),
        ("30 % mot 41 %.", []),  # nothing says whose is whose
        ("Jämfört med vanlig vård var 41 % färre trötta.", []),
    ],
)
def test_a_number_given_to_the_other_arm_is_named(text: str, wrong: list[str]) -> None:
    assert [mine.number.words for mine, _, _ in swapped(text, [TRIAL])] == wrong


@pytest.mark.parametrize(
    ("calculation", "wrong"),
    [
        ("118 av 184 är 64 %", []),
        ("118/184 = 0,641 = 64,1 %", []),
        ("161 + 23 = 184; 184 − 161 = 23", []),
        ("64 % av 184 = 118", []),
        ("2 × (10 + 2,5) = 25", []),
        ("1 200 / 12 = 100", []),
        ("118 av 184 är 46 %", ["118 av 184 = 46 %"]),
        ("25 − 18 = 8", ["25 − 18 = 8"]),
        ("1 / 0 = 1", ["1 / 0 = 1"]),
        ("Tabell 2: 95 fullföljde.", []),
    ],
)
def test_a_calculation_computes_or_is_named(calculation: str, wrong: list[str]) -> None:
    assert list(uncomputed(calculation)) == wrong


def test_a_figure_of_a_calculation_comes_from_the_record_or_a_place_in_the_paper() -> None:
    record = "We included 184 adults (95% CI 1 to 2)."
    assert list(unfounded("184 / 2 = 92", [record])) == []
    assert list(unfounded("95 fullföljde", [record])) == ["95"]
    assert list(unfounded("28 + 12 = 40", [record])) == ["28"]
    assert list(unfounded("s. 4: 28 + 12 = 40", [record])) == []
