"""JSON Lines: everything we know of a record, one object a line, keys always in one order.

The keys up to `sources` are the contract others build on; more follow after them. Every key
is always there: what is missing is null, or an empty list where there may be many. Only
`published` leaves out the month and day it does not have.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, TextIO

import msgspec

from litwatch.records import Author, Decision, Notice, PartialDate, Record, Section
from litwatch.records.record import OtherAbstract
from litwatch.store import Entry
from litwatch.store.others import Member

_encode = msgspec.json.Encoder().encode


def write(entries: Iterable[Entry], out: TextIO) -> int:
    """One line for each entry; returns how many."""
    count = 0
    for count, entry in enumerate(entries, start=1):  # noqa: B007
        out.write(_encode(as_dict(entry)).decode() + "\n")
    return count


def as_dict(entry: Entry) -> dict[str, Any]:
    """An entry as values that any JSON encoder takes: texts, numbers, lists, dicts, None."""
    record = entry.record
    prediction, decision = entry.prediction, entry.decision
    return {
        "pmid": _plain(record.pmid),
        "doi": _plain(record.doi),
        "pmcid": _plain(record.pmcid),
        "title": record.title or None,
        "title_html": record.title_html or html.escape(record.title, quote=False) or None,
        "abstract": _sections(record.abstract),
        "journal": {
            "title": record.journal.title or None,
            "iso": record.journal.iso or None,
            "issn": record.journal.issn or None,
            "volume": record.journal.volume or None,
            "issue": record.journal.issue or None,
            "pages": record.journal.pages or None,
        },
        "published": _published(record.published),
        "created": _day(record.created),
        "languages": record.languages,
        "vernacular_title": record.vernacular_title or None,
        "authors": _people(record.authors),
        "mesh": [
            {
                "ui": heading.ui or None,
                "name": heading.name,
                "major": heading.major,
                "qualifiers": [
                    {"ui": each.ui or None, "name": each.name, "major": each.major}
                    for each in heading.qualifiers
                ],
            }
            for heading in record.mesh
        ],
        "publication_types": [
            {"ui": each.ui or None, "name": each.name} for each in record.publication_types
        ],
        "keywords": [keyword.text for keyword in record.keywords],
        "notices": [_notice(notice) for notice in entry.notices],
        "state": entry.state,
        "topics": entry.topics,
        "tags": [
            {
                "facet": tag.facet,
                "value": tag.value,
                "by": tag.by,
                "evidence": tag.evidence,
                "confidence": tag.confidence,
            }
            for tag in entry.tags
            if tag.state != "rejected"
        ],
        "score": prediction.score if prediction else None,
        "band": prediction.band if prediction else None,
        "usefulness": entry.usefulness.score if entry.usefulness else None,
        "model": prediction.model if prediction else None,
        "decision": _decision(decision),
        "sources": entry.sources,
        "id": record.id,
        "why": _why(entry),
        "role": entry.role,
        "first_seen": _time(entry.first_seen),
        "same_work": [other.record.id for other in _others(entry)],
        "same_work_decisions": [
            {"id": other.record.id, **said}
            for other in _others(entry)
            if (said := _decision(other.decision))
        ],
        "facts": [
            {"fact": one.fact, "value": one.value, "quote": one.quote} for one in entry.facts
        ],
        **_further(record),
    }


def _decision(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "verdict": decision.verdict,
        "reviewer": decision.reviewer,
        "at": _time(decision.at),
        "reason": decision.reason or None,
    }


def _others(entry: Entry) -> list[Member]:
    """The other records of the same work, the one that stands nearest first."""
    return [member for member in entry.work if member.record.id != entry.record.id]


def _why(entry: Entry) -> dict[str, Any] | None:
    """What moved the score, and the points for usefulness; None where no model has spoken."""
    moved = entry.prediction.why if entry.prediction else None
    if moved is None and entry.usefulness is None:
        return None
    return {
        "words": [{"text": one.text, "by": one.by} for one in (moved.words if moved else ())],
        "sentences": [
            {"text": one.text, "by": one.by} for one in (moved.sentences if moved else ())
        ],
        "usefulness": [
            {"facet": facet, "value": value, "points": points}
            for facet, value, points in (entry.usefulness.points if entry.usefulness else ())
        ],
    }


def _plain(identifier: str | None) -> str | None:
    return None if identifier is None else str(identifier)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _further(record: Record) -> dict[str, Any]:
    return {
        "other_abstracts": [_other_abstract(each) for each in record.other_abstracts],
        "copyright": record.copyright or None,
        "investigators": _people(record.investigators),
        "grants": [
            {
                "id": grant.id or None,
                "acronym": grant.acronym or None,
                "agency": grant.agency or None,
                "country": grant.country or None,
            }
            for grant in record.grants
        ],
        "databanks": [
            {"name": bank.name or None, "accessions": bank.accessions} for bank in record.databanks
        ],
        "conflict_of_interest": record.conflict_of_interest or None,
        "keyword_list": [
            {"text": each.text, "major": each.major, "owner": each.owner or None}
            for each in record.keywords
        ],
        "supplementary_concepts": [
            {"ui": each.ui or None, "name": each.name, "type": each.type or None}
            for each in record.supplementary_concepts
        ],
    }


def _sections(sections: Iterable[Section]) -> list[dict[str, Any]]:
    return [
        {"label": part.label or None, "category": part.category or None, "text": part.text or None}
        for part in sections
    ]


def _other_abstract(other: OtherAbstract) -> dict[str, Any]:
    return {
        "type": other.type or None,
        "language": other.language or None,
        "abstract": _sections(other.sections),
        "copyright": other.copyright or None,
    }


def _people(people: Iterable[Author]) -> list[dict[str, Any]]:
    return [
        {
            "last": person.last or None,
            "fore": person.fore or None,
            "initials": person.initials or None,
            "collective": person.collective or None,
            "orcid": person.orcid or None,
            "affiliations": person.affiliations,
            "suffix": person.suffix or None,
            "valid": person.valid,
        }
        for person in people
    ]


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "type": notice.type,
        "direction": notice.direction,
        "pmid": _plain(notice.pmid),
        "doi": _plain(notice.doi),
        "source": notice.source,
        "first_seen": _day(notice.first_seen),
        "ref_type": notice.ref_type or None,
        "citation": notice.citation or None,
    }


def _published(day: PartialDate | None) -> dict[str, Any] | None:
    if day is None:
        return None
    known: dict[str, Any] = {"year": day.year}
    if day.month is not None:
        known["month"] = day.month
    if day.day is not None:
        known["day"] = day.day
    return {**known, "raw": day.raw}
