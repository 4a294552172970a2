"""Turns to ask, shared by all processes on a machine.

One SQLite file, one row a host. A caller sleeps until the row says that a turn is free, then
takes it in one immediate transaction; the next turn is free a gap later, counted from the
moment this one was really taken. So a caller that wakes late does not bring the next one
closer. `hold` keeps everybody back: when a source says "too many", all wait, not only the
one who heard it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from litwatch.errors import StoreDamaged

# NCBI: 3 requests a second without a key, 10 with one. Four (eleven) turns in a row take
# 1.2 s, so that a request that is 0.2 s late on its way still keeps within the second.
GAP_WITHOUT_KEY = 0.4
GAP_WITH_KEY = 0.12
_BUSY_SECONDS = 30
_SCHEMA = """CREATE TABLE IF NOT EXISTS slot (
    host TEXT PRIMARY KEY, next_at REAL NOT NULL DEFAULT 0, hold_until REAL NOT NULL DEFAULT 0
) STRICT"""
# No source asks for so long a pause: a moment beyond it was written by a wrong clock.
_LONGEST_WAIT = 3600.0


class Limiter:
    """The turns in `path`; its folder must exist. `clock` gives seconds since the epoch.

    Raises StoreDamaged when the file cannot be used; it holds nothing worth keeping.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        with self._transaction() as connection:
            connection.execute(_SCHEMA)

    def wait(
        self, host: str, gap_seconds: float, *, sleep: Callable[[float], None] = time.sleep
    ) -> float:
        """Sleep until it is this caller's turn, take it and return its time."""
        woken = 0.0
        while True:
            now, free_at = self.take(host, gap_seconds, woken)
            if free_at <= now:
                return now
            sleep(free_at - now)
            # Whoever slept has waited, also where a test's sleep takes no time.
            woken = free_at

    def take(self, host: str, gap_seconds: float, woken: float = 0.0) -> tuple[float, float]:
        """The time now and when a turn is free; a turn that is free now is taken.

        `woken` is the time that the caller has slept until: it is no earlier than that.
        """
        with self._transaction() as connection:
            now = max(self._clock(), woken)  # read with the lock in hand: waiting for it is late
            believable = [at for at in _row(connection, host) if at <= now + _LONGEST_WAIT]
            free_at = max(believable, default=now)
            if free_at <= now:
                connection.execute(
                    "UPDATE slot SET next_at = ? WHERE host = ?", (now + gap_seconds, host)
                )
        return now, free_at

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask this host for so many seconds; a longer hold stays."""
        with self._transaction() as connection:
            now = self._clock()
            _, hold_until = _row(connection, host)
            until = max(min(hold_until, now + _LONGEST_WAIT), now + min(seconds, _LONGEST_WAIT))
            connection.execute("UPDATE slot SET hold_until = ? WHERE host = ?", (until, host))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(
                sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            ) as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")  # closing without it rolls back
        except sqlite3.Error as error:
            raise StoreDamaged(
                f"the request limiter's file {self._path} cannot be used: {error}",
                "Delete it; it holds only the times of the last requests.",
            ) from error


def _row(connection: sqlite3.Connection, host: str) -> tuple[float, float]:
    """The host's `next_at` and `hold_until`; a new host may go at once."""
    connection.execute("INSERT OR IGNORE INTO slot (host) VALUES (?)", (host,))
    next_at, hold_until = connection.execute(
        "SELECT next_at, hold_until FROM slot WHERE host = ?", (host,)
    ).fetchone()
    return next_at, hold_until
