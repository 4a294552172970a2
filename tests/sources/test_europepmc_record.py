"""A `core` entry of Europe PMC becomes a record: preprints, versions, links, marked-up text."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from litwatch.records import Notice, Record
from litwatch.records.precedence import supersedes
from litwatch.sources.europepmc_record import found_in


def record_of(entry: dict[str, Any]) -> Record:
    found = found_in(entry)
    assert found.parsed is not None, found.problem
    return found.parsed.record


@pytest.fixture
def preprint(shared_contracts: Path) -> dict[str, Any]:
    path = shared_contracts / "fixtures/europepmc/core_preprint_fields_ASSEMBLED.json"
    (entry,) = json.loads(path.read_text("utf-8"))["resultList"]["result"]
    return dict(entry)


@pytest.fixture
def articles(shared_data: Path) -> list[dict[str, Any]]:
    path = shared_data / "recorded/europepmc_pyEuropePMC/search_cancer_core.json.gz"
    return list(json.loads(gzip.decompress(path.read_bytes()))["resultList"]["result"])


def test_a_preprint_names_its_server_its_dates_and_its_type(preprint: dict[str, Any]) -> None:
    record = record_of(preprint)
    assert (record.id, record.doi, record.pmid) == (
        "PPR707121",
        "10.12688/f1000research.139116.1",
        None,
    )
    assert record.journal.title == "medRxiv"
    assert record.created == date(2023, 8, 22)
    assert record.published is not None
    assert record.published.iso() == "2023-08-21"
    assert record.type_names == ("Preprint",)


def test_a_link_made_by_machine_is_probable_and_the_preprint_counts_as_published(
    preprint: dict[str, Any],
) -> None:
    record = record_of(preprint)
    (link,) = record.notices
    assert (link.type, link.direction, link.pmid) == ("update", "in", "38605817")
    assert (link.source, link.ref_type) == ("europepmc", "Preprint of")
    assert link.note == "probable: Link created based on a title-first author match"
    assert record.state() == "preprint_published"


def test_versions_are_one_record_and_the_newest_wins(preprint: dict[str, Any]) -> None:
    first = record_of(preprint)
    fourth = record_of({**preprint, "id": "PPR838108", "versionNumber": 4, "title": "Changed"})
    assert first.id == fourth.id == "PPR707121"
    assert (first.version, fourth.version) == (1, 4)
    assert supersedes(fourth, first)
    assert not supersedes(first, fourth)
    assert [name for _, name in fourth.other_ids] == ["PPR763329", "PPR838108"]


def test_recorded_articles_are_read_whole(articles: list[dict[str, Any]]) -> None:
    records = [record_of(entry) for entry in articles]
    assert len({record.id for record in records}) == len(articles) == 25
    assert all(record.title and record.journal.title and record.created for record in records)
    assert all(record.publication_types and record.languages == ("eng",) for record in records)
    assert sum(author.orcid != "" for record in records for author in record.authors) > 5
    for entry, record in zip(articles, records, strict=True):
        assert len(record.authors) == len(entry.get("authorList", {}).get("author", ()))
        assert bool(record.abstract) == bool(entry.get("abstractText"))
        assert not any("<h4>" in part.text + part.html for part in record.abstract)
    errata = [n for record in records for n in record.notices]
    assert [(n.type, n.direction, n.ref_type) for n in errata] == 2 * [
        ("erratum", "of", "Erratum for")
    ]
    assert all(n.pmid and n.doi for n in errata)


def test_recorded_headings_become_labels(articles: list[dict[str, Any]]) -> None:
    structured = next(e for e in articles if e.get("abstractText", "").startswith("<h4>Objective"))
    labels = [part.label for part in record_of(structured).abstract]
    assert labels[:3] == ["Objective", "Design", "Methods"]


@pytest.mark.parametrize(
    ("written", "plain", "html"),
    [
        ("Pain &amp; sleep", "Pain & sleep", ""),
        ("H<sub>2</sub>S at <i>p</i> <.05", "H2S at p <.05", "H<sub>2</sub>S at <i>p</i> &lt;.05"),
        ("a <b and c> d", "a <b and c> d", ""),
        ("x<y and y>z", "x<y and y>z", ""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", ""),
        ('<a onclick="x()">go</a>', '<a onclick="x()">go</a>', ""),
        ('<sub onclick="x()">2</sub>', "2", "<sub>2</sub>"),
        ("<jats:italic>n</jats:italic> = 3", "n = 3", ""),
        ("tab\tand\x00nul \ud800", "tab andnul", ""),
    ],
)
def test_text_is_kept_and_only_harmless_markup_with_it(written: str, plain: str, html: str) -> None:
    record = record_of({"id": "PPR1", "source": "PPR", "title": written})
    assert (record.title, record.title_html) == (plain, html)


@pytest.mark.parametrize(
    ("word", "kind", "direction"),
    [
        ("Retraction in", "retraction", "in"),
        ("Expression of concern in", "concern", "in"),
        ("Erratum in", "erratum", "in"),
        ("Comment on", "comment", "of"),
        ("Preprint in", "update", "of"),
        ("Reply in", "unknown", None),
    ],
)
def test_links_by_their_word_and_unknown_ones_by_name(
    word: str, kind: str, direction: str | None
) -> None:
    link = {"type": word, "source": "PPR", "id": "PPR9", "reference": "bioRxiv. 2026"}
    (notice,) = record_of(
        {
            "id": "1",
            "pmid": "1",
            "source": "MED",
            "commentCorrectionList": {"commentCorrection": [link]},
        }
    ).notices
    assert notice == Notice(
        type=kind,
        direction=direction,  # type: ignore[arg-type]
        ref_type=word,
        citation="bioRxiv. 2026; Europe PMC PPR PPR9",
        source="europepmc",
    )


def test_an_entry_without_a_usable_id_is_named(shared_contracts: Path) -> None:
    path = shared_contracts / "fixtures/europepmc/pyeuropepmc_search_lite_MED_PMC_PPR.json"
    found = [
        found_in(entry) for entry in json.loads(path.read_text("utf-8"))["resultList"]["result"]
    ]
    assert [each.id for each in found] == ["39709209", "PMC12175493", "PPR1036674", "PPR1037166"]
    assert found[1].parsed is None
    assert "PMC PMC12175493" in found[1].problem
    assert "neither PMID, preprint id nor DOI" in found[1].problem


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"id": None, "source": 7, "title": ["x"]},
        {"id": "PPRx", "source": "PPR"},
        {"id": "PPR1", "source": "PPR", "versionList": {"version": [3, {"id": "MED1"}]}},
        {"id": "PPR1", "source": "PPR", "authorList": {"author": ["Ek A", {"fullName": "Ek"}]}},
        {"id": "PPR1", "source": "PPR", "commentCorrectionList": {"commentCorrection": ["odd"]}},
        {"id": "PPR1", "source": "PPR", "doi": "no doi", "firstIndexDate": "soon", "pubYear": "?"},
        {"id": "PPR1", "source": "PPR", "journalInfo": "none", "abstractText": "<h4>Only"},
    ],
)
def test_whatever_comes_is_a_record_or_a_problem(entry: dict[str, Any]) -> None:
    found = found_in(entry)
    assert (found.parsed is None) == bool(found.problem)
