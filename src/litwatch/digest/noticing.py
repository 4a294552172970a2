"""Section 4: the works whose retraction, concern or correction came this month (digest.md §6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from litwatch.digest.edition import Item, NoticeLine
from litwatch.digest.inputs import Entry
from litwatch.digest.placing import included
from litwatch.records.notices import GRAVEST_FIRST, State

# A state that a reader must hear of → the notice type that brings it.
_NOTICE_OF: dict[State, frozenset[str]] = {
    "retracted": frozenset({"retraction"}),
    "republished": frozenset({"retracted_republished"}),
    "withdrawn": frozenset({"withdrawal"}),
    "concern": frozenset({"concern"}),
    "corrected": frozenset({"erratum", "partial_retraction", "corrected_republished"}),
    "superseded": frozenset({"update"}),
    "gone": frozenset(),
}


def notice_lines(
    entries: Iterable[Entry],
    as_item: dict[str, Item],
    first: date,
    last: date,
    *,
    used: frozenset[str],
    watched: frozenset[str],
) -> tuple[NoticeLine, ...]:
    """Works of ours with a notice of this month, used ones first, then the gravest.

    Ours are those used earlier, included by a person or with a watched topic. A notice that
    stood there when the record was first fetched has no day: we saw it, it did not come.
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
            if notice.direction == "in" and notice.type in _NOTICE_OF[entry.state]
        ]
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
            lines,
            key=lambda line: (
                not line.used,
                GRAVEST_FIRST.index(line.item.state),
                line.item.id.zfill(12),
            ),
        )
    )
