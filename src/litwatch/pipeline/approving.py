"""Approving: a draft is shown for review, and people say that this very draft may be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from litwatch.digest.edition import ClosedGate, Edition
from litwatch.digest.stages import lacking
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.pipeline.editions import standing
from litwatch.pipeline.revisions import (
    existing,
    name_of,
    refuse_changed,
    refuse_closed,
    signature,
)
from litwatch.records.reviewers import folded_name
from litwatch.store import Store, StoredEdition, Tx, approvals, editions
from litwatch.store.approvals import Approval
from litwatch.store.decisions import decisions_of
from litwatch.store.editions import PUBLISHED
from litwatch.watch import Watch

SHORTEST_HASH = 12  # signs that name a draft among a month's few


@dataclass(frozen=True)
class InReview:
    """What is to be read: the draft's folder by name, its hash, and the gates still closed."""

    folder: str
    sha256: str
    gates: tuple[ClosedGate, ...]


@dataclass(frozen=True)
class Approved:
    """An approval that is kept, and what the edition lacks all the same; empty when nothing."""

    approval: Approval
    lacks: str


def submit(store: Store, watch: Watch, month: str, *, now: datetime) -> InReview:
    """Ask for a review of the newest draft. It may still change, and is then a draft again.

    Raises WrongUse when there is nothing to review, NeedsPerson when the store no longer says
    what was drafted.
    """
    latest = existing(store, month, "submit")
    edition, gates = standing(store, watch, month, latest, now=now)
    refuse_changed(latest, edition)
    with store.write() as tx:
        editions.mark(tx, same(tx, latest).id, "in_review")
    return InReview(f"{name_of(month, latest.revision)}.draft", latest.sha256, gates)


def withdraw(store: Store, month: str) -> None:
    """Make what is in review or approved a draft again; a draft stays one.

    Approvals of the same content are kept, for they are a person's word. Raises WrongUse when
    there is nothing to take back, or readers have it already.
    """
    latest = existing(store, month, "withdraw")
    with store.write() as tx:
        editions.mark(tx, same(tx, latest).id, "draft")


def approve(
    store: Store,
    watch: Watch,
    month: str,
    *,
    sha256: str,
    reviewer: str,
    role: str,
    two_persons: bool,
    now: datetime,
) -> Approved:
    """Keep a person's word that the draft with this hash (its first 12 signs will do) may be
    published. Who approves the same draft twice has approved it once.

    Raises WrongUse without a name or a hash, NeedsPerson when the hash is not that of what
    the store says now, when the draft is not in review, or while a gate is closed.
    """
    who = signature(reviewer, "an approval")
    asked = sha256.strip().lower()
    if len(asked) < SHORTEST_HASH:
        raise WrongUse(
            f"{sha256!r} names no draft",
            f"Give the hash of the draft that you read, at least its first {SHORTEST_HASH} signs.",
        )
    latest = existing(store, month, "approve")
    edition, gates = standing(store, watch, month, latest, now=now)
    refuse_changed(latest, edition)
    if not latest.sha256.startswith(asked):
        raise NeedsPerson(
            f"the draft of {month} is not the one that you read: you approve {asked}, its hash is "
            f"{latest.sha256}",
            "Read the newest draft and approve it with its own hash.",
            common="changed",
        )
    refuse_closed(month, gates)
    with store.write() as tx:
        row = same(tx, latest)
        before = approvals.given(tx, month, row.revision, row.sha256)
        mine = next((one for one in before if folded_name(one.reviewer) == folded_name(who)), None)
        if mine is None:
            mine = approval_of(row, who, role, now)
            approvals.add(tx, mine)
        lacks = lacks_approval(tx, row, edition, two_persons=two_persons)
        if not lacks:
            editions.mark(tx, row.id, "approved")
    return Approved(mine, lacks)


def approval_of(latest: StoredEdition, reviewer: str, role: str, now: datetime) -> Approval:
    """A person's approval of the draft as it is stored."""
    return Approval(
        month=latest.month,
        revision=latest.revision,
        sha256=latest.sha256,
        reviewer=reviewer,
        role=role.strip(),
        at=now,
    )


def lacks_approval(
    tx: Tx,
    latest: StoredEdition,
    edition: Edition,
    more: Sequence[str] = (),
    *,
    two_persons: bool,
) -> str:
    """What the draft lacks to be published, such as "a person's approval"; empty when nothing.

    `more` are the names of those who approve it now.
    """
    given = approvals.given(tx, latest.month, latest.revision, latest.sha256)
    names = [*(one.reviewer for one in given), *more]
    return lacking(names, _authors(tx, latest, edition), two_persons=two_persons)


def _authors(tx: Tx, latest: StoredEdition, edition: Edition) -> set[str]:
    """Those whose words or live decisions are in the edition."""
    shown = {item.id for item in edition.shown()}
    return {
        *approvals.writers(tx, shown),
        *(said.reviewer for _, said in decisions_of(tx, shown).values()),
        *approvals.deciders(tx, edition.decision_ids),
        *approvals.bringers(tx, [one.id for one in edition.outside]),
        *filter(None, [latest.note_by]),
    }


def same(tx: Tx, seen: StoredEdition) -> StoredEdition:
    """The revision as it is now, if it is as it was seen; inside the transaction that changes it.

    Raises NeedsPerson when it was drafted anew meanwhile, WrongUse when it was published.
    """
    now = editions.latest(tx, seen.month)
    if now is not None and now.id == seen.id and now.sha256 == seen.sha256:
        if now.state in PUBLISHED:
            raise WrongUse(
                f"{seen.month} was published meanwhile, by {now.published_by}",
                "See `litwatch edition list`.",
                common="published",
                about=seen.month,
            )
        return now
    raise NeedsPerson(
        f"{seen.month} was drafted anew meanwhile",
        "Read the newest draft and go on from there.",
        common="changed",
    )
