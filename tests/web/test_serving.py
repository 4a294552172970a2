"""Several processes answer on one port: none lags behind, none is missed, none outlives the rest."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from litwatch.errors import WrongUse
from litwatch.web import serving
from litwatch.web.house import House

from .conftest import OWN
from .processes import free_port, process, until_closed

TWO = ("--processes", "2")
TAG = "setting:municipal"  # the machine gives it to none of the invented records


def answering(parent: int) -> set[int]:
    """The processes that answer: the children of the one that was started."""
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True)
    return set(map(int, found.stdout.split()))


def ask(port: int, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """Over a connection of its own, so that any of the processes may answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    heads = {**OWN, "content-type": "application/x-www-form-urlencoded"}
    if form is None:
        connection.request("GET", path, headers=OWN)
    else:
        connection.request("POST", path, urlencode(form), heads)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    return answer.status, said


def asked_of_each(port: int, path: str, pids: set[int]) -> list[str]:
    """What each process answers: the others are stopped (SIGSTOP) while one is asked."""
    said = []
    for one in sorted(pids):
        others = pids - {one}
        for other in others:
            os.kill(other, signal.SIGSTOP)
        try:
            said.append(ask(port, path)[1])
        finally:
            for other in others:
                os.kill(other, signal.SIGCONT)
    return said


@pytest.mark.usefixtures("house")
def test_what_is_written_through_one_is_told_by_all_at_once(tmp_path: Path) -> None:
    port = free_port()
    with process(tmp_path, port, "A. Kurator", *TWO) as parent:
        pids = answering(parent.pid)
        assert len(pids) == 2
        tagged = "/records?setting=municipal"
        before = {hits(page) for page in asked_of_each(port, tagged, pids)}
        assert before == {0}
        for number in range(3):
            record = f"/records/9000001{number}"
            assert ask(port, f"{record}/note", {"text": f"Note {number}"})[0] == 303
            assert ask(port, f"{record}/tag", {"tag": TAG, "do": "set"})[0] == 303
            for page in asked_of_each(port, record, pids):
                assert f"Note {number}" in page
            assert [hits(page) for page in asked_of_each(port, tagged, pids)] == [number + 1] * 2


def hits(page: str) -> int:
    """How many records a search lists."""
    return len(set(re.findall(r'href="(/records/9\d+)[?"]', page)))


@pytest.mark.usefixtures("house")
def test_one_that_dies_is_replaced_and_none_outlives_the_first(tmp_path: Path) -> None:
    port = free_port()
    with process(tmp_path, port, "A. Kurator", *TWO) as parent:
        first = answering(parent.pid)
        victim = min(first)
        os.kill(victim, signal.SIGKILL)
        until = time.monotonic() + 60
        while victim in answering(parent.pid) or len(answering(parent.pid)) < 2:
            assert time.monotonic() < until, "nobody took its place in 60 s"
        assert ask(port, "/queue")[0] == 200
        parent.kill()
        parent.wait(timeout=30)
        until_closed(port)


@pytest.mark.usefixtures("house")
def test_a_browser_is_not_kept_by_a_process_that_is_busy(tmp_path: Path) -> None:
    port = free_port()
    with process(tmp_path, port, "A. Kurator", *TWO) as parent:
        browser = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for busy in sorted(answering(parent.pid)):
            os.kill(busy, signal.SIGSTOP)
            try:
                browser.request("GET", "/queue", headers=OWN)
                answer = browser.getresponse()
                assert (answer.status, answer.headers["connection"]) == (200, "close")
                answer.read()
            finally:
                os.kill(busy, signal.SIGCONT)


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("count", ["1", "2"])
def test_it_ends_when_asked_to(tmp_path: Path, end: signal.Signals, count: str) -> None:
    port = free_port()
    with process(tmp_path, port, "A. Kurator", "--processes", count) as parent:
        assert ask(port, "/queue")[0] == 200
        parent.send_signal(end)
        assert parent.wait(timeout=60) in (0, -end)
        until_closed(port)


def test_a_taken_port_is_named(house_of: Callable[..., House]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongUse, match=f"port {port}") as caught:
            serving.serve(lambda: None, "127.0.0.1", port)
    assert "--port" in caught.value.remedy


@pytest.mark.parametrize(
    ("platform", "cores", "count"),
    [("linux", None, 1), ("linux", 1, 1), ("linux", 2, 2), ("linux", 8, 2), ("darwin", 8, 1)],
)
def test_two_answer_where_there_are_two_cores_and_forks(
    platform: str, cores: int | None, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert serving.usual() == count
