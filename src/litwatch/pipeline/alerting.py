"""Alerts: opened for used works that are not as they were, and renewed while they wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from litwatch.records import Record, State
from litwatch.records.notices import AlertState
from litwatch.sources.pubmed_references import referenced_pmids
from litwatch.status.changes import ALARMING
from litwatch.status.raising import Standing, Touch, UsedWork, wakes_again, wanted
from litwatch.store import Tx, alerts, catalog, links, retractions
from litwatch.store.alerts import Alert

_REVIEWS = frozenset({"Systematic Review", "Meta-Analysis"})
_IN_TITLE = ("systematic review", "meta-analysis", "metaanalysis")


@dataclass
class Raised:
    """What came of a look at the used works: alerts that wait anew, and those that still wait.

    `without_list` are reviews whose reference list is not known: they cannot be looked at.
    """

    new: list[Alert] = field(default_factory=list)
    waiting: list[Alert] = field(default_factory=list)
    reviews: int = 0
    without_list: list[str] = field(default_factory=list)


def raise_alerts(tx: Tx, uses: Mapping[str, tuple[Touch, ...]], now: datetime) -> Raised:
    """Open what the used works ask for, and let wait again what has changed since it was settled."""
    raised = Raised()
    there = {(one.record_id, one.state): one for one in alerts.alerts(tx)}
    asked: set[tuple[str, AlertState]] = set()
    for work in _stored(tx, uses, raised):
        for one in wanted(work):
            key = (one.record_id, one.state)
            asked.add(key)
            touches = [msgspec.to_builtins(touch) for touch in one.touches]
            before = there.get(key)
            if before is None:
                made = alerts.raise_alert(tx, *key, one.source, touches, now)
                raised.new.append(made)
                continue
            again = wakes_again(one, _standing(before), work.notices)
            if again or before.waits:
                alerts.renew(tx, before.id, one.source, touches, again=now if again else None)
            if again:
                raised.new.append(alerts.get(tx, before.id))
    for key, before in there.items():
        if before.waits and before.touches and key not in asked and key[0] not in uses:
            alerts.renew(tx, before.id, before.source, [])  # nothing of ours uses it any more
    raised.waiting = [one for one in alerts.alerts(tx) if one.waits]
    return raised


def touches_of(alert: Alert) -> tuple[Touch, ...]:
    """What an alert touches. What a newer litwatch wrote of a touch is left out."""
    return tuple(_touch(each) for each in alert.touches)


def _touch(said: dict[str, Any]) -> Touch:
    return msgspec.convert(said, Touch)


def _standing(alert: Alert) -> Standing:
    return Standing(
        source=alert.source,
        touches=touches_of(alert),
        acknowledged_at=alert.acknowledged_at,
        closed_at=alert.closed_at,
    )


def _stored(tx: Tx, uses: Mapping[str, tuple[Touch, ...]], raised: Raised) -> Iterator[UsedWork]:
    records = {one.id: one for one in links.bare(tx, uses)}
    states = catalog.states(tx, records)
    notices = catalog.notices_of(tx, records)
    cites = _retracted_in_lists(tx, records.values(), raised)
    for key, record in records.items():
        yield UsedWork(
            record_id=key,
            title=record.title,
            state=states[key],
            notices=tuple(notices.get(key, {}).values()),
            touches=uses[key],
            cites=cites.get(key, ()),
        )


def _retracted_in_lists(
    tx: Tx, records: Iterable[Record], raised: Raised
) -> dict[str, tuple[str, ...]]:
    """For each review the retracted works that its reference list names."""
    lists: dict[str, frozenset[str]] = {}
    for record in records:
        if not is_review(record):
            continue
        raised.reviews += 1
        raw = catalog.raw_xml(tx, record.id)
        found = referenced_pmids(raw) if raw else None
        if found is None:
            raised.without_list.append(record.id)
        else:
            lists[record.id] = found
    named = frozenset().union(*lists.values())
    states: dict[str, State] = catalog.states(tx, named)
    fallen = {key for key, state in states.items() if state in ALARMING - {"concern"}}
    fallen |= retractions.retracted_pmids(tx, named - states.keys())
    return {
        key: tuple(sorted(found & fallen, key=int))
        for key, found in lists.items()
        if found & fallen
    }


def is_review(record: Record) -> bool:
    """Whether a record gives itself out as a systematic review or meta-analysis."""
    title = record.title.lower()
    named = any(words in title for words in _IN_TITLE) and "protocol" not in title
    return named or not _REVIEWS.isdisjoint(record.type_names)
