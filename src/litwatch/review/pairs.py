"""Two people: which records are read twice, who waits for whom, and what must not be shown yet.

A share of each topic's records is drawn to be read by two, blind. The draw hangs on the
record's id and the topic alone, so that it needs no state, is the same for everybody and
cannot be steered by what a reader finds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256

from litwatch.records.reviewers import folded_name
from litwatch.review.kept import Kept
from litwatch.store import Tx, readings
from litwatch.store.readings import Reading
from litwatch.watch import Watch

_DRAWS = 2**64


def is_for_two(record_id: str, topics: Iterable[str], shares: Mapping[str, float]) -> bool:
    """Whether a record on these topics is drawn to be read twice. `shares` are 0–1 by topic."""
    return any(_draw(record_id, topic) < shares.get(topic, 0.0) for topic in topics)


def _draw(record_id: str, topic: str) -> float:
    """A number 0–1 that is always the same for a record and a topic, and evenly spread."""
    return int.from_bytes(sha256(f"{topic}\n{record_id}".encode()).digest()[:8]) / _DRAWS


def alone(watch: Watch) -> Kept[str]:
    """The records for two that one person alone has read, with that person, kept for pages.

    A record that joins another topic later is drawn for that one at the next start.
    """

    def look(tx: Tx, among: Collection[str] | None) -> dict[str, str]:
        return _drawn(tx, watch, readings.read_by_one(tx, among))

    return Kept(look, readings.published_months)


def second_readings(
    tx: Tx,
    watch: Watch,
    reader: str,
    *,
    among: Collection[str] | None = None,
    kept: Kept[str] | None = None,
) -> list[str]:
    """The records, of all or of those given, that wait for this person as a second reader, by id.

    Those drawn for two that one other person has read, and those that somebody has asked this
    person, or anybody, to read. One that a named person is asked for waits for nobody else.
    With `kept` what is known of all records is not asked for again.
    """
    me = folded_name(reader)
    if not me:
        return []
    asked = [
        one
        for one in readings.open_readings(tx, "second")
        if among is None or one.record_id in among
    ]
    single = kept.at(tx) if kept else _drawn(tx, watch, readings.read_by_one(tx, among))
    return sorted(waits_for(me, single, asked, readings.readers_of(tx, _ids(asked))))


def waits_for(
    me: str,
    alone: Mapping[str, str],
    asked: Collection[Reading],
    readers: Mapping[str, Collection[str]],
) -> set[str]:
    """Which records wait for `me` (as `person` writes names).

    `alone` are the records for two with their only reader, `asked` the open second readings,
    `readers` who has read the records of those.
    """
    mine = {one.record_id for one in asked if one.reader and folded_name(one.reader) == me}
    named = {one.record_id for one in asked if one.reader}
    anybodys = {
        one.record_id
        for one in asked
        if not one.reader and me not in readers.get(one.record_id, ())
    }
    drawn = {record_id for record_id, first in alone.items() if first != me}
    return mine | ((anybodys | drawn) - named)


def blind(tx: Tx, watch: Watch, ids: Collection[str], reader: str) -> set[str]:
    """Those of the records whose verdicts this person must not see yet: they wait for theirs."""
    return set(second_readings(tx, watch, reader, among=ids)) if ids else set()


def still_open(tx: Tx, watch: Watch, *, kept: Kept[str] | None = None) -> set[str]:
    """The records that wait for a second verdict, whoever is to give it.

    With `kept` what is known of all records is not asked for again.
    """
    single = kept.at(tx) if kept else _drawn(tx, watch, readings.read_by_one(tx))
    return {*single, *_ids(readings.open_readings(tx, "second"))}


def _drawn(tx: Tx, watch: Watch, alone: Mapping[str, str]) -> dict[str, str]:
    shares = {topic.id: topic.double_share for topic in watch.topics}
    topics = readings.topics_of(tx, alone)
    return {
        record_id: first
        for record_id, first in alone.items()
        if is_for_two(record_id, topics.get(record_id, ()), shares)
    }


def _ids(asked: Iterable[Reading]) -> set[str]:
    return {one.record_id for one in asked}
