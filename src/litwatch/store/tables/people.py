"""Who works with the watch, and what they do beside deciding: accounts, notes, second readings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from litwatch.store.tables.base import Base, UtcDateTime, of_record, one_of, table_of


class UserRow(Base, table=True):
    """A person who may log in. `name` signs what they write; `session_key` is drawn anew when
    the password changes or all sessions are ended, and makes older cookies void.
    """

    __tablename__ = "user_account"
    __table_args__ = (
        one_of(
            "role",
            "reader",
            "trainer",
            "curator",
            "specialist",
            "child_specialist",
            "rpo",
            "editor",
            "admin",
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: str
    mail: str = ""
    password_hash: str | None = None
    session_key: str
    added_by: str
    added_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AccountEventRow(Base, table=True):
    """What became of an account, who did it and when. Appended only; `role` is one that was given."""

    __tablename__ = "account_event"
    __table_args__ = (
        one_of("what", "added", "role", "left", "back", "password", "sessions"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    what: str
    role: str = ""
    by: str
    at: datetime = Field(sa_type=UtcDateTime)


class LoginRow(Base, table=True):
    """An attempt to log in, kept to slow down guessing. `place` is the address it came from.

    `name` is an account's; of a name that is nobody's only a keyed hash is kept, since people
    type passwords there too.
    """

    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "name", "at"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    name: str
    place: str
    passed: bool
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class TokenRow(Base, table=True):
    """A key for programs, stored as its hash only. `may_write` lets it decide for its owner."""

    __tablename__ = "api_token"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    label: str
    sha256: str = Field(unique=True)
    may_write: bool
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class VisitRow(Base, table=True):
    """When a reviewer was last here, and the visit before that: what is new since is told."""

    __tablename__ = "visit"

    reviewer: str = Field(primary_key=True)
    last_at: datetime = Field(sa_type=UtcDateTime)
    before_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SavedViewRow(Base, table=True):
    """A search with its filters that somebody keeps under a name; `query` is its address part."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("owner", "name"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    owner: str
    name: str
    query: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)


class NoteRow(Base, table=True):
    """A reviewer's note on a record, for colleagues. Appended only."""

    __tablename__ = "record_note"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record(index=True)
    text: str = Field(sa_type=Text)
    reviewer: str
    at: datetime = Field(sa_type=UtcDateTime)


class UndoRow(Base, table=True):
    """A decision that its reviewer has taken back; the one before it is live again."""

    __tablename__ = "decision_undo"

    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    by: str
    at: datetime = Field(sa_type=UtcDateTime)


class ReadingRow(Base, table=True):
    """A reading that somebody is asked for: a blind second one, or an expert's answer.

    `second` is for a `reader`, or for anybody while that is empty; `expert` is for a `role`
    (the clinic, the regional programme) and blocks nothing. Closed with an answer, a decision
    of the reader's, or by withdrawal; a reader who leaves is replaced by closing and asking anew.
    """

    __tablename__ = "reading"
    __table_args__ = (
        one_of("kind", "second", "expert"),
        Index(None, "record_id", "kind"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record()
    kind: str
    reader: str = ""
    role: str = ""
    words: str = Field(default="", sa_type=Text)
    asked_by: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answer: str = Field(default="", sa_type=Text)
    closed_by: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ResolutionRow(Base, table=True):
    """How two reviewers who differed came to one verdict; the decision itself is `decision_id`."""

    __tablename__ = "resolution"
    __table_args__ = (one_of("how", "talk", "third", "rule"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = of_record(index=True)
    decision_id: int = Field(foreign_key="decision.id")
    how: str
    words: str = Field(sa_type=Text)
    by: str
    at: datetime = Field(sa_type=UtcDateTime)


class FaultRow(Base, table=True):
    """Somebody's report that a page is hard to use (the accessibility statement's form)."""

    __tablename__ = "fault_report"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    page: str
    words: str = Field(sa_type=Text)
    mail: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    answer: str = Field(default="", sa_type=Text)
    closed_by: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


user_account = table_of(UserRow)
account_event = table_of(AccountEventRow)
login_attempt = table_of(LoginRow)
api_token = table_of(TokenRow)
visit = table_of(VisitRow)
saved_view = table_of(SavedViewRow)
record_note = table_of(NoteRow)
decision_undo = table_of(UndoRow)
reading = table_of(ReadingRow)
resolution = table_of(ResolutionRow)
fault_report = table_of(FaultRow)
