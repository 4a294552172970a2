"""Answers are read whole and in time, or not at all; the same for every source."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from litwatch.errors import WrongSettings
from litwatch.sources.transport import IncompleteAnswer, check_address, new_session, whole_answer


@pytest.fixture
def stalling() -> Iterator[str]:
    """A server that promises a hundred thousand bytes, sends most, and falls silent until the end."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + bytes(80_000)
                )
                over.wait(30)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        over.set()
        thread.join()


def test_an_answer_that_never_ends_is_given_up(stalling: str) -> None:
    with (
        new_session(stalling).get(stalling, stream=True, timeout=30) as response,
        pytest.raises(IncompleteAnswer, match="not whole after"),
    ):
        whole_answer(response, most=1 << 20, seconds=0.2)


def test_an_answer_beyond_all_measure_is_not_read_to_its_end(stalling: str) -> None:
    with (
        new_session(stalling).get(stalling, stream=True, timeout=30) as response,
        pytest.raises(IncompleteAnswer, match="over 0 MiB"),
    ):
        whole_answer(response, most=60_000, seconds=30)


@pytest.mark.parametrize("address", ["", "api.crossref.org", "ftp://api.crossref.org/", "http://"])
def test_an_address_that_is_none_names_its_setting(address: str) -> None:
    with pytest.raises(WrongSettings, match="Crossref") as refused:
        check_address(address, of="Crossref", setting="LITWATCH_CROSSREF_URL", usual="https://x.y/")
    assert refused.value.remedy == "Set LITWATCH_CROSSREF_URL to https://x.y/."
