"""Search, facets and a record's page at 100,000 records, while 8 people read and 2 write.

    python benchmarks/web_records.py [--records N] [--seconds S] [--home FOLDER] [--processes P]

Processes of their own serve, on SQLite; each reader and writer is a thread of this one. Two
runs: paced, where every reader asks for a page each 2 seconds and every writer saves each 2
seconds (8 people who read what they get), and flat out, where nobody pauses. The bars are for
the paced run. What server time is, see timed.py.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote, urlencode

from invented import SEED, fill, vocabulary
from timed import TOOK, running, settings_of

from litwatch.web.house import open_house
from litwatch.web.serving import usual

READERS, WRITERS, PAUSE = 8, 2, 2.0
WARM_UP = 10.0  # seconds that are not counted
BARS = {"search": 150, "facets": 200, "record": 50}
Times = dict[str, list[tuple[float, float]]]  # kind → (server ms, client ms)


SOUGHT = vocabulary(random.Random(SEED))[40:2000]  # noqa: S311


def words(draw: random.Random) -> str:
    """A search as people make it: one or two words, each in 1 to 50 of a hundred records."""
    kind = draw.random()
    one, two = (SOUGHT[int(len(SOUGHT) ** draw.random()) - 1] for _ in range(2))
    if kind < 0.3:
        return f"{one} {two}"
    if kind < 0.5:
        return one
    if kind < 0.6:
        return f'"{one} {two}" OR {one}'
    if kind < 0.7:
        return f"{one} OR {two}"
    if kind < 0.8:
        return f"title:{one} -{two}"
    if kind < 0.9:
        return f"{one[:4]}* year:2019-2024"
    return f"author:{''.join(draw.choices('abdefgiklm', k=2))}* {one}"


def facets(draw: random.Random) -> str:
    chosen = {
        "topic": draw.choice(["me_cfs", "postcovid"]),
        "verdict": draw.choice(["none", "include", "exclude"]),
        "band": draw.choice(["likely", "uncertain", "unlikely"]),
        "symptom": draw.choice(["fatigue", "pain", "sleep", "pem"]),
    }
    names = draw.sample(sorted(chosen), draw.randint(1, 3))
    return urlencode({name: chosen[name] for name in names})


class Load:
    """People at work for some seconds."""

    def __init__(self, port: int, records: int, seconds: float, pause: float) -> None:
        self.port, self.records, self.pause = port, records, pause
        self.until = time.monotonic() + seconds
        self.times: Times = {kind: [] for kind in (*BARS, "write")}
        self.wrong: list[str] = []

    def run(self) -> None:
        jobs: list[Callable[[int], None]] = [self.read] * READERS + [self.write] * WRITERS
        threads = [threading.Thread(target=job, args=(n,)) for n, job in enumerate(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def read(self, number: int) -> None:
        draw = random.Random(number)  # noqa: S311
        self._each(draw, lambda: self._one(draw))

    def _one(self, draw: random.Random) -> tuple[str, str, str]:
        kind = draw.choice(["search", "search", "facets", "facets", "record"])
        if kind == "search":
            return kind, f"/records?{urlencode({'q': words(draw)})}", ""
        if kind == "facets":
            return kind, f"/records?{facets(draw)}", ""
        return kind, f"/records/{90_000_000 + draw.randrange(self.records)}", ""

    def write(self, number: int) -> None:
        draw = random.Random(number)  # noqa: S311

        def one() -> tuple[str, str, str]:
            path = f"/records/{90_000_000 + draw.randrange(self.records)}"
            if draw.random() < 0.5:
                return "write", f"{path}/note", f"text={quote(f'Note {draw.random()}')}"
            return "write", f"{path}/tag", "tag=setting:vardcentral&do=set"

        self._each(draw, one)

    def _each(self, draw: random.Random, ask: Callable[[], tuple[str, str, str]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        time.sleep(draw.random() * self.pause)  # people do not press at the same moment
        while time.monotonic() < self.until:
            kind, path, form = ask()
            start = time.perf_counter()
            if form:
                headers = {"content-type": "application/x-www-form-urlencoded"}
                connection.request("POST", path, form, headers)
            else:
                connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - start
            if answer.status not in (200, 303):
                self.wrong.append(f"{answer.status} {path}")
            self.times[kind].append((float(answer.headers[TOOK]), took * 1000))
            time.sleep(max(0.0, self.pause - took))


def percentiles(values: list[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=20) if len(values) > 1 else values * 19
    return cuts[9], cuts[18]


def told(load: Load, name: str) -> dict[str, dict[str, float]]:
    print(f"{name}: {sum(map(len, load.times.values()))} requests, {len(load.wrong)} wrong")
    report = {}
    for kind, times in load.times.items():
        if times:
            server, client = (percentiles(list(side)) for side in zip(*times, strict=True))
            print(f"  {kind:8}{len(times):6}  server p50 {server[0]:7.1f}  p95 {server[1]:7.1f} ms"
                  f"   client p50 {client[0]:7.1f}  p95 {client[1]:7.1f} ms"
                  + (f"   bar {BARS[kind]}" if kind in BARS else ""))  # fmt: skip
            report[kind] = {"p50": server[0], "p95": server[1], "client_p95": client[1]}
    return report


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--records", type=int, default=100_000)
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--processes", type=int, default=usual())
    given = asked.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="litwatch-records-"))
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "litwatch.db").exists():
        start = time.perf_counter()
        with open_house(settings_of(home)).store as store:
            from litwatch.watch import load_watch

            fill(store, load_watch(), given.records)
        print(f"{given.records} records invented in {time.perf_counter() - start:.0f} s")
    with running(home, given.processes) as port:
        report = {}
        Load(port, given.records, WARM_UP, PAUSE / 4).run()  # each process has met each page once
        for name, pause in (("paced", PAUSE), ("flat out", 0.0)):
            load = Load(port, given.records, given.seconds, pause)
            load.run()
            report[name] = told(load, name)
            for line in load.wrong[:3]:
                print("  ", line)
        print(json.dumps(report))


if __name__ == "__main__":
    main()
