"""A harvest killed with -9 at 200 random points of its execution loses and doubles nothing.

The process kills itself at the n-th call of any function, half of the times at one of SQLite or
the network, so that the moments around a commit are met often. It is forked from a process that
has everything loaded, which makes a life and death take half a second.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from litwatch.pipeline import listing, page
from litwatch.pipeline.harvest import harvest
from litwatch.records import encode
from litwatch.sample.clones import Clones
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import catalog, create_or_upgrade, entries, integrity, ledger, open_store
from litwatch.watch import Watch, load_watch

KILLS = 200
SEED = 20260821
RECORDS = 40
FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
NOW = datetime(2021, 7, 15, 8, 0, tzinfo=UTC)
_OUTSIDE = (sqlite3.Connection, sqlite3.Cursor, socket.socket)


@pytest.mark.slow
def test_two_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    with RunningServer(Clones(RECORDS, FIRST, LAST)) as pubmed:
        done = subprocess.run(
            [sys.executable, __file__, pubmed.url, str(tmp_path), str(KILLS), str(SEED)],
            capture_output=True,
            text=True,
            timeout=540,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout)
    assert report["wrong"] == []
    assert report["killed"] == KILLS
    print(f"\n{KILLS} kills in {report['stages']} different states of the ledger")


class NoLimit:
    def wait(self, *_: object, **__: object) -> float:
        return 0.0

    def hold(self, *_: object) -> None:
        pass


class Counter:
    """Counts calls, all and those to SQLite and sockets, and kills the process at the n-th."""

    def __init__(self, what: str = "", fatal: int = -1) -> None:
        self.counts = {"all": 0, "outside": 0}
        self._what, self._fatal = what, fatal

    def __call__(self, frame: Any, event: str, argument: Any) -> None:
        self.counts["all"] += 1
        outside = event.startswith("c_") and isinstance(
            getattr(argument, "__self__", None), _OUTSIDE
        )
        self.counts["outside"] += outside
        if self._what and self.counts[self._what] == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def run_once(watch: Watch, pubmed: str, file: Path, counter: Counter | None) -> None:
    with open_store(f"sqlite:///{file}") as store:
        client = Eutils(pubmed, email=None, api_key=None, limiter=NoLimit())  # type: ignore[arg-type]
        sys.setprofile(counter)
        report = harvest(store, client, watch, now=NOW, topics=["me_cfs"], since=FIRST, until=LAST)
        sys.setprofile(None)
        assert report.complete, report.problems


def facts(file: Path) -> dict[str, Any]:
    """What a harvest leaves behind that must not depend on when it was killed."""
    with open_store(f"sqlite:///{file}") as store:
        found = integrity.findings(store)
        with store.read() as tx:
            rows = [
                (encode(e.record).decode(), e.topics, e.role, e.sources, e.state)
                for e in entries(tx)
            ]
            raw = [catalog.raw_xml(tx, pmid) for pmid in catalog.ids(tx)]
            (planned,) = {
                (w.count, w.fetched + w.known, w.missing, w.state)
                for w in ledger.windows(tx)
                if (w.first, w.last) == (FIRST, LAST)
            }
            said = repr((rows, raw, planned))
            return {
                "findings": found,
                "unfinished": len(ledger.unfinished(tx)),
                "records": len(rows),
                "said": hashlib.sha256(said.encode()).hexdigest(),
            }


def stage(file: Path) -> str:
    """Where the killed one stood: its windows and how many lines are done."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT w.first, w.last, w.state, p.state, count(*) FROM harvest_window w "
            "LEFT JOIN window_pmid p ON p.window_id = w.id GROUP BY 1, 2, 3, 4"
        )
        return repr(rows.fetchall())


def forked(act: Callable[[], None]) -> int:
    """Run it in a fork; returns how that ended, negative for a signal."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(pubmed: str, folder: str, kills: str, seed: str) -> None:
    listing.PUBMED_CAP, page.SIZE = 20, 8
    home, chance = Path(folder), random.Random(int(seed))
    watch = load_watch()
    empty, first, whole, file, note = (
        home / name for name in ("empty", "first", "whole", "db", "note")
    )
    create_or_upgrade(f"sqlite:///{empty}")
    shutil.copy(empty, first)
    shutil.copy(empty, whole)
    # Here and not in a fork: whatever is loaded or kept on first use then is so for all, and a
    # call counted now is a call made by each of them.
    run_once(watch, pubmed, first, None)
    counter = Counter()
    run_once(watch, pubmed, whole, counter)
    counts, expected = counter.counts, facts(whole)
    assert expected["records"] == RECORDS
    killed, wrong, stages = 0, [], set()
    for number in range(int(kills)):
        what = ("all", "outside")[number % 2]
        fatal = chance.randrange(1, counts[what] * 97 // 100)
        for leftover in home.glob("db*"):
            leftover.unlink(missing_ok=True)
        shutil.copy(empty, file)
        ended = forked(lambda: run_once(watch, pubmed, file, Counter(what, fatal)))  # noqa: B023
        killed += ended == -signal.SIGKILL
        stages.add(stage(file))

        def resumed() -> None:
            run_once(watch, pubmed, file, None)
            note.write_text(json.dumps(facts(file)))

        if forked(resumed) != 0 or json.loads(note.read_text()) != expected:
            wrong.append((what, fatal, json.loads(note.read_text())))
    print(json.dumps({"killed": killed, "wrong": wrong, "stages": len(stages)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
