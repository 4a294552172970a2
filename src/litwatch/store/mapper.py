"""Record and Notice ↔ row: the one place that knows which columns repeat what the body holds."""

from __future__ import annotations

import hashlib
import zlib
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, cast

from sqlalchemy import RowMapping

from litwatch.records import Doi, Notice, Pmid, Record, State, decode, encode
from litwatch.search.words import spaced
from litwatch.store.tables import Role

NoticeKey = tuple[str, str, str]

# Characters of each field that full text looks at, where abstracts have some 2,000. PostgreSQL's
# tsvector holds 1 MB, and a longer text must not keep its record from being stored.
LONGEST = 60_000
# The fields of a record that its words come from.
WORDED = frozenset({"title", "vernacular_title", "keywords", "mesh", "abstract"})


class Copy:
    """A record as a source delivered it, with its bytes; what costs time is made once, when asked.

    To another process it goes with all that made, but without `raw`.
    """

    def __init__(self, record: Record, raw: bytes) -> None:
        self.record = record
        self.raw = raw

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, (self.body, self.sha256, self.packed)

    @cached_property
    def body(self) -> str:
        return encode(self.record).decode()

    @cached_property
    def sha256(self) -> str | None:
        return hashlib.sha256(self.raw).hexdigest() if self.raw else None

    @cached_property
    def words(self) -> Words:
        return words_of(self.record)

    @cached_property
    def packed(self) -> bytes:
        return zlib.compress(self.raw)


class Words(NamedTuple):
    """What a record is found by in full text: folded words with spaces between."""

    title: str
    terms: str
    abstract: str


def words_of(record: Record) -> Words:
    """The words of title and vernacular title, of keywords and MeSH, and of the abstract."""
    terms = [keyword.text for keyword in record.keywords]
    terms += [heading.name for heading in record.mesh]
    titles = f"{record.title} \n {record.vernacular_title}"
    texts = (titles, "\n".join(terms), record.abstract_text)
    return Words(*(spaced(text[:LONGEST])[:LONGEST] for text in texts))


def _arrived(body: str, sha256: str | None, packed: bytes) -> Copy:
    copy = Copy(decode(body), b"")
    vars(copy).update(body=body, sha256=sha256, packed=packed)
    return copy


class Stored(NamedTuple):
    """A record as it lies in the store. `record` reads the body anew each time."""

    body: str
    state: State
    role: Role
    raw_sha: str | None
    first_seen: datetime
    updated_at: datetime
    checked_at: datetime | None
    gone_at: datetime | None

    @property
    def record(self) -> Record:
        return decode(self.body)


def record_row(record: Record, kept: Stored) -> dict[str, Any]:
    """The columns of table `record`."""
    return {
        "id": record.id,
        # Plain text: sqlite3 looks for an adapter for each value of a type of ours.
        "pmid": record.pmid and str(record.pmid),
        "doi": record.doi and str(record.doi),
        "pmcid": record.pmcid and str(record.pmcid),
        "title": record.title,
        "journal": record.journal.iso or record.journal.title,
        "year": record.published.year if record.published else None,
        "created": record.created,
        "revised": record.revised,
        "state": kept.state,
        "role": kept.role,
        "first_seen": kept.first_seen,
        "updated_at": kept.updated_at,
        "checked_at": kept.checked_at,
        "gone_at": kept.gone_at,
        "raw_sha": kept.raw_sha,
        "body": kept.body,
    }


def stored(row: RowMapping) -> Stored:
    return Stored(
        body=row["body"],
        state=cast("State", row["state"]),
        role=cast("Role", row["role"]),
        raw_sha=row["raw_sha"],
        first_seen=row["first_seen"],
        updated_at=row["updated_at"],
        checked_at=row["checked_at"],
        gone_at=row["gone_at"],
    )


def notice_key(notice: Notice) -> NoticeKey:
    """What makes two sightings the same notice: the source's word and the other work."""
    return (
        notice.ref_type or notice.type,
        notice.pmid or notice.doi or notice.citation,
        notice.source,
    )


def notice_row(record_id: str, notice: Notice, seen: date) -> dict[str, Any]:
    """The columns of table `record_notice`; `seen` counts only for a new one."""
    kind, target, source = notice_key(notice)
    return {
        "record_id": record_id,
        "kind": kind,
        "target": target,
        "source": source,
        "type": notice.type,
        "direction": notice.direction,
        "pmid": notice.pmid,
        "doi": notice.doi,
        "citation": notice.citation,
        "note": notice.note,
        "first_seen": seen,
        "dated": notice.dated,
    }


def notice(row: RowMapping) -> Notice:
    # The kind is the type itself where the source had no word of its own.
    return Notice(
        type=row["type"],
        direction=row["direction"],
        ref_type="" if row["kind"] == row["type"] else row["kind"],
        pmid=Pmid(row["pmid"]) if row["pmid"] else None,
        doi=Doi(row["doi"]) if row["doi"] else None,
        citation=row["citation"],
        note=row["note"],
        source=row["source"],
        first_seen=row["first_seen"],
        dated=row["dated"],
        missing_since=row["missing_since"],
        cleared=row["cleared"],
    )
