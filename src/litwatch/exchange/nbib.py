"""MEDLINE text (.nbib): NLM's own tagged form (PubMed Help, "MEDLINE/PubMed data elements").

One value a line, never folded: readers disagree on where a folded line breaks a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TextIO

from litwatch.exchange.phrases import one_line
from litwatch.records import Author, MeshHeading, Record
from litwatch.store import Entry

_NOTICE_TAGS = {
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "CorrectedandRepublishedFrom": "CRF",
    "CorrectedandRepublishedIn": "CRI",
    "AssociatedDataset": "DDIN",
    "AssociatedPublication": "DRIN",
    "ExpressionOfConcernFor": "ECF",
    "ExpressionOfConcernIn": "ECI",
    "ErratumFor": "EFR",
    "ErratumIn": "EIN",
    "OriginalReportIn": "ORI",
    "PartialRetractionIn": "PRIN",
    "PartialRetractionOf": "PROF",
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "RepublishedFrom": "RPF",
    "RepublishedIn": "RPI",
    "RetractedandRepublishedFrom": "RRF",
    "RetractedandRepublishedIn": "RRI",
    "SummaryForPatientsIn": "SPIN",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
}


def write(entries: Iterable[Entry], out: TextIO) -> int:
    """One block of tagged lines for each entry, a blank line between; returns how many."""
    count = 0
    for count, entry in enumerate(entries, start=1):
        if count > 1:
            out.write("\n")
        for tag, value in _lines(entry):
            if text := one_line(value):
                out.write(f"{tag:<4}- {text}\n")
    return count


def _lines(entry: Entry) -> Iterator[tuple[str, str]]:
    record = entry.record
    journal = record.journal
    yield "PMID", record.pmid or ""
    yield "OWN", "NLM" if record.pmid else ""
    yield "STAT", record.status
    yield "DCOM", _compact(record.completed)
    yield "LR", _compact(record.revised)
    yield "IS", journal.issn
    yield "VI", journal.volume
    yield "IP", journal.issue
    yield "DP", record.published.raw or record.published.iso() if record.published else ""
    yield "TI", record.title
    yield "BTI", record.book.title if record.book else ""
    yield "PG", journal.pages
    yield "LID", f"{record.doi} [doi]" if record.doi else ""
    yield "AB", record.abstract_text
    yield "CI", record.copyright
    yield from _authors(record)
    for language in record.languages:
        yield "LA", language
    for bank in record.databanks:
        for accession in bank.accessions:
            yield "SI", f"{bank.name}/{accession}"
    for grant in record.grants:
        yield "GR", "/".join(part for part in (grant.id, grant.agency, grant.country) if part)
    for kind in record.publication_types:
        yield "PT", kind.name
    yield "TT", record.vernacular_title
    yield "PL", journal.country
    yield "TA", journal.iso
    yield "JT", journal.title
    yield "JID", journal.nlm_id
    for heading in record.mesh:
        yield "MH", _heading(heading)
    for concept in record.supplementary_concepts:
        yield "NM", concept.name
    yield "PMC", record.pmcid or ""
    for keyword in record.keywords:
        yield "OT", ("*" if keyword.major else "") + keyword.text
    yield "COIS", record.conflict_of_interest
    for notice in entry.notices:
        if tag := _NOTICE_TAGS.get(notice.ref_type):
            yield tag, f"{notice.citation} PMID: {notice.pmid}" if notice.pmid else notice.citation
    if record.created:
        yield "EDAT", f"{record.created:%Y/%m/%d} 00:00"
        yield "CRDT", f"{record.created:%Y/%m/%d} 00:00"
    yield "AID", f"{record.doi} [doi]" if record.doi else ""
    yield "PST", record.publication_status


def _authors(record: Record) -> Iterator[tuple[str, str]]:
    for author in record.authors:
        if author.collective:
            yield "CN", author.collective
        elif author.valid:
            yield "FAU", _full_name(author)
            yield "AU", " ".join(p for p in (author.last, author.initials, author.suffix) if p)
            yield "AUID", f"ORCID: {author.orcid}" if author.orcid else ""
        for affiliation in author.affiliations if author.valid else ():
            yield "AD", affiliation


def _full_name(author: Author) -> str:
    parts = (author.last, author.fore or author.initials, author.suffix)
    return ", ".join(part for part in parts if part)


def _heading(heading: MeshHeading) -> str:
    words = [("*" if heading.major else "") + heading.name]
    words += [("*" if each.major else "") + each.name for each in heading.qualifiers]
    return "/".join(words)


def _compact(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""
