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
_Asked = tuple[list[Reading], dict[str, set[str]]]  # open second readings, and who has read


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
) -> list[str]:
    """The records, of all or of those given, that wait for this person as a second reader, by id.

    Those drawn for two that one other person has read, and those that somebody has asked this
    person, or anybody, to read. One that a named person is asked for waits for nobody else.
    """
    me = folded_name(reader)
    if not me:
        return []
    asked = [
        one
        for one in readings.open_readings(tx, "second")
        if among is None or one.record_id in among
    ]
    single = _drawn(tx, watch, readings.read_by_one(tx, among))
    return sorted(waits_for(me, single, asked, readings.readers_of(tx, _ids(asked))))


class Seconds:
    """The second readings that wait for each person, kept for pages; safe for many threads."""

    def __init__(self, watch: Watch) -> None:
        self._alone = alone(watch)
        self._said: dict[str, tuple[Mapping[str, str], _Asked, frozenset[str]]] = {}

    def warm(self, tx: Tx) -> None:
        """Look now at all that was ever read, so that no page must."""
        self._alone.at(tx)

    def of(self, tx: Tx, reader: str) -> frozenset[str]:
        """What `second_readings` finds, the same object as before while nothing has changed.

        They are also the records whose verdicts this person must not see yet.
        """
        me = folded_name(reader)
        if not me:
            return frozenset()
        asked = readings.open_readings(tx, "second")
        single, known = self._alone.at(tx), (asked, readings.readers_of(tx, _ids(asked)))
        said = self._said.get(me)
        if said is None or said[0] is not single or said[1] != known:
            said = (single, known, frozenset(waits_for(me, single, *known)))
            self._said[me] = said
        return said[2]

    def still_open(self, tx: Tx) -> set[str]:
        """The records that wait for a second verdict, whoever is to give it."""
        return {*self._alone.at(tx), *_ids(readings.open_readings(tx, "second"))}


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
