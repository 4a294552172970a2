"""A title is compared in one spelling; its numbers and its opening can keep works apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.records.titles import compared, journals_alike, numbers, opening, plain
from litwatch.sources.pubmed_xml import Parsed, read_articles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("&lt;sup&gt;1&lt;/sup&gt;H MR in Long COVID.", "1H MR in Long COVID"),
        ("Long‐COVID in Gothenburg", "Long-COVID in Gothenburg."),
        ("[Trötthet efter infektion].", "Trotthet efter infektion"),
        ("β-Blockers in POTS", "Beta-blockers in POTS"),
        ("RETRACTED ARTICLE: Fatigue in mice", "Fatigue in mice"),
        ("Symptoms in 606,434 people", "Symptoms in 606434 people"),
        ("Ménière’s disease", "Meniere's disease"),
        ("The STIMULATE™ trial", "The stimulateTM trial"),
        ("[Not Available].", ""),
    ],
)
def test_one_title_in_two_spellings(one: str, other: str) -> None:
    assert compared(one) == compared(other)


@given(st.text())
def test_plain_twice_is_plain_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ME/CFS research. I. Immunology", "ME/CFS research. II. Immunology", False),
        ("Registry report 2019", "Registry report 2020", False),
        ("A phase II trial", "A phase 2 trial", True),
        ("A phase two trial", "A phase II trial", True),
        ("Type I interferon", "Type 1 interferon", True),
        ("I and my illness", "My illness and I am well", True),
    ],
)
def test_numbers_however_written(one: str, other: str, same: bool) -> None:
    assert (numbers(compared(one)) == numbers(compared(other))) is same


@pytest.mark.parametrize(
    "title",
    [
        "Erratum.",
        "Corrigendum: Fatigue in adults",
        "Correction to: Fatigue in adults",
        "Publisher Correction: Fatigue in adults",
        "Correction to Lancet Infect Dis 2021; 3: 1",
        "Department of Error.",
        "Retraction Note: Fatigue in adults",
        "Retraction notice to “Fatigue in adults”",
        "Retraction: Fatigue in adults",
        "Editorial Expression of Concern: Fatigue",
        "[Erratum to: Fatigue in adults]",
    ],
)
def test_openings_of_notices(title: str) -> None:
    assert opening(title) == "notice"


@pytest.mark.parametrize(
    "title",
    [
        "Re: Fatigue in adults",
        "Comment on “Fatigue in adults”",
        "Comments on: Fatigue",
        "In Reply.",
        "Reply to: Fatigue in adults",
        "Author response: Fatigue",
        "Authors' reply",
        "Fatigue in adults - Authors' reply.",
        "Fatigue in Adults-Reply.",
        "Response to letter to the editor",
        "Letter to the Editor: Fatigue",
    ],
)
def test_openings_of_comments(title: str) -> None:
    assert opening(title) == "comment"


@pytest.mark.parametrize(
    "title",
    [
        "Correction of myopia in schoolchildren",
        "Retraction pockets of the ear drum",
        "Retraction of the lower eyelid",
        "RETRACTED: Fatigue in adults",
        "Response to treatment in ME/CFS",
        "Recovery, reply rates and other matters",
        "Commentaries in four journals of 2020",
        "",
    ],
)
def test_openings_of_works(title: str) -> None:
    assert opening(title) == ""


def test_openings_on_real_records_agree_with_publication_types(shared_data: Path) -> None:
    """A title that opens as a notice is one by PubMed's types, in 2,200 real records."""
    types = {"Published Erratum", "Retraction of Publication", "Retraction Notice"}
    types |= {"Expression of Concern"}
    wrong, right = [], 0
    for name in ("awkward", "fixtures", "topical"):
        with (shared_data / "xml" / f"{name}.xml.gz").open("rb") as file:
            for part in read_articles(file):
                if isinstance(part, Parsed) and opening(part.record.title) == "notice":
                    right += 1
                    if not types & set(part.record.type_names):
                        wrong.append(part.record.title)
    assert right > 50
    assert wrong == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Clin Infect Dis", "Clinical Infectious Diseases", True),
        ("Lancet", "Lancet (London, England)", True),
        (
            "Trans R Soc Trop Med Hyg",
            "Transactions of the Royal Society of Tropical Medicine",
            True,
        ),
        ("An Pediatr (Barc)", "An Pediatr (Engl Ed)", True),
        ("BMJ", "Lancet", False),
        ("J Infect Dis", "J Infect", True),
        ("", "Lancet", False),
    ],
)
def test_journals_that_abbreviate_each_other(one: str, other: str, alike: bool) -> None:
    assert journals_alike(one, other) is alike
    assert journals_alike(other, one) is alike
