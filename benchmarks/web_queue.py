"""The queue's page over 100,000 waiting records: eight people read, two decide, on SQLite.

    python benchmarks/web_queue.py [--records N] [--seconds S] [--processes P]

Makes a store of invented records, serves it as `litwatch web` does, and prints the server's time
(see timed.py) and the client's, twice: with people's pauses (each waits one to three seconds
between two pages, which is faster than anybody reads) and flat out (no pause at all: ten requests
always under way, so that they mostly wait for one another).
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from timed import TOOK, running

from litwatch.records import (
    Author,
    Journal,
    PartialDate,
    Pmid,
    Prediction,
    Record,
    Section,
    Tag,
    Usefulness,
)
from litwatch.store import Store, ledger, open_store, opinions
from litwatch.web.serving import usual

NOW = datetime(2026, 11, 1, tzinfo=UTC)
READERS, WRITERS = 8, 2
WARM_UP = 10.0  # seconds that are not counted
SENTENCE = (
    "We followed adults with long COVID and fatigue in primary care; post-exertional malaise, "
    "brain fog and orthostatic intolerance were asked for at baseline and after six months. "
)


def invented(number: int) -> Record:
    return Record(
        pmid=Pmid(str(90_000_000 + number)),
        title=f"Long COVID in primary care, invented cohort {number}",
        abstract=tuple(
            Section(label=label, text=SENTENCE * 3)
            for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
        ),
        journal=Journal(title="Example Journal of Primary Care"),
        authors=(Author(last="Ek", initials="A"),),
        published=PartialDate(year=2026, month=10, raw="2026 Oct"),
        created=date(2026, 10, 1 + number % 30),
    )


def fill(store: Store, count: int) -> None:
    """As many invented records, found by one search, scored, tagged and judged."""
    lot = random.Random(20261129)  # noqa: S311 (no secret)
    with store.write() as tx:
        run = ledger.start_run(tx, "harvest", NOW, {})
        window = ledger.open_window(
            tx, run, topic="postcovid", part="", version="1.0.0", fingerprint="invented",
            first=date(2026, 10, 1), last=date(2026, 10, 31), term="invented", now=NOW,
        )  # fmt: skip
    for start in range(0, count, 5000):
        records = [invented(number) for number in range(start, min(start + 5000, count))]
        ids = [record.id for record in records]
        with store.write() as tx:
            ledger.list_found(
                tx, window.id, len(records), [one.pmid for one in records if one.pmid], "", (), NOW
            )
            ledger.record_page(tx, window.id, [(record, b"") for record in records], now=NOW)
            scores = [lot.random() for _ in ids]
            opinions.save_predictions(
                tx,
                [
                    Prediction(
                        record_id=one,
                        model="invented",
                        score=score,
                        band="likely"
                        if score > 0.7
                        else "uncertain"
                        if score > 0.3
                        else "unlikely",
                    )
                    for one, score in zip(ids, scores, strict=True)
                ],
                NOW,
            )
            useful = {one: Usefulness(by="invented", score=lot.random()) for one in ids}
            opinions.save_usefulness(tx, useful, NOW)
            tags = [Tag(facet="design", value="cohort"), Tag(facet="symptom", value="fatigue")]
            opinions.save_tags(tx, dict.fromkeys(ids, tags), "1", NOW)
    with store.write() as tx:
        ledger.close_window(tx, window.id, NOW)
        ledger.finish_run(tx, run, "done", NOW)


class Person:
    """Somebody with a browser that keeps its connection; times are in milliseconds."""

    def __init__(self, port: int, pause: bool, until: float, seed: int) -> None:
        self.port, self.pause, self.until = port, pause, until
        self.lot = random.Random(seed)  # noqa: S311 (no secret)
        self.server: list[float] = []
        self.client: list[float] = []
        self.failed = 0

    def ask(self, there: http.client.HTTPConnection, method: str, path: str, body: str = "") -> str:
        head = {"accept": "application/json"} if body else {}
        if body:
            head["content-type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        there.request(method, path, body or None, head)
        answer = there.getresponse()
        text = answer.read().decode()
        self.client.append((time.perf_counter() - began) * 1000)
        self.server.append(float(answer.headers[TOOK]))
        self.failed += answer.status not in (200, 409)
        return text

    def work(self, writes: bool) -> None:
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if self.pause:
            time.sleep(self.lot.uniform(0, 3))  # people do not sit down at the same moment
        while time.monotonic() < self.until:
            page = self.ask(there, "GET", "/queue")
            if self.pause:
                time.sleep(self.lot.uniform(1, 3))
            if writes:
                form = page[page.index('id="decide"') :]
                fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
                verdict = self.lot.choice(("include", "maybe"))
                self.ask(there, "POST", "/queue", urlencode({**fields, "v": verdict}))


def load(port: int, seconds: float, *, pause: bool) -> tuple[list[Person], list[Person]]:
    """Eight who read and two who decide, at work for some seconds."""
    until = time.monotonic() + seconds
    people = [Person(port, pause, until, seed) for seed in range(READERS + WRITERS)]
    threads = [
        threading.Thread(target=one.work, args=(number >= READERS,))
        for number, one in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return people[:READERS], people[READERS:]


def told(name: str, people: list[Person]) -> str:
    """p50 and p95 of the server's and of the client's time."""
    parts = []
    for times in (
        [t for one in people for t in one.server],
        [t for one in people for t in one.client],
    ):
        parts.append(f"{median(times):7.1f} {quantiles(times, n=20)[-1]:7.1f}")
    count, failed = sum(len(one.server) for one in people), sum(one.failed for one in people)
    return f"{name:<22}{count:>6}  server {parts[0]}  client {parts[1]}  failed {failed}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=100_000)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--processes", type=int, default=usual())
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        with open_store(f"sqlite:///{home}/litwatch.db") as store:
            fill(store, given.records)
        print(f"{given.records} records made in {time.monotonic() - began:.0f} s", flush=True)
        with running(Path(home), given.processes) as port:
            first = Person(port, False, 0, 0)
            there = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            for _ in range(11):
                first.ask(there, "GET", "/queue")
            print(f"one person alone: p50 {median(first.server[1:]):.1f} ms")
            load(port, WARM_UP, pause=True)  # each process has met each page once
            print(f"{'':<22}{'pages':>6}  server     p50     p95  client     p50     p95   (ms)")
            for name, pause in (("with pauses", True), ("flat out", False)):
                readers, writers = load(port, given.seconds, pause=pause)
                print(told(f"{name}, readers", readers), flush=True)
                print(told(f"{name}, writers", writers), flush=True)


if __name__ == "__main__":
    main()
