"""Works that we use and that are not as they were: what waits for a person first, then the newest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import msgspec

from litwatch.digest.edition import Edition
from litwatch.digest.noticing import first_told
from litwatch.pipeline.alerting import touches_of
from litwatch.pipeline.reinstating import may_close
from litwatch.pipeline.revisions import name_of
from litwatch.records import State
from litwatch.records.notices import AlertState
from litwatch.status.changes import ALARMING
from litwatch.status.events import Event, events, telling
from litwatch.status.raising import Touch
from litwatch.store import Entry, Tx, checks, editions, entries
from litwatch.store.alerts import Alert, alerts, changed
from litwatch.store.editions import PUBLISHED


class ChangedWork(msgspec.Struct, frozen=True, kw_only=True):
    """A work in use with a state of its own, or with an alert. `seen` is the day it was known here.

    `told` are the published editions that it stands in, by name, each with the state it had
    there; `included` whether a person has taken it. `events` are what sources say of it, and
    `closable` whether one says that the alarm holds no longer. `otherwise` are the sources that
    have answered and do not say what the alarm is about. `cited` are the retracted works
    in a review's list.
    """

    record_id: str
    title: str
    state: AlertState
    seen: date | None
    included: bool
    told: tuple[tuple[str, State], ...]
    alert: Alert | None = None
    touches: tuple[Touch, ...] = ()
    events: tuple[Event, ...] = ()
    closable: bool = False
    otherwise: tuple[str, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        cites = self.alert is not None and self.alert.state == "cites_retracted"
        return tuple(self.alert.source.split(", ")) if self.alert and cites else ()

    @property
    def waits(self) -> bool:
        return self.alert is not None and self.alert.waits


def changed_works(tx: Tx, uses: Mapping[str, tuple[Touch, ...]]) -> tuple[ChangedWork, ...]:
    """Works with an alert, and those in use whose state is another than ok.

    `uses` are what the used works touch now, by id. Those that wait for a person come first, then the newest; those whose day nobody noted last.
    """
    stands_in: dict[str, list[tuple[str, State]]] = {}
    for row in editions.list_editions(tx):
        if row.state in PUBLISHED:
            edition = msgspec.json.decode(row.body, type=Edition)
            name = name_of(row.month, row.revision)
            told = [*edition.shown(), *(line.item for line in edition.notices)]
            for record_id, state in {item.id: item.state for item in told}.items():
                stands_in.setdefault(record_id, []).append((name, state))
    raised: dict[str, list[Alert]] = {}
    for one in alerts(tx):
        raised.setdefault(one.record_id, []).append(one)
    answered = checks.answered(tx, raised)
    found: list[ChangedWork] = []
    for entry in entries(tx, ids={*changed(tx), *raised, *uses}):
        record_id = entry.record.id
        touches = uses.get(record_id, ())
        plain = _work(entry, tuple(stands_in.get(record_id, ())), touches)
        mine = raised.get(record_id, [])
        found += [_with_alert(plain, one, entry, answered.get(record_id, {})) for one in mine]
        if plain.state not in ("ok", *(one.state for one in mine)):
            found.append(plain)
    used = [work for work in found if work.included or work.told or work.touches or work.alert]
    return tuple(
        sorted(
            used,
            key=lambda work: (work.waits, work.seen or date.min, work.record_id),
            reverse=True,
        )
    )


def _work(
    entry: Entry, told: tuple[tuple[str, State], ...], touches: tuple[Touch, ...]
) -> ChangedWork:
    return ChangedWork(
        record_id=entry.record.id,
        title=entry.record.title,
        state=entry.state,
        seen=first_told(entry.state, entry.notices),
        included=entry.decision is not None and entry.decision.verdict == "include",
        told=told,
        touches=touches,
        events=events(entry.notices),
    )


def _with_alert(
    work: ChangedWork, alert: Alert, entry: Entry, answered: Collection[str]
) -> ChangedWork:
    says = telling(alert.state, entry.notices) if alert.state in ALARMING else ()
    same = alert.state == work.state
    return msgspec.structs.replace(
        work,
        state=alert.state,
        seen=(work.seen if same else None) or alert.opened_at.date(),
        alert=alert,
        touches=touches_of(alert),
        closable=may_close(alert, entry.notices),
        otherwise=tuple(sorted(set(answered) - set(says))) if says else (),
    )
