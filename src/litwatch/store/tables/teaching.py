"""What is taught: key messages and their wordings, decks, alerts, seminars, views received."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field

from litwatch.store.tables.base import Base, UtcDateTime, of_record, one_of, table_of


class StatementVersionRow(Base, table=True):
    """A wording of a key message, proposed by one person and put in force by another.

    Appended; only `state` and who settled it change. The highest version in force is what we
    say. `retired` ones are no longer said: `say_now` is what is said instead. `pmids` are the
    records that the change rests on, `due` the day by which somebody looks at it again.
    """

    __tablename__ = "statement_version"
    __table_args__ = (
        UniqueConstraint("statement", "version"),
        one_of("status", "ks_summary", "found", "draft"),
        one_of("lifecycle", "active", "under_review", "retired"),
        one_of("state", "proposed", "in_force", "refused"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    statement: str = Field(index=True)
    version: int
    text: str = Field(sa_type=Text)
    status: str
    ks_page: str = ""
    source: str = Field(default="", sa_type=Text)
    lifecycle: str
    say_now: str = Field(default="", sa_type=Text)
    why: str = Field(sa_type=Text)
    pmids: list[str] = Field(sa_type=JSON)
    due: date | None = None
    state: str
    proposed_by: str
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    settled_by: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RelationRow(Base, table=True):
    """What a person says of a record and a key message. Appended only; the last one is live,
    and `none` takes back an earlier one. A `new` message has no statement yet.
    """

    __tablename__ = "relation"
    __table_args__ = (
        one_of("kind", "supports", "nuances", "contradicts", "new", "none"),
        Index(None, "record_id", "statement"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record()
    statement: str = Field(default="", index=True)
    kind: str
    month: str = ""
    why: str = Field(default="", sa_type=Text)
    reviewer: str
    at: datetime = Field(sa_type=UtcDateTime)


class DeckRow(Base, table=True):
    """A trainer's deck that is followed: where it lies and who is told when it must change."""

    __tablename__ = "deck"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    path: str = Field(sa_type=Text)
    owner: str
    mail: str
    module: str = ""
    added_by: str
    added_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_by: str = ""


class DeckSlideRow(Base, table=True):
    """What one slide of a followed deck uses, as last read: statements and works by id."""

    __tablename__ = "deck_slide"

    deck_id: int = Field(foreign_key="deck.id", primary_key=True)
    place: int = Field(primary_key=True)
    key: str = ""
    title: str = Field(default="", sa_type=Text)
    statements: list[str] = Field(sa_type=JSON)
    works: list[str] = Field(sa_type=JSON)


class TaskRow(Base, table=True):
    """Something that a person is asked to do for what we teach; closed in words."""

    __tablename__ = "task"
    __table_args__ = (
        one_of("kind", "slide", "statement", "review"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    about: str = Field(index=True)
    deck_id: int | None = Field(default=None, foreign_key="deck.id")
    words: str = Field(sa_type=Text)
    owner: str = ""
    mail: str = ""
    opened_at: datetime = Field(sa_type=UtcDateTime)
    mailed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str = ""
    done_words: str = Field(default="", sa_type=Text)


class AlertRow(Base, table=True):
    """A work that we use has changed its state. `touches` names what uses it, as last seen while
    it waited. `closed_words` is why a person has closed it.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("record_id", "state"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record()
    state: str
    source: str
    touches: list[dict[str, Any]] = Field(sa_type=JSON)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_by: str = ""
    reason: str = Field(default="", sa_type=Text)
    escalated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = None
    closed_words: str | None = Field(default=None, sa_type=Text)


class StatusCheckRow(Base, table=True):
    """When a source last answered for a work. PubMed's answer stands in `record.checked_at`."""

    __tablename__ = "status_check"

    record_id: str = of_record(primary_key=True)
    source: str = Field(primary_key=True)
    answered_at: datetime = Field(sa_type=UtcDateTime)


class RetractionRow(Base, table=True):
    """A row of the Retraction Watch file as last imported, under its Record ID.

    `nature` is the file's word in lower case; `doi` and `pmid` name the article, the others
    the notice. A row without either names no article, and is not kept.
    """

    __tablename__ = "retraction_watch"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    nature: str
    dated: date | None = None
    doi: str | None = Field(default=None, index=True)
    pmid: str | None = Field(default=None, index=True)
    notice_doi: str | None = None
    notice_pmid: str | None = None
    reasons: str = Field(sa_type=Text)


class SeminarRow(Base, table=True):
    """A seminar that was held, with how many took part from each kind of unit."""

    __tablename__ = "seminar"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    module: str
    audience: str
    participants: dict[str, int] = Field(sa_type=JSON)
    remarks: str = Field(default="", sa_type=Text)
    added_by: str
    at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_by: str = ""


class ViewRow(Base, table=True):
    """A view that a party has given (clinic, programme, patients, municipality), and what
    became of it. `informed` is the day the regional programme (RPO) was told.
    """

    __tablename__ = "received_view"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    party: str
    day: date = Field(index=True)
    words: str = Field(sa_type=Text)
    about: str = ""
    added_by: str
    at: datetime = Field(sa_type=UtcDateTime)
    handled: str = Field(default="", sa_type=Text)
    handled_by: str = ""
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    informed: date | None = None


statement_version = table_of(StatementVersionRow)
relation = table_of(RelationRow)
deck = table_of(DeckRow)
deck_slide = table_of(DeckSlideRow)
task = table_of(TaskRow)
alert = table_of(AlertRow)
status_check = table_of(StatusCheckRow)
retraction_watch = table_of(RetractionRow)
seminar = table_of(SeminarRow)
received_view = table_of(ViewRow)
