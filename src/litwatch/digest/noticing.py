"""Section 4: the works whose retraction, concern or correction came this month (digest.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from litwatch.digest.edition import Item, NoticeLine
from litwatch.digest.inputs import Entry
from litwatch.digest.placing import included
from litwatch.records import Notice
from litwatch.records.duplicates import guessed
from litwatch.records.notices import GRAVEST_FIRST, State
from litwatch.records.standing import is_preprint

# A state that a reader must hear of → the notice type that brings it.
_NOTICE_OF: dict[State, frozenset[str]] = {
    "retracted": frozenset({"retraction"}),
    "republished": frozenset({"retracted_republished"}),
    "withdrawn": frozenset({"withdrawal"}),
    "concern": frozenset({"concern"}),
    "corrected": frozenset({"erratum", "partial_retraction", "corrected_republished"}),
    "superseded": frozenset({"update"}),
    "preprint_published": frozenset({"update"}),
    "gone": frozenset(),
}


def notice_lines(
    entries: Sequence[Entry],
    as_item: dict[str, Item],
    first: date,
    last: date,
    *,
    used: frozenset[str],
    watched: frozenset[str],
) -> tuple[NoticeLine, ...]:
    """Works of ours with a notice of this month, used ones first, then the gravest.

    Ours are those used earlier, included by a person or with a watched topic. A notice that
    stood there when the record was first fetched has no day: we saw it, it did not come. That
    a preprint has become an article is told of those we have used. Two records of one work
    in the same state are one line, but for one that we have used.
    """
    lines: list[NoticeLine] = []
    for entry in entries:
        key = entry.record.id
        if entry.state not in _NOTICE_OF:
            continue
        if not (key in used or included(entry) or watched & set(entry.topics)):
            continue
        brings = [
            notice
            for notice in entry.notices
            if notice.direction == "in"
            and notice.type in _NOTICE_OF[entry.state]
            and not guessed(notice)
        ]
        if entry.state == "preprint_published":
            if key in used and (came := _came(entry, brings, first, last)):
                lines.append(NoticeLine(item=as_item[key], type="published", seen=came, used=True))
            continue
        seen = min((notice.first_seen for notice in brings if notice.first_seen), default=None)
        created = entry.record.created
        if (seen and first <= seen <= last) or (created and first <= created <= last):
            before = seen is not None and seen <= entry.first_seen.date()
            lines.append(
                NoticeLine(
                    item=as_item[key],
                    type=brings[0].type if brings else entry.state,
                    seen=None if before else seen,
                    found_with_it=before,
                    used=key in used,
                )
            )
    return tuple(
        sorted(
            _each_work_once(lines, entries),
            key=lambda line: (
                not line.used,
                GRAVEST_FIRST.index(line.item.state),
                line.item.id.zfill(12),
            ),
        )
    )


def _came(entry: Entry, brings: Sequence[Notice], first: date, last: date) -> date | None:
    """The day of this month on which a used preprint's article came; else None.

    Of an article that we do not hold the day is that of the link, unless the preprint came
    with it.
    """
    days = [
        member.record.created
        for member in entry.work
        if member.record.created and member.role != "background" and not is_preprint(member.record)
    ]
    if not days:
        seen = min((notice.first_seen for notice in brings if notice.first_seen), default=None)
        days = [seen] if seen and seen > entry.first_seen.date() else []
    return next((day for day in sorted(days) if first <= day <= last), None)


def _each_work_once(lines: Sequence[NoticeLine], entries: Iterable[Entry]) -> list[NoticeLine]:
    states = {line.item.id: line.item.state for line in lines}
    works = {entry.record.id: [one.record.id for one in entry.work] for entry in entries}

    def told(line: NoticeLine) -> bool:
        work = works[line.item.id]
        better = work[: work.index(line.item.id)] if work else []
        return not line.used and any(states.get(one) == line.item.state for one in better)

    return [line for line in lines if not told(line)]


def first_told(state: State, notices: Iterable[Notice]) -> date | None:
    """The day on which we first saw a notice that brings this state; None where none has a day."""
    days = [
        notice.first_seen
        for notice in notices
        if notice.direction == "in"
        and notice.type in _NOTICE_OF.get(state, frozenset())
        and notice.first_seen
        and not guessed(notice)
    ]
    return min(days, default=None)
