"""The client against a real server on this machine that misbehaves as NCBI does."""

from __future__ import annotations

import io
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from litwatch.errors import SourceDown, SourceRefused, WrongSettings
from litwatch.records import Pmid
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter

KEY = "0123456789abcdef0123456789abcdef0123"
RATE = json.dumps({"error": "API rate limit exceeded", "api-key": KEY, "count": "11"})
SEARCH = json.dumps(
    {"esearchresult": {"count": "2", "idlist": ["12", "11"], "querytranslation": "x[All Fields]"}}
)
LIVE = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"


def page(*pmids: str) -> str:
    entries = (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID></MedlineCitation></PubmedArticle>"
        for pmid in pmids
    )
    return f"<PubmedArticleSet>{''.join(entries)}</PubmedArticleSet>"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


Make = Callable[..., Eutils]


@pytest.fixture
def make(tmp_path: Path, clock: Clock) -> Make:
    def client(url: str, key: str | None = KEY, email: str | None = None, tries: int = 6) -> Eutils:
        return Eutils(
            url,
            email=email,
            api_key=key,
            limiter=Limiter(tmp_path / "limiter.sqlite", clock=clock.time),
            tries=tries,
            timeout=(2, 2),
            sleep=clock.sleep,
            random=lambda: 0.5,
        )

    return client


def answers(server: HTTPServer, endpoint: str, *responses: Response) -> None:
    for response in responses:
        server.expect_ordered_request(f"/{endpoint}", method="POST").respond_with_response(response)


def test_search_is_one_post_with_who_we_are(httpserver: HTTPServer, make: Make) -> None:
    answers(httpserver, "esearch.fcgi", Response(SEARCH))
    found = make(httpserver.url_for("/"), email="a@example.org").search("fatigue[tiab]")
    assert (found.count, found.pmids) == (2, ("12", "11"))
    ((request, _),) = httpserver.log
    assert request.query_string == b""
    assert KEY not in request.url
    sent = parse_qs(request.get_data(as_text=True))
    assert sent["term"] == ["fatigue[tiab]"]
    assert sent["sort"] == ["pub_date"]
    assert (sent["retmode"], sent["retmax"]) == (["json"], ["9999"])
    assert (sent["tool"], sent["email"], sent["api_key"]) == (
        ["litwatch"],
        ["a@example.org"],
        [KEY],
    )


def test_retry_after_is_kept_by_all(httpserver: HTTPServer, make: Make, clock: Clock) -> None:
    answers(
        httpserver,
        "esearch.fcgi",
        Response(RATE, status=429, headers={"Retry-After": "7"}),
        Response(SEARCH),
        Response(SEARCH),
    )
    first, second = make(httpserver.url_for("/")), make(httpserver.url_for("/"))
    assert first.search("x").count == 2
    assert clock.slept == [7.0]
    assert second.search("x").count == 2
    assert (first.requests, first.retries, second.requests) == (2, 1, 1)


def test_a_hold_stops_the_other_workers(httpserver: HTTPServer, make: Make, clock: Clock) -> None:
    answers(httpserver, "esearch.fcgi", Response(RATE, status=429), Response(SEARCH))
    hurried, other = make(httpserver.url_for("/"), tries=1), make(httpserver.url_for("/"))
    with pytest.raises(SourceDown):
        hurried.search("x")
    assert clock.slept == []
    assert other.search("x").count == 2
    assert clock.slept == [2.0]


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(Response("<head><title>Error 500</title>", status=500), id="500 page"),
        pytest.param(Response("<!DOCTYPE html><html></html>"), id="200 page"),
        pytest.param(Response("", status=503), id="503"),
        pytest.param(Response(""), id="empty"),
        pytest.param(Response('{"error":"error forwarding request"}'), id="200 JSON error"),
        pytest.param(Response(RATE), id="200 rate"),
        pytest.param(Response(page("11", "12")[:-9]), id="cut XML"),
        pytest.param(Response(page("11", "77")), id="another record"),
        pytest.param(Response("<eFetchResult><ERROR>backend</ERROR></eFetchResult>"), id="ERROR"),
        pytest.param(Response(page("11"), status=400), id="a 400 of their own"),
    ],
)
def test_a_bad_answer_is_asked_for_again(httpserver: HTTPServer, make: Make, bad: Response) -> None:
    answers(httpserver, "efetch.fcgi", bad, Response(page("11")))
    client = make(httpserver.url_for("/"))
    assert client.fetch([Pmid("11"), Pmid("12")]) == page("11").encode()
    assert (client.requests, client.retries) == (2, 1)


def test_a_source_that_stays_down_is_no_zero(
    httpserver: HTTPServer, make: Make, clock: Clock
) -> None:
    httpserver.expect_request("/esearch.fcgi").respond_with_data("<html>", status=502)
    with pytest.raises(SourceDown, match="in 6 tries; the last: HTTP 502") as caught:
        make(httpserver.url_for("/")).search("x")
    assert caught.value.exit_code == 3
    assert caught.value.remedy == "Run again later; nothing is lost."
    assert clock.slept == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_an_endless_pause_is_not_waited_for(httpserver: HTTPServer, make: Make) -> None:
    answers(httpserver, "esearch.fcgi", Response(RATE, 429, headers={"Retry-After": "86400"}))
    with pytest.raises(SourceDown, match="asks for a pause of 86400 s"):
        make(httpserver.url_for("/")).search("x")


