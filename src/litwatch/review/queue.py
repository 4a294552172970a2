"""The queue: what waits for a person, in the order in which an hour is best spent.

Undecided records come first, what was put off as maybe last. Likely ones stand before uncertain
and unlikely ones; within a band the most useful first, then the higher score. The records of a
monthly audit sample are strewn among the likely and uncertain ones at places drawn by lot, so
that a reader cannot tell them from the others (digest.md §8: low-ranked records are read too).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import structs

from litwatch.records import Band, Verdict
from litwatch.store import Entry, Tx, entries, screening
from litwatch.store.others import stood_for
from litwatch.store.screening import Waiting

BANDS: dict[Band | None, int] = {"likely": 0, "uncertain": 1, "unlikely": 2, None: 3}


def queue(tx: Tx, n: int, second: Collection[str] = ()) -> list[Entry]:
    """The next `n` entries to screen.

    `second` are the records that wait for this reader as the second one (see `pairs`): they
    stand in the line as if nobody had read them.

    Background records are never queued; a model's low score only sets the place in the line.
    A work is queued once, by the record that stands for it and by what was decided on that
    one, at the best place that any of its records has.
    """
    waiting = [one for one in screening.waiting(tx) if one.record_id not in second]
    waiting += [one._replace(verdict=None) for one in screening.waiting(tx, second)]
    chosen = list(islice(works_once(line_up(waiting), stood_for(tx)), n))
    found = {entry.record.id: entry for entry in entries(tx, ids=chosen)}
    return [
        _unread(found[record_id]) if record_id in second else found[record_id]
        for record_id in chosen
    ]


def _unread(entry: Entry) -> Entry:
    """The entry as a second reader may see it: without what the first one said."""
    return structs.replace(entry, decision=None, decision_id=None)


def line_up(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Those who wait, in the order in which they are shown."""
    ordered = sorted(
        waiting,
        key=lambda one: (
            one.verdict is not None,
            BANDS[one.band],
            -one.usefulness,
            -one.score,
            one.record_id,
        ),
    )
    drawn = [one for one in ordered if one.audit is not None and one.verdict is None]
    others = [one for one in ordered if one not in drawn]
    above = sum(one.verdict is None and BANDS[one.band] < 2 for one in others)
    places = [(float(place), one) for place, one in enumerate(others)]
    # Half a step before the one whose place was drawn: never a tie.
    places += [(int((one.audit or 0.0) * (above + 1)) - 0.5, one) for one in drawn]
    return [one for _, one in sorted(places, key=lambda pair: pair[0])]


def works_once(waiting: Sequence[Waiting], stood_for: Mapping[str, str]) -> Iterator[str]:
    """The ids to show, each work by the record that stands for it, if that one waits too."""
    verdicts: dict[str, Verdict | None] = {one.record_id: one.verdict for one in waiting}
    shown: set[str] = set()
    for one in waiting:
        first = stood_for.get(one.record_id, one.record_id)
        # An undecided preprint does not move an article that was put off as maybe.
        if first not in shown and first in verdicts and verdicts[first] == one.verdict:
            shown.add(first)
            yield first
