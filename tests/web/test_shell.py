"""What all pages share: refusals that can be read, and how the pages look to a visitor."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from playwright.sync_api import Browser
from starlette.testclient import TestClient

import litwatch.language
import litwatch.web
from litwatch.review.roles import RIGHTS
from litwatch.web.house import House

from .conftest import faults_on, served
from .routes import routes


def test_a_page_that_does_not_exist_says_what_to_do(client: TestClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "Sidan finns inte." in answer.text
    assert 'lang="sv"' in answer.text


def test_the_visitor_chooses_language_and_theme(client: TestClient) -> None:
    back = client.post(
        "/appearance",
        data={"lang": "en", "theme": "dark"},
        headers={"referer": "http://127.0.0.1/no-such-page?a=1"},
        follow_redirects=False,
    )
    assert (back.status_code, back.headers["location"]) == (303, "/no-such-page?a=1")
    page = client.get("/no-such-page").text
    assert '<html lang="en" data-theme="dark">' in page
    assert "There is no such page." in page


@pytest.mark.parametrize(
    "referer", ["https://evil.example/x", "//evil.example/x", "http://127.0.0.1//evil.example/x"]
)
def test_choosing_leads_to_no_other_site(client: TestClient, referer: str) -> None:
    back = client.post(
        "/appearance", data={"theme": "dark"}, headers={"referer": referer}, follow_redirects=False
    )
    location = back.headers["location"]
    assert location.startswith("/")
    assert not location.startswith("//")


def test_every_route_says_which_right_it_needs() -> None:
    assert len(list(routes())) > 100
    without = [
        route.path
        for route in routes()
        if not any(hasattr(part.call, "right") for part in route.dependant.dependencies)
    ]
    assert without == []
    named = {
        part.call.right  # type: ignore[union-attr]
        for route in routes()
        for part in route.dependant.dependencies
        if hasattr(part.call, "right")
    }
    assert named <= {*RIGHTS, None}


def messages_in_use() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(
        Path(next(iter(litwatch.web.__path__))),
        method_map=[("**.py", "python"), ("**.j2", "jinja2.ext.babel_extract")],
        options_map={"**.j2": {"trimmed": "true", "silent": "false"}},
        keywords={"_": None, "n": (1, 2)},
    )
    return {message for _, _, message, _, _ in found}


def swedish() -> dict[str | tuple[str, ...], object]:
    """The Swedish texts of the pages: one file for the shell and one for each group of pages."""
    texts: dict[str | tuple[str, ...], object] = {}
    folder = Path(next(iter(litwatch.language.__path__))) / "sv"
    for path in sorted(folder.glob("web*.po")):
        for message in read_po(path.open("rb"), locale="sv"):
            if message.id:
                key = tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id
                assert texts.setdefault(key, message.string) == message.string, (path.name, key)
    return texts


def test_used_messages_and_swedish_texts_are_the_same_set() -> None:
    used, written = messages_in_use(), set(swedish())
    assert sorted(map(str, used - written)) == []
    assert sorted(map(str, written - used)) == []


def test_a_message_means_the_same_wherever_it_is_used() -> None:
    """All texts are one catalogue when they are read: a second meaning needs a second message."""
    meanings: dict[object, dict[object, list[str]]] = {}
    folder = Path(next(iter(litwatch.language.__path__))) / "sv"
    for path in sorted(folder.glob("*.po")):
        for message in read_po(path.open("rb"), locale="sv"):
            if message.id:
                key = tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id
                texts = meanings.setdefault(key, {})
                texts.setdefault(message.string, []).append(path.name)
    assert {key: texts for key, texts in meanings.items() if len(texts) > 1} == {}


def test_no_swedish_text_is_empty_and_places_are_kept() -> None:
    for message, text in swedish().items():
        sources = message if isinstance(message, tuple) else (message,)
        places = {place for source in sources for place in _places(source)}
        for one in text if isinstance(text, tuple) else (text,):
            assert one, message
            assert _places(str(one)) <= places, message


def _places(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_on_a_refusal(
    browser: Browser, house: House, lang: str, theme: str
) -> None:
    with served(house) as address:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        context.add_cookies(
            [
                {"name": "lang", "value": lang, "url": address},
                {"name": "theme", "value": theme, "url": address},
            ]
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{address}/no-such-page")
        assert faults_on(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert [words for words in said if "404" not in words] == []
        context.close()
