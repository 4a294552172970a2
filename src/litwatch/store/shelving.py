"""The shelf of a store, kept in step with it: read once a process, then only what has changed.

What people write (decisions, tags, taking back) and new records are looked for at every call,
by questions that an index answers. What machines write by the thousand is seen by a signature
that is asked every few seconds; then the whole is read anew, for a large store in a thread
while the earlier shelf serves. At the latest after an hour all is read anew.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Select, func, select

from litwatch.errors import LitwatchError
from litwatch.store.bulk import batches
from litwatch.store.engine import Store, Tx
from litwatch.store.opinions import MACHINE
from litwatch.store.shelf import EMPTY, Shelf, Standing, shelved, with_these, without_verdicts
from litwatch.store.standings import standings
from litwatch.store.tables import (
    decision,
    decision_undo,
    prediction,
    record_source,
    record_text,
    run,
    tag,
    usefulness,
)

_log = logging.getLogger(__name__)
LOOK_EVERY = timedelta(seconds=5)
ANEW_EVERY = timedelta(hours=1)
FEW = 5_000  # records that are read while somebody waits


class _Marks(NamedTuple):
    """How far people's writing has been followed."""

    last_text: int
    last_decision: int
    undone: int
    tags: int
    last_tag: datetime | None


class Shelving:
    """The shelf of one store; see `shelf_of`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._shelf = EMPTY
        self._veiled: dict[frozenset[str], Shelf] = {}  # of this shelf, by what is not shown
        self._marks = _Marks(0, 0, 0, 0, None)
        self._signature: tuple[Any, ...] = ()
        self._looked = self._made = datetime.min
        self._busy = False
        self._edition = 0  # how often machines were seen to have written

    def current(self, now: datetime) -> tuple[Shelf, tuple[int, int]]:
        """The shelf as of now, and a key that changes when the words of records may have."""
        with self._lock:
            if not self._edition:
                self._read_whole(now)
            else:
                self._follow(now)
            return self._shelf, (self._edition, self._marks.last_text)

    def veiled(self, shelf: Shelf, ids: frozenset[str]) -> Shelf:
        """`without_verdicts`, made once for each reader while the shelf is the same."""
        with self._lock:
            if shelf is not self._shelf:
                return without_verdicts(shelf, ids)
            if ids not in self._veiled:
                self._veiled[ids] = without_verdicts(shelf, ids)
            return self._veiled[ids]

    def _follow(self, now: datetime) -> None:
        anew = now - self._made >= ANEW_EVERY
        with self._store.read() as tx:
            marks = _marks(tx)
            if marks != self._marks:
                changed = set(tx.scalars(_newer_texts(self._marks)))
                changed |= _touched(tx, self._marks)
                if marks.tags < self._marks.tags or len(changed) > FEW:
                    anew = True  # somebody's tags went: whose is not known
                else:
                    self._show(with_these(self._shelf, _some(tx, changed)))
                    self._marks = marks
        if (anew or now - self._looked >= LOOK_EVERY) and not self._busy:
            self._looked = now
            if len(self._shelf.standing) <= FEW:
                if anew or self._is_old():
                    self._read_whole(now)
            else:
                self._busy = True
                threading.Thread(target=self._read_beside, args=(now, anew), daemon=True).start()

    def _is_old(self) -> bool:
        """Whether machines have written since; at 100,000 records told in 30 ms."""
        with self._store.read() as tx:
            return _signature(tx) != self._signature

    def _read_whole(self, now: datetime) -> None:
        self._put(*self._whole(), now)

    def _read_beside(self, now: datetime, anew: bool) -> None:
        try:
            if anew or self._is_old():
                whole = self._whole()
                with self._lock:
                    self._put(*whole, now)
        except LitwatchError as error:
            _log.warning("the search goes on with what it knew: %s", error)
        finally:
            self._busy = False

    def _whole(self) -> tuple[Shelf, _Marks, tuple[Any, ...]]:
        collects = gc.isenabled()
        gc.disable()  # millions of objects come that all live on: collecting finds nothing
        try:
            with self._store.read() as tx:
                return shelved(standings(tx)), _marks(tx), _signature(tx)
        finally:
            gc.freeze()  # nor will it later, and each look at them all would stop every page
            if collects:
                gc.enable()

    def _put(self, shelf: Shelf, marks: _Marks, signature: tuple[Any, ...], now: datetime) -> None:
        if signature != self._signature or not self._edition:
            self._edition += 1
        self._show(shelf)
        self._marks, self._signature = marks, signature
        self._looked = self._made = now

    def _show(self, shelf: Shelf) -> None:
        self._shelf, self._veiled = shelf, {}


_kept: WeakKeyDictionary[Store, Shelving] = WeakKeyDictionary()
_making = threading.Lock()


def shelving_of(store: Store) -> Shelving:
    """The one shelving that a process keeps for a store."""
    with _making:
        return _kept.setdefault(store, Shelving(store))


_PEOPLES = tag.c.by != MACHINE
_MARKS = select(
    *(
        query.scalar_subquery()
        for query in (
            select(func.coalesce(func.max(record_text.c.id), 0)),
            select(func.coalesce(func.max(decision.c.id), 0)),
            select(func.count()).select_from(decision_undo),
            select(func.count()).where(_PEOPLES),
            select(func.max(tag.c.at)).where(_PEOPLES),
        )
    )
)


def _marks(tx: Tx) -> _Marks:
    return _Marks(*tx.execute(_MARKS).one())


def _signature(tx: Tx) -> tuple[Any, ...]:
    """What changes when a harvest, an import, a classification or a status run has been."""
    return (
        *tx.execute(select(func.max(run.c.id), func.max(run.c.finished_at))).one(),
        tx.scalar(select(func.count()).select_from(prediction)),
        tx.scalar(select(func.max(usefulness.c.at))),
        tx.scalar(select(func.count()).select_from(record_source)),
    )


def _newer_texts(since: _Marks) -> Select[tuple[str]]:
    return select(record_text.c.record_id).where(record_text.c.id > since.last_text)


def _touched(tx: Tx, since: _Marks) -> set[str]:
    """The records that people have said something of since."""
    found = set(tx.scalars(select(decision.c.record_id).where(decision.c.id > since.last_decision)))
    undone = (
        select(decision.c.record_id)
        .join(decision_undo, decision_undo.c.decision_id == decision.c.id)
        .order_by(decision_undo.c.at.desc())
    )
    more = tx.scalar(select(func.count()).select_from(decision_undo)) or 0
    found.update(tx.scalars(undone.limit(max(0, more - since.undone))))
    tagged = select(tag.c.record_id).where(_PEOPLES)
    if since.last_tag is not None:
        tagged = tagged.where(tag.c.at >= since.last_tag)
    found.update(tx.scalars(tagged))
    return found


def _some(tx: Tx, ids: Iterable[str]) -> Iterator[Standing]:
    for some in batches(sorted(ids)):
        yield from standings(tx, some)
