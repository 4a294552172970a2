"""Unread: what waits for a person's own reading, so that a month is shown to them without it.

Who reads a record as the second one is not to know what the first one said. A month's edition
is made of what was said; to that person it is composed as if the record were not there, and
the record is named beside, whatever became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from litwatch.exchange.withholding import without_verdicts
from litwatch.pipeline.months import days_of
from litwatch.store import Entry, Tx, catalog
from litwatch.store.carrying import day_of_each


@dataclass(frozen=True)
class Unread:
    """The records of a month that wait for a person, by title, and how many of `earlier` months
    do, which its edition may take over. `hidden` are all that wait, of whichever month.
    """

    titles: tuple[tuple[str, str], ...] = ()  # id, title
    earlier: int = 0
    hidden: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        return len(self.titles) + self.earlier


def unread_in(tx: Tx, month: str, waiting: Collection[str]) -> Unread:
    """What a month's edition may hold of the records that wait for a person (review.pairs)."""
    first, last = days_of(month)
    days = {key: day for key, day in day_of_each(tx, waiting).items() if day <= last}
    names = catalog.titles(tx, [key for key, day in days.items() if day >= first])
    return Unread(
        titles=tuple(sorted(names.items(), key=lambda one: (one[1].casefold(), one[0]))),
        earlier=len(days) - len(names),
        hidden=frozenset(waiting),
    )


def known(found: Iterable[Entry], unread: Collection[str]) -> list[Entry]:
    """The entries that are not unread, without what was said of their work's unread records."""
    return [without_verdicts(one, unread) for one in found if one.record.id not in unread]
