"""The pages about programs and export, opened in Chromium: readable for everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from litwatch.web.house import House

from .conftest import axe_width, faults_on, served
from .programs import key_of, person

PAGES = ("/export", "/export/file?format=ris&month=x", "/account/tokens", "/api")


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, house: House, lang: str, theme: str) -> None:
    key_of(house, person(house, "A. Kurator", "admin"))
    key_of(house, person(house, "B. Redaktör", "editor"), may_write=True)
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
        for path in PAGES:
            page.goto(f"{address}{path}")
            for width in (390, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
                if width == axe_width(lang, theme):
                    assert faults_on(page) == [], path
        assert [words for words in said if "400" not in words] == []
        context.close()
