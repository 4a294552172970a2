"""axe finds nothing on the page: three widths, both themes and languages, every kind of month."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from litwatch.digest import render_html
from litwatch.digest.archive import ArchiveLine, render_archive
from litwatch.digest.edition import Edition, NoticeLine
from litwatch.digest.mail import render_mail
from litwatch.digest.render import FILES
from litwatch.language import LANGUAGES, Lang

from .month import GUIDELINE, PACING, Row, edition, entry, full_edition

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

FULL = msgspec.structs.replace(
    full_edition(state="published", revision=2), correction="Rätt är 33.", trial=True
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("chromium must be there under CI")
        pytest.skip("no chromium: accessibility is not checked (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.parametrize(
    "made",
    [
        edition(),
        edition(state="published"),
        FULL,
        edition((), rows=()),
        edition(
            (
                entry(GUIDELINE, "design:guideline", verdict="include", state="corrected"),
                entry(PACING, "design:rct", verdict="include", state="concern"),
            ),
            rows=(
                Row(record_id=GUIDELINE.id, field="minute", text="Råden ändras."),
                Row(record_id=GUIDELINE.id, field="bottom_line", text="Råden ändras."),
                Row(record_id=GUIDELINE.id, field="meaning", text="Läs dem.", audience=""),
                Row(record_id=PACING.id, field="pem_in_sample", text="Ej mätt."),
            ),
            windows=(),
        ),
    ],
    ids=["draft", "published", "full", "quiet", "marked"],
)
@pytest.mark.parametrize(("width", "lang"), [(390, "sv"), (1440, "sv"), (1024, "en")])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, made: Edition, width: int, lang: Lang, theme: str
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme=theme,  # type: ignore[arg-type]
    )
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    try:
        page.set_content(render_html(made, lang, beside=FILES))
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page).response["violations"]
        assert [(fault["id"], fault["impact"], len(fault["nodes"])) for fault in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [url for url in requests if not url.startswith("data:")] == []
    finally:
        page.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 640])
def test_axe_finds_nothing_in_the_mail_or_on_the_page_of_all_editions(
    browser: Browser, lang: Lang, theme: str, width: int
) -> None:
    made = edition(state="published")
    gone = msgspec.structs.replace(made.items()[0], state="retracted")
    since = (NoticeLine(item=gone, type="retraction"),)
    line = ArchiveLine(
        edition=made, folder="2026-10", files=frozenset({"digest.html", *FILES}), since=since
    )
    pages = {
        "draft": render_mail(edition(), lang, archive="https://litwatch.example/digest.html").html,
        "mail": render_mail(made, lang, leave="mailto:brev@litwatch.example").html,
        "archive": render_archive([line], lang),
    }
    for name, text in pages.items():
        page = browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
        )
        try:
            page.set_content(text)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found = Axe().run(page).response["violations"]
            faults = [(fault["id"], fault["impact"], len(fault["nodes"])) for fault in found]
            assert (name, faults) == (name, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        finally:
            page.close()
