"""The client against a server on this machine that misbehaves as Crossref does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from litwatch.errors import SourceDown, SourceRefused, WrongSettings
from litwatch.records import Doi
from litwatch.sample.answers import Answer
from litwatch.sample.crossref import CrossrefServer, answer
from litwatch.sample.server import Sent
from litwatch.sources.crossref import Crossref
from litwatch.sources.limiter import Limiter

Answering = Callable[[str, Mapping[str, str]], Answer | Sent]
DOIS = [Doi(f"10.1000/{n:03}") for n in range(45)]
HELD = [{"DOI": doi, "title": ["Fatigue"], "relation": {}} for doi in DOIS]
BUSY = Answer(503, "text/plain", b"busy")


def whole(tool: str, asked: Mapping[str, str]) -> Answer:
    return answer(HELD, tool, asked)


class Rig:
    """A client, what it asked and how long it slept."""

    def __init__(self, tmp_path: Path, answering: Answering) -> None:
        self.asked: list[dict[str, str]] = []
        self.slept: list[float] = []
        self.now = 1_000_000.0

        def listening(tool: str, asked: Mapping[str, str]) -> Answer | Sent:
            self.asked.append({"tool": tool, **asked})
            return answering(tool, asked)

        self.server = CrossrefServer(listening)
        self.client = Crossref(
            self.server.url,
            email="a@example.org",
            limiter=Limiter(tmp_path / "limits.db", clock=lambda: self.now),
            timeout=(2, 2),
            sleep=self.sleep,
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 2))
        self.now += seconds

    def found(self, dois: list[Doi]) -> list[str]:
        return [one.doi for _, answers in self.client.works(dois) for one in answers]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(answering: Answering = whole) -> Rig:
        made.append(Rig(tmp_path, answering))
        return made[-1]

    yield make
    for each in made:
        each.server.close()


def failing_first(times: int, bad: Answer | Sent) -> Answering:
    left = [bad] * times
    return lambda tool, asked: left.pop() if left else whole(tool, asked)


def test_twenty_a_request_one_request_a_second(rig: Callable[..., Rig]) -> None:
    used = rig()
    assert used.found(DOIS) == DOIS
    assert [len(asked["filter"].split(",")) for asked in used.asked] == [20, 20, 5]
    assert used.slept == [1.05, 1.05]
    first = used.asked[0]
    assert (first["rows"], first["select"], first["mailto"]) == (
        "20",
        "DOI,relation,updated-by,update-to",
        "a@example.org",
    )


def test_a_doi_that_crossref_does_not_know_is_told_by_its_absence(rig: Callable[..., Rig]) -> None:
    strange = Doi("10.5281/zenodo.1")
    ((asked, answers),) = rig().client.works([DOIS[0], strange])
    assert (asked, [one.doi for one in answers]) == ([DOIS[0], strange], [DOIS[0]])


def test_a_doi_with_a_comma_is_asked_for_alone(rig: Callable[..., Rig]) -> None:
    odd = Doi("10.1000/a,b(1)/2")
    used = rig(lambda tool, asked: answer([*HELD, {"DOI": odd}], tool, asked))
    assert used.found([odd, DOIS[0], Doi("10.1000/x,y")]) == [DOIS[0], odd]
    assert [asked["tool"] for asked in used.asked] == [
        "works",
        "10.1000%2Fa%2Cb%281%29%2F2",
        "10.1000%2Fx%2Cy",
    ]


def test_a_slower_pace_in_the_headers_is_kept(rig: Callable[..., Rig]) -> None:
    slow = {"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Interval": "3s"}
    used = rig(lambda tool, asked: Sent(whole(tool, asked), headers=slow))
    used.found(DOIS)
    assert used.slept == [1.05, 3.0]  # the first turn was taken before anything was known


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(BUSY, id="503"),
        pytest.param(Answer(200, "text/html", b"<html>Sorry</html>"), id="200 page"),
        pytest.param(Answer(200, "application/json", b'{"status":"ok","me'), id="cut JSON"),
        pytest.param(
            Answer(
                200, "application/json", b'{"status":"ok","message":{"total-results":2,"items":[]}}'
            ),
            id="works promised, none there",
        ),
        pytest.param(Answer(429, "text/plain", b"slow down"), id="429"),
        pytest.param(Sent(BUSY, reset=True), id="broken off"),
    ],
)
def test_a_bad_answer_is_asked_for_again_and_never_read_as_none(
    rig: Callable[..., Rig], bad: Answer | Sent
) -> None:
    used = rig(failing_first(3, bad))
    assert used.found(DOIS[:3]) == DOIS[:3]
    assert (used.client.requests, used.client.retries) == (4, 3)
    assert used.slept == [2.0, 8.0, 30.0]


def test_a_pause_that_the_server_asks_for_is_kept(rig: Callable[..., Rig]) -> None:
    bad = Sent(Answer(429, "text/plain", b""), headers={"Retry-After": "17"})
    used = rig(failing_first(1, bad))
    assert used.found(DOIS[:1]) == DOIS[:1]
    assert used.slept == [17.0]


def test_a_source_that_stays_silent_is_down(rig: Callable[..., Rig]) -> None:
    with pytest.raises(SourceDown, match="in 4 tries; the last: HTTP 503: busy"):
        rig(lambda *_: BUSY).found(DOIS[:1])


def test_a_pause_of_an_hour_is_down_at_once(rig: Callable[..., Rig]) -> None:
    bad = Sent(Answer(429, "text/plain", b""), headers={"Retry-After": "3600"})
    with pytest.raises(SourceDown, match="a pause of 3600 s"):
        rig(lambda *_: bad).found(DOIS[:1])


@pytest.mark.parametrize(
    "bad",
    [
        Answer(400, "application/json", json.dumps({"status": "failed", "message": "x"}).encode()),
        Answer(404, "text/plain", b"Resource not found."),  # of a list: a wrong address
        Answer(404, "text/html", b"<html>"),
    ],
)
def test_a_wrong_request_is_not_repeated(rig: Callable[..., Rig], bad: Answer) -> None:
    used = rig(lambda *_: bad)
    with pytest.raises(SourceRefused):
        used.found(DOIS[:1])
    assert used.client.requests == 1


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "api.crossref.org"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(WrongSettings, match="Crossref"):
        Crossref(url, email=None, limiter=Limiter(tmp_path / "limits.db"))


def test_the_sample_server_refuses_what_it_cannot_do() -> None:
    asked: dict[str, Any] = {"filter": "type:book", "rows": "20"}
    assert answer(HELD, "works", asked).status == 400
    assert answer(HELD, "10.1000%2Fnone", {}).content_type == "text/plain"
