"""Certainty nobody has earned, advice, praise, copied text, quotations, and the PEM answers."""

from __future__ import annotations

import pytest

from litwatch.digest.claims import unearned_claims
from litwatch.digest.edition import Field, Written
from litwatch.digest.pem import in_sample, worsening
from litwatch.digest.personal import personal_numbers
from litwatch.digest.quotes import copied, is_quoted_rightly, quotations
from litwatch.digest.wording import advice_or_praise, is_one_sentence, unearned_certainty

SOURCE = (
    "Pacing did not clearly reduce fatigue. It may help some. Sleep improved without harm, "
    "and pain fell in most patients."
)


def faults(text: str, *, field: Field = "result", body: bool = False) -> list[str]:
    return list(unearned_certainty(Written(field=field, text=text), body=body))


@pytest.mark.parametrize(
    "text",
    [
        "Tillförlitligheten är hög.", "Hög tillförlitlighet.", "Evidensen är stark.",
        "Stark evidens för effekt.", "GRADE: måttlig.", "Måttlig enligt GRADE.",
        "Certainty was high.", "High-certainty evidence.", "(+)(+)(+)(-)", "⊕⊕⊕◯", "⊕", "++++",
        "Det är klart visat.", "Effekten är bevisad.", "KBT botar ME/CFS.", "Helt ofarligt.",
        "Det är troligt att resultatet stämmer.", "Evidensgrad 2.", "Evidens (låg).",
    ],
)  # fmt: skip
def test_a_single_study_states_no_certainty(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text", ["Ingen säker skillnad.", "Hög ålder och låg inkomst var vanligt.", "IL-6 (+) fanns."]
)
def test_other_words_of_size_are_no_certainty(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Låg tillförlitlighet.", True),
        ("mycket låg tillförlitlighet", True),
        ("Det går inte att bedöma om resultatet stämmer", True),
        ("Ej bedömd", True),
        ("Hög tillförlitlighet, bevisat", False),
        ("Inte hög tillförlitlighet", False),
        ("⊕⊕⊕⊕", False),
    ],
)
def test_a_body_of_evidence_takes_sbus_words_whole(text: str, allowed: bool) -> None:
    assert (faults(text, field="certainty", body=True) == []) == allowed


@pytest.mark.parametrize(
    "text",
    ["Patienter bör vila.", "Vården ska följa upp.", "Vila rekommenderas.", "You should rest.",
     "Patients must rest.", "Ett banbrytande resultat.", "Unik studie.", "Rena miraklet.",
     "Revolutionerande fynd."],
)  # fmt: skip
def test_the_bottom_line_gives_no_advice_and_no_praise(text: str) -> None:
    assert advice_or_praise(text)


def test_the_bottom_line_is_one_sentence() -> None:
    assert is_one_sentence("Färre blev sämre, t.ex. efter 2.5 timmar, bl.a. hos kvinnor.")
    assert not is_one_sentence("Färre blev sämre. Fler sov.")
    assert not is_one_sentence("Färre blev sämre! och fler sov")
    assert advice_or_praise("Skador minskade, askan likaså.") == ""


@pytest.mark.parametrize(
    ("quote", "right"),
    [
        ("did not clearly reduce fatigue", True),
        ("Pacing … fatigue", False),
        ("Pacing did not … fatigue", True),
        ("fatigue … Pacing", False),
        ("clearly … help some", False),
        ("clearly reduce fatig", False),
        ("Sleep improved … harm", False),
        ("harm", False),
        ("Sleep improved ... pain", False),
        ("pain … in most patients", True),
    ],
)
def test_a_quotation_keeps_order_words_sentence_and_negations(quote: str, right: bool) -> None:
    assert is_quoted_rightly(quote, [SOURCE]) == right


