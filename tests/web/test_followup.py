"""The page of the follow-up: a period, its figures, the report as files; for all who may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from litwatch import doors
from litwatch.digest.look import PACKAGED
from litwatch.pipeline.followup import follow_up
from litwatch.pipeline.followup_files import rendered
from litwatch.settings import Settings
from litwatch.watch import load_watch
from litwatch.web.app import create_app
from litwatch.web.house import House
from litwatch.web.who import Visitor

from ..report.followup_year import FIRST, LAST, NOW, fill
from .conftest import OWN, faults_on, served

YEAR = {"from": "2025-04-01", "to": "2026-05-31"}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The invented year, asked in the days after it. Nothing here writes."""
    chosen = Settings(home=tmp_path_factory.mktemp("year"), reviewer="A. Kurator")
    with doors.store(chosen) as store:
        fill(store)
        yield House(chosen, store, load_watch(), PACKAGED, lambda: NOW)


@pytest.fixture
def reader(year: House) -> TestClient:
    app = create_app(year)
    app.state.identify = lambda request: Visitor("L. Läsare", "reader")
    return TestClient(app, base_url="http://127.0.0.1", headers=OWN)


def test_the_form_proposes_the_quarter_that_is_over(reader: TestClient) -> None:
    page = reader.get("/followup")
    assert page.status_code == 200
    assert 'name="from" value="2026-01-01"' in page.text
    assert 'name="to" value="2026-03-31"' in page.text
    assert "Siffror per kvartal" not in page.text


def test_a_period_gives_the_figures_and_the_way_to_the_files(reader: TestClient) -> None:
    page = reader.get("/followup", params=YEAR)
    assert "9 seminarier hölls, med 267 deltagare." in page.text
    assert "inte mätt" in page.text
    assert 'action="/followup/file"' in page.text
    assert "Anna Ek" not in page.text.split("<footer")[0]


@pytest.mark.parametrize(
    ("wanted", "kind", "begins"),
    [
        ("docx", "wordprocessingml", b"PK"),
        ("html", "text/html", b"<!doctype html>"),
        ("csv", "text/csv", "\N{ZERO WIDTH NO-BREAK SPACE}Avsnitt;".encode()),
        ("md", "text/markdown", "# Uppföljning".encode()),
        ("json", "application/json", b"{"),
    ],
)
def test_the_report_comes_as_a_file(
    reader: TestClient, wanted: str, kind: str, begins: bytes
) -> None:
    file = reader.get("/followup/file", params={**YEAR, "format": wanted})
    assert kind in file.headers["content-type"]
    name = f'filename="followup-2025-04-01-2026-05-31.{wanted}"'
    assert file.headers["content-disposition"] == f"attachment; {name}"
    assert file.content.startswith(begins)


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        ("2026-05-01", "2026-04-01", "Perioden slutar innan den börjar."),
        ("2027-01-01", "2027-03-31", "Perioden har inte börjat."),
        ("0001-01-01", "2026-03-31", "Välj högst 10 år."),
        ("i våras", "2026-03-31", "Skriv dagen som 2026-10-01."),
        ("2026-01-01", "", "Fyll i det här."),
    ],
)
@pytest.mark.parametrize("path", ["/followup", "/followup/file"])
def test_a_period_that_is_none_is_told_in_place_and_kept(
    reader: TestClient, path: str, begins: str, ends: str, words: str
) -> None:
    page = reader.get(path, params={"from": begins, "to": ends})
    assert page.status_code == 422
    assert words in page.text
    assert f'value="{begins}"' in page.text


def test_page_and_file_have_no_fault_in_chromium(
    year: House, browser: Browser, tmp_path: Path
) -> None:
    told = follow_up(year.store, year.watch, first=FIRST, last=LAST, now=NOW)
    alone = tmp_path / "report.html"
    alone.write_bytes(rendered(told, "en", "html"))
    faults = []
    with served(year) as address:
        asked = f"{address}/followup?from={FIRST}&to={LAST}"
        for place, scheme in ((asked, "light"), (asked, "dark"), (alone.as_uri(), "light")):
            context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))  # type: ignore[misc]
            page.goto(place)
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                shown = page.locator("table:visible").count()
                assert shown == page.locator("table").count() > 15
            faults += [(place, scheme, *fault) for fault in faults_on(page)]
            assert said == []
            context.close()
    assert faults == []
