"""One work, several records: the pairs found, what a person made of them, and their groups.

A machine writes `certain` and `proposed`, a person `confirmed` and `rejected`. What a person
has said stands: a machine neither changes nor withdraws it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import RowMapping, delete, func, or_, select

from litwatch.errors import WrongUse
from litwatch.records import Record, decode
from litwatch.records.blocking import groups
from litwatch.records.duplicates import How, Pair, kept_apart
from litwatch.store import catalog
from litwatch.store.bulk import IDS, batches, put
from litwatch.store.engine import Tx
from litwatch.store.opinions import MACHINE
from litwatch.store.tables import record, same_work

PairState = Literal["certain", "proposed", "confirmed", "rejected"]
Verdict = Literal["same", "different"]

JOINED: tuple[PairState, ...] = ("confirmed", "certain")
OWN = "litwatch"  # the source of a notice that only repeats what pairs say
_BY_PERSON = ("confirmed", "rejected")
_SAID = ("how", "state", "score", "evidence", "by", "at")


class StoredPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two records, why they may be one work, and who says so."""

    first: str
    second: str
    how: How
    state: PairState
    score: float | None = None
    evidence: str = ""
    by: str = MACHINE
    at: datetime


class SavedPairs(NamedTuple):
    """What came of found pairs. `parted` are certain by rule, but a person says they are two."""

    new: tuple[Pair, ...] = ()
    changed: tuple[Pair, ...] = ()
    parted: tuple[Pair, ...] = ()


def save_pairs(tx: Tx, pairs: Iterable[Pair], now: datetime) -> SavedPairs:
    """Keep what a machine has found. A pair that says the same as before keeps its time."""
    new: list[Pair] = []
    changed: list[Pair] = []
    parted: list[Pair] = []
    for some in batches(pairs):
        before = {(one.first, one.second): one for one in _between(tx, some)}
        rows = []
        for pair in some:
            old = before.get((pair.first, pair.second))
            state: PairState = "certain" if pair.certain else "proposed"
            if old is not None and old.state in _BY_PERSON:
                if old.state == "rejected" and pair.certain:
                    parted.append(pair)
                continue
            if old is None:
                new.append(pair)
            elif (old.how, old.score, old.evidence) != (pair.how, pair.score, pair.evidence):
                changed.append(pair)
            else:
                continue
            found = {**msgspec.structs.asdict(pair), "state": state, "by": MACHINE, "at": now}
            rows.append(found)
        put(tx, same_work, rows, replace=_SAID)
    return SavedPairs(tuple(new), tuple(changed), tuple(parted))


def _between(tx: Tx, found: Collection[Pair]) -> list[StoredPair]:
    firsts = {pair.first for pair in found}
    rows = tx.execute(select(same_work).where(same_work.c.first.in_(firsts))).mappings()
    return [_stored(row) for row in rows]


def withdraw(tx: Tx, compared: Iterable[str], found: Iterable[Pair]) -> int:
    """Take back the machine's pairs of these records that it did not find again."""
    again = {(pair.first, pair.second) for pair in found}
    gone = 0
    for some in batches(compared):
        mine = or_(same_work.c.first.in_(some), same_work.c.second.in_(some))
        machines = same_work.c.state.not_in(_BY_PERSON)
        query = select(same_work.c.first, same_work.c.second).where(mine, machines)
        for first, second in tx.execute(query).all():
            if (first, second) not in again:
                this = (same_work.c.first == first, same_work.c.second == second)
                tx.execute(delete(same_work).where(*this))
                gone += 1
    return gone


_PAIRS = select(same_work).order_by(same_work.c.first, same_work.c.second)
_NEAR = _PAIRS.where(or_(same_work.c.first.in_(IDS), same_work.c.second.in_(IDS)))


def pairs(
    tx: Tx, *, state: PairState | None = None, ids: Collection[str] | None = None
) -> list[StoredPair]:
    """The stored pairs in the order of their ids, or those in a state or with one of these ids."""
    query = _PAIRS if ids is None else _NEAR
    if state is not None:
        query = query.where(same_work.c.state == state)
    if ids is None:
        return [_stored(row) for row in tx.execute(query).mappings()]
    found: dict[tuple[str, str], StoredPair] = {}
    for some in batches(ids):
        for row in tx.execute(query, {"ids": some}).mappings():
            found[row["first"], row["second"]] = _stored(row)
    return [found[key] for key in sorted(found)]


def counts(tx: Tx) -> dict[PairState, int]:
    """How many pairs are in each state."""
    query = select(same_work.c.state, func.count()).group_by(same_work.c.state)
    found = {row[0]: row[1] for row in tx.execute(query)}
    return {state: found.get(state, 0) for state in get_args(PairState)}


