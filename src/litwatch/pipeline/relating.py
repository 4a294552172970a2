"""Saying how an item bears on a key message: a person's word, that runs over nobody else's."""

from __future__ import annotations

from datetime import datetime

import msgspec

from litwatch.curriculum.candidates import Candidate, candidates
from litwatch.curriculum.relations import relate
from litwatch.curriculum.wordings import Wording, wordings
from litwatch.language import Speech
from litwatch.store import Store, entries
from litwatch.store.statements import Relation, relations_of
from litwatch.watch import Watch


class Bearing(msgspec.Struct, frozen=True, kw_only=True):
    """What people say of a record and our messages, and what they may choose among.

    `near` are messages that the record may touch, each with the reason; how it bears on them
    is never proposed.
    """

    said: tuple[Relation, ...]
    near: tuple[Candidate, ...]
    messages: dict[str, Wording]

    @property
    def seen(self) -> int:
        """The newest relation; a form carries it, so that later ones are not run over."""
        return max((one.id for one in self.said), default=0)


def bearing(store: Store, watch: Watch, record_id: str, say: Speech) -> Bearing:
    """How a record bears on the key messages that are said."""
    with store.read() as tx:
        said = relations_of(tx, [record_id]).get(record_id, ())
        known = wordings(tx, watch)
        entry = next(iter(entries(tx, ids=[record_id])), None)
    return Bearing(
        said=said,
        near=candidates(entry, watch, say) if entry else (),
        messages={key: one for key, one in known.items() if one.now.lifecycle != "retired"},
    )


def say_relation(
    store: Store,
    watch: Watch,
    record_id: str,
    statement: str,
    kind: str,
    *,
    month: str,
    why: str,
    seen: int,
    reviewer: str,
    now: datetime,
) -> Relation | None:
    """Keep a relation; gives back somebody else's that came after `seen`, and then keeps nothing.

    The same once more is not kept twice. Raises Refused as `curriculum.relations.relate` does.
    """
    with store.write() as tx:
        live = relations_of(tx, [record_id]).get(record_id, ())
        there = next((one for one in live if one.statement == statement), None)
        if there is not None and there.id > seen and there.reviewer != reviewer:
            return there
        if kind == "none" and there is None:
            return None  # taken back already
        relate(
            tx,
            watch,
            record_id,
            statement,
            kind,
            month=month,
            why=why,
            reviewer=reviewer,
            now=now,
        )
    return None
