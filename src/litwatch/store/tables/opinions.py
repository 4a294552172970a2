"""What machines and people say of records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, text
from sqlmodel import Field

from litwatch.store.tables.base import Base, UtcDateTime, of_record, one_of, table_of


class PredictionRow(Base, table=True):
    """What a model said of a record; the one said last is live.

    `known` is the share of its words that the model knows.
    """

    __tablename__ = "prediction"
    __table_args__ = (one_of("band", "likely", "uncertain", "unlikely"),)

    record_id: str = of_record(primary_key=True)
    model: str = Field(primary_key=True)
    score: float
    band: str
    known: float | None = None
    why: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    at: datetime = Field(sa_type=UtcDateTime)


class UsefulnessRow(Base, table=True):
    """How useful a record seems for teaching; `by` is the rule or the model that says so.

    `points` are what the score stands on: `[facet, value, points]`, for people to read.
    """

    __tablename__ = "usefulness"

    record_id: str = of_record(primary_key=True)
    by: str
    score: float
    points: list[list[Any]] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcDateTime)


class AuditRow(Base, table=True):
    """An unlikely record drawn to be read in a month, and the place 0–1 that it drew."""

    __tablename__ = "audit_sample"

    month: str = Field(primary_key=True)
    record_id: str = of_record(primary_key=True)
    place: float
    model: str
    at: datetime = Field(sa_type=UtcDateTime)


class ModelEventRow(Base, table=True):
    """What became of a model: put in force, refused, taken back. Appended only.

    `metrics` are those of the evaluation that decided, of the new model and of the one in force.
    """

    __tablename__ = "model_event"
    __table_args__ = (
        one_of("action", "promoted", "refused", "rolled_back"),
        one_of("question", "relevance", "usefulness"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    question: str
    model: str
    action: str
    by: str
    reason: str = Field(sa_type=Text)
    metrics: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcDateTime)


class TagRow(Base, table=True):
    """A facet's value on a record; `by` is `machine` or a reviewer."""

    __tablename__ = "tag"
    __table_args__ = (
        one_of("state", "proposed", "accepted", "rejected"),
        # What people said lately is asked for at every search; the machine's many are left out.
        Index(
            "ix_tag_people_at",
            "at",
            sqlite_where=text("\"by\" <> 'machine'"),
            postgresql_where=text("\"by\" <> 'machine'"),
        ),
    )

    record_id: str = of_record(primary_key=True)
    facet: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    by: str = Field(primary_key=True)
    state: str
    evidence: list[str] = Field(sa_type=JSON)
    confidence: str | None = None
    taxonomy_version: str
    at: datetime = Field(sa_type=UtcDateTime)


class DecisionRow(Base, table=True):
    """What a reviewer said of a record. Appended only; the highest id of a record is live."""

    __tablename__ = "decision"
    __table_args__ = (
        one_of("verdict", "include", "exclude", "maybe"),
        Index(None, "reviewer", "at"),
        Index(None, "at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record(index=True)
    verdict: str
    reviewer: str
    reason: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)


prediction = table_of(PredictionRow)
usefulness = table_of(UsefulnessRow)
audit_sample = table_of(AuditRow)
model_event = table_of(ModelEventRow)
tag = table_of(TagRow)
decision = table_of(DecisionRow)
