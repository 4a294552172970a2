"""A store of invented records for benchmarks: words drawn as a text's are, few very often."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from litwatch.records import Author, Doi, Journal, PartialDate, Pmid, Record, Section
from litwatch.store import Store, Tx, catalog
from litwatch.store.bulk import add
from litwatch.store.tables import (
    decision,
    prediction,
    record_topic,
    run,
    tag,
    usefulness,
    window,
)
from litwatch.watch import Watch

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
_SPOKEN = (
    "fatigue covid chronic malaise exertion pacing sleep pain cognitive orthostatic primary care "
    "children adults cohort trial randomised rehabilitation symptoms recovery infection quality"
)
SPOKEN = _SPOKEN.split()
_FACETS = ("design", "population", "symptom", "phase", "setting", "flags")
_BATCH = 2_000
_LETTERS = "abdefgiklmnoprstuv"
SEED = 6


def fill(store: Store, watch: Watch, count: int, *, seed: int = SEED) -> list[str]:
    """Invented records with topics, predictions, tags and some decisions; returns their ids."""
    draw = random.Random(seed)  # noqa: S311 (no secret)
    ids: list[str] = []
    for records in _batches(draw, count):
        with store.write() as tx:
            source = [(one, one.title.encode()) for one in records]
            catalog.save(tx, source, source="pubmed", role="watched", now=NOW)
            ids += [one.id for one in records]
            _said(tx, watch, draw, [one.id for one in records])
    return ids


def vocabulary(draw: random.Random) -> list[str]:
    """The invented words, the commonest first: word 40 is in half of all records, word 300 in a
    tenth, word 2,000 in one or two of a hundred."""
    rare = ["".join(draw.choices(_LETTERS, k=draw.randint(4, 10))) for _ in range(20_000)]
    return [*SPOKEN, *rare]


def _batches(draw: random.Random, count: int) -> Iterator[list[Record]]:
    words = vocabulary(draw)
    weights = [1 / (place + 3) for place in range(len(words))]
    names = ["".join(draw.choices(_LETTERS, k=6)).capitalize() for _ in range(9_000)]
    for start in range(0, count, _BATCH):
        text = iter(draw.choices(words, weights, k=260 * _BATCH))
        yield [
            _record(draw, text, names, number)
            for number in range(start, min(count, start + _BATCH))
        ]


def _record(draw: random.Random, text: Iterator[str], names: list[str], number: int) -> Record:
    day = date(2016, 1, 1) + timedelta(days=number * 3900 // 100_000 % 3900)
    pmid = 90_000_000 + number
    return Record(
        pmid=Pmid(str(pmid)),
        doi=Doi(f"10.9999/example.{pmid}"),
        title=" ".join(next(text) for _ in range(12)).capitalize(),
        abstract=tuple(
            Section(label=label, text=" ".join(next(text) for _ in range(60)))
            for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
        ),
        journal=Journal(title=f"Journal of {names[number % 900]}", iso=f"J {names[number % 900]}"),
        authors=tuple(
            Author(last=draw.choice(names), fore=draw.choice(names), initials="A") for _ in range(6)
        ),
        published=PartialDate(year=day.year, month=day.month, raw=f"{day.year}"),
        created=day,
        status="MEDLINE",
    )


def _said(tx: Tx, watch: Watch, draw: random.Random, ids: list[str]) -> None:
    """What machines and people say of new records."""
    window_id = _window(tx)
    topics = [topic.id for topic in watch.topics]
    hits = [{"record_id": key, "topic": draw.choice(topics), "part": "", "fingerprint": "invented",
             "version": "1.0.0", "window_id": window_id, "first_seen": NOW} for key in ids]  # fmt: skip
    add(tx, record_topic, hits)
    bands = ("likely", "uncertain", "unlikely")
    said = [{"record_id": key, "model": "invented", "score": draw.random(), "known": 1.0,
             "band": draw.choice(bands), "why": None, "at": NOW} for key in ids]  # fmt: skip
    add(tx, prediction, said)
    useful = [
        {"record_id": key, "by": "invented", "score": draw.random(), "points": [], "at": NOW}
        for key in ids
    ]
    add(tx, usefulness, useful)
    tags = {}
    for key in ids:
        for name in _FACETS:
            value = draw.choice(watch.facet(name).values).id
            tags[key, name, value] = {
                "record_id": key, "facet": name, "value": value, "by": "machine",
                "state": "proposed", "evidence": [], "confidence": None,
                "taxonomy_version": "4", "at": NOW,
            }  # fmt: skip
    add(tx, tag, list(tags.values()))
    verdicts = ("include", "exclude", "exclude", "maybe")
    decided = [{"record_id": key, "verdict": draw.choice(verdicts), "reviewer": "B. Läkare",
                "reason": "invented", "at": NOW} for key in ids if draw.random() < 0.3]  # fmt: skip
    add(tx, decision, decided)


def _window(tx: Tx) -> int:
    found = tx.execute(window.select().with_only_columns(window.c.id)).scalar()
    if found:
        return int(found)
    run_row = {"kind": "harvest", "state": "complete", "params": {}, "started_at": NOW,
               "finished_at": NOW, "requests": 0, "retries": 0, "note": ""}  # fmt: skip
    tx.execute(run.insert().values(run_row))
    run_id = tx.execute(run.select().with_only_columns(run.c.id)).scalar()
    row = {"run_id": run_id, "source": "pubmed", "topic": "me_cfs", "part": "", "version": "1.0.0",
           "fingerprint": "invented", "date_field": "crdt", "first": date(2016, 1, 1),
           "last": date(2026, 10, 31), "term": "invented", "count": 0, "translation": "",
           "warnings": [], "state": "complete", "opened_at": NOW, "listed_at": NOW,
           "closed_at": NOW}  # fmt: skip
    tx.execute(window.insert().values(row))
    return int(tx.execute(window.select().with_only_columns(window.c.id)).scalar() or 0)
