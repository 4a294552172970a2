"""What is one work beyond doubt, what a person is asked about, and what always stays apart."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.records import (
    Author,
    Doi,
    Journal,
    Notice,
    PartialDate,
    Pmcid,
    Pmid,
    PublicationType,
    Record,
)
from litwatch.records.blocking import LARGE, groups, keys, pairs
from litwatch.records.described import describe
from litwatch.records.duplicates import certain, compare, kept_apart
from litwatch.records.notices import notice
from litwatch.sources.pubmed_xml import Parsed, read_articles

TITLE = "Fatigue and orthostatic intolerance a year after infection"


def article(pmid: str = "1", **fields: Any) -> Record:
    given: dict[str, Any] = {
        "pmid": Pmid(pmid) if pmid else None,
        "title": TITLE,
        "authors": (Author(last="Ek", fore="Anna"),),
        "published": PartialDate(year=2024),
        "journal": Journal(iso="J Tests", volume="3", pages="11-9"),
        "publication_types": (PublicationType(name="Journal Article"),),
    }
    return Record(**(given | fields))


def types(*names: str) -> tuple[PublicationType, ...]:
    return tuple(PublicationType(name=name) for name in names)


PREPRINT: dict[str, Any] = {
    "publication_types": types("Preprint"),
    "journal": Journal(iso="medRxiv"),
    "doi": Doi("10.1101/2023.01.01"),
}


# Certain


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ({}, {}, "pmid"),
        ({"doi": Doi("10.1000/A")}, {"pmid": None, "doi": Doi("10.1000/a")}, "doi"),
        ({"doi": Doi("10.1000/a")}, {"pmid": None, "doi": Doi("10.1000/a/full")}, "doi"),
        ({"pmcid": Pmcid("PMC5")}, {"pmid": None, "pmcid": Pmcid("PMC5")}, "pmcid"),
    ],
)
def test_the_same_identifier(one: dict[str, Any], other: dict[str, Any], how: str) -> None:
    assert certain(article(**one), article(**other)) == how


@pytest.mark.parametrize("said_by", ["preprint", "article", "europepmc"])
def test_preprint_and_article_by_a_link(said_by: str) -> None:
    preprint, published = article("1", **PREPRINT), article("2", doi=Doi("10.1000/a"))
    if said_by == "preprint":
        preprint = article("1", **PREPRINT, notices=(notice("UpdateIn", pmid=Pmid("2")),))
    elif said_by == "article":
        published = article("2", notices=(notice("UpdateOf", doi=Doi("10.1101/2023.01.01")),))
    else:
        link = Notice(
            type="update",
            direction="in",
            ref_type="Preprint of",
            pmid=Pmid("2"),
            source="europepmc",
        )
        preprint = article("", preprint_id="PPR7", **PREPRINT, notices=(link,))
    assert certain(preprint, published) == certain(published, preprint) == "preprint"


def test_a_link_to_one_version_of_a_preprint_is_a_link_to_the_preprint() -> None:
    link = Notice(
        type="update", direction="of", ref_type="has-preprint", doi=Doi("10.21203/rs.1/v1")
    )
    published = article("2", doi=Doi("10.1000/a"), title="Other words", notices=(link,))
    second = article("", preprint_id="PPR7", **{**PREPRINT, "doi": Doi("10.21203/rs.1/v2")})
    assert certain(published, second) == "preprint"
    assert [pair.how for pair in pairs([describe(published), describe(second)])] == ["preprint"]
    # Only of preprints: an article's DOI may end so too.
    assert certain(published, article("3", doi=Doi("10.21203/rs.1/v2"), title="Third")) is None


def test_a_guessed_preprint_link_is_for_a_person() -> None:
    guess = "probable: Link created based on a title-first author match"
    link = Notice(type="update", direction="in", ref_type="Preprint of", pmid=Pmid("2"), note=guess)
    preprint = article("", preprint_id="PPR7", **PREPRINT, notices=(link,))
    pair = compare(preprint, article("2"))
    assert pair is not None
    assert (pair.how, pair.certain) == ("probable_link", False)


def test_versions_of_one_preprint() -> None:
    one = article("", **PREPRINT | {"doi": Doi("10.21203/rs.3.rs-1/v1")})
    two = article("", **PREPRINT | {"doi": Doi("10.21203/rs.3.rs-1/v2")})
    assert certain(one, two) == "version"


def test_one_doi_on_two_abstracts_of_a_supplement_is_for_a_person() -> None:
    shared: dict[str, Any] = {"doi": Doi("10.1000/supplement")}
    one = article("", **shared, title="Heart rate in long COVID, a registry study")
    two = article("5", **shared, title="Zinc and copper in survivors", journal=Journal(pages="S4"))
    pair = compare(one, two)
    assert pair is not None
    assert (pair.how, pair.certain) == ("doubtful_id", False)


def test_a_translated_title_does_not_part_one_doi() -> None:
    one = article("", doi=Doi("10.1000/a"), title="Fatiga e intolerancia ortostática")
    assert certain(one, article("1", doi=Doi("10.1000/a"))) == "doi"


# Apart, whatever else is alike


@pytest.mark.parametrize(
    "fields",
    [
        {"publication_types": types("Published Erratum")},
        {"publication_types": types("Retraction of Publication")},
        {"publication_types": types("Expression of Concern")},
        {"notices": (notice("ErratumFor", pmid=Pmid("1")),)},
        {"notices": (notice("RetractionOf"),)},
        {"title": f"Correction to: {TITLE}"},
        {"title": f"Corrigendum: {TITLE}"},
        {"title": f"Retraction Note: {TITLE}"},
        {"title": f"Expression of Concern: {TITLE}"},
    ],
)
@pytest.mark.parametrize("doi", [None, Doi("10.1000/a")])
def test_a_notice_is_never_one_work_with_its_article(
    fields: dict[str, Any], doi: Doi | None
) -> None:
    its_notice, original = article("2", doi=doi, **fields), article("1", doi=doi)
    assert certain(its_notice, original) is None
    assert compare(its_notice, original) is None
    assert kept_apart(original, its_notice)


@pytest.mark.parametrize(
    "fields",
    [
        {"notices": (notice("CommentOn", pmid=Pmid("1")),)},
        {"publication_types": types("Comment", "Letter")},
        {"title": f"Comment on: {TITLE}"},
        {"title": f"{TITLE} - Authors' reply"},
        {"notices": (notice("CorrectedandRepublishedFrom", pmid=Pmid("1")),)},
        {"notices": (notice("RetractedandRepublishedFrom", pmid=Pmid("1")),)},
    ],
)
def test_comments_and_republished_articles_stay_apart(fields: dict[str, Any]) -> None:
    assert compare(article("2", **fields), article("1")) is None


def test_versions_of_a_cochrane_review_are_works_of_their_own() -> None:
    older = article("1", notices=(notice("UpdateIn", pmid=Pmid("2")),))
    newer = article("2", notices=(notice("UpdateOf", pmid=Pmid("1")),))
    assert compare(older, newer) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": f"{TITLE}. Part I"}, {"title": f"{TITLE}. Part II"}),
        ({"title": f"{TITLE}: report of 2019"}, {"title": f"{TITLE}: report of 2020"}),
        (
            {"doi": Doi("10.1000/a")},
            {"doi": Doi("10.2000/b"), "journal": Journal(iso="Other", volume="3", pages="40")},
        ),
        ({}, {"journal": Journal(iso="J Heart", volume="90", pages="S12")}),  # congress, article
        ({}, {"authors": (Author(last="Lund"),), "journal": Journal(iso="J Tests", volume="4")}),
        ({}, {"published": PartialDate(year=2020)}),
        ({"title": "Long COVID"}, {"title": "Long COVID", "journal": Journal(iso="Lancet")}),
    ],
)
def test_two_works(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert compare(article("1", **one), article("2", **other)) is None


# For a person


@pytest.mark.parametrize(
    "fields",
    [
        {"title": TITLE.upper() + "."},
        {"title": TITLE.replace("orthostatic", "orthostatc")},
        {"published": PartialDate(year=2025)},
        {"journal": Journal(title="Journal of Tests")},
        {"authors": (Author(last="Anna", fore="Ek"),)},
        {"authors": ()},
        {"title": "Trötthet ett år efter", "vernacular_title": f"[{TITLE}]"},
        PREPRINT,
    ],
)
def test_near_matches_are_proposed(fields: dict[str, Any]) -> None:
    pair = compare(article("2", **fields), article("1", doi=Doi("10.1000/a")))
    assert pair is not None
    assert (pair.how, pair.first, pair.second) == ("near", "1", "2")
    assert pair.score is not None
    assert 0.75 <= pair.score <= 1
    assert "title" in pair.evidence


# Properties

_TITLES = (TITLE, f"Erratum: {TITLE}", f"{TITLE}. Part 2", "Editorial", TITLE[:-9], "")
_LINKS = ("UpdateIn", "UpdateOf", "ErratumIn", "CommentOn", "RetractionOf")
_RECORDS = st.builds(
    article,
    st.sampled_from("1234"),
    title=st.sampled_from(_TITLES),
    doi=st.sampled_from([None, Doi("10.1000/a"), Doi("10.1000/b")]),
    authors=st.sampled_from([(), (Author(last="Ek"),), (Author(last="Berg"),)]),
    published=st.sampled_from([None, PartialDate(year=2024), PartialDate(year=2025)]),
    journal=st.sampled_from([Journal(), Journal(iso="J Tests", volume="3", pages="1")]),
    publication_types=st.sampled_from([(), types("Preprint"), types("Published Erratum")]),
    notices=st.lists(
        st.builds(
            notice,
            st.sampled_from(_LINKS),
            pmid=st.sampled_from([Pmid(digit) for digit in "1234"]),
            note=st.sampled_from(["", "title-first author match"]),
        ),
        max_size=2,
    ).map(tuple),
)


@given(_RECORDS, _RECORDS)
def test_matching_is_symmetric_and_never_of_one_record(one: Record, other: Record) -> None:
    assert certain(one, other) == certain(other, one)
    assert compare(one, other) == compare(other, one)
    assert bool(kept_apart(one, other)) == bool(kept_apart(other, one))
    assert compare(one, one) is None


@given(_RECORDS, _RECORDS)
def test_what_would_be_certain_shares_a_key(one: Record, other: Record) -> None:
    if certain(one, other):
        assert keys(describe(one)) & keys(describe(other))


@given(st.lists(_RECORDS, max_size=8, unique_by=lambda record: record.id), st.randoms())
def test_pairs_do_not_depend_on_the_order(found: list[Record], random: Any) -> None:
    before = pairs(describe(record) for record in found)
    random.shuffle(found)
    assert pairs(describe(record) for record in found) == before


_EDGES = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda e: e[0] < e[1])
)


@given(_EDGES, _EDGES)
def test_groups_part_what_is_apart_and_hold_each_record_once(
    joined: list[tuple[str, str]], apart: list[tuple[str, str]]
) -> None:
    found = groups(joined, apart)
    members = [member for group in found for member in group]
    assert len(members) == len(set(members))
    for group in found:
        assert not set(itertools.combinations(group, 2)) & set(apart)
    if not apart:
        assert all(any({*edge} <= {*group} for group in found) for edge in joined)


def test_many_alike_titles_stay_near_linear() -> None:
    """4,000 annual reports and one duplicate among them, without four million comparisons."""
    reports = [
        article(
            str(n), title=f"Annual report of the registry of rare diseases, {n}", journal=Journal()
        )
        for n in range(1, 4001)
    ]
    double = article("9999", title=reports[1700].title, journal=Journal())
    found = pairs(describe(record) for record in (*reports, double))
    assert LARGE < 4000
    assert [(pair.first, pair.second) for pair in found] == [("1701", "9999")]


# Real records


def test_copies_of_one_pmid(shared_data: Path) -> None:
    with (shared_data / "xml" / "version_pairs.xml.gz").open("rb") as file:
        copies = [part.record for part in read_articles(file) if isinstance(part, Parsed)]
    by_pmid: dict[str, list[Record]] = {}
    for copy in copies:
        by_pmid.setdefault(copy.id, []).append(copy)
    twice = [same for same in by_pmid.values() if len(same) > 1]
    assert twice
    for same in twice:
        assert all(certain(*two) == "pmid" for two in itertools.combinations(same, 2))


def test_real_records_are_never_joined_by_mistake(shared_data: Path) -> None:
    """2,683 PMIDs, 94 of them notices or comments stored beside what they are about."""
    found: dict[str, Record] = {}
    for name in ("awkward", "topical", "covid_near_miss"):
        with (shared_data / "xml" / f"{name}.xml.gz").open("rb") as file:
            for part in read_articles(file):
                if isinstance(part, Parsed):
                    found[part.record.id] = part.record
    about = [
        (one, found[link.pmid])
        for one in found.values()
        for link in one.notices
        if link.direction == "of" and link.pmid in found
    ]
    assert len(about) > 90
    assert any(one.title == other.title for one, other in about)
    for one, other in about:
        assert compare(one, other) is None
        assert kept_apart(one, other)
    made = pairs(describe(record) for record in found.values())
    assert [pair for pair in made if pair.certain] == []
    assert len(made) < len(found) / 100


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "dedupe.py"
    spec = importlib.util.spec_from_file_location("benchmark_dedupe", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_dedupe"] = module
    spec.loader.exec_module(module)
    return module


# bib-dedupe 0.11.0 reaches .9964 and 1.000 on these.
@pytest.mark.parametrize(("name", "floor"), [("copper", 0.9965), ("tafenoquine", 1.0)])
@pytest.mark.parametrize("dois", [True, False])
def test_labelled_libraries(
    benchmark: ModuleType, shared_data: Path, name: str, floor: float, dois: bool
) -> None:
    rows, marked = benchmark.library(name, shared_data)
    if not dois:
        rows = [{**row, "doi": ""} for row in rows]
    found, _ = benchmark.ours(rows)
    _, _, f1 = benchmark.scored(benchmark.members(found), marked)
    assert f1 >= floor


@pytest.mark.parametrize("identifiers", [True, False])
def test_articles_as_several_sources_describe_them(
    benchmark: ModuleType, shared_data: Path, identifiers: bool
) -> None:
    rows, same = benchmark.cross_source(identifiers=identifiers, folder=shared_data)
    found, _ = benchmark.ours(rows)
    _, _, f1 = benchmark.scored(benchmark.couples(found), same)
    assert f1 >= 0.99
