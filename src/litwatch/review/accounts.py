"""What may become of an account: the rules, for the command line and the pages alike.

A password is hashed before it comes here; `session_key` is drawn anew wherever older
log-ins must end.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from typing import Literal

from litwatch.errors import WrongUse
from litwatch.records.reviewers import folded_name, same_person
from litwatch.review.roles import ROLES
from litwatch.review.screening import check_free_text
from litwatch.store import Tx, people
from litwatch.store.people import Person

_LONGEST = 80
_MACHINES = frozenset({"machine", "litwatch"})  # they sign what no person has said


Fault = Literal[
    "no_name",
    "long_name",
    "unseen_signs",
    "machine_name",
    "personal_number",
    "taken",
    "taken_by_left",
    "no_mail",
    "no_role",
    "last_admin",
    "changed",
    "no_account",
]


class AccountFault(WrongUse):
    """What stands in the way. `kind` lets a page say it in the reader's language."""

    def __init__(self, kind: Fault, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.kind = kind


def clean_name(text: str) -> str:
    """A person's name as it signs what they write: one line, spaces single.

    Raises AccountFault for an empty or long one, and for those that machines sign with.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise AccountFault(
            "no_name", "a person needs a name", "Write the name that signs what they do."
        )
    if len(name) > _LONGEST:
        raise AccountFault(
            "long_name",
            f"the name is longer than {_LONGEST} characters",
            "Write a shorter one.",
        )
    if not name.isprintable():
        raise AccountFault(
            "unseen_signs", "the name holds characters that cannot be seen", "Write it anew."
        )
    if folded_name(name) in _MACHINES:
        raise AccountFault(
            "machine_name", f"{name} is a name that machines sign with", "Choose another one."
        )
    try:
        check_free_text(name, "the name")
    except WrongUse as error:
        raise AccountFault("personal_number", str(error), "Write a name.") from error
    return name


def add_person(
    tx: Tx,
    name: str,
    role: str,
    *,
    mail: str = "",
    password_hash: str | None = None,
    by: str,
    now: datetime,
) -> Person:
    """Open an account and return it.

    Raises AccountFault for a name that is taken or no name, and for an unknown role.
    """
    name = clean_name(name)
    check_role(role)
    mail = mail.strip()
    if mail and ("@" not in mail or len(mail.split()) > 1):
        raise AccountFault(
            "no_mail", f"{mail} is no mail address", "Write it as anna.ek@example.org."
        )
    known = people.by_name(tx, name)
    if known is not None:
        raise AccountFault(
            "taken_by_left" if known.left_at else "taken",
            f"{known.name} has an account already",
            "Take the person back, who had left." if known.left_at else "Choose another name.",
        )
    person = people.add(
        tx,
        name=name,
        role=role,
        mail=mail,
        password_hash=password_hash,
        session_key=_drawn(),
        by=by,
        now=now,
    )
    people.change(tx, person, "added", by=by, now=now, role=role)
    return needed(tx, person)


def change_role(tx: Tx, person: int, role: str, *, was: str, by: str, now: datetime) -> None:
    """Give a person another role; `was` is the one that whoever changes it saw.

    Raises AccountFault for the last administrator, and when somebody else was faster.
    """
    check_role(role)
    who = needed(tx, person)
    if who.role == role:
        return
    if who.role != was:
        raise AccountFault(
            "changed",
            f"{who.name} was {was} when you looked and is {who.role} now",
            "Somebody else changed the role meanwhile. Look at it again and change it if need be.",
        )
    _keep_an_admin(tx, who)
    people.change(tx, person, "role", by=by, now=now, role=role)


def leave(tx: Tx, person: int, *, by: str, now: datetime) -> None:
    """Close an account: nobody logs in with it, and its sessions and programs' keys are void."""
    who = needed(tx, person)
    if who.left_at is not None:
        return
    _keep_an_admin(tx, who)
    people.change(tx, person, "left", by=by, now=now, left_at=now, session_key=_drawn())
    people.revoke_keys(tx, person, now)


def take_back(tx: Tx, person: int, *, by: str, now: datetime) -> None:
    """Open the account of a person who had left, with the role and password it had."""
    if needed(tx, person).left_at is not None:
        people.change(tx, person, "back", by=by, now=now, left_at=None, session_key=_drawn())


def set_password(tx: Tx, person: int, password_hash: str, *, by: str, now: datetime) -> None:
    """Replace a person's password; who is logged in with the old one no longer is."""
    people.change(
        tx, person, "password", by=by, now=now, password_hash=password_hash, session_key=_drawn()
    )


def has_own_password(tx: Tx, person: Person) -> bool:
    """Whether the person themselves has set their password: else somebody else knows it."""
    return same_person(people.password_by(tx, person), person.name)


def log_out(tx: Tx, person: int) -> None:
    """End a person's log-in, and with it those on other machines."""
    people.set_session_key(tx, person, _drawn())


def end_sessions(tx: Tx, person: int, *, by: str, now: datetime) -> None:
    """Make every log-in of a person void on suspicion: it is kept who asked for it."""
    people.change(tx, person, "sessions", by=by, now=now, session_key=_drawn())


def needed(tx: Tx, person: int) -> Person:
    """The account with this number. Raises AccountFault when there is none."""
    found = people.by_id(tx, person)
    if found is None:
        raise AccountFault(
            "no_account", f"there is no account {person}", "Look at the list of people."
        )
    return found


def named(tx: Tx, name: str) -> Person:
    """The account of this name. Raises AccountFault when there is none."""
    found = people.by_name(tx, name)
    if found is None:
        raise AccountFault("no_account", f"{name} has no account", "See `litwatch user list`.")
    return found


def check_role(role: str) -> None:
    """Raise AccountFault for a word that is no role."""
    if role not in ROLES:
        raise AccountFault(
            "no_role", f"{role or 'nothing'} is no role", f"Choose one of {', '.join(ROLES)}."
        )


def _keep_an_admin(tx: Tx, who: Person) -> None:
    if who.role == "admin" and who.left_at is None and people.active(tx, "admin") == 1:
        raise AccountFault(
            "last_admin",
            f"{who.name} is the last administrator",
            "Make somebody else administrator first, so that people can be let in.",
        )


def _drawn() -> str:
    return secrets.token_urlsafe(24)
