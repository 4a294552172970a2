"""Our parser beside Biopython's `Entrez.read`, on a seeded sample of real records."""

from __future__ import annotations

import gzip
import importlib
import io
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from Bio import Entrez

from litwatch.records import Author, Record
from litwatch.sources.pubmed_xml import Parsed, read_articles

SAMPLE = 1500
FILES = (
    "topical",
    "covid_near_miss",
    "near_topic",
    "awkward",
    "study_design",
    "general",
    "fixtures",
)
# Biopython brings the DTDs of 2025 and older; entries of any year go under that of 2025.
HEAD = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC '
    b'"-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>'
)
# Biopython keeps inline markup as tags and rebuilds MathML with its attributes.
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
SPACE = re.compile(r"\s+")


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Biopython's cache in a folder of its own, and no way out.

    The parser makes the folder when it is imported, so it is told before.
    """
    monkeypatch.setattr(Entrez, "local_cache", str(tmp_path), raising=False)
    parser = importlib.import_module("Bio.Entrez.Parser")
    parser.DataHandler.directory = str(tmp_path)

    def no_network(*_: Any, **__: Any) -> None:
        raise AssertionError("Biopython wanted the network")

    monkeypatch.setattr(parser, "urlopen", no_network)


def text_of(value: Any) -> str:
    """Biopython's text without markup and with white space collapsed."""
    return same(str(value))


def same(text: str) -> str:
    """Ours made comparable: what looks like a tag in the text itself goes as well."""
    return SPACE.sub(" ", TAG.sub("", text)).strip()


def bare(text: str) -> str:
    """Without any white space, for texts with formulas, whose layout Biopython keeps."""
    return SPACE.sub("", same(text))


def author_of(author: Author) -> tuple[str, ...]:
    return tuple(
        same(part)
        for part in (
            author.last,
            author.fore,
            author.initials,
            author.suffix,
            author.collective,
            *author.affiliations,
        )
    )


def biopython_author(found: Any) -> tuple[str, ...]:
    names = (
        found.get(key, "")
        for key in ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
    )
    places = (place["Affiliation"] for place in found.get("AffiliationInfo", ()))
    return tuple(text_of(part) for part in (*names, *(p for p in places if text_of(p))))


def differences(record: Record, found: Any) -> Iterator[tuple[str, Any, Any]]:
    citation = found["MedlineCitation"]
    article = citation["Article"]
    yield "title", bare(record.title), SPACE.sub("", text_of(article["ArticleTitle"]))
    sections = article.get("Abstract", {}).get("AbstractText", [])
    yield (
        "abstract",
        [bare(section.text) for section in record.abstract],
        [SPACE.sub("", text_of(section)) for section in sections if text_of(section)],
    )
    yield (
        "labels",
        [(section.label, section.category) for section in record.abstract],
        [
            (section.attributes.get("Label", ""), section.attributes.get("NlmCategory", ""))
            for section in sections
            if text_of(section)
        ],
    )
    yield (
        "authors",
        [author_of(author) for author in record.authors],
        [biopython_author(author) for author in article.get("AuthorList", [])],
    )
    yield (
        "mesh",
        [
            (
                (heading.ui, heading.name, heading.major),
                *((part.ui, part.name, part.major) for part in heading.qualifiers),
            )
            for heading in record.mesh
        ],
        [
            (named(heading["DescriptorName"]), *(named(part) for part in heading["QualifierName"]))
            for heading in citation.get("MeshHeadingList", [])
        ],
    )
    yield "pmid", (str(record.pmid), record.version), numbered(citation["PMID"])
    ids = [(one.attributes["IdType"], str(one)) for one in found["PubmedData"]["ArticleIdList"]]
    places = [
        str(one)
        for one in article.get("ELocationID", [])
        if one.attributes["EIdType"] == "doi" and one.attributes["ValidYN"] == "Y"
    ]
    dois = [text for kind, text in ids if kind == "doi"] + places
    yield "doi", str(record.doi or ""), (dois[0].lower() if dois else "")
    pmcids = [text.partition(".")[0] for kind, text in ids if kind == "pmc"]
    yield "pmcid", str(record.pmcid or ""), (pmcids[0] if pmcids else "")
    yield (
        "notices",
        [(one.ref_type, str(one.pmid or ""), one.citation) for one in record.notices],
        [
            (one.attributes["RefType"], str(one.get("PMID", "")), text_of(one.get("RefSource", "")))
            for one in citation.get("CommentsCorrectionsList", [])
            if one.attributes["RefType"] != "Cites"
        ],
    )


def named(element: Any) -> tuple[str, str, bool]:
    attributes = element.attributes
    return attributes.get("UI", ""), str(element), attributes.get("MajorTopicYN") == "Y"


def numbered(element: Any) -> tuple[str, int]:
    return str(element), int(element.attributes["Version"])


def test_a_sample_reads_as_biopython_reads_it(shared_data: Path, offline: None) -> None:
    ours: list[Parsed] = []
    for name in FILES:
        with gzip.open(shared_data / "xml" / f"{name}.xml.gz") as file:
            ours += [one for one in read_articles(file) if isinstance(one, Parsed)]
    sample = random.Random(2026).sample(ours, SAMPLE)
    page = HEAD + b"".join(parsed.raw for parsed in sample) + b"</PubmedArticleSet>"
    read: Any = Entrez.read
    theirs = read(io.BytesIO(page), validate=False)["PubmedArticle"]
    assert len(theirs) == SAMPLE
    apart = [
        (parsed.record.id, field, left, right)
        for parsed, found in zip(sample, theirs, strict=True)
        for field, left, right in differences(parsed.record, found)
        if left != right
    ]
    assert apart == []