def test_a_wrong_key_stops_at_once_and_is_never_shown(
    httpserver: HTTPServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = f'{{"error":"API key invalid","api-key":"{KEY}","type":"invalid",\n"status":"unknown"}}'
    answers(httpserver, "esearch.fcgi", Response(body, status=400))
    client = make(httpserver.url_for("/"))
    with pytest.raises(SourceRefused, match="API key invalid") as caught:
        client.search("x")
    assert client.requests == 1
    assert KEY not in str(caught.value) + caught.value.remedy + caplog.text


def test_the_key_is_not_shown_by_a_retry_either(
    httpserver: HTTPServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    filler = "x" * 170  # so that cutting the text short could leave half a key
    echo = f"{filler} API key {KEY} was not understood"
    httpserver.expect_request("/esearch.fcgi").respond_with_data(echo, status=500)
    with pytest.raises(SourceDown) as caught:
        make(httpserver.url_for("/"), tries=2).search("x")
    assert "0123456789" not in str(caught.value) + caplog.text
    assert "***" in str(caught.value)
    assert "esearch.fcgi" in caplog.text


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Empty term and query_key - nothing todo", "Check the query"),
        ("Search Backend failed: 'retstart' cannot be larger than 9998", "shorter span"),
        ("Unable to obtain query #1", "Search again"),
    ],
)
def test_what_retrying_cannot_mend_stops(
    httpserver: HTTPServer, make: Make, text: str, remedy: str
) -> None:
    body = json.dumps({"esearchresult": {"ERROR": text}})
    answers(httpserver, "esearch.fcgi", Response(body))
    with pytest.raises(SourceRefused, match=text.replace("#", ".")) as caught:
        make(httpserver.url_for("/")).search("x")
    assert remedy in caught.value.remedy


def test_ids_that_do_not_exist_give_an_empty_set(httpserver: HTTPServer, make: Make) -> None:
    said = "<eFetchResult><ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR></eFetchResult>"
    answers(httpserver, "efetch.fcgi", Response(said, status=400))
    client = make(httpserver.url_for("/"))
    assert client.fetch([Pmid("999999999")]) == b"<PubmedArticleSet></PubmedArticleSet>"
    assert client.fetch([]) == b"<PubmedArticleSet></PubmedArticleSet>"
    assert client.requests == 1


def test_a_redirect_is_not_followed(httpserver: HTTPServer, make: Make) -> None:
    def elsewhere(request: Request) -> Response:
        return Response("", status=307, headers={"Location": httpserver.url_for("/thief")})

    httpserver.expect_request("/esearch.fcgi").respond_with_handler(elsewhere)
    with pytest.raises(SourceDown, match="HTTP 307"):
        make(httpserver.url_for("/"), tries=2).search("x")
    assert {request.path for request, _ in httpserver.log} == {"/esearch.fcgi"}


@pytest.fixture
def raw_server() -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers each connection with the next of these bytes, or drops it."""
    replies: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    if replies:
                        connection.recv(1 << 16)
                        connection.sendall(replies.pop(0))
                        connection.shutdown(socket.SHUT_WR)
                        while connection.recv(1 << 16):
                            pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", replies
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_dropped_connection_is_tried_again(
    raw_server: tuple[str, list[bytes]], make: Make
) -> None:
    client = make(raw_server[0], tries=3)
    with pytest.raises(SourceDown, match="in 3 tries; the last: the connection was broken off"):
        client.search("x")
    assert (client.requests, client.retries) == (3, 2)


def test_a_short_body_is_tried_again(raw_server: tuple[str, list[bytes]], make: Make) -> None:
    url, replies = raw_server
    body = page("11").encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body)
    replies += [head % (len(body) + 9) + body, chunked + body[:-9], head % len(body) + body]
    client = make(url)
    assert client.fetch([Pmid("11")]) == body
    assert client.retries == 2


def test_an_address_that_cannot_work_is_not_tried_again(make: Make) -> None:
    client = make("https://example.org:0x/", email="a@example.org")
    with pytest.raises(SourceRefused, match="InvalidURL"):
        client.search("x")
    assert client.requests == 1


@pytest.mark.parametrize("email", [None, "", "nobody"])
def test_live_use_needs_an_email(make: Make, email: str | None) -> None:
    with pytest.raises(WrongSettings, match="no email address") as caught:
        make(LIVE, email=email)
    assert "LITWATCH_NCBI_EMAIL" in caught.value.remedy


@pytest.mark.parametrize("url", ["", "ftp://x/", "eutils.ncbi.nlm.nih.gov", "https:///x"])
def test_an_address_that_is_none(make: Make, url: str) -> None:
    with pytest.raises(WrongSettings, match="no http address"):
        make(url, email="a@example.org")


def test_the_old_host_is_refused(make: Make) -> None:
    with pytest.raises(WrongSettings, match="old host"):
        make("https://www.ncbi.nlm.nih.gov/entrez/eutils/", email="a@example.org")


class Recorder(requests.Session):
    """A session that keeps what it was asked to post and answers a search."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}

    def post(self, url, data=None, json=None, **kwargs):  # type: ignore[no-untyped-def]
        self.sent = dict(data)
        answer = requests.Response()
        answer.status_code = 200
        answer.raw = io.BytesIO(SEARCH.encode())
        return answer


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (LIVE, True),
        ("http://127.0.0.1:9/", True),
        ("http://eutils.ncbi.nlm.nih.gov/", False),
        ("https://mirror.example.org/eutils/", False),
        ("https://ncbi.nlm.nih.gov.example.org/", False),
        ("https://eutils.ncbi.nlm.nih.gov@example.org/", False),
    ],
)
def test_only_ncbi_and_this_machine_see_the_key(
    tmp_path: Path, clock: Clock, url: str, shown: bool
) -> None:
    session = Recorder()
    client = Eutils(
        url,
        email="a@example.org",
        api_key=KEY,
        limiter=Limiter(tmp_path / "limiter.sqlite", clock=clock.time),
        session=session,
        sleep=clock.sleep,
    )
    client.search("x")
    assert ("api_key" in session.sent) is shown
