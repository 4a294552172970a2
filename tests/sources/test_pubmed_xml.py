"""The parser on all real records, and laws that hold for any entry."""

from __future__ import annotations

import gzip
import tracemalloc
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from litwatch.records import decode, encode
from litwatch.sources.pubmed_xml import Deleted, Outcome, Parsed, ParseProblem, read_articles

GOLDEN = Path(__file__).parent / "golden"
MAIN_FILES = (
    "topical",
    "covid_near_miss",
    "near_topic",
    "awkward",
    "study_design",
    "general",
    "fixtures",
)
ARTICLE = b"<PubmedArticle><MedlineCitation><PMID>%d</PMID></MedlineCitation></PubmedArticle>"


def outcomes_of(path: Path) -> list[Outcome]:
    with path.open("rb") as file:
        return list(read_articles(file, path.name))


@pytest.fixture(scope="module")
def everything(shared_data: Path) -> dict[str, list[Outcome]]:
    files = sorted((shared_data / "xml").glob("*.xml*"))
    return {path.name: outcomes_of(path) for path in files}


def test_every_real_record_parses(everything: dict[str, list[Outcome]]) -> None:
    found = list(chain.from_iterable(everything.values()))
    kinds = Counter(type(one).__name__ for one in found)
    problems = [one for one in found if isinstance(one, ParseProblem)]
    assert kinds["Parsed"] == 8574
    assert kinds["Deleted"] == 1
    assert [problem for problem in problems if problem.severity == "lost"] == []
    # Two ORCIDs with a digit missing: as NLM delivered them.
    assert [problem.reason.partition("' ")[2] for problem in problems] == [
        "stands as ORCID and is none"
    ] * 2


def test_no_record_is_hollow(everything: dict[str, list[Outcome]]) -> None:
    # The other files hold contrived entries beside real ones.
    found = chain.from_iterable(everything[f"{name}.xml.gz"] for name in MAIN_FILES)
    records = [one.record for one in found if isinstance(one, Parsed)]
    assert len(records) == 8541
    assert sum(1 for record in records if record.created is None) == 0
    assert sum(1 for record in records if record.published is None) == 0
    assert sum(1 for record in records if not record.title) == 38  # empty in the XML too
    assert sum(1 for record in records if record.abstract) > 6500
    assert sum(1 for record in records if record.doi) > 7000
    assert all(record.id == record.pmid for record in records)


def test_deletions_are_no_records(everything: dict[str, list[Outcome]]) -> None:
    found = everything["update_tail_deletecitation.xml"]
    (deleted,) = (one for one in found if isinstance(one, Deleted))
    assert len(deleted.pmids) == 20
    assert not {str(pmid) for pmid in deleted.pmids} & {
        one.record.id for one in found if isinstance(one, Parsed)
    }


def test_the_stored_bytes_give_the_same_record_again(everything: dict[str, list[Outcome]]) -> None:
    for one in everything["awkward.xml.gz"] + everything["book_pubmedbook_klortho.xml"]:
        assert isinstance(one, Parsed)
        (again,) = read_articles(one.raw)
        assert again == one
        assert decode(encode(one.record)) == one.record


def test_the_directions_of_real_notices(shared_contracts: Path) -> None:
    folder = shared_contracts / "fixtures" / "eutils"

    def state(name: str) -> str:
        (found,) = (one for one in outcomes_of(folder / name) if isinstance(one, Parsed))
        return found.record.state()

    assert state("nlmsample2019_RetractionIn_8655018.xml") == "retracted"
    assert state("nlmsample2019_RetractionOf_11600210.xml") == "ok"
    assert state("nlmsample2019_ErratumIn_9634358.xml") == "corrected"
    assert state("nlmsample2019_UpdateIn_11279676.xml") == "superseded"
    assert state("metapub_efetch_36156117.xml") == "ok"  # an UpdateOf its preprint


def test_raw_is_the_entry_without_what_follows_it() -> None:
    data = b"<PubmedArticleSet>\n  " + ARTICLE % 1 + b"\n tail <!-- x -->" + b"</PubmedArticleSet>"
    (one,) = read_articles(data)
    assert isinstance(one, Parsed)
    assert one.raw == ARTICLE % 1


def test_memory_stays_flat() -> None:
    entry = (GOLDEN / "every_field.xml").read_bytes()
    entry = entry[entry.index(b"<PubmedArticle>") : entry.index(b"</PubmedArticleSet>")]

    def peak(copies: int) -> int:
        data = gzip.compress(b"<PubmedArticleSet>" + entry * copies + b"</PubmedArticleSet>")
        tracemalloc.start()
        assert sum(1 for _ in read_articles(data)) == copies
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(800) < 2 * peak(80) + (1 << 20)


def _mutated(tree: etree._Element, picks: list[tuple[int, int, str]]) -> bytes:
    """The document with elements removed, doubled or rewritten at will."""
    for place, action, text in picks:
        elements = [one for one in tree.iter(etree.Element) if one.getparent() is not None]
        if not elements:
            break
        one = elements[place % len(elements)]
        parent = one.getparent()
        if parent is None:
            continue
        match action:
            case 0:
                parent.remove(one)
            case 1:
                parent.append(etree.fromstring(etree.tostring(one, with_tail=False)))
            case 2:
                one.text = text
            case _:
                one.tag = "Other"
    return etree.tostring(tree)


XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
)


@settings(deadline=None, max_examples=150)
@given(
    name=st.sampled_from(["every_field", "books", "notices", "dates", "broken_ids"]),
    picks=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 3), XML_TEXT), max_size=12),
)
def test_a_well_formed_set_never_raises_and_never_drops(
    name: str, picks: list[tuple[int, int, str]]
) -> None:
    """Every child of the set comes out as a record, a loss by name or a list of deletions."""
    tree = etree.fromstring((GOLDEN / f"{name}.xml").read_bytes())
    data = _mutated(tree, picks)
    found = list(read_articles(data))
    accounted = [
        one
        for one in found
        if isinstance(one, Parsed | Deleted)
        or (isinstance(one, ParseProblem) and one.severity == "lost")
    ]
    assert len(accounted) == len(etree.fromstring(data))
    for one in found:
        if isinstance(one, Parsed):
            assert decode(encode(one.record)) == one.record
