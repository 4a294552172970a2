"""Pages on paper and in forced colours: what goes, what stays, what must still be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from litwatch.web.house import House

from .conftest import served

PAPER = {"width": 1047, "height": 720}  # A4 on its side without the margins, at 96 dpi
QUARTERS = "/followup?from=2021-01-01&to=2026-12-31"
INTERACTIVE = "nav, button, input, select, textarea, .btn, .top, .foot"


@pytest.fixture
def address(house_of: Callable[..., House]) -> Iterator[str]:
    with served(house_of()) as at:
        yield at


def seen(page: Page, selector: str) -> int:
    return page.locator(selector).filter(visible=True).count()


def computed(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    asked = "(one, [name, pseudo]) => getComputedStyle(one, pseudo || null)[name]"
    return str(page.locator(selector).first.evaluate(asked, [name, pseudo]))


def test_on_paper_a_record_and_a_followup_are_text(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=PAPER, color_scheme="dark")
    for path in ("/records/90000001", QUARTERS):
        page.goto(f"{address}{path}")
        assert seen(page, INTERACTIVE)
        page.emulate_media(media="print")
        assert seen(page, INTERACTIVE) == 0
        expect(page.locator("h1")).to_be_visible()
        assert computed(page, "body", "color") == "rgb(0, 0, 0)"
        assert computed(page, "html", "backgroundColor") == "rgb(255, 255, 255)"
        page.emulate_media(media="screen")
    page.close()


def test_on_paper_links_say_where_they_lead_and_no_column_is_lost(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport=PAPER)
    page.emulate_media(media="print")
    page.goto(f"{address}/records/90000001")
    assert "pubmed.ncbi.nlm.nih.gov" in computed(
        page, "article a[href^=http]", "content", "::after"
    )
    page.goto(f"{address}{QUARTERS}")
    wide = page.locator(".followup table").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().right))"
    )
    assert wide
    assert max(wide) <= PAPER["width"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_place_and_the_bars_are_seen(
    browser: Browser, address: str, scheme: str
) -> None:
    page = browser.new_page(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    ground = computed(page, "html", "backgroundColor")
    assert computed(page, ".nav.wide a[aria-current]", "borderBottomColor") != ground
    assert computed(page, ".nav.wide a:not([aria-current])", "borderBottomColor") == ground
    assert computed(page, "figure svg text", "fill") == computed(page, "body", "color")
    assert computed(page, "figure svg .fs", "stroke") == computed(page, "body", "color")
    page.close()
