"""The tables. Their history is in db/migrations; db/schema.sql shows them as SQL.

Times are UTC, days are dates, `id` of a record is its PMID, `PPR…` or `doi:…`. A table that
people or machines add opinions to has its own rows; nothing is packed into a record's body.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

Role = Literal["background", "imported", "watched"]
ROLES: tuple[Role, ...] = ("background", "imported", "watched")  # a record only moves right

WindowState = Literal["open", "incomplete", "complete"]
PmidState = Literal["found", "fetched", "known", "missing"]

# Named constraints can be dropped by name in a migration, on either database.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time: `timestamptz` in PostgreSQL, ISO text without offset in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; times are passed in as UTC")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Ids sort by their bytes on both databases; a server's own collation would reorder exports.
_BYTEWISE = String().with_variant(String(collation="C"), "postgresql")


def _one_of(column: str, *words: str) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _record_id(**more: Any) -> Any:
    return Field(sa_type=_BYTEWISE, foreign_key="record.id", **more)


class Base(SQLModel):
    metadata = MetaData(naming_convention=_NAMES)


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
    __table_args__ = (_one_of("role", *ROLES),)

    id: str = Field(sa_type=_BYTEWISE, primary_key=True)
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


class RecordNotice(Base, table=True):
    """A notice once seen on a record; it stays when a later version no longer lists it.

    Only what litwatch itself notes of a pair (source `litwatch`) goes when the pair does.

    `kind` is the source's own word, `target` the other work's PMID, DOI or citation.
    """

    __tablename__ = "record_notice"
    __table_args__ = (UniqueConstraint("record_id", "kind", "target", "source"),)

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = _record_id()
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


class RecordRevision(Base, table=True):
    """A later copy that differed: which fields changed, and the bytes before and after."""

    __tablename__ = "record_revision"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = _record_id(index=True)
    changed: list[str] = Field(sa_type=JSON)
    raw_before: str | None = None
    raw_after: str | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class SameWork(Base, table=True):
    """Two records that are one work, or may be: what says so, and what a person made of it.

    `first` is the smaller id. A notice is never the same work as what it corrects.
    """

    __tablename__ = "same_work"
    __table_args__ = (_one_of("state", "certain", "proposed", "confirmed", "rejected"),)

    first: str = _record_id(primary_key=True)
    second: str = _record_id(primary_key=True)
    how: str
    state: str
    score: float | None = None
    evidence: str = Field(default="", sa_type=Text)
    by: str = "machine"
    at: datetime = Field(sa_type=UtcDateTime)


class RecordSource(Base, table=True):
    """Where a record came from: `pubmed` or the name of an imported file."""

    __tablename__ = "record_source"

    record_id: str = _record_id(primary_key=True)
    source: str = Field(primary_key=True)
    first_seen: datetime = Field(sa_type=UtcDateTime)


class Run(Base, table=True):
    """One start of a stage: what it was asked, how it ended, what it cost."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    state: str
    params: dict[str, Any] = Field(sa_type=JSON)
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    requests: int = 0
    retries: int = 0
    note: str = Field(default="", sa_type=Text)


