"""Processes that read batches of records, so that a file is parsed on several cores.

The results come in the order of the batches, and no more than a few are under way, so the
memory stays flat and what is stored does not depend on how many processes there are.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from types import TracebackType
from typing import TypeVar

from litwatch.errors import LitwatchError
from litwatch.pipeline.lifeline import leave_with_parent

B = TypeVar("B")
T = TypeVar("T")

# A process needs a third of a second to start; in less than that this one reads 20 batches.
_READ_HERE = 20
_AHEAD = 2  # batches waiting for each process


class WorkerLost(LitwatchError):
    """A worker process ended before it had read what it was given. Nothing of it is stored."""

    exit_code = 3


def usual() -> int:
    """How many processes read when nobody says: two, if a core is left for the one that stores.

    On two cores all three of them took longer than one alone.
    """
    return 2 if (os.cpu_count() or 1) > 2 else 1


class Workers:
    """Up to `count` processes, started when a file is long enough to need them; 1 starts none."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def run(self, read: Callable[[B], T], batches: Iterable[B], /) -> Iterator[T]:
        """`map(read, batches)`, in processes once it goes on for long.

        Raises WorkerLost when one of them was ended from outside.
        """
        left = iter(batches)
        yield from map(read, left if self._count < 2 else islice(left, _READ_HERE))
        under_way: deque[Future[T]] = deque()
        try:
            for batch in left:
                under_way.append(self._started().submit(read, batch))
                if len(under_way) >= self._count * (1 + _AHEAD):
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BrokenProcessPool as error:
            raise WorkerLost(
                "a worker process was ended while it read, perhaps for want of memory",
                "Nothing of that file is stored. Run the command again; with --workers 1 "
                "everything is read in one process.",
            ) from error
        finally:
            for future in under_way:
                future.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Started afresh, not forked: a fork would share open database connections.
            self._pool = ProcessPoolExecutor(
                self._count, mp_context=get_context("spawn"), initializer=_begin
            )
        return self._pool


def _begin() -> None:
    """In the worker: Ctrl-C is for the parent, and without it there is nothing left to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_with_parent()
