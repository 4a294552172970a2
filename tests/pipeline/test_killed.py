"""A harvest killed with -9 at random moments, run again, gives the store of an unbroken run."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from litwatch.sample.corpus import Corpus
from litwatch.sample.server import RunningServer, serve
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.store import ledger, open_store

pytestmark = pytest.mark.slow
KILLS = 10
SEED = 20211106
HARVEST = ["harvest", "--topic", "me_cfs", "--since", "1970-01-01", "--until", "2022-12-31"]


@pytest.fixture(scope="module")
def pubmed(shared_data: Path) -> Iterator[RunningServer]:
    """Real records of an NLM update file on loopback."""
    import gzip

    def records() -> Iterator[tuple[Any, bytes]]:
        for name in ("general", "near_topic"):
            with gzip.open(shared_data / "xml" / f"{name}.xml.gz") as file:
                for part in read_articles(file.read()):
                    if isinstance(part, Parsed):
                        yield part.record, part.raw

    with serve(Corpus(records())) as server:
        yield server


@pytest.fixture
def broad(tmp_path: Path) -> Path:
    """A watch whose first topic hits thousands of records."""
    packaged = resources.files("litwatch.watch").joinpath("data", "topics.yaml")
    topics = yaml.safe_load(packaged.read_text(encoding="utf-8"))
    topics["topics"][0]["query"] = "patients[tiab] OR study[tiab] OR results[tiab] OR we[tiab]"
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "topics.yaml").write_text(yaml.safe_dump(topics), encoding="utf-8")
    return folder


def environment(home: Path, pubmed: RunningServer, broad: Path) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("LITWATCH_")},
        "LITWATCH_HOME": str(home),
        "LITWATCH_EUTILS_URL": pubmed.url,
        "LITWATCH_NCBI_API_KEY": "loopback",
        "LITWATCH_WATCH": str(broad),
    }


def litwatch(*arguments: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "litwatch", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def exported(env: dict[str, str]) -> list[dict[str, Any]]:
    """Every record as the export gives it, but for when it was first seen."""
    rows = [json.loads(line) for line in litwatch("export", env=env).splitlines()]
    for row in rows:
        row.pop("first_seen")
    return rows


def accounts(home: Path) -> list[tuple[Any, ...]]:
    with open_store(f"sqlite:///{home / 'litwatch.db'}") as store, store.read() as tx:
        return [
            (w.topic, w.first, w.last, w.count, w.fetched, w.known, w.missing, w.state)
            for w in ledger.windows(tx)
        ]


def fetched(home: Path) -> int:
    """How many PMIDs the ledger says are fetched; -1 while there is no ledger."""
    try:
        with sqlite3.connect(f"file:{home / 'litwatch.db'}?mode=ro", uri=True) as ledger_file:
            (count,) = ledger_file.execute(
                "SELECT count(*) FROM window_pmid WHERE state = 'fetched'"
            ).fetchone()
            return int(count)
    except sqlite3.OperationalError:
        return -1


def kill_after(progress: int, delay: float, env: dict[str, str], home: Path) -> None:
    """Start a harvest and kill it -9 some moments after it has fetched so many records."""
    with subprocess.Popen(
        [sys.executable, "-m", "litwatch", *HARVEST, "--ceiling", "9000"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while fetched(home) < progress:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.01)
            assert process.returncode is None, "it ended before it could be killed"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=delay)
        process.kill()
        assert process.wait() == -signal.SIGKILL


def test_ten_kills_lose_and_double_nothing(
    tmp_path: Path, pubmed: RunningServer, broad: Path
) -> None:
    whole = environment(tmp_path / "whole", pubmed, broad)
    report = json.loads(litwatch(*HARVEST, "--ceiling", "9000", "--json", env=whole))
    assert report["complete"]
    assert report["new"] >= 2000

    broken = environment(tmp_path / "broken", pubmed, broad)
    chance = random.Random(SEED)
    for progress in sorted(chance.sample(range(report["new"] - 400), KILLS)):
        kill_after(progress, chance.uniform(0, 0.3), broken, tmp_path / "broken")
    litwatch(*HARVEST, "--ceiling", "9000", env=broken)

    assert accounts(tmp_path / "broken") == accounts(tmp_path / "whole")
    assert exported(broken) == exported(whole)
    litwatch("db", "check", env=broken)
