"""Tags are proposals with evidence; where the facet file gives no rule, nothing is proposed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from litwatch.classify import tag
from litwatch.classify.silver import read_xml
from litwatch.records import Author, Notice, Pmcid, Record, Tag
from litwatch.watch import Watch


def tags_of(record: Record, watch: Watch, *topics: str) -> dict[tuple[str, str], Tag]:
    return {(found.facet, found.value): found for found in tag(record, watch, topics)}


def test_words_headings_and_types_each_name_their_evidence(make, watch: Watch) -> None:
    record = make(
        "Pacing after COVID-19",
        "Nothing. Fatigue and POTS were common in nurses. More.",
        mesh=("Primary Health Care",),
        types=("Preprint",),
        keywords=("sick leave",),
    )
    found = tags_of(record, watch)
    assert found["intervention", "activity_pacing"].evidence == ("Pacing after COVID-19",)
    assert found["symptom", "autonomic"].evidence == ("Fatigue and POTS were common in nurses.",)
    assert found["setting", "vardcentral"].evidence == ("MeSH: Primary Health Care",)
    assert found["publication_status", "preprint"].evidence == ("Publication type: Preprint",)
    assert found["setting", "occupational_insurance"].evidence == ("sick leave",)
    assert found["profession", "nurse"].by == "machine"
    assert all(each.state == "proposed" for each in found.values())


def test_people_only_facets_are_never_tagged(make, watch: Watch) -> None:
    record = make("Pacing supports recovery: new, relevant news", "It contradicts much.")
    facets = {facet for facet, _ in tags_of(record, watch)}
    assert not facets & {"relation_to_statement", "relevance"}


def test_sex_headings_alone_are_no_comparison(make, watch: Watch) -> None:
    both = make("Fatigue", mesh=("Female", "Male", "Humans"))
    compared = make("Fatigue", "Sex differences were analysed.", mesh=("Female", "Male"))
    assert ("population", "sex_compared") not in tags_of(both, watch)
    assert ("population", "sex_compared") in tags_of(compared, watch)


def test_study_and_author_in_sweden_are_kept_apart(make, watch: Watch) -> None:
    author = Author(last="Ek", affiliations=("Karolinska Institutet, Stockholm, Sweden.",))
    written = tags_of(make("Fatigue in adults", authors=(author,)), watch)
    studied = tags_of(make("Fatigue in Swedish adults", authors=(author,)), watch)
    scale = tags_of(make("Sleep", "The Karolinska Sleepiness Scale was used."), watch)
    assert [e.split(":")[0] for e in written["geography", "sweden"].evidence] == [
        "author_in_sweden"
    ]
    assert [e.split(":")[0] for e in studied["geography", "sweden"].evidence] == [
        "study_in_sweden",
        "author_in_sweden",
    ]
    assert not [key for key in scale if key[0] == "geography"]


def test_swedish_titles_are_read_in_swedish(make, watch: Watch) -> None:
    record = make(
        "[Long-term symptoms].",
        languages=("swe",),
        vernacular_title="Hjärntrötthet hos barn efter infektion",
    )
    found = tags_of(record, watch)
    assert ("symptom", "cognition") in found
    assert ("population", "children") in found


def test_publication_status_is_read_from_the_record(make, watch: Watch) -> None:
    record = make(
        "Fatigue",
        pmcid=Pmcid("PMC1"),
        status="PubMed-not-MEDLINE",
        publication_status="aheadofprint",
        notices=(
            Notice(type="update", direction="of", ref_type="UpdateOf"),
            Notice(type="comment", direction="in", ref_type="CommentIn"),
        ),
    )
    found = {value for facet, value in tags_of(record, watch) if facet == "publication_status"}
    assert found == {"ahead_of_print", "not_medline", "updated", "has_comment", "open_access"}


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        ("Pacing significantly reduced fatigue.", "favours"),
        ("Pacing improved function. Further research is needed.", "favours"),
        ("There was no significant difference between groups.", "no_difference"),
        ("Exercise worsened symptoms.", "against"),
        ("Results were inconclusive.", "mixed"),
        ("This mixed methods study was feasible.", None),
        ("The programme was not effective.", "no_difference"),
        ("Effectiveness and adverse events should be studied.", None),
        ("Pacing improved sleep but exercise was harmful.", None),
        ("Effective treatments are needed.", None),
    ],
)
def test_direction_stands_on_a_sentence_of_the_conclusion(
    make, watch: Watch, conclusion: str, expected: str | None
) -> None:
    sections = (("RESULTS", "Fatigue was significantly reduced."), ("CONCLUSIONS", conclusion))
    found = [each for each in tag(make("A trial", sections), watch) if each.facet == "direction"]
    assert [each.value for each in found] == ([expected] if expected else [])
    assert all(sentence in conclusion for each in found for sentence in each.evidence)


def test_a_title_that_asks_tells_no_direction(make, watch: Watch) -> None:
    assert not [
        each for each in tag(make("Is pacing effective?"), watch) if each.facet == "direction"
    ]


def test_pem_check_stands_for_its_topics_only(make, watch: Watch) -> None:
    record = make("Graded exercise therapy after infection", "GET was studied.")
    assert ("flags", "safety_pem_check") in tags_of(record, watch, "postcovid")
    assert ("flags", "safety_pem_check") not in tags_of(record, watch, "pics")
    assert ("flags", "contested") in tags_of(record, watch)


@pytest.mark.parametrize(
    ("abstract", "flag"),
    [
        ("Suicidal thoughts were frequent.", "suicide_risk"),
        ("Naltrexone was given.", "off_label"),
        ("Immunoadsorption was given.", "specialist_only"),
        ("Immunoadsorption was given.", "safety_unproven_treatment"),
        ("Children had school refusal.", "child_safeguarding"),
    ],
)
def test_flags(make, watch: Watch, abstract: str, flag: str) -> None:
    assert ("flags", flag) in tags_of(make("A study", abstract), watch)


@pytest.mark.parametrize(
    ("title", "abstract", "small"),
    [
        ("A randomised trial", "We included 24 patients (12 women).", True),
        ("A randomised trial", "We included 1,240 patients, 24 women.", False),
        ("A cohort", "Adults (n = 61) and controls (n = 20).", True),
        ("A cohort", "We studied 60 patients and 60 healthy controls.", False),
        ("A cohort", "Adults with fatigue.", False),
        ("A qualitative study", "We interviewed 14 patients.", False),
    ],
)
def test_small_samples_need_a_number(make, watch, title: str, abstract: str, small: bool) -> None:
    assert (("flags", "small_n") in tags_of(make(title, abstract), watch)) is small


def test_harms_missing_is_said_of_trials_only_and_only_of_the_abstract(make, watch) -> None:
    silent = tags_of(make("A randomised trial of pacing", "Fatigue fell."), watch)
    told = tags_of(make("A randomised trial", "Adverse events were rare."), watch)
    cohort = tags_of(make("A cohort", "Fatigue fell."), watch)
    assert silent["outcome_type", "harms_missing"].evidence == ("not mentioned in the abstract",)
    assert ("outcome_type", "harms_reported") in told
    assert not [key for key in cohort if key[0] == "outcome_type"]


def test_pem_criterion_is_quoted(make, watch: Watch) -> None:
    sentence = "Post-exertional malaise was required for inclusion."
    found = tags_of(make("A trial", f"We asked. {sentence} Then."), watch)
    assert found["outcome_type", "pem_in_criteria"].evidence == (sentence,)


def test_real_records_all_get_a_design_and_known_values(shared_data: Path, watch: Watch) -> None:
    records = list(read_xml(shared_data / "xml" / "near_topic.xml.gz"))
    known = {(facet.id, value.id) for facet in watch.facets for value in facet.values}
    started = time.perf_counter()
    tagged = [tag(record, watch) for record in records]
    print(f"tagging: {len(records) / (time.perf_counter() - started):.0f} records a second")
    assert all(sum(each.facet == "design" for each in tags) == 1 for tags in tagged)
    assert {(each.facet, each.value) for tags in tagged for each in tags} <= known
    assert all(each.evidence or each.value == "other" for tags in tagged for each in tags)
    assert tagged[:100] == [tag(record, watch) for record in records[:100]]
