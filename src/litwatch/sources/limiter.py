"""Slots for requests, shared by all processes on a machine.

One SQLite file, one row a host. A caller reserves the next free moment in one immediate
transaction and sleeps outside it, so that no two requests of any process come closer
than the gap. `hold` moves everybody's next moment: when a source says "too many", all
wait, not only the one who heard it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from litwatch.errors import StoreDamaged

# NCBI: 3 requests a second without a key, 10 with one; a little under both.
GAP_WITHOUT_KEY = 0.35
GAP_WITH_KEY = 0.12
_BUSY_SECONDS = 30
_SCHEMA = """CREATE TABLE IF NOT EXISTS slot (
    host TEXT PRIMARY KEY, next_at REAL NOT NULL DEFAULT 0, hold_until REAL NOT NULL DEFAULT 0
) STRICT"""
# No source asks for so long a pause: a moment beyond it was written by a wrong clock.
_LONGEST_WAIT = 3600.0


class Limiter:
    """The slots in `path`; its folder must exist. `clock` gives seconds since the epoch.

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
        """Reserve the next slot, sleep until it comes and return its time.

        A hold that somebody set meanwhile is waited for as well.
        """
        while True:
            slot = self.reserve(host, gap_seconds)
            pause = slot - self._clock()
            if pause > 0:
                sleep(pause)
            with self._transaction() as connection:
                _, hold_until = _row(connection, host)
            if hold_until <= max(slot, self._clock()):
                return slot

    def reserve(self, host: str, gap_seconds: float) -> float:
        """The time of the slot that is now this caller's, without sleeping."""
        with self._transaction() as connection:
            now = self._clock()
            believable = [at for at in _row(connection, host) if at <= now + _LONGEST_WAIT]
            slot = max(now, *believable) if believable else now
            connection.execute(
                "UPDATE slot SET next_at = ? WHERE host = ?", (slot + gap_seconds, host)
            )
        return slot

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
