"""The shelf: every month with an edition or one to make, the newest first, and what it lacks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import msgspec

from litwatch.digest.edition import Edition
from litwatch.errors import StoreDamaged
from litwatch.pipeline.desk import desk
from litwatch.pipeline.months import month_before
from litwatch.pipeline.reading import files_in
from litwatch.store import Store, StoredEdition, editions
from litwatch.store.editions import PUBLISHED, EditionState
from litwatch.watch import Watch

_LOOKED_INTO = 3  # composing a month takes a third of a second


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """One month: what readers have of it, and what stands between its draft and them.

    `read` is the published revision with its `edition` and `files`; `state` and `gates` are of
    a draft that is being made, `gates` None where it was not looked into: further back, and
    in the month that is `running`. `gates` and `proposals` are told without what is `unread`.
    """

    month: str
    state: EditionState | None
    read: StoredEdition | None = None
    edition: Edition | None = None
    files: tuple[str, ...] = ()
    damaged: str = ""
    gates: int | None = None
    proposals: int = 0
    unread: int = 0
    running: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether readers were told that nothing changes this month."""
        return self.edition is not None and not self.edition.shown()


def shelf(
    store: Store,
    watch: Watch,
    digests: Path,
    *,
    waiting: Collection[str] = (),
    two_persons: bool,
    now: datetime,
) -> tuple[Volume, ...]:
    """The month that runs, the one that is over, and every one with an edition.

    As told to somebody whose own reading these records are `waiting` for.
    """
    with store.read() as tx:
        rows = editions.list_editions(tx)
    running = f"{now:%Y-%m}"
    by_month: dict[str, list[StoredEdition]] = {month_before(now.date()): [], running: []}
    for row in rows:
        by_month.setdefault(row.month, []).append(row)
    found = []
    looked = 0
    for month in sorted(by_month, reverse=True):
        mine = by_month[month]
        open_ = not mine or mine[-1].state not in PUBLISHED
        volume = _published(month, mine, digests)
        if month == running:
            volume = msgspec.structs.replace(volume, running=True)
        elif open_ and looked < _LOOKED_INTO:
            looked += 1
            at = desk(store, watch, month, waiting=waiting, two_persons=two_persons, now=now)
            volume = msgspec.structs.replace(
                volume,
                state=at.state,
                gates=len(at.gates),
                proposals=sum(not item.reviewed for item in at.edition.shown()),
                unread=len(at.unread.titles),
            )
        found.append(volume)
    return tuple(found)


def _published(month: str, rows: list[StoredEdition], digests: Path) -> Volume:
    read = next((row for row in reversed(rows) if row.state == "published"), None)
    files: tuple[str, ...] = ()
    damaged = ""
    if read is not None:
        try:
            files = tuple(files_in(read, digests))
        except StoreDamaged as error:
            damaged = str(error)
    return Volume(
        month=month,
        state=rows[-1].state if rows else None,
        read=read,
        edition=msgspec.json.decode(read.body, type=Edition) if read else None,
        files=files,
        damaged=damaged,
    )
