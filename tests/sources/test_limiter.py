"""Turns that no two callers share, also across processes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from litwatch.errors import StoreDamaged
from litwatch.sources.addresses import is_loopback, is_ncbi_host
from litwatch.sources.limiter import Limiter

GAP = 0.02
WORKER = """
import sys
from pathlib import Path
from litwatch.sources.limiter import Limiter
limiter = Limiter(Path(sys.argv[1]))
for _ in range(8):
    limiter.wait("ncbi", float(sys.argv[2]))
"""


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def pause(limiter: Limiter, host: str, gap: float) -> float:
    """Take a turn; returns how long the caller would have to wait for it."""
    now, free_at = limiter.take(host, gap)
    return max(0.0, free_at - now)


def test_turns_of_several_processes_keep_the_gap(tmp_path: Path) -> None:
    path = tmp_path / "limiter.sqlite"
    began = time.monotonic()
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(path), str(GAP)]) for _ in range(3)
    ]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
    assert time.monotonic() - began >= 23 * GAP


def test_a_free_turn_comes_at_once_and_hosts_do_not_meet(tmp_path: Path) -> None:
    clock = Clock()
    limiter = Limiter(tmp_path / "limiter.sqlite", clock=clock)
    assert [pause(limiter, "a", 2.0) for _ in range(3)] == [0.0, 2.0, 2.0]
    assert pause(limiter, "b", 2.0) == 0.0


def test_who_takes_a_turn_late_moves_the_next_one(tmp_path: Path) -> None:
    clock = Clock()
    limiter = Limiter(tmp_path / "limiter.sqlite", clock=clock)
    assert pause(limiter, "a", 1.0) == 0.0
    clock.now = 1003.5
    assert pause(limiter, "a", 1.0) == 0.0
    clock.now = 1004.0
    assert pause(limiter, "a", 1.0) == 0.5


def test_hold_moves_everybody_and_the_longer_one_stays(tmp_path: Path) -> None:
    clock = Clock()
    limiter, other = (Limiter(tmp_path / "limiter.sqlite", clock=clock) for _ in range(2))
    limiter.hold("a", 30)
    other.hold("a", 5)
    assert pause(other, "a", 1.0) == 30.0
    clock.now = 1100.0
    assert pause(limiter, "a", 1.0) == 0.0


def test_wait_sleeps_until_its_turn(tmp_path: Path) -> None:
    clock = Clock()
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.now += seconds

    limiter = Limiter(tmp_path / "limiter.sqlite", clock=clock)
    assert [limiter.wait("a", 2.0, sleep=sleep) for _ in range(3)] == [1000.0, 1002.0, 1004.0]
    assert slept == [2.0, 2.0]


def test_a_hold_set_while_sleeping_is_waited_for_too(tmp_path: Path) -> None:
    clock = Clock()
    limiter = Limiter(tmp_path / "limiter.sqlite", clock=clock)
    pause(limiter, "a", 2.0)

    def sleep(seconds: float) -> None:
        if clock.now == 1000.0:
            Limiter(tmp_path / "limiter.sqlite", clock=clock).hold("a", 50)
        clock.now += seconds

    assert limiter.wait("a", 2.0, sleep=sleep) == 1050.0


def test_a_clock_that_was_set_back_does_not_stop_the_work(tmp_path: Path) -> None:
    clock = Clock()
    limiter = Limiter(tmp_path / "limiter.sqlite", clock=clock)
    clock.now = 900_000.0
    pause(limiter, "a", 1.0)
    limiter.hold("a", 100)
    clock.now = 1000.0
    assert pause(limiter, "a", 1.0) == 0.0


def test_a_damaged_file_is_named_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "limiter.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreDamaged, match=r"limiter\.sqlite cannot be used") as caught:
        Limiter(path)
    assert "Delete it" in caught.value.remedy


@pytest.mark.parametrize(
    ("url", "loopback", "ncbi"),
    [
        ("http://127.0.0.1:8080/eutils/", True, False),
        ("http://localhost/", True, False),
        ("http://[::1]:80/", True, False),
        ("https://eutils.ncbi.nlm.nih.gov/entrez/eutils/", False, True),
        ("https://EUTILS.NCBI.NLM.NIH.GOV./", False, True),
        ("http://eutils.ncbi.nlm.nih.gov/", False, False),
        ("https://evilncbi.nlm.nih.gov/", False, False),
        ("https://localhost.example.org/", False, False),
        ("https://127.0.0.1.example.org/", False, False),
        ("", False, False),
    ],
)
def test_addresses(url: str, loopback: bool, ncbi: bool) -> None:
    assert is_loopback(url) is loopback
    assert is_ncbi_host(url) is ncbi
