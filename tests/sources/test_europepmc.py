"""The client against a server on this machine that misbehaves as Europe PMC does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.errors import SourceDown, SourceRefused, WrongSettings
from litwatch.records import Pmid
from litwatch.sample.answers import Answer
from litwatch.sample.europepmc import EuropePmcServer, answer
from litwatch.sources.europepmc import EuropePmc
from litwatch.sources.europepmc_answers import Kind, classify, error_text, result_page
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.sources.protocol import Found, FoundPage, Source
from litwatch.sources.transport import IncompleteAnswer

Answering = Callable[[str, Mapping[str, str]], Answer]
ENVELOPE = Answer(200, "application/json", b'{"version":"6.9"}')
PREPRINTS = [
    {"id": f"PPR{n}", "source": "PPR", "title": f"Fatigue {n}", "firstIndexDate": "2026-10-01"}
    for n in range(1, 8)
]


def whole(_tool: str, asked: Mapping[str, str]) -> Answer:
    return answer(PREPRINTS, _tool, asked)


class Rig:
    """A client, what it asked and how long it slept."""

    def __init__(self, tmp_path: Path, answering: Answering, page: int = 3) -> None:
        self.asked: list[dict[str, str]] = []
        self.slept: list[float] = []
        self.now = 1_000_000.0

        def listening(tool: str, asked: Mapping[str, str]) -> Answer:
            self.asked.append(dict(asked))
            return answering(tool, asked)

        self.server = EuropePmcServer(listening)
        self.client = EuropePmc(
            self.server.url,
            email="a@example.org",
            limiter=Limiter(tmp_path / "limits.db", clock=lambda: self.now),
            timeout=(2, 2),
            page=page,
            sleep=self.sleep,
            random=lambda: 0.5,
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 2))
        self.now += seconds


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(answering: Answering = whole, page: int = 3) -> Rig:
        made.append(Rig(tmp_path, answering, page))
        return made[-1]

    yield make
    for each in made:
        each.server.close()


def ids(pages: Iterator[FoundPage]) -> list[str]:
    return [found.id for page in pages for found in page.found]


def failing_first(times: int, bad: Answer) -> Answering:
    left = [bad] * times
    return lambda tool, asked: left.pop() if left else whole(tool, asked)


def test_pages_are_followed_to_the_end(rig: Callable[..., Rig]) -> None:
    used = rig()
    assert ids(used.client.search("SRC:PPR")) == [f"PPR{n}" for n in range(1, 8)]
    assert [asked["cursorMark"] for asked in used.asked] == ["*", "3", "6", "7"]
    assert (used.client.requests, used.client.retries) == (4, 0)
    first = used.asked[0]
    assert (first["format"], first["resultType"], first["pageSize"]) == ("json", "core", "3")
    assert (first["synonym"], first["email"]) == ("false", "a@example.org")


def test_no_more_than_two_requests_a_second(rig: Callable[..., Rig]) -> None:
    used = rig()
    ids(used.client.search("SRC:PPR"))
    assert used.slept == [0.55, 0.55, 0.55]


def test_count_asks_for_one_id_and_reads_the_promise(rig: Callable[..., Rig]) -> None:
    used = rig()
    assert used.client.count("TITLE:(fatigue) AND SRC:PPR") == 7
    assert (used.asked[0]["resultType"], used.asked[0]["pageSize"]) == ("idlist", "1")


def test_a_last_page_without_a_cursor_ends_it(rig: Callable[..., Rig]) -> None:
    def bare(tool: str, asked: Mapping[str, str]) -> Answer:
        body = json.loads(whole(tool, asked).body)
        del body["nextCursorMark"]
        return Answer(200, "application/json", json.dumps(body).encode())

    assert len(ids(rig(bare, page=10).client.search("SRC:PPR"))) == 7


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(ENVELOPE, id="empty envelope"),
        pytest.param(Answer(200, "text/html", b"<html>Sorry</html>"), id="200 page"),
        pytest.param(Answer(200, "application/json", b'{"version":"6.9","hitC'), id="cut JSON"),
        pytest.param(Answer(200, "application/json", b""), id="empty"),
        pytest.param(Answer(200, "application/json", b"[]"), id="a list"),
        pytest.param(
            Answer(200, "application/json", b'{"hitCount":"7","resultList":{"result":[]}}'),
            id="a count in words",
        ),
        pytest.param(
            Answer(200, "application/json", b'{"hitCount":7,"resultList":{"result":[]}}'),
            id="hits promised, none there",
        ),
        pytest.param(Answer(503, "text/plain", b"busy"), id="503"),
        pytest.param(Answer(429, "text/plain", b"slow down"), id="429"),
    ],
)
def test_a_bad_answer_is_asked_for_again_and_never_read_as_none(
    rig: Callable[..., Rig], bad: Answer
) -> None:
    used = rig(failing_first(4, bad), page=10)
    assert len(ids(used.client.search("SRC:PPR"))) == 7
    assert used.client.retries == 4


def test_an_envelope_that_stays_empty_is_a_source_that_is_down(rig: Callable[..., Rig]) -> None:
    used = rig(lambda *_: ENVELOPE)
    with pytest.raises(
        SourceDown, match="in 5 tries; the last: HTTP 200: an answer with a version"
    ):
        used.client.count("SRC:PPR")
    assert used.slept == [1.0, 2.0, 4.0, 8.0]


def test_what_europepmc_refuses_is_not_asked_again(rig: Callable[..., Rig]) -> None:
    used = rig()
    with pytest.raises(SourceRefused, match="cannot be read: a parenthesis is not closed"):
        used.client.count("(fatigue")
    assert used.client.requests == 1


def test_a_wrong_address_is_named(rig: Callable[..., Rig]) -> None:
    used = rig(lambda *_: Answer(404, "text/plain", b"Not here"))
    with pytest.raises(SourceRefused) as caught:
        used.client.count("x")
    assert "LITWATCH_EUROPEPMC_URL" in caught.value.remedy
    with pytest.raises(WrongSettings):
        EuropePmc("europepmc.org", email=None, limiter=used.client._limiter)


def test_a_closed_door_is_a_source_that_is_down(rig: Callable[..., Rig]) -> None:
    used = rig()
    used.server.close()
    with pytest.raises(SourceDown, match="no connection"):
        used.client.count("x")


def test_pages_that_go_round_are_noticed(rig: Callable[..., Rig]) -> None:
    def round_and_round(tool: str, asked: Mapping[str, str]) -> Answer:
        entry = {"id": "PPR1", "source": "PPR"}
        following = "b" if asked["cursorMark"] == "a" else "a"
        body = {"hitCount": 9, "resultList": {"result": [entry]}, "nextCursorMark": following}
        return Answer(200, "application/json", json.dumps(body).encode())

    with pytest.raises(SourceDown, match="round and round"):
        ids(rig(round_and_round).client.search("x"))


@given(
    status=st.sampled_from([200, 204, 301, 400, 404, 429, 500, 503]),
    body=st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["version", "hitCount", "resultList", "result", "errCode"]), inner
            )
        ),
    ).map(lambda value: json.dumps(value).encode()),
)
def test_any_answer_is_classified_and_only_a_sound_one_is_read(status: int, body: bytes) -> None:
    kind = classify(status, {}, body)
    error_text(body)
    if kind is Kind.OK:
        assert status == 200
        try:
            page = result_page(body, "*")
        except IncompleteAnswer:
            return
        assert page.hits == 0 or page.entries


def test_recorded_answers(shared_data: Path, shared_contracts: Path) -> None:
    folder = shared_data / "recorded/europepmc_pyEuropePMC"
    none = (folder / "search_no_results.json").read_bytes()
    assert classify(200, {}, none) is Kind.OK
    assert result_page(none, "*").hits == 0
    page = result_page((folder / "search_cancer_page2.json").read_bytes(), "*")
    assert (page.hits, page.next_cursor) == (5059039, "AoIIP4lkIig1MzE0NTMwOA==")
    fixtures = shared_contracts / "fixtures/europepmc"
    empty = (fixtures / "err_empty_envelope_200.json").read_bytes()
    assert classify(200, {}, empty) is Kind.EMPTY_ENVELOPE
    not_open = (fixtures / "biomcp_pmc3040717-supplementary-not-open-access.xml").read_bytes()
    assert classify(200, {}, not_open) is Kind.TRANSIENT
    one = (fixtures / "biomcp_search_pmid_22663011.json").read_bytes()
    assert result_page(one, "*").next_cursor == ""


class PubMed:
    """E-utilities in the protocol's shape: a search lists, records are fetched by id."""

    name = "pubmed"

    def __init__(self, client: Eutils) -> None:
        self._client = client
        self.requests = self.retries = 0

    def count(self, query: str) -> int:
        return self._client.search(query, retmax=0).count

    def search(self, query: str) -> Iterator[FoundPage]:
        listed = self._client.search(query)
        yield FoundPage(listed.count, tuple(Found(pmid) for pmid in listed.pmids))


def test_both_sources_fit_the_protocol(
    rig: Callable[..., Rig],
    june: list[str],
    pubmed_of: Callable[..., Any],
    client_for: Callable[..., Eutils],
) -> None:
    sources: list[tuple[Source, str]] = [
        (rig().client, "TITLE:(fatigue) AND SRC:PPR"),
        (PubMed(client_for(pubmed_of(june))), "1003[uid]"),
    ]
    counted = [(source.name, source.count(query)) for source, query in sources]
    assert counted == [("europepmc", 7), ("pubmed", 1)]
    assert [ids(source.search(query))[0] for source, query in sources] == ["PPR1", Pmid("1003")]
