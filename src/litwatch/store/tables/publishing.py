"""What people rate, write, approve and send: the monthly edition and those who get it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from litwatch.store.tables.base import Base, UtcDateTime, of_record, one_of, table_of

_AUDIENCES = ("vardcentral", "primarvardsrehab")


class EditionRow(Base, table=True):
    """A revision of a month's edition as bytes with their hash. A published one is never changed.

    `sha256` is that of the draft's content, which approvals name; it stays when the edition is
    published. `note` says why a correction was made, `note_by` who says so. A published
    revision is `corrected` once a later one is published; its bytes stay.
    """

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("month", "revision"),
        one_of("state", "draft", "in_review", "approved", "published", "corrected"),
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
    note: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    note_by: str = Field(default="", sa_column_kwargs={"server_default": ""})


class ApprovalRow(Base, table=True):
    """Who read a draft and lets it be published: the hash says which draft. Appended only."""

    __tablename__ = "approval"
    __table_args__ = (Index(None, "month", "revision"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    month: str
    revision: int
    sha256: str
    reviewer: str
    role: str
    at: datetime = Field(sa_type=UtcDateTime)


class WrittenRow(Base, table=True):
    """A person's words in one field of an item. Appended only; the highest id is live."""

    __tablename__ = "written_field"
    __table_args__ = (
        Index(None, "month", "record_id", "field", "audience"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    month: str
    record_id: str = of_record()
    field: str
    audience: str
    text: str = Field(sa_type=Text)
    reviewer: str
    role: str
    at: datetime = Field(sa_type=UtcDateTime)


class RatingRow(Base, table=True):
    """A reviewer's 1–7 for an audience on one of McMaster PLUS's two scales. Appended only;
    the highest id of a record, audience, scale and reviewer is live."""

    __tablename__ = "rating"
    __table_args__ = (
        one_of("audience", *_AUDIENCES),
        one_of("scale", "relevance", "newsworthiness"),
        CheckConstraint("value BETWEEN 1 AND 7", name="value"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record(index=True)
    audience: str
    scale: str
    value: int
    reviewer: str
    at: datetime = Field(sa_type=UtcDateTime)


class OutsideRow(Base, table=True):
    """Something from outside PubMed that readers should know: a guideline, a report, a page.

    `body` is an id of the watch's grey list. It is taken back by `removed_at`, never deleted.
    """

    __tablename__ = "outside_item"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    body: str
    title: str = Field(sa_type=Text)
    link: str = Field(sa_type=Text)
    day: date = Field(index=True)
    words: str = Field(default="", sa_type=Text)
    added_by: str
    at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SubscriberRow(Base, table=True):
    """Who gets the edition by mail. `token` is what their link to leave holds."""

    __tablename__ = "subscriber"
    __table_args__ = (
        one_of("lang", "sv", "en"),
        one_of("audience", "", *_AUDIENCES),
    )

    mail: str = Field(primary_key=True)
    lang: str
    audience: str = ""
    token: str = Field(unique=True)
    added_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeliveryRow(Base, table=True):
    """What became of one edition's mail to one subscriber.

    `sending` is written before the mail goes: a row that stays so after a crash is unsure,
    and is never sent again without a person's word.
    """

    __tablename__ = "delivery"
    __table_args__ = (one_of("state", "sending", "sent", "refused", "failed"),)

    month: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    mail: str = Field(primary_key=True)
    state: str
    attempts: int = 0
    answer: str = Field(default="", sa_type=Text)
    message_id: str
    at: datetime = Field(sa_type=UtcDateTime)


edition = table_of(EditionRow)
approval = table_of(ApprovalRow)
written_field = table_of(WrittenRow)
rating = table_of(RatingRow)
outside_item = table_of(OutsideRow)
subscriber = table_of(SubscriberRow)
delivery = table_of(DeliveryRow)