def settle(tx: Tx, first: str, second: str, verdict: str, by: str, now: datetime) -> StoredPair:
    """Keep a person's word on two records: one work (`same`) or two (`different`).

    They need not have been proposed. Raises WrongUse for another verdict, a missing name, a
    record that is not stored, and for joining what can never be one work, such as an erratum
    and its article.
    """
    if verdict not in get_args(Verdict):
        raise WrongUse(f"{verdict!r} is no answer here", "Say same or different.")
    if not by.strip() or by.strip() == MACHINE:
        raise WrongUse(
            "this needs a reviewer's name", "Give --reviewer NAME or set LITWATCH_REVIEWER."
        )
    if first == second:
        raise WrongUse(f"{first} is one record", "Name two different records.")
    first, second = sorted((first, second))
    one, other = _stored_record(tx, first), _stored_record(tx, second)
    if verdict == "same" and (reason := kept_apart(one, other)):
        raise WrongUse(f"{first} and {second} stay apart: {reason}", "Nothing needs to be done.")
    before = next((pair for pair in pairs(tx, ids=[first]) if pair.second == second), None)
    row = {
        "first": first,
        "second": second,
        "how": before.how if before else "person",
        "state": "confirmed" if verdict == "same" else "rejected",
        "score": before.score if before else None,
        "evidence": before.evidence if before else "",
        "by": by.strip(),
        "at": now,
    }
    put(tx, same_work, [row], replace=_SAID)
    return next(pair for pair in pairs(tx, ids=[first]) if pair.second == second)


def _stored_record(tx: Tx, record_id: str) -> Record:
    for found in records(tx, [record_id]):
        return found
    raise WrongUse(
        f"no record {record_id} is stored", "Harvest or import it first, or check the id."
    )


def works(tx: Tx) -> list[tuple[str, ...]]:
    """The works that have several records: connected by certain and confirmed pairs.

    A person's `rejected` parts two records also where a chain of others would join them.
    """
    return _groups(pairs(tx))


def work_of(tx: Tx, record_id: str) -> tuple[str, ...]:
    """All records of the work that a record belongs to, itself among them."""
    return works_of(tx, [record_id]).get(record_id, (record_id,))


def works_of(tx: Tx, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """All records of its work, for those of the ids whose work has several."""
    reached: set[str] = set()
    edge = set(ids)
    known: dict[tuple[str, str], StoredPair] = {}
    while edge:
        reached |= edge
        near = pairs(tx, ids=sorted(edge))
        known.update({(pair.first, pair.second): pair for pair in near})
        joined = [pair for pair in near if pair.state in JOINED]
        edge = {member for pair in joined for member in (pair.first, pair.second)} - reached
    wanted = frozenset(ids)
    return {
        member: group
        for group in _groups([known[key] for key in sorted(known)])
        for member in group
        if member in wanted
    }


def _groups(all_pairs: Collection[StoredPair]) -> list[tuple[str, ...]]:
    joined = sorted((one for one in all_pairs if one.state in JOINED), key=_confirmed_first)
    apart = [(one.first, one.second) for one in all_pairs if one.state == "rejected"]
    return groups(((one.first, one.second) for one in joined), apart)


def _confirmed_first(pair: StoredPair) -> tuple[int, str, str]:
    return JOINED.index(pair.state), pair.first, pair.second


def changed_since(tx: Tx, since: datetime | None) -> list[str]:
    """The records that are new or have changed since then; all of them for None."""
    query = select(record.c.id).order_by(record.c.id)
    if since is not None:
        query = query.where(record.c.updated_at >= since)
    return list(tx.scalars(query))


def records(tx: Tx, ids: Iterable[str]) -> Iterator[Record]:
    """These records, each with every notice ever seen on it."""
    for some in batches(ids):
        query = select(record.c.id, record.c.body).where(record.c.id.in_(some))
        yield from _with_notices(tx, tx.execute(query.order_by(record.c.id)).all())


def all_records(tx: Tx) -> Iterator[Record]:
    """Every record in the order of ids, a batch at a time, with every notice ever seen on it."""
    last = ""
    query = select(record.c.id, record.c.body).order_by(record.c.id).limit(1000)
    while rows := tx.execute(query.where(record.c.id > last)).all():
        last = rows[-1][0]
        yield from _with_notices(tx, rows)


def _with_notices(tx: Tx, rows: Iterable[Any]) -> Iterator[Record]:
    found = {record_id: decode(body) for record_id, body in rows}
    seen = catalog.notices_of(tx, found)
    for record_id, one in found.items():
        # A pair must not prove itself by what was noted because of it.
        notices = tuple(each for each in seen.get(record_id, {}).values() if each.source != OWN)
        yield msgspec.structs.replace(one, notices=notices) if notices else one


def _stored(row: RowMapping) -> StoredPair:
    return StoredPair(**row)
