"""One work, once: pairs of stored records that are one work, or that a person should look at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from litwatch import __version__
from litwatch.records.blocking import keys, pairs_in
from litwatch.records.described import describe
from litwatch.records.duplicates import RULES, Pair
from litwatch.store import Store, Tx, ledger, links, works
from litwatch.store.works import StoredPair

RUN = "works"
# A harvest that began before the last run may have stored its pages after it, with its own time.
OVERLAP = timedelta(days=2)
SLICE = 50_000  # records looked up at a time: their keys are held in memory
LOADED = 2_000  # records compared at a time


@dataclass
class WorksReport:
    """What a search for duplicates came to. `waiting` pairs are a person's to settle."""

    stored: int = 0
    compared: int = 0
    certain: list[Pair] = field(default_factory=list)  # new in this run
    proposed: list[Pair] = field(default_factory=list)
    withdrawn: int = 0
    parted: list[Pair] = field(default_factory=list)  # certain by rule, but a person says no
    waiting: int = 0
    works: int = 0
    published: tuple[
        str, ...
    ] = ()  # preprints of which we now know, or no longer know, the article


def join_works(
    store: Store,
    *,
    now: datetime,
    everything: bool = False,
    linked: Collection[str] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> WorksReport:
    """Compare the records that are new or changed since the last run with all that are stored.

    Certain pairs are one work at once; near ones are proposed. Both records are kept, a
    person's word is never changed, and what no longer holds is withdrawn. After a change of
    the rules, or with `everything`, all records are compared again; `linked` are compared
    too, since something was learnt of them by another way.
    """
    report = WorksReport()
    with store.write() as tx:
        since = None if everything else _last_run(tx)
        run = ledger.start_run(tx, RUN, now, {"rules": RULES, "litwatch": __version__})
        todo = sorted({*works.changed_since(tx, since), *linked})
        report.stored = len(todo) if since is None else len(works.changed_since(tx, None))
    for start in range(0, len(todo), SLICE):
        some = todo[start : start + SLICE]
        with store.read() as tx:
            found = find_pairs(tx, some)
        with store.write() as tx:
            saved = works.save_pairs(tx, found, now)
            report.withdrawn += works.withdraw(tx, some, found)
        for pair in (*saved.new, *saved.changed):
            (report.certain if pair.certain else report.proposed).append(pair)
        report.parted += saved.parted
        report.compared += len(some)
        progress(report.compared, len(todo))
    with store.write() as tx:
        report.published = links.mark_published(tx, now)
        report.waiting = works.counts(tx)["proposed"]
        report.works = len(works.works(tx))
        ledger.finish_run(tx, run, "complete", now)
    return report


def settle(
    store: Store, first: str, second: str, verdict: str, *, reviewer: str, now: datetime
) -> tuple[StoredPair, tuple[str, ...]]:
    """Keep a person's word on two records; returns the pair and the work it now belongs to.

    The state of a preprint follows. Raises WrongUse as `store.works.settle` does.
    """
    with store.write() as tx:
        pair = works.settle(tx, first, second, verdict, reviewer, now)
        links.mark_published(tx, now)
        return pair, works.work_of(tx, pair.first)


def _last_run(tx: Tx) -> datetime | None:
    """From when on records count as new; None when these rules have never run to their end."""
    complete = [run for run in ledger.runs(tx) if run.kind == RUN and run.state == "complete"]
    if not complete or complete[-1].params.get("rules") != RULES:
        return None
    return complete[-1].started_at - OVERLAP


def find_pairs(tx: Tx, wanted: Collection[str]) -> list[Pair]:
    """The pairs that the wanted records make with any stored record, in the order of ids.

    Held in memory are the keys of the wanted records and the ids that share them; the records
    themselves pass through.
    """
    blocks: dict[int, list[str]] = {}
    for record in works.records(tx, wanted):
        for key in keys(describe(record)):
            blocks[hash(key)] = []
    for record in works.all_records(tx):
        for key in keys(describe(record)):
            block = blocks.get(hash(key))
            if block is not None:
                block.append(record.id)
    some_wanted = frozenset(wanted)
    compared: set[tuple[str, str]] = set()
    found: list[Pair] = []
    for loaded in _loads(block for block in blocks.values() if len(block) > 1):
        ids = sorted({member for block in loaded for member in block})
        described = {record.id: describe(record) for record in works.records(tx, ids)}
        for block in loaded:
            found += pairs_in([described[member] for member in block], compared, some_wanted)
    return sorted(found, key=lambda pair: (pair.first, pair.second))


def _loads(blocks: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    """Blocks in lots whose records are loaded together."""
    lot: list[list[str]] = []
    size = 0
    for block in blocks:
        lot.append(block)
        size += len(block)
        if size >= LOADED:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot
