"""What of a month has been searched, and how many records its searches found.

A part of a strategy is searched when complete windows cover every day of the month. A
window says nothing of the day it was closed on, nor of later ones: those days had not ended.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from litwatch.digest.inputs import Entry, Searched, Window
from litwatch.digest.items import Words
from litwatch.digest.method import Count, StrategyLine
from litwatch.digest.names import Name
from litwatch.errors import WrongUse
from litwatch.watch import Topic

Part = tuple[str, str]
W = TypeVar("W", bound=Searched)
_SENTINELS = Name(id="sentinel", sv="Övriga infektioner", en="Other infections")
_DAY = timedelta(days=1)


def span(month: str) -> tuple[date, date]:
    """The first and the last day of a month. Raises WrongUse for what is none."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise WrongUse(f"{month!r} is no month", "Write the month as 2026-10.") from None
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def month_is_over(month: str, at: datetime) -> bool:
    return at.date() > span(month)[1]


def _covered(windows: Sequence[Searched], first: date, last: date) -> bool:
    """Whether the windows, all complete, leave no day of the span out."""
    if any(window.state != "complete" for window in windows):
        return False
    reached = first
    for window in sorted(windows, key=lambda window: window.first):
        if window.first > reached:
            return False
        end = window.last
        if window.closed_at is not None:
            end = min(end, window.closed_at.date() - _DAY)
        reached = max(reached, end + _DAY)
    return reached > last


def _by_part(windows: Iterable[W]) -> dict[Part, list[W]]:
    parts: dict[Part, list[W]] = {}
    for window in windows:
        parts.setdefault((window.topic, window.part), []).append(window)
    return parts


def unsearched_parts(
    windows: Iterable[Searched], topics: Sequence[Topic], first: date, last: date
) -> frozenset[Part]:
    """The watched parts whose windows are not complete or do not cover the span."""
    parts = _by_part(windows)
    return frozenset(
        (topic.id, part.id)
        for topic in topics
        for part in topic.parts
        if not _covered(parts.get((topic.id, part.id), []), first, last)
    )


def part_names(parts: frozenset[Part], topics: Sequence[Topic], words: Words) -> tuple[Name, ...]:
    """The parts by name, in the order of the watch; a topic that lacks all of them just once."""
    names: list[Name] = []
    for topic in topics:
        name = words.topic(topic.id)
        lacking = [part.id for part in topic.parts if (topic.id, part.id) in parts]
        if lacking and len(lacking) == len(topic.parts):
            names.append(name)
        else:
            names += [
                Name(id=f"{topic.id}/{part}", sv=f"{name.sv}, {part}", en=f"{name.en}, {part}")
                for part in lacking
            ]
    return tuple(names)


def _plain_sum(windows: Sequence[Window], first: date, last: date) -> bool:
    """Whether the windows' counts may be added: no day twice, none outside the month."""
    ordered = sorted(windows, key=lambda window: window.first)
    return (
        ordered[0].first >= first
        and max(window.last for window in ordered) <= last
        and all(one.last < other.first for one, other in pairwise(ordered))
    )


def strategy_lines(
    windows: Iterable[Window],
    words: Words,
    *,
    first: date,
    last: date,
    lacking: frozenset[Part],
    created: Sequence[Entry],
    listed: Mapping[Part, int] | None,
) -> tuple[StrategyLine, ...]:
    """One line a topic and part. `hits` are `listed` where it is given: distinct PMIDs.

    Without it, counts of windows that overlap or reach outside the month are not added: the
    topic's records of the month are then the floor.
    """
    order = {topic: index for index, topic in enumerate(words.topics)}
    lines: list[StrategyLine] = []
    for (topic, part), group in sorted(
        _by_part(windows).items(), key=lambda pair: (order[pair[0][0]], *pair[0])
    ):
        counted = sum(window.count for window in group)
        fetched = sum(window.fetched for window in group)
        known = sum(window.known for window in group)
        missing = sum(window.missing for window in group)
        hits = counted
        if not _plain_sum(group, first, last):
            hits = min(counted, sum(1 for entry in created if topic in entry.topics))
        if listed is not None:
            hits = listed.get((topic, part), 0)
        if hits != counted:  # the account of the month alone: fetched and known give its hits
            fetched = min(fetched, hits)
            known = hits - fetched
        lines.append(
            StrategyLine(
                topic=words.topic(topic),
                part=part,
                version=", ".join(dict.fromkeys(window.version for window in group)),
                hits=hits,
                fetched=fetched,
                known=known,
                missing=missing,
                complete=(topic, part) not in lacking
                and all(window.state == "complete" for window in group),
                first=min(window.first for window in group),
                last=max(window.last for window in group),
            )
        )
    return tuple(lines)


def other_conditions(
    created: Sequence[Entry], lacking: frozenset[Part], topics: Sequence[Topic], words: Words
) -> tuple[Count, ...]:
    """A line for each watched condition outside the core; the sentinels share one."""
    unsearched = {topic for topic, _part in lacking}

    def count(name: Name, ids: frozenset[str]) -> Count:
        return Count(
            name=name,
            count=sum(1 for entry in created if ids & set(entry.topics)),
            searched=not ids & unsearched,
        )

    single = [topic for topic in topics if topic.tier in ("named_in_seed", "close_relative")]
    sentinels = frozenset(topic.id for topic in topics if topic.tier == "sentinel")
    counts = [count(words.topic(topic.id), frozenset({topic.id})) for topic in single]
    return (*counts, count(_SENTINELS, sentinels)) if sentinels else tuple(counts)
