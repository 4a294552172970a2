"""The proof from outside: four processes, measured and hindered by the server they ask."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

import pytest

from litwatch.errors import SourceRefused
from litwatch.pipeline.harvest import harvest
from litwatch.sample.answers import Answer
from litwatch.sample.clones import Clones
from litwatch.sample.faults import Faulty
from litwatch.sample.server import Answering, RunningServer, Sent
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.store import Store, catalog, create_or_upgrade, entries, integrity, ledger, open_store
from litwatch.watch import load_watch

pytestmark = pytest.mark.slow
PROCESSES = 4
RECORDS = 12_000
MOST_ROUNDS = 60
SPEED = 200  # in the adversarial run a second of waiting takes 5 ms, for all processes alike
FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
NOW = datetime(2021, 7, 15, 8, 0, tzinfo=UTC)


def workers(act: str, *arguments: str) -> list[str]:
    """What four processes of this file print."""
    started = [
        subprocess.Popen(
            [sys.executable, __file__, act, *arguments, str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    printed = []
    for process in started:
        out, err = process.communicate(timeout=500)
        assert process.returncode == 0, err[-3000:]
        printed.append(out)
    return printed


class Log:
    """Notes when each request arrives; answers one of them with 429 and two seconds' pause."""

    def __init__(self, answering: Answering, too_many: int) -> None:
        self._answering, self._too_many = answering, too_many
        self._lock = Lock()
        self.arrivals: list[float] = []
        self.refused_at = 0.0

    def __call__(self, tool: str, asked: Mapping[str, str]) -> Answer | Sent:
        with self._lock:
            self.arrivals.append(time.monotonic())
            if len(self.arrivals) == self._too_many:
                self.refused_at = self.arrivals[-1]
                said = b'{"error":"API rate limit exceeded","count":"11"}'
                return Sent(Answer(429, "application/json", said), {"Retry-After": "2"})
        return self._answering(tool, asked)


@pytest.mark.parametrize(("key", "allowed", "calls"), [("-", 3, 6), ("loopback", 10, 20)])
def test_the_server_never_sees_more_than_it_allows_in_any_second(
    tmp_path: Path, key: str, allowed: int, calls: int
) -> None:
    log = Log(Clones(30, FIRST, LAST), too_many=allowed * 3)
    with RunningServer(log) as server:
        workers("ask", server.url, str(tmp_path / "limits.db"), key, str(calls))
    assert len(log.arrivals) == PROCESSES * calls + 1
    times = sorted(log.arrivals)
    tightest = min(later - sooner for sooner, later in zip(times, times[allowed:], strict=False))
    print(f"\n{allowed + 1} requests never within {tightest:.2f} s")
    assert tightest > 1.0
    # What was on its way when the server said "too many" may still arrive; then all are quiet.
    pause = [at for at in times if log.refused_at + 0.3 < at < log.refused_at + 1.95]
    assert pause == []


def test_four_processes_among_faults_end_balanced(tmp_path: Path) -> None:
    clones = Clones(RECORDS, FIRST, LAST)
    faulty = Faulty(clones, seed=12, share=0.5)
    url = f"sqlite:///{tmp_path / 'litwatch.db'}"
    create_or_upgrade(url)
    began = time.monotonic()
    with RunningServer(faulty) as server:
        printed = workers("harvest", server.url, str(tmp_path / "limits.db"), url)
    seconds = time.monotonic() - began
    rounds = [json.loads(line) for line in printed]
    befallen = sum(faulty.befallen.values())
    print(
        f"\n{RECORDS:,} records, {PROCESSES} processes: {seconds:.0f} s, {faulty.calls} requests, "
        f"{befallen} faults of {len(faulty.befallen)} kinds, runs a process: {rounds}"
    )
    assert 0.4 < befallen / faulty.calls < 0.6
    with open_store(url) as store:
        assert done(store)
        assert integrity.findings(store) == []
        with store.read() as tx:
            held = [entry.record.id for entry in entries(tx, topic="me_cfs")]
            assert held == catalog.ids(tx) == clones.pmids, "none lost, none twice"
            whole = [w for w in ledger.windows(tx) if (w.first, w.last) == (FIRST, LAST)]
            assert {(w.state, w.count, w.missing) for w in whole} == {("complete", RECORDS, 0)}


def done(store: Store) -> bool:
    with store.read() as tx:
        return bool(ledger.windows(tx)) and not ledger.unfinished(tx) and not ledger.missing(tx)


def ask(url: str, limits: str, key: str, calls: str, _: str) -> None:
    client = Eutils(
        url, email=None, api_key=None if key == "-" else key, limiter=Limiter(Path(limits))
    )
    for _call in range(int(calls)):
        assert client.search("fatigue[ti]").count == 30


def harvest_until_done(url: str, limits: str, database: str, number: str) -> None:
    watch = load_watch()
    runs = 0
    with open_store(database) as store:
        while not done(store) and runs < MOST_ROUNDS:
            runs += 1
            client = Eutils(
                url,
                email=None,
                api_key="loopback",
                limiter=Limiter(Path(limits), clock=lambda: time.time() * SPEED),
                timeout=(5, 1),
                sleep=lambda seconds: time.sleep(seconds / SPEED),
            )
            try:
                harvest(
                    store,
                    client,
                    watch,
                    now=NOW,
                    topics=["me_cfs"],
                    since=FIRST,
                    until=LAST,
                    ceiling=RECORDS + 1,
                )
            except SourceRefused:
                continue  # a fault that looks like our own mistake; a person would run it again
    print(runs)


if __name__ == "__main__":
    {"ask": ask, "harvest": harvest_until_done}[sys.argv[1]](*sys.argv[2:])
