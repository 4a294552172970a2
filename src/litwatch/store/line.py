"""What the queue's line rests on: cheap to ask whether it has changed, and by what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, and_, bindparam, func, select, tuple_

from litwatch.errors import WrongUse
from litwatch.records import Verdict
from litwatch.store.decisions import stands
from litwatch.store.engine import Tx
from litwatch.store.opinions import MACHINE
from litwatch.store.tables import (
    audit_sample,
    decision,
    decision_undo,
    prediction,
    record,
    record_revision,
    record_topic,
    same_work,
    tag,
    usefulness,
)


class Pulse(NamedTuple):
    """The decision appended last, and how many have been taken back: told by a short look."""

    decision: int
    undone: int


_PULSE = select(
    select(func.coalesce(func.max(decision.c.id), 0)).scalar_subquery(),
    select(func.count()).select_from(decision_undo).scalar_subquery(),
)


def pulse(tx: Tx) -> Pulse:
    """How far people have come."""
    return Pulse(*tx.execute(_PULSE).one())


def touched_since(tx: Tx, before: Pulse) -> set[str]:
    """The records decided since then, and all on which a decision was ever taken back."""
    new = set(tx.scalars(select(decision.c.record_id).where(decision.c.id > before.decision)))
    if pulse(tx).undone != before.undone:
        undone = select(decision_undo.c.decision_id)
        new.update(tx.scalars(select(decision.c.record_id).where(decision.c.id.in_(undone))))
    return new


def basis(tx: Tx) -> tuple[object, ...]:
    """A fingerprint of all else that the line rests on: records, scores, samples, works.

    Asks for sums and not only for the newest time, since one run writes many times with one
    `now`. Takes some tens of milliseconds at 100,000 records.
    """
    watched = record.c.role.in_(("watched", "imported"))
    asked = (
        select(func.count()).where(watched),
        select(func.max(record_revision.c.id)),
        select(func.count(), func.max(prediction.c.at), func.sum(prediction.c.score)),
        select(func.count(), func.max(usefulness.c.at), func.sum(usefulness.c.score)),
        select(func.count(), func.max(audit_sample.c.at)).select_from(audit_sample),
        select(func.count(), func.max(same_work.c.at)).select_from(same_work),
        select(func.count()).select_from(record_topic),
    )
    return tuple(tuple(row) for query in asked for row in tx.execute(query))


def members(tx: Tx) -> dict[str, frozenset[str]]:
    """The records of each topic."""
    found: dict[str, set[str]] = defaultdict(set)
    for record_id, topic in tx.execute(select(record_topic.c.record_id, record_topic.c.topic)):
        found[topic].add(record_id)
    return {topic: frozenset(ids) for topic, ids in found.items()}


def tagged_with(tx: Tx, pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The records with one of these facet values that nobody has rejected."""
    values = list(pairs)
    other = tag.alias()
    rejected = select(other.c.record_id).where(
        other.c.record_id == tag.c.record_id,
        other.c.facet == tag.c.facet,
        other.c.value == tag.c.value,
        other.c.by != MACHINE,
        other.c.state == "rejected",
    )
    query = select(tag.c.record_id).where(
        tuple_(tag.c.facet, tag.c.value).in_(values), tag.c.state != "rejected"
    )
    return frozenset(tx.scalars(query.where(~rejected.exists()).distinct()))


class Version(NamedTuple):
    """What a reader of a record has seen of it: its last revision and its last decision.

    A decision that was taken back counts too: who sent a form before that must read anew.
    """

    revision: int
    decision: int
    undone: int

    def __str__(self) -> str:
        return f"{self.revision}.{self.decision}.{self.undone}"


_VERSION = (
    select(
        select(func.coalesce(func.max(record_revision.c.id), 0))
        .where(record_revision.c.record_id == bindparam("key"))
        .scalar_subquery(),
        func.coalesce(func.max(decision.c.id), 0),
        func.count(decision_undo.c.decision_id),
    )
    .select_from(decision)
    .outerjoin(decision_undo, decision_undo.c.decision_id == decision.c.id)
    .where(decision.c.record_id == bindparam("key"))
)


def version_of(tx: Tx, record_id: str) -> Version:
    """The version of a record, as forms carry it."""
    return Version(*tx.execute(_VERSION, {"key": record_id}).one())


class Made(NamedTuple):
    """A decision as its reviewer is reminded of it."""

    id: int
    record_id: str
    verdict: Verdict
    reviewer: str
    reason: str
    at: datetime
    undone: bool


_MADE = (
    decision.c.id,
    decision.c.record_id,
    decision.c.verdict,
    decision.c.reviewer,
    decision.c.reason,
    decision.c.at,
    decision_undo.c.decision_id.is_not(None).label("undone"),
)


_NEWEST = (decision.c.at.desc(), decision.c.id.desc())  # as the index of a reviewer's has them


def the_decision(tx: Tx, decision_id: int) -> Made:
    """A decision by its id, taken back or not. Raises WrongUse for an unknown one."""
    joined = select(*_MADE).outerjoin(decision_undo, decision_undo.c.decision_id == decision.c.id)
    row = tx.execute(joined.where(decision.c.id == decision_id)).one_or_none()
    if row is None:
        raise WrongUse(
            f"there is no decision {decision_id}",
            "Go to the queue and look again.",
            common="not_here",
        )
    return Made(*row)


_WHO: BindParameter[str] = bindparam("who")
_SINCE = bindparam("since", type_=decision.c.at.type)
_MINE = and_(decision.c.reviewer == _WHO, stands())
_LAST = (
    select(*_MADE)
    .outerjoin(decision_undo, decision_undo.c.decision_id == decision.c.id)
    .where(_MINE)
    .order_by(*_NEWEST)
    .limit(1)
)
_TIMES = (
    select(decision.c.at)
    .where(_MINE, decision.c.at >= _SINCE)
    .order_by(*_NEWEST)
    .limit(bindparam("limit"))
)
_DECIDED = select(func.count()).where(_MINE, decision.c.at >= _SINCE)
_NEW = (
    select(decision.c.reviewer, decision.c.at)
    .order_by(decision.c.id.desc())
    .limit(bindparam("limit"))
    .subquery()
)
_DECIDING = select(_NEW.c.reviewer).where(_NEW.c.at >= _SINCE).distinct()


def last_by(tx: Tx, reviewer: str) -> Made | None:
    """A reviewer's newest decision that stands."""
    row = tx.execute(_LAST, {"who": reviewer}).one_or_none()
    return Made(*row) if row else None


def times_of(tx: Tx, reviewer: str, since: datetime, limit: int = 100) -> list[datetime]:
    """When a reviewer made their newest decisions, newest first, back to `since`."""
    return list(tx.scalars(_TIMES, {"who": reviewer, "since": since, "limit": limit}))


def decided_by(tx: Tx, reviewer: str, since: datetime) -> int:
    """How many decisions of a reviewer since then stand."""
    return tx.scalar(_DECIDED, {"who": reviewer, "since": since}) or 0


def deciding_since(tx: Tx, since: datetime, among: int = 100) -> set[str]:
    """Who made one of the newest decisions, since then."""
    return set(tx.scalars(_DECIDING, {"limit": among, "since": since}))
