"""What is let in: our host, our own forms, and what every answer carries."""

from __future__ import annotations

import base64
import re
from hashlib import sha256

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from litwatch.web.door import Door


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:8765", "LOCALHOST:1"])
def test_loopback_names_are_ours(host: str) -> None:
    assert Door(None, origin="").refused("GET", Headers({"host": host})) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "[", "a@localhost.x"]
)
def test_a_host_that_is_not_ours_is_refused(host: str) -> None:
    refused = Door(None, origin="https://watch.example").refused("GET", Headers({"host": host}))  # type: ignore[arg-type]
    assert refused == 400


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "https://watch.example"}, False),
        ({"origin": "https://watch.example"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, True),
    ],
)
def test_a_form_comes_from_our_own_pages(headers: dict[str, str], let_in: bool) -> None:
    door = Door(None, origin="https://watch.example")  # type: ignore[arg-type]
    given = Headers({"host": "watch.example", **headers})
    assert (door.refused("POST", given) is None) is let_in
    assert door.refused("GET", given) is None


def test_every_answer_forbids_what_we_do_not_use(client: TestClient) -> None:
    for path in ("/no-such-page", "/static/litwatch.css"):
        answer = client.get(path)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/no-such-page").headers["cache-control"] == "no-store"


WRONG_HOST = {"host": "evil.example"}
ELSEWHERE = {"sec-fetch-site": "cross-site"}


@pytest.mark.parametrize(
    ("method", "headers", "lang", "words"),
    [
        ("GET", WRONG_HOST, "sv", "Det här är inte en adress som litwatch svarar på"),
        ("GET", WRONG_HOST, "en", "This address is not one that litwatch answers to"),
        ("POST", ELSEWHERE, "sv", "Formuläret skickades från en annan webbplats"),
        ("POST", ELSEWHERE, "en", "The form was sent from another site"),
    ],
)
def test_who_is_turned_away_reads_why(
    client: TestClient, method: str, headers: dict[str, str], lang: str, words: str
) -> None:
    if lang == "en":
        client.cookies.set("lang", "en")
    answer = client.request(method, "/queue", headers=headers)
    assert answer.status_code == (400 if headers is WRONG_HOST else 403)
    assert f'<html lang="{lang}"' in answer.text
    assert f"<h1>{words}</h1>" in answer.text


def test_the_page_for_another_host_neither_names_it_nor_fetches_anything(
    client: TestClient,
) -> None:
    answer = client.get("/records?q=evil.example", headers=WRONG_HOST)
    assert "evil.example" not in answer.text
    assert re.findall(r'(?:href|src|action)="(?!data:,)', answer.text) == []
    sheet = answer.text.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in sheet
    named = base64.b64encode(sha256(sheet.encode()).digest()).decode()
    assert f"style-src 'sha256-{named}'" in answer.headers["content-security-policy"]
    assert "'self'" not in answer.headers["content-security-policy"]


def test_a_program_that_is_turned_away_gets_json(client: TestClient) -> None:
    told = client.get("/api/records", headers=WRONG_HOST).json()
    assert told["error"] == "This address is not one that litwatch answers to."
    assert "LITWATCH_WEB_ORIGIN" in told["remedy"]