class WindowRow(Base, table=True):
    """A span of dates that one strategy is asked for. At most one is unfinished for each key."""

    __tablename__ = "harvest_window"
    __table_args__ = (
        _one_of("state", "open", "incomplete", "complete"),
        Index(
            "uq_harvest_window_unfinished",
            "source",
            "topic",
            "part",
            "fingerprint",
            "date_field",
            "first",
            "last",
            unique=True,
            sqlite_where=text("state <> 'complete'"),
            postgresql_where=text("state <> 'complete'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    source: str = Field(default="pubmed", sa_column_kwargs={"server_default": "pubmed"})
    topic: str
    part: str
    version: str
    fingerprint: str
    date_field: str
    first: date
    last: date
    term: str = Field(sa_type=Text)
    count: int | None = None
    translation: str = Field(default="", sa_type=Text)
    warnings: list[str] = Field(sa_type=JSON)
    state: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    listed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StrategyRow(Base, table=True):
    """A version of a strategy part: the query as it is sent, who changed it and why."""

    __tablename__ = "strategy"
    __table_args__ = (
        _one_of("state", "proposed", "active", "retired"),
        UniqueConstraint("topic", "part", "version"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    topic: str
    part: str
    version: str
    fingerprint: str = Field(index=True)
    query: str = Field(sa_type=Text)
    author: str
    reason: str = Field(sa_type=Text)
    state: str
    findings: list[str] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcDateTime)


class RecallRow(Base, table=True):
    """How many of the known works one strategy part found, and which it missed."""

    __tablename__ = "recall"
    __table_args__ = (
        _one_of("how", "offline", "live"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    gold: str
    topic: str
    part: str
    fingerprint: str
    how: str
    expected: int
    found: int
    missed: list[str] = Field(sa_type=JSON)
    not_testable: list[str] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcDateTime)


class WindowPmid(Base, table=True):
    """A PMID that a window's search listed, and what became of it."""

    __tablename__ = "window_pmid"
    __table_args__ = (_one_of("state", "found", "fetched", "known", "missing"),)

    window_id: int = Field(foreign_key="harvest_window.id", primary_key=True)
    pmid: str = Field(sa_type=_BYTEWISE, primary_key=True)
    state: str


class RecordTopic(Base, table=True):
    """A record that a strategy has hit; `window_id` is the window that hit it first."""

    __tablename__ = "record_topic"

    record_id: str = _record_id(primary_key=True)
    topic: str = Field(primary_key=True, index=True)
    part: str = Field(primary_key=True)
    fingerprint: str = Field(primary_key=True)
    version: str
    window_id: int = Field(foreign_key="harvest_window.id")
    first_seen: datetime = Field(sa_type=UtcDateTime)


class PredictionRow(Base, table=True):
    """What a model said of a record; the one said last is live."""

    __tablename__ = "prediction"
    __table_args__ = (_one_of("band", "likely", "uncertain", "unlikely"),)

    record_id: str = _record_id(primary_key=True)
    model: str = Field(primary_key=True)
    score: float
    band: str
    at: datetime = Field(sa_type=UtcDateTime)


class TagRow(Base, table=True):
    """A facet's value on a record; `by` is `machine` or a reviewer."""

    __tablename__ = "tag"
    __table_args__ = (_one_of("state", "proposed", "accepted", "rejected"),)

    record_id: str = _record_id(primary_key=True)
    facet: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    by: str = Field(primary_key=True)
    state: str
    evidence: list[str] = Field(sa_type=JSON)
    taxonomy_version: str
    at: datetime = Field(sa_type=UtcDateTime)


class DecisionRow(Base, table=True):
    """What a reviewer said of a record. Appended only; the highest id of a record is live."""

    __tablename__ = "decision"
    __table_args__ = (
        _one_of("verdict", "include", "exclude", "maybe"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = _record_id(index=True)
    verdict: str
    reviewer: str
    reason: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)


class EditionRow(Base, table=True):
    """A month's edition as bytes with their hash. A published one is never changed."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("month", "revision"),
        _one_of("state", "draft", "published"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    month: str
    revision: int
    state: str
    body: bytes = Field(sa_type=LargeBinary)
    sha256: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_by: str | None = None
    manifest_sha256: str | None = None


class WrittenRow(Base, table=True):
    """A person's words in one field of an item. Appended only; the highest id is live."""

    __tablename__ = "written_field"
    __table_args__ = (
        Index(None, "month", "record_id", "field", "audience"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    month: str
    record_id: str = _record_id()
    field: str
    audience: str
    text: str = Field(sa_type=Text)
    reviewer: str
    role: str
    at: datetime = Field(sa_type=UtcDateTime)


metadata = Base.metadata


def _table(row: type[SQLModel]) -> Table:
    return cast("Table", row.__table__)  # type: ignore[attr-defined]


raw = _table(Raw)
record = _table(RecordRow)
record_notice = _table(RecordNotice)
record_revision = _table(RecordRevision)
record_source = _table(RecordSource)
same_work = _table(SameWork)
strategy = _table(StrategyRow)
recall = _table(RecallRow)
record_topic = _table(RecordTopic)
run = _table(Run)
window = _table(WindowRow)
window_pmid = _table(WindowPmid)
prediction = _table(PredictionRow)
tag = _table(TagRow)
decision = _table(DecisionRow)
edition = _table(EditionRow)
written_field = _table(WrittenRow)
