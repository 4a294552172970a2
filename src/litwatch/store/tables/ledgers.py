"""The ledgers: runs, windows and what they listed, strategies and their recall."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from litwatch.store.tables.base import BYTEWISE, Base, UtcDateTime, of_record, one_of, table_of

WindowState = Literal["open", "incomplete", "complete"]
PmidState = Literal["found", "fetched", "known", "missing"]


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
        one_of("state", "open", "incomplete", "complete"),
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


class WindowPmid(Base, table=True):
    """A PMID that a window's search listed, and what became of it."""

    __tablename__ = "window_pmid"
    __table_args__ = (one_of("state", "found", "fetched", "known", "missing"),)

    window_id: int = Field(foreign_key="harvest_window.id", primary_key=True)
    pmid: str = Field(sa_type=BYTEWISE, primary_key=True)
    state: str


class RecordTopic(Base, table=True):
    """A record that a strategy has hit; `window_id` is the window that hit it first."""

    __tablename__ = "record_topic"

    record_id: str = of_record(primary_key=True)
    topic: str = Field(primary_key=True, index=True)
    part: str = Field(primary_key=True)
    fingerprint: str = Field(primary_key=True)
    version: str
    window_id: int = Field(foreign_key="harvest_window.id")
    first_seen: datetime = Field(sa_type=UtcDateTime)


class StrategyRow(Base, table=True):
    """A version of a strategy part: the query as it is sent, who changed it and why."""

    __tablename__ = "strategy"
    __table_args__ = (
        one_of("state", "proposed", "active", "retired"),
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
        one_of("how", "offline", "live"),
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


run = table_of(Run)
window = table_of(WindowRow)
window_pmid = table_of(WindowPmid)
record_topic = table_of(RecordTopic)
strategy = table_of(StrategyRow)
recall = table_of(RecallRow)
