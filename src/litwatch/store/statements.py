"""The ledger of key messages: wordings proposed and settled, and what people say of records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import RowMapping, select, update

from litwatch.store.bulk import batches
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import deck, deck_slide, relation, statement_version
from litwatch.watch.modules import StatementStatus

Lifecycle = Literal["active", "under_review", "retired"]
Settlement = Literal["in_force", "refused"]
Kind = Literal["supports", "nuances", "contradicts", "new", "none"]


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of a key message; `id` is 0 for one that only the watch files hold.

    `pmids` and `source` are what it rests on. `due` is the day by which somebody looks at it
    again. A starting wording has no day and nobody's name.
    """

    id: int = 0
    statement: str
    version: int = 1
    text: str
    status: StatementStatus
    ks_page: str = ""
    source: str = ""
    lifecycle: Lifecycle = "active"
    say_now: str = ""
    why: str = ""
    pmids: tuple[str, ...] = ()
    due: date | None = None
    state: Literal["proposed", "in_force", "refused"] = "in_force"
    proposed_by: str = ""
    proposed_at: datetime | None = None
    settled_by: str = ""
    settled_at: datetime | None = None


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of a record and a key message; `new` ones have no statement yet."""

    id: int
    record_id: str
    statement: str
    kind: Kind
    month: str = ""
    why: str = ""
    reviewer: str
    at: datetime


def versions(tx: Tx, statement: str | None = None) -> dict[str, tuple[Version, ...]]:
    """The stored wordings of each key message that has any, lowest version first."""
    query = select(statement_version).order_by(
        statement_version.c.statement, statement_version.c.version
    )
    if statement is not None:
        query = query.where(statement_version.c.statement == statement)
    found: dict[str, list[Version]] = {}
    for row in tx.execute(query).mappings():
        found.setdefault(row["statement"], []).append(_version(row))
    return {key: tuple(rows) for key, rows in found.items()}


def append_version(tx: Tx, new: Version) -> Version:
    """Keep a wording; the id is given here. The database refuses a number that is taken."""
    row = {key: value for key, value in msgspec.structs.asdict(new).items() if key != "id"}
    # A starting wording is kept when the first change to it is proposed: nobody proposed it.
    row |= {"pmids": list(new.pmids), "proposed_at": new.proposed_at or new.settled_at}
    return msgspec.structs.replace(new, id=add_row(tx, statement_version, row))


def settle_version(tx: Tx, version: Version) -> None:
    """Write how a proposal ended: its state, who settled it, when, and the day it is due."""
    tx.execute(
        update(statement_version)
        .where(statement_version.c.id == version.id, statement_version.c.state == "proposed")
        .values(
            state=version.state,
            settled_by=version.settled_by,
            settled_at=version.settled_at,
            due=version.due,
        )
    )


def append_relation(tx: Tx, **said: Any) -> Relation:
    """Keep what a person says of a record and a key message; earlier words stay."""
    return Relation(id=add_row(tx, relation, said), **said)


def relations_of(tx: Tx, ids: Iterable[str]) -> dict[str, tuple[Relation, ...]]:
    """The live relations of each record that has any: the last word on each key message."""
    live: dict[str, dict[str, Relation]] = {}
    for some in batches(sorted(set(ids))):
        query = select(relation).where(relation.c.record_id.in_(some)).order_by(relation.c.id)
        for row in tx.execute(query).mappings():
            one = as_struct(Relation, row)
            live.setdefault(one.record_id, {})[one.statement] = one
    return {key: kept for key, said in live.items() if (kept := _standing(said.values()))}


def relations_to(tx: Tx, statement: str | None = None) -> dict[str, tuple[Relation, ...]]:
    """The live relations of each key message that has any, or of one; oldest first."""
    query = select(relation).order_by(relation.c.id)
    if statement is not None:
        query = query.where(relation.c.statement == statement)
    live: dict[str, dict[str, Relation]] = {}
    for row in tx.execute(query).mappings():
        one = as_struct(Relation, row)
        live.setdefault(one.statement, {})[one.record_id] = one
    return {key: kept for key, said in live.items() if (kept := _standing(said.values()))}


def used_on(tx: Tx) -> dict[str, tuple[int, int]]:
    """On how many slides of how many followed decks each key message stands."""
    places: dict[str, list[int]] = {}
    query = select(deck_slide.c.deck_id, deck_slide.c.statements).join(
        deck, (deck.c.id == deck_slide.c.deck_id) & deck.c.removed_at.is_(None)
    )
    for deck_id, statements in tx.execute(query):
        for one in statements:
            places.setdefault(one, []).append(deck_id)
    return {key: (len(decks), len(set(decks))) for key, decks in places.items()}


def _standing(said: Iterable[Relation]) -> tuple[Relation, ...]:
    return tuple(sorted((one for one in said if one.kind != "none"), key=lambda one: one.id))


def _version(row: RowMapping) -> Version:
    given: dict[str, Any] = {name: row[name] for name in Version.__struct_fields__}
    given["pmids"] = tuple(row["pmids"])
    if not row["proposed_by"]:
        given |= {"proposed_at": None, "settled_at": None}
    return Version(**given)
