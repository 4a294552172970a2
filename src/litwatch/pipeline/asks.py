"""What to ask of Europe PMC: strategy parts in its words, over days of first indexing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from litwatch import search
from litwatch.errors import WrongUse
from litwatch.search.europepmc import (
    Translation,
    source_clause,
    to_europepmc,
    with_first_indexed,
    with_sources,
)
from litwatch.sources.europepmc_record import NAME as EUROPEPMC
from litwatch.store import Tx, ledger
from litwatch.store.ledger import Window
from litwatch.store.settling import withdraw
from litwatch.watch import Part, Topic

DATE_FIELD = "first_idate"
OVERLAP = timedelta(days=7)  # own choice: Europe PMC says nothing of how late its index can be
FIRST_LOOK = timedelta(days=31)


@dataclass(frozen=True)
class Ask:
    """A strategy part, in Europe PMC's words, over days of first indexing, both inclusive."""

    topic: Topic
    part: Part
    sources: tuple[str, ...]
    first: date
    last: date

    @cached_property
    def wording(self) -> Translation:
        return to_europepmc(search.parse(self.part.query))

    @cached_property
    def fingerprint(self) -> str:
        """Of the query as it is asked here: another translation is another strategy."""
        return search.fingerprint(with_sources(self.wording.query, self.sources))

    @property
    def term(self) -> str:
        asked = with_sources(self.wording.query, self.sources)
        return with_first_indexed(asked, self.first, self.last)

    def over(self, first: date, last: date) -> Ask:
        return Ask(self.topic, self.part, self.sources, first, last)

    def open(self, tx: Tx, run: int, now: datetime) -> Window:
        return ledger.open_window(
            tx,
            run,
            topic=self.topic.id,
            part=self.part.id,
            version=self.part.version,
            fingerprint=self.fingerprint,
            first=self.first,
            last=self.last,
            term=self.term,
            now=now,
            date_field=DATE_FIELD,
            source=EUROPEPMC,
        )


def planned(
    tx: Tx,
    topics: Iterable[Topic],
    sources: tuple[str, ...],
    since: date | None,
    last: date,
    problems: list[str],
) -> list[Ask]:
    """Each part from `since` or from its watermark, and whatever earlier runs left open.

    Days that an earlier wording of a query left open are asked in the present one. A strategy
    that cannot be asked at all is named in `problems`.
    """
    unfinished = [
        window
        for window in ledger.unfinished(tx)
        if window.source == EUROPEPMC and f"{source_clause(sources)} AND (FIRST" in window.term
    ]
    asks: list[Ask] = []
    for topic in topics:
        for part in topic.parts:
            ask = Ask(topic, part, sources, last, last)
            try:
                key = (topic.id, part.id, ask.fingerprint)
            except WrongUse as error:
                problems.append(f"{topic.id} {part.id}".rstrip() + f": {error}")
                continue
            mark = ledger.watermark(tx, *key, date_field=DATE_FIELD, source=EUROPEPMC)
            first = since or (mark - OVERLAP if mark else last - FIRST_LOOK)
            wanted = (min(first, last), last)
            mine = [w for w in unfinished if (w.topic, w.part) == (topic.id, part.id)]
            left = _left_open(tx, mine, ask.fingerprint, wanted, is_new=mark is None)
            asks += [ask.over(*span) for span in dict.fromkeys([*left, wanted])]
    return asks


def _left_open(
    tx: Tx, windows: Sequence[Window], fingerprint: str, wanted: tuple[date, date], *, is_new: bool
) -> list[tuple[date, date]]:
    """The days of unfinished windows that are still to be asked for beside those wanted.

    A window that lists nothing is withdrawn where its days are asked for otherwise: without
    this, each day on which the source is down would leave one more window.
    """
    spans = []
    for window in windows:
        span = (window.first, window.last)
        inside = wanted[0] <= span[0] and span[1] <= wanted[1]
        present = window.fingerprint == fingerprint
        if present and (window.listed or not inside or span == wanted):
            spans.append(span)
            continue
        if not inside and (is_new or not window.listed):
            spans.append(span)
        if not window.listed:
            withdraw(tx, window.id)
    return spans
