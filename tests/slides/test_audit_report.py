"""The audit's report: a page that anybody can read, and a table that no spreadsheet runs."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib import resources
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, sync_playwright

from litwatch.language import Lang, speech
from litwatch.records import State
from litwatch.records.cited import Place
from litwatch.slides.audit.audited import (
    Audit,
    AuditedFile,
    Cited,
    Mention,
    Newer,
    Rested,
    Unmatched,
    Work,
)
from litwatch.slides.audit.page import page
from litwatch.slides.audit.table import COLUMNS, as_data, table

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
CHROMIUM = Path("/usr/bin/chromium")


def work(number: int, state: State = "ok", **changes: object) -> Work:
    facts: dict[str, object] = {
        "id": f"9000000{number}",
        "pmid": f"9000000{number}",
        "title": "A & B <in> foresters",
        "reference": "Ekdahl HE. A & B <in> foresters. J Invent Med. 2023;21:133.",
        "state": state,
        "asked": NOW,
    }
    return Work(**(facts | changes))  # type: ignore[arg-type]


CHANGED = Rested(
    id="m01s1",
    module="Översikt",
    text="Så säger vi nu.",
    lifecycle="active",
    changed=NOW,
    still=False,
)
RETIRED = Rested(
    id="m01s2",
    module="Översikt",
    text="Så sa vi.",
    lifecycle="retired",
    say_now="Säg så här.",
    changed=NOW,
)


def cited(made: Work, words: str = "Ekdahl et al. 2023") -> Cited:
    place = Mention(place=Place("slide", 3), words=words, by="reference", confidence="low")
    return Cited(work=made, mentions=(place,))


FULL = Audit(
    at=NOW,
    not_asked="--offline",
    files=(
        AuditedFile(
            path=Path("höst/=deck.pptx"),
            saved=datetime(2026, 5, 1, tzinfo=UTC),
            cited=(
                cited(work(1, "retracted", newer=Newer(id="90000009", title="A new one"))),
                cited(work(2, "concern"), words='=HYPERLINK("http://x")'),
                cited(work(3, "corrected", statements=(CHANGED, RETIRED))),
                cited(work(4, "preprint_published", pmid="", doi="10.1234/x")),
                cited(work(5, asked=None)),
            ),
            unmatched=(
                Unmatched(
                    place=Place("notes", 2), words="+Fors 2022", maybe=(work(6, "withdrawn"),)
                ),
                Unmatched(place=Place("slide", 1), words="Ek <script>alert(1)</script> 2021"),
            ),
        ),
        AuditedFile(path=Path("bad.pptx"), problem="bad.pptx is empty", remedy="Save it again."),
    ),
)
QUIET = Audit(at=NOW, files=(AuditedFile(path=Path("a.pdf"), cited=(cited(work(1)),)),))


class Text(HTMLParser):
    """The words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words_of(audit: Audit, lang: Lang) -> str:
    return " ".join(" ".join(Text(page(audit, speech(lang))).words).split())


def test_the_heading_is_the_answer() -> None:
    assert "<h1>6 saker att se över</h1>" in page(FULL, speech("sv"))
    assert "<h1>Nothing to look at</h1>" in page(QUIET, speech("en"))


def test_the_page_tells_states_places_versions_messages_and_what_was_not_matched() -> None:
    said = words_of(FULL, "sv")
    for words in (
        "bild 3",
        "anteckningar till bild 2",
        "Tillbakadragen",
        "Tidskriften utreder",
        "A new one",
        "Sägs inte längre. Säg nu: Säg så här.",
        "Budskapet vilar inte längre på det här verket.",
        "osäker, se efter själv",
        "bad.pptx is empty. Save it again.",
        "PubMed aldrig tillfrågat",
        "Kan vara:",
        "Ek <script>alert(1)</script> 2021",
    ):
        assert words in said


def test_the_table_has_a_row_for_each_mention_and_runs_no_formula() -> None:
    rows = list(csv.DictReader(StringIO(table(FULL, speech("sv")))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 8
    assert [row["look"] for row in rows] == ["ja", "ja", "ja", "", "", "ja", "", "ja"]
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert rows[1]["words"] == """'=HYPERLINK("http://x")"""
    assert rows[2]["changed_messages"] == "m01s1: Så säger vi nu. | m01s2: Säg så här."


def test_the_data_holds_all_of_it() -> None:
    said = json.loads(json.dumps(as_data(FULL)))
    assert said["needs_person"]
    first, second = said["files"]
    assert [one["state"] for one in first["cited"]][:2] == ["retracted", "concern"]
    assert first["cited"][0]["newer"] == "90000009"
    assert first["cited"][2]["changed_messages"] == ["m01s1", "m01s2"]
    assert first["unmatched"][0]["maybe"][0]["state"] == "withdrawn"
    assert second["problem"] == "bad.pptx is empty"
    assert not as_data(QUIET)["needs_person"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("chromium must be there under CI")
        pytest.skip("no chromium: accessibility is not checked (apt-get install chromium)")
    with sync_playwright() as playwright:
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.mark.slow
def test_axe_finds_nothing_on_the_page_and_it_fetches_nothing(browser: Browser) -> None:
    for lang, theme, width in (("sv", "light", 390), ("en", "dark", 1440), ("sv", "dark", 390)):
        opened = browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
        )
        requests: list[str] = []
        opened.on("request", lambda request, seen=requests: seen.append(request.url))
        try:
            opened.set_content(page(FULL, speech(lang)))  # type: ignore[arg-type]
            found = Axe().run(opened).response["violations"]
            assert [(fault["id"], len(fault["nodes"])) for fault in found] == []
            assert opened.evaluate("document.documentElement.scrollWidth") <= width
            assert requests == []
        finally:
            opened.close()


def test_messages_and_translations_agree() -> None:
    said = set()
    folder = resources.files("litwatch.slides.audit")
    for path in (*folder.iterdir(), *folder.joinpath("templates").iterdir()):
        method = {"py": "python", "j2": "jinja2.ext:babel_extract"}.get(path.name.split(".")[-1])
        if method:
            found = extract(method, BytesIO(path.read_bytes()), {"_": None, "n": (1, 2)})
            said |= {message for _, message, _, _ in found}
    file = resources.files("litwatch.language").joinpath("sv", "slides_audit.po")
    catalog = [one for one in read_po(BytesIO(file.read_bytes()), locale="sv") if one.id]
    translated = {one.id for one in catalog}
    assert said - translated == set(), "without a translation"
    assert translated - said == set(), "used nowhere"
    for message in catalog:
        wordings = message.string if message.pluralizable else (message.string,)
        english = message.id if isinstance(message.id, str) else message.id[1]
        for wording in wordings:
            assert wording
            assert "!" not in wording
            assert sorted(places(wording)) == sorted(places(english))


def places(text: str) -> list[str]:
    """The `{name}` places of a message."""
    return [part.split("}")[0] for part in text.split("{")[1:]]
