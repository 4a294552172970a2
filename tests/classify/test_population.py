"""Whom a study was made on: each fact with the sentence that tells it, or nothing."""

from __future__ import annotations

import pytest

from litwatch.classify.people import Quoted, sample_size, women_share
from litwatch.classify.population import Population, facts, population

METHODS = "METHODS"


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("We included 24 patients.", 24),
        ("A total of 1,240 adults took part.", 1240),
        ("The study enrolled 21 631 participants.", 21631),
        ("Participants (n = 84) wore a watch.", 84),
        # numbers in words
        ("Seventy-five participants were tested.", 75),
        ("Three hundred and eighty-two patients were included.", 382),
        # groups side by side make up the sample; parts of it add nothing
        ("We compared 38 patients with 24 healthy controls.", 62),
        ("22 females and 15 males with ME/CFS and 14 healthy controls walked.", 51),
        ("Patients with ME/CFS (n = 84) and sedentary controls (n = 71) cycled.", 155),
        ("119 people (68 women and 51 men) were treated.", 119),
        ("Samples (n = 29) came from patients (n = 13), controls (n = 10) and others (n = 6).", 29),
        ("28 participants answered and 19 participants were interviewed.", 28),
        ("Of 1,584 participants, 215 participants and 296 controls answered twice.", 1584),
        # those asked are not those taken in
        ("780 people were screened and 128 participants enrolled.", 128),
        # no people
        ("Nineteen studies met the criteria.", None),
        ("In 2021 patients waited longer.", None),
        ("Of all, 45% of patients recovered.", None),
        ("Fatigue lasted 12 months in adults.", None),
        ("It was worse in half of individuals (50%, n=20/40).", None),
    ],
)
def test_how_many(sentence: str, people: int | None) -> None:
    found = sample_size([sentence])
    assert (found.value if found else None) == people
    assert found is None or found.sentence == sentence


def test_the_largest_number_of_the_study_is_its_size() -> None:
    lines = ["We enrolled 90 adults.", "At six months 71 participants answered."]
    assert sample_size(lines) == Quoted(90, lines[0], 12)
    assert sample_size([*lines, "Ultimately, 16 patients were analysed."]).value == 16


@pytest.mark.parametrize(
    ("sentence", "share"),
    [
        ("Patients (67% female; mean age 48) answered.", 67),
        ("The sample was 71.5% women.", 71.5),
        ("Among 90 participants, female sex (n = 63, 70%) was commoner.", 70),
        ("The participants were 58% male.", 42),
        ("We tested 40 adults (30 women, 10 men).", 75),
        ("All patients were female (median age 48).", 100),
        # a finding, a group, another share
        ("Fatigue was more common in women (65%) than in men.", None),
        ("84 participants: 46 children (41% girls) and 38 adolescents (45% girls).", None),
        ("Of the participants, 40% had pain.", None),
    ],
)
def test_share_of_women(sentence: str, share: float | None) -> None:
    found = women_share([sentence])
    assert (found.value if found else None) == share


def test_women_and_men_of_one_group_tell_nothing_of_the_whole() -> None:
    line = "Group A (11 males, 10 females) had a mean age of 24 years."
    assert women_share([line], size=21).value == 47.6
    assert women_share([line], size=42) is None


@pytest.mark.parametrize(
    ("abstract", "codes"),
    [
        ("We asked patients in Sweden.", ["SE"]),
        ("Swedish adults were asked.", ["SE"]),
        ("Surveys ran in Italy, Latvia, and the UK.", ["IT", "LV", "GB"]),
        ("The clinic lies in northern Norway.", ["NO"]),
        ("U.S. adults were followed.", ["US"]),
        ("The Swedish version of the scale was used.", []),
        ("Patients met the Canadian consensus criteria.", []),
        ("Data were analysed in SPSS (Armonk, NY, United States).", []),
        ("The virus was first reported in China.", []),
    ],
)
def test_where(make, abstract: str, codes: list[str]) -> None:
    found = population(make("Fatigue", abstract), "cohort").countries
    assert [one.value for one in found] == codes


def test_a_country_heading_counts_too(make) -> None:
    found = population(make("Fatigue", "We asked all.", mesh=("Denmark",)), "cohort")
    assert found.countries == (Quoted("DK", "MeSH: Denmark"),)


@pytest.mark.parametrize(
    ("abstract", "names"),
    [
        ("All fulfilled the Fukuda or the Canadian consensus criteria.", ["Fukuda", "CCC"]),
        ("Diagnosis followed the Institute of Medicine.", ["IOM/NAM"]),
        ("Long COVID was defined by the WHO case definition.", ["WHO"]),
        ("Post-COVID condition by NICE and WHO criteria was noted.", ["NICE", "WHO"]),
        ("Cases had the code U09.9.", ["ICD-10"]),
        # neither a correlation, nor a disability scale, nor a carcinoma
        ("The intraclass correlation (ICC) was high.", []),
        ("Disability was measured with the WHODAS of the World Health Organization.", []),
    ],
)
def test_criteria(make, abstract: str, names: list[str]) -> None:
    found = population(make("Fatigue", abstract), "cohort").criteria
    assert [one.value for one in found] == names


def test_pem_required_or_measured_or_neither(make) -> None:
    required = "Post-exertional malaise was an inclusion criterion."
    measured = "Post-exertional malaise was reported by 40%."
    explained = "The illness is characterised by post-exertional malaise and reported worldwide."
    assert population(make("A", required), "rct").pem_required == required
    assert population(make("A", measured), "rct").pem_measured == measured
    assert population(make("A", measured), "rct").pem_required is None
    assert population(make("A", explained), "rct") == Population()


def test_background_and_conclusion_speak_of_others(make) -> None:
    record = make(
        "Pacing",
        (
            ("BACKGROUND", "In Norway 4,000 patients were asked before."),
            (METHODS, "We asked 30 patients."),
            ("CONCLUSIONS", "All 5,000 patients in Finland should be asked."),
        ),
    )
    found = population(record, "cohort")
    assert found.size is not None
    assert found.size.value == 30
    assert found.countries == ()


@pytest.mark.parametrize("design", ["systematic_review", "narrative_review", "protocol", "opinion"])
def test_others_numbers_are_nobodys_sample(make, design: str) -> None:
    assert population(make("A", "In Sweden 90 patients were included."), design) == Population()


def test_each_fact_has_a_short_quote_around_the_words_that_tell_it(make) -> None:
    background = (
        "Participants came from two clinics and were asked by letter in the spring, and then"
    )
    record = make(
        "Pacing in Sweden",
        f"{background} by telephone, 120 adults who fulfilled the Canadian criteria took part. "
        "Post-exertional malaise was assessed by the DSQ.",
    )
    told = {one.fact: one for one in facts(record, "cohort")}
    assert (told["size"].value, told["country"].value) == (120, "SE")
    assert told["criteria"].value == "CCC"
    assert told["pem_measured"].value is True
    assert "120 adults" in told["size"].quote
    assert "Canadian criteria" in told["criteria"].quote
    assert all(len(one.quote.split()) <= 22 for one in told.values())
    assert told["size"].quote.startswith("… ")


def test_a_review_tells_no_facts_of_its_own(make) -> None:
    assert facts(make("Pacing in Sweden", "120 adults took part."), "systematic_review") == ()
