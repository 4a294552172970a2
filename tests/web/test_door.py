"""What is let in: our host, our own forms, and what every answer carries."""

from __future__ import annotations

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
    assert refused is not None
    assert refused[0] == 400


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
