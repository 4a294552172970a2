"""Works that we use and that are not as they were: what the store knows, newest first."""

from __future__ import annotations

from datetime import date

import msgspec

from litwatch.digest.edition import Edition
from litwatch.digest.noticing import first_told
from litwatch.pipeline.revisions import name_of
from litwatch.records import State
from litwatch.store import Tx, editions, entries
from litwatch.store.alerts import Alert, alerts, changed
from litwatch.store.editions import PUBLISHED


class ChangedWork(msgspec.Struct, frozen=True, kw_only=True):
    """A work in use with a state of its own. `seen` is the day its notice was first seen here.

    `told` are the published editions that it stands in, by name, each with the state it had
    there; `included` whether a person has taken it.
    """

    record_id: str
    title: str
    state: State
    seen: date | None
    included: bool
    told: tuple[tuple[str, State], ...]
    alert: Alert | None = None


def changed_works(tx: Tx) -> tuple[ChangedWork, ...]:
    """Included or published works whose state is another than ok, the newest first.

    Those whose day nobody noted come last.
    """
    stands_in: dict[str, list[tuple[str, State]]] = {}
    for row in editions.list_editions(tx):
        if row.state in PUBLISHED:
            edition = msgspec.json.decode(row.body, type=Edition)
            name = name_of(row.month, row.revision)
            told = [*edition.shown(), *(line.item for line in edition.notices)]
            for record_id, state in {item.id: item.state for item in told}.items():
                stands_in.setdefault(record_id, []).append((name, state))
    known = {(one.record_id, one.state): one for one in alerts(tx)}
    found = [
        ChangedWork(
            record_id=entry.record.id,
            title=entry.record.title,
            state=entry.state,
            seen=first_told(entry.state, entry.notices),
            included=entry.decision is not None and entry.decision.verdict == "include",
            told=tuple(stands_in.get(entry.record.id, ())),
            alert=known.get((entry.record.id, entry.state)),
        )
        for entry in entries(tx, ids=changed(tx))
    ]
    used = [work for work in found if work.included or work.told or work.alert]
    return tuple(
        sorted(used, key=lambda work: (work.seen or date.min, work.record_id), reverse=True)
    )
