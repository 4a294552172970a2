"""The pages of the editions in Chromium: axe, widths, an item written and published by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from litwatch.store import editions, readings
from litwatch.web.house import House

from .conftest import NOW, faults_on, served
from .test_editions import ITEM, MONTH, WORDS, exclude, hash_of, include, visit

pytestmark = pytest.mark.usefixtures("few_formats")


@pytest.fixture
def june(june_house: Callable[..., House]) -> House:
    return june_house()


def looked_at(browser: Browser, address: str, paths: list[str]) -> None:
    """Open pages in both languages and themes at two widths: axe finds nothing, no page scrolls
    sideways, and the console is silent."""
    for lang, theme in (("sv", "light"), ("sv", "dark"), ("en", "light"), ("en", "dark")):
        context = browser.new_context()
        context.add_cookies(
            [
                {"name": "lang", "value": lang, "url": address},
                {"name": "theme", "value": theme, "url": address},
            ]
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        for path in paths:
            page.set_viewport_size({"width": 390, "height": 844})
            page.goto(address + path)
            assert faults_on(page) == [], (path, lang, theme)
            for width in (390, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert said == []
        context.close()


def test_axe_finds_nothing_on_the_pages_of_an_edition(browser: Browser, june: House) -> None:
    someone = visit(june)
    include(someone, 101)
    someone.post(ITEM, data={**WORDS, "result": "97 av 120 blev bättre."})
    exclude(visit(june, "B. Granskare"), 102)
    with june.store.write() as tx:
        readings.ask_second(tx, "102", "A. Kurator", asked_by="B. Granskare", now=NOW)
    unread = f"{MONTH}/items/102"
    with served(june) as address:
        looked_at(browser, address, ["/editions", "/editions/outside", MONTH, ITEM, unread])
        exclude(someone, 102, 103)
        someone.post(ITEM, data={**WORDS, "result": " "})
        someone.post(f"{MONTH}/submit")
        someone.post(f"{MONTH}/approve", data={"sha256": hash_of(june)})
        looked_at(browser, address, [f"{MONTH}/publish"])
        someone.post(f"{MONTH}/publish", data={"sha256": hash_of(june)})
        looked_at(browser, address, [MONTH])


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_an_item_is_written_and_the_month_published_by_keyboard(
    browser: Browser, june: House
) -> None:
    someone = visit(june)
    include(someone, 101)
    exclude(someone, 102, 103)
    with served(june) as address:
        page = browser.new_page()
        page.goto(address + MONTH)
        press(page, f'a.btn[href="{ITEM}"]')
        tab_to(page, "#f-bottom_line")
        page.keyboard.insert_text("Trötthet kvarstod hos 97 vuxna efter sex månader.")
        expect(page.locator("#said-bottom_line .err")).to_contain_text("talet 97")
        expect(page.locator("#f-bottom_line")).to_have_attribute("aria-invalid", "true")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(WORDS["bottom_line"])
        tab_to(page, "#f-population")
        tab_to(page, 'button[name=use][value="population"]')
        page.keyboard.press("Enter")
        expect(page.locator("#f-population")).to_have_value(
            "We followed 120 adults for six months."
        )
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(WORDS["population"])
        tab_to(page, "#role")
        page.keyboard.insert_text("allmänläkare")
        expect(page.locator("#said-bottom_line .err")).to_have_count(0)
        press(page, "#texts .btn.main")
        expect(page.locator("[role=status]")).to_have_text("Sparat.")
        press(page, f'a[href="{MONTH}"]')
        press(page, "form[action$=submit] .btn.main")
        press(page, "form[action$=approve] .btn.main")
        press(page, "a.btn.main")
        press(page, "form[action$=publish] .btn.main")
        expect(page.locator("h1")).to_have_text("Juni 2021 är publicerad")
        page.close()
    with june.store.read() as tx:
        told = editions.published(tx, "2021-06")
    assert told is not None
    assert told.published_by == "A. Kurator"


def test_everything_is_there_without_javascript(browser: Browser, june: House) -> None:
    someone = visit(june)
    include(someone, 101)
    with served(june) as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(address + ITEM)
        page.click('button[name=use][value="population"]')
        assert page.input_value("#f-population") == "We followed 120 adults for six months."
        page.fill("#f-population", "97 vuxna.")
        page.fill("#role", "allmänläkare")
        page.click("#texts .btn.main")
        assert "talet 97" in page.inner_text("#said-population")
        context.close()
