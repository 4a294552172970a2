"""Keys that let a program read, or decide, in its owner's name.

A key is 256 random bits behind a prefix that secret scanners can look for. Of one with that
much chance in it a plain SHA-256 is kept: there is nothing to guess, so nothing to slow down.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple

from litwatch.errors import WrongUse
from litwatch.records.free_text import check_free_text
from litwatch.store import Store, Tx, tokens
from litwatch.store.tokens import Token

PREFIX = "litwatch_"
PERIODS = (30, 90, 365)
LONGEST_LABEL = 60
_SELDOM = timedelta(hours=1)

Fault = Literal["label", "personal", "in_use", "days", "account"]
Standing = Literal["holds", "expired", "revoked", "left"]
Void = Literal["unknown", "expired", "revoked", "left"]


class NewKey(NamedTuple):
    """A key as it is shown once, and its number."""

    id: int
    key: str


class Unfit(WrongUse):
    """A key that cannot be made as asked; `fault` says why."""

    def __init__(self, fault: Fault, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.fault = fault


class VoidKey(Exception):
    """A key that opens nothing; `why` says what its owner can do about it."""

    def __init__(self, why: Void) -> None:
        super().__init__(f"the key is void: {why}")
        self.why = why


def make(tx: Tx, owner: str, label: str, *, may_write: bool, days: int, now: datetime) -> NewKey:
    """Draw a key for a person and keep its hash; the key itself is nowhere but in the answer.

    Two keys of one person that hold have different labels, so that a form that was sent twice
    makes one key. Raises Unfit for a label that is empty, too long, in use or a personal
    number, for another period than 30, 90 or 365 days, and for an owner without an account.
    """
    label = " ".join(label.split())
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise Unfit(
            "label", f"a key needs a label of 1 to {LONGEST_LABEL} signs", "Name what it is for."
        )
    try:
        check_free_text(label, "the label")
    except WrongUse as error:
        raise Unfit("personal", str(error), "Choose another one.") from error
    if days not in PERIODS:
        raise Unfit("days", f"a key cannot hold {days} days", "Choose 30, 90 or 365 days.")
    if not tokens.has_account(tx, owner):
        raise Unfit("account", f"{owner or 'nobody'} has no account", "See `litwatch user add`.")
    for other in tokens.listed(tx, owner):
        if other.label == label and standing(other, now) == "holds":
            raise Unfit(
                "in_use",
                f"you have a key called {label} already",
                "Choose another label, or revoke that key first.",
            )
    key = PREFIX + secrets.token_urlsafe(32)
    number = tokens.add(
        tx,
        owner,
        label=label,
        sha256=hashed(key),
        may_write=may_write,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return NewKey(number, key)


def hashed(key: str) -> str:
    """What is stored of a key."""
    return sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def standing(token: Token, now: datetime) -> Standing:
    """Whether a key holds, and if not, why."""
    if token.revoked_at is not None:
        return "revoked"
    if token.left_at is not None:
        return "left"
    return "holds" if now < token.expires_at else "expired"


def opened(store: Store, key: str, now: datetime) -> Token:
    """The stored key that `key` is, noted as used at most once an hour.

    Raises VoidKey when there is none, or it no longer holds.
    """
    sought = hashed(key)
    with store.read() as tx:
        token = tokens.by_hash(tx, sought)
    # The index compares hashes, which tell nothing of the key; this compares in constant time.
    if token is None or not hmac.compare_digest(token.sha256, sought):
        raise VoidKey("unknown")
    stands = standing(token, now)
    if stands != "holds":
        raise VoidKey(stands)
    if token.used_at is None or now - token.used_at >= _SELDOM:
        with store.write() as tx:
            tokens.note_use(tx, token.id, now)
    return token


def revoke(tx: Tx, token_id: int, *, by: str, all_owners: bool, now: datetime) -> None:
    """Let a key hold no longer: one's own, or anybody's with `all_owners` (administrators).

    Raises WrongUse for a key that is not there or is another person's.
    """
    mine = tokens.listed(tx, None if all_owners else by)
    if token_id not in {token.id for token in mine}:
        raise WrongUse(
            f"you have no key {token_id}",
            "Go to your keys and choose one of them.",
            common="not_here",
        )
    tokens.revoke(tx, token_id, now)
