"""Two people in a browser: they read blind, differ, and resolve it without mouse or script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from litwatch.review.questions import ask
from litwatch.review.screening import decide
from litwatch.store import readings
from litwatch.store.decisions import decisions_of
from litwatch.web.house import House

from .conftest import NOW, RECORDS, axe_width, faults_on, served

KEY = RECORDS[1].id


def two_differ(house: House) -> None:
    with house.store.write() as tx:
        for number, record in enumerate(RECORDS[:6]):
            now = NOW - timedelta(days=2, minutes=2 * number)
            decide(tx, record.id, "include", reviewer="A. Kurator", reason="Useful", now=now)
        for record, verdict in ((RECORDS[1], "exclude"), (RECORDS[2], "maybe")):
            now = NOW - timedelta(days=1)
            decide(tx, record.id, verdict, reviewer="B. Fysio", reason="No comparison", now=now)
        readings.ask_second(tx, RECORDS[3].id, "C. Ny", asked_by="A. Kurator", now=NOW)
        ask(tx, KEY, "rpo", "Does this change what we say?", by="A. Kurator", now=NOW)


def tab_to(page: Page, selector: str) -> None:
    """Reach a control by Tab alone, as somebody without a mouse does."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"{selector} is not reached by Tab")


def test_two_disagree_and_resolve_by_keyboard_without_javascript(
    browser: Browser, house_of: Callable[..., House]
) -> None:
    house = house_of(reviewer="B. Fysio")
    two_differ(house)
    with served(house) as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/conflicts?record={KEY}")
        assert "Ni är oense om 2 poster" in page.locator("h1").inner_text()
        assert "A. Kurator: ta med" in page.locator(".pair").inner_text()
        tab_to(page, 'input[name="how"]')
        assert page.locator('input[value="talk"]:focus').count() == 1
        tab_to(page, "#words")
        page.keyboard.type("We talked: it is useful in primary care.")
        tab_to(page, 'button[value="include"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/conflicts?done=*")
        assert "ta med" in page.locator(".saved").inner_text()
        assert page.locator("h1").inner_text() == "Ni är oense om 1 post"
        context.close()
    with house.store.read() as tx:
        said = decisions_of(tx, [KEY])[KEY][1]
        assert (said.verdict, said.reviewer) == ("include", "B. Fysio")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_and_nothing_runs_over(
    browser: Browser, house: House, lang: str, theme: str
) -> None:
    two_differ(house)
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
        for path in ("/", "/conflicts", "/questions", f"/records/{KEY}/ask"):
            for width in (390, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(address + path)
                if width == axe_width(lang, theme):
                    assert faults_on(page) == [], path
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert said == []
        context.close()
