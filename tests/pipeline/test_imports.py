"""Files into the store: whole or not at all, the same with any number of processes."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from operator import length_hint
from pathlib import Path

import pytest
from sqlalchemy import select, text

from litwatch.errors import BadInput
from litwatch.pipeline import workers
from litwatch.pipeline.imports import import_files
from litwatch.pipeline.workers import WorkerLost, Workers
from litwatch.sources import pubmed_batches
from litwatch.store import Store, create_or_upgrade, open_store
from litwatch.store.tables import raw, record, record_notice, record_source

TABLES = (record, raw, record_notice, record_source)
SET = "<PubmedArticleSet>{}</PubmedArticleSet>"


@pytest.fixture
def many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are read as long ones are: in many batches, by the processes at once."""
    monkeypatch.setattr(pubmed_batches, "_BLOCK", 1 << 14)
    monkeypatch.setattr(workers, "_READ_HERE", 2)


@pytest.fixture
def june_file(tmp_path: Path, june: list[str]) -> Path:
    path = tmp_path / "june.xml.gz"
    path.write_bytes(gzip.compress(SET.format("".join(june)).encode()))
    return path


@pytest.fixture
def another_store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'another.db'}"
    create_or_upgrade(url)
    with open_store(url) as opened:
        yield opened


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row as it lies in the store, in the order in which it was written."""
    with store.read() as tx:
        return {
            table.name: [tuple(row) for row in tx.execute(select(table).order_by(text("rowid")))]
            for table in TABLES
        }


@pytest.mark.parametrize(("cores", "count"), [(None, 1), (1, 1), (2, 1), (3, 2), (8, 2)])
def test_the_process_that_stores_has_a_core_of_its_own(
    cores: int | None, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert workers.usual() == count


@pytest.mark.usefixtures("many_batches")
def test_two_processes_store_the_same_as_one(
    store: Store, another_store: Store, shared_data: Path, june_file: Path, now: datetime
) -> None:
    # With deletions, which stop the reading in batches, and elements that are in no plain form.
    files = [
        shared_data / "xml" / name
        for name in ("study_design.xml.gz", "update_tail_deletecitation.xml", "topical.xml.gz")
    ]
    one = import_files(store, [*files, june_file], now=now, workers=1)
    two = import_files(another_store, [*files, june_file], now=now, workers=2)
    assert one == two
    assert [report.read for report in one] == [655, 8, 47, 750]
    assert contents(store) == contents(another_store)
    assert len(contents(store)["record"]) > 1000


@pytest.mark.usefixtures("many_batches")
@pytest.mark.parametrize("count", [1, 2])
def test_a_file_that_breaks_late_is_not_stored_and_the_one_before_is(
    store: Store, tmp_path: Path, june: list[str], now: datetime, count: int
) -> None:
    good, broken = tmp_path / "good.xml", tmp_path / "broken.xml"
    good.write_text(SET.format("".join(june[:50])), encoding="utf-8")
    broken.write_text(SET.format("".join(june))[:-300], encoding="utf-8")
    with pytest.raises(BadInput, match=r"broken\.xml is broken XML at line \d+"):
        import_files(store, [good, broken], now=now, workers=count)
    assert len(contents(store)["record"]) == 50


@pytest.mark.usefixtures("many_batches")
def test_a_killed_worker_is_an_error_and_nothing_is_half_stored(
    store: Store, tmp_path: Path, june: list[str], now: datetime
) -> None:
    # Not packed, so that its progress is told block by block, with most of it still unread.
    june_file = tmp_path / "june.xml"
    june_file.write_text(SET.format("".join(june)), encoding="utf-8")
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if not killed and total / 4 < done < total / 2:  # they have begun and are not done
            for child in multiprocessing.active_children():
                if child.pid is not None:
                    os.kill(child.pid, signal.SIGKILL)
                    killed.append(child.pid)

    with pytest.raises(WorkerLost, match="was ended") as caught:
        import_files(store, [june_file], now=now, workers=2, progress=kill)
    assert killed
    assert caught.value.exit_code == 3
    assert "--workers 1" in caught.value.remedy
    assert contents(store)["record"] == []
    (report,) = import_files(store, [june_file], now=now, workers=2)
    assert (report.read, report.new) == (750, 750)


def test_the_order_and_the_number_under_way_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_READ_HERE", 3)
    batches = iter(range(60))
    with Workers(2) as pool:
        for taken, found in enumerate(pool.run(abs, batches)):
            assert found == taken
            assert 60 - length_hint(batches) - taken <= 6


def test_short_files_start_no_process(
    store: Store, june_file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(workers, "ProcessPoolExecutor", refuse)
    (report,) = import_files(store, [june_file], now=now, workers=2)
    assert report.new == 750


def test_progress_is_told_to_the_last_byte(
    store: Store, tmp_path: Path, june_file: Path, now: datetime
) -> None:
    second = tmp_path / "list.csv"
    second.write_text("pmid,title\n70001,A willow\n", encoding="utf-8")
    told: list[tuple[int, int]] = []
    import_files(store, [june_file, second], now=now, progress=lambda *seen: told.append(seen))
    size = june_file.stat().st_size + second.stat().st_size
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


BROKEN_ROWS = {
    "list.csv": "pmid;title\n70001;One\nx12;Two\n;\n;No id\n70004;Four\n",
    "list.ris": (
        "TY  - JOUR\nAN  - 70001\nTI  - One\nER  - \n"
        "TY  - JOUR\nTI  - No id\nER  - \n"
        "TY  - JOUR\nAN  - 70004\nTI  - Four\nER  - \n"
    ),
    "list.nbib": "PMID- 70001\nTI  - One\n\nPMID- x12\nTI  - Two\n\nPMID- 70004\nTI  - Four\n",
}


@pytest.mark.parametrize("name", BROKEN_ROWS)
@pytest.mark.parametrize("count", [1, 2])
def test_broken_rows_are_named_and_the_good_ones_stored(
    store: Store, tmp_path: Path, now: datetime, name: str, count: int
) -> None:
    path = tmp_path / name
    path.write_text(BROKEN_ROWS[name], encoding="utf-8")
    (report,) = import_files(store, [path], now=now, workers=count)
    assert (report.read, report.new) == (2, 2)
    assert report.lost >= 1
    for problem in report.problems:
        assert problem.where.startswith(name)
        assert any(sign.isdigit() for sign in problem.where)  # the line or the position
        assert problem.reason


def test_the_command_names_broken_rows_and_exits_with_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(BROKEN_ROWS["list.csv"], encoding="utf-8")
    command = "from litwatch.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "import", str(path), "--workers", "2"],
        env={**os.environ, "LITWATCH_HOME": str(tmp_path / "home")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "list.csv, line 3" in done.stderr
    assert "'x12' is no PMID" in done.stderr
    assert done.stdout.splitlines()[1].split("\t")[1:3] == ["2", "2"]  # read, new