@pytest.mark.parametrize(
    "text",
    ["De skrev ’no effect at all’.", "De skrev ‘no effect at all’.", "›no effect at all‹",
     "»no effect at all«", "”no effect at all”", "'no effect at all'", "„no effect at all“"],
)  # fmt: skip
def test_every_pair_of_marks_is_a_quotation(text: str) -> None:
    assert list(quotations(text)) == ["no effect at all"]


def test_an_apostrophe_is_no_quotation() -> None:
    assert list(quotations("The patients’ own words, and Crohn’s, aren’t quoted. ’en’ ’två’")) == []


def test_more_than_25_words_in_a_row_are_copied() -> None:
    words = [f"word{i}" for i in range(40)]
    assert copied(" ".join(words[:25]), [" ".join(words)]) == ""
    assert copied("Then " + ", ".join(words[3:29]), [" ".join(words)])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Krävdes", "required"), ("krävdes, DePaul-formulär", "required"),
        ("Förekom hos 58 %.", "occurred"), ("Ej mätt.", "not_measured"),
        ("Mättes inte", "not_measured"), ("Framgår inte av abstract", "not_measured"),
        ("Required", "required"), ("Occurred", "occurred"), ("Not measured", "not_measured"),
        ("-", None), ("x", None), ("?", None), ("vet ej", None), ("", None),
        ("krävdes inte", None), ("Förekomsten", None), ("58 % hade PEM", None),
    ],
)  # fmt: skip
def test_pem_in_the_sample_has_three_answers(text: str, answer: str | None) -> None:
    assert in_sample(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Ja, 11 personer mot 14.", "yes"), ("Ja", None), ("Ja, flera", None), ("Nej.", "no"),
        ("Nämns inte i abstract", "not_mentioned"), ("Redovisas inte", "not_mentioned"),
        ("Yes, 3 of 9", "yes"), ("Not mentioned", "not_mentioned"),
        ("-", None), ("vet ej", None), ("Jag vet inte 3", None),
    ],
)  # fmt: skip
def test_worsening_has_three_answers_and_yes_has_a_figure(text: str, answer: str | None) -> None:
    assert worsening(text) == answer


@pytest.mark.parametrize(
    ("text", "certainty", "wrong"),
    [
        ("Vila förbättrar sömnen.", "Hög tillförlitlighet", []),
        ("Vila förbättrar sömnen.", "Måttlig tillförlitlighet", ["förbättrar"]),
        ("Vila förbättrar troligen sömnen.", "Måttlig tillförlitlighet", []),
        ("Vila förbättrar troligen sömnen.", "Låg tillförlitlighet", ["förbättrar troligen"]),
        ("Vila kan förbättra sömnen.", "Låg tillförlitlighet", []),
        ("Rest improves sleep.", "Very low certainty", ["improves"]),
        ("Vila har ingen effekt.", "", ["ingen effekt"]),
        ("Det går inte att bedöma.", "", []),
    ],
)
def test_an_effect_is_told_in_the_words_of_its_certainty(
    text: str, certainty: str, wrong: list[str]
) -> None:
    assert list(unearned_claims(text, body=True, certainty=certainty)) == wrong


def test_a_single_study_tells_what_happened_and_may_quote_a_claim() -> None:
    def claims(text: str) -> list[str]:
        return list(unearned_claims(text, body=False, certainty="Hög tillförlitlighet"))

    assert claims("Sömnen förbättrades mer.") == []
    assert claims("Vila förbättrar sömnen.") == ["förbättrar"]
    assert claims("Enligt författarna ”rest improves sleep”.") == []
    assert claims("Fråga om tröttheten ökar.") == []


def test_what_looks_like_a_personal_identity_number_is_named() -> None:
    assert list(personal_numbers("Patient 811218-9876.")) == ["811218-9876"]
    assert list(personal_numbers("8112189876, 198112189876")) == ["8112189876", "198112189876"]
    assert list(personal_numbers("8112189875, dnr 2021-01234, 11 955 000, 10.9999/1")) == []
