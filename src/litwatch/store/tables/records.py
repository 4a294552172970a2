"""The records: their bytes, their columns, notices, revisions, sources, and what is one work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from sqlalchemy import JSON, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from litwatch.store.tables.base import BYTEWISE, Base, UtcDateTime, of_record, one_of, table_of

Role = Literal["background", "imported", "watched"]
ROLES: tuple[Role, ...] = ("background", "imported", "watched")  # a record only moves right


class Raw(Base, table=True):
    """The bytes a record was read from, zlib-compressed, under the hash of the plain bytes."""

    sha256: str = Field(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)
    fetched_at: datetime = Field(sa_type=UtcDateTime)


class RecordRow(Base, table=True):
    """A record: columns to search by, and the whole of it as JSON in `body`.

    `updated_at` is when the body last changed, `checked_at` when PubMed was last asked.
    """

    __tablename__ = "record"
    __table_args__ = (one_of("role", *ROLES), Index(None, "role", "first_seen"))

    id: str = Field(sa_type=BYTEWISE, primary_key=True)
    pmid: str | None = Field(default=None, unique=True)
    doi: str | None = Field(default=None, index=True)
    pmcid: str | None = Field(default=None, index=True)
    title: str = Field(sa_type=Text)
    journal: str
    year: int | None = None
    created: date | None = Field(default=None, index=True)
    revised: date | None = None
    state: str = Field(index=True)
    role: str = Field(index=True)
    first_seen: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    raw_sha: str | None = Field(default=None, foreign_key="raw.sha256")
    body: str = Field(sa_type=Text)


class RecordText(Base, table=True):
    """The words of a record as they are searched: folded, separated by spaces.

    The index on them is each database's own and no table of ours: `store.fulltext` keeps it.
    """

    __tablename__ = "record_text"

    id: int | None = Field(default=None, primary_key=True)  # SQLite's index knows rows by number
    record_id: str = of_record(unique=True)
    title: str = Field(sa_type=Text)
    terms: str = Field(sa_type=Text)
    abstract: str = Field(sa_type=Text)


class RecordNotice(Base, table=True):
    """A notice once seen on a record; it stays when a later version no longer lists it.

    Only what litwatch itself notes of a pair (source `litwatch`) goes when the pair does.

    `kind` is the source's own word, `target` the other work's PMID, DOI or citation, `dated`
    the day that the notice bears. `missing_since` is when its source was first seen to list it no
    longer. What a person has `cleared` gives the record no state any more.
    """

    __tablename__ = "record_notice"
    __table_args__ = (UniqueConstraint("record_id", "kind", "target", "source"),)

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record()
    kind: str
    target: str = Field(sa_type=Text)
    source: str
    type: str
    direction: str | None = None
    pmid: str | None = Field(default=None, index=True)
    doi: str | None = None
    citation: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)
    first_seen: date
    dated: date | None = None
    missing_since: date | None = None
    cleared: date | None = None
    cleared_by: str | None = None


class RecordRevision(Base, table=True):
    """A later copy that differed: which fields changed, and the bytes before and after."""

    __tablename__ = "record_revision"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record(index=True)
    changed: list[str] = Field(sa_type=JSON)
    raw_before: str | None = None
    raw_after: str | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class SameWork(Base, table=True):
    """Two records that are one work, or may be: what says so, and what a person made of it.

    `first` is the smaller id. A notice is never the same work as what it corrects.
    """

    __tablename__ = "same_work"
    __table_args__ = (one_of("state", "certain", "proposed", "confirmed", "rejected"),)

    first: str = of_record(primary_key=True)
    second: str = of_record(primary_key=True)
    how: str
    state: str
    score: float | None = None
    evidence: str = Field(default="", sa_type=Text)
    by: str = "machine"
    at: datetime = Field(sa_type=UtcDateTime)


class RecordSource(Base, table=True):
    """Where a record came from: `pubmed` or the name of an imported file."""

    __tablename__ = "record_source"

    record_id: str = of_record(primary_key=True)
    source: str = Field(primary_key=True)
    first_seen: datetime = Field(sa_type=UtcDateTime)


raw = table_of(Raw)
record = table_of(RecordRow)
record_text = table_of(RecordText)
record_notice = table_of(RecordNotice)
record_revision = table_of(RecordRevision)
record_source = table_of(RecordSource)
same_work = table_of(SameWork)
