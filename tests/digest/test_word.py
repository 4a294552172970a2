"""The Word file: read by its parts, as a screen reader and a file browser would."""

from __future__ import annotations

import json
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import msgspec
import pytest
from lxml import etree

from litwatch.digest import word
from litwatch.digest.edition import Edition
from litwatch.digest.word import docx_is_possible, docx_of
from litwatch.errors import WrongSettings
from litwatch.language import LANGUAGES, Lang

from .month import PACING, edition, entry, record

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
VAL = f"{{{W['w']}}}val"


def part(docx: bytes, name: str) -> etree._Element:
    with ZipFile(BytesIO(docx)) as parts:
        return etree.fromstring(parts.read(name))


def styled(docx: bytes) -> list[tuple[str, str]]:
    """Each paragraph's style and text, in order."""
    body = part(docx, "word/document.xml")
    return [
        (
            str(paragraph.xpath("string(w:pPr/w:pStyle/@w:val)", namespaces=W)),
            "".join(node.text or "" for node in paragraph.iterfind(".//w:t", W)),
        )
        for paragraph in body.iterfind(".//w:p", W)
    ]


@pytest.mark.parametrize(("lang", "code"), [("sv", "sv-SE"), ("en", "en-GB")])
def test_title_and_language_are_set(lang: Lang, code: str) -> None:
    docx = docx_of(edition(state="published"), lang)
    core = part(docx, "docProps/core.xml")
    dc = "{http://purl.org/dc/elements/1.1/}"
    month = {"sv": "Månadens läsning · oktober 2026", "en": "The month’s reading · October 2026"}
    assert core.findtext(f"{dc}title") == month[lang]
    assert core.findtext(f"{dc}language") == code
    styles = part(docx, "word/styles.xml")
    assert styles.xpath("//w:rPrDefault//w:lang/@w:val", namespaces=W) == [code]


def test_headings_come_in_order_and_the_first_is_the_title() -> None:
    found = [(style, text) for style, text in styled(docx_of(edition(), "sv")) if text]
    assert found[0] == ("Title", "Månadens läsning")
    levels = [int(style[-1]) for style, _ in found if style.startswith("Heading")]
    assert levels[0] == 1
    assert set(levels) >= {1, 2}
    assert all(after - before <= 1 for before, after in pairwise(levels))
    heads = [text for style, text in found if style == "Heading1"]
    assert heads[0] == "Månaden på en minut"
    assert heads[-1] == "Så gjordes urvalet"


def test_every_table_has_a_header_row_and_no_picture_lacks_a_text() -> None:
    body = part(docx_of(edition(), "sv"), "word/document.xml")
    tables = body.findall(".//w:tbl", W)
    assert len(tables) >= 2
    for table in tables:
        assert table.find("w:tr/w:trPr/w:tblHeader", W) is not None
        grid = [
            int(column.get(f"{{{W['w']}}}w", "0")) for column in table.iterfind(".//w:gridCol", W)
        ]
        assert sum(grid) <= 9638  # A4 less its margins
        assert grid[0] == max(grid)
    assert body.findall(".//w:pict", W) == []
    drawings = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    assert all(picture.get("descr") for picture in body.iter(drawings))


def test_the_foot_says_draft_and_numbers_the_pages() -> None:
    docx = docx_of(edition(), "sv")
    with ZipFile(BytesIO(docx)) as parts:
        (foot,) = (name for name in parts.namelist() if name.startswith("word/footer"))
        text = parts.read(foot).decode()
        assert b"w:footerReference" in parts.read("word/document.xml")
    assert "Utkast, inte granskat" in text
    assert " NUMPAGES " in text


def test_hostile_text_stays_text_and_nothing_is_read_from_disk() -> None:
    hostile = record(
        98,
        "A & B < C *bold* ![x](/etc/passwd) | `code` $x^2$ <script>\x0b end",
    )
    docx = docx_of(edition((entry(hostile, "design:rct", verdict="include"),), rows=()), "sv")
    texts = " ".join(text for _, text in styled(docx))
    assert "A & B < C *bold* ![x](/etc/passwd) | `code` $x^2$ <script> end" in texts
    with ZipFile(BytesIO(docx)) as parts:
        assert [name for name in parts.namelist() if "media" in name] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_edition_gives_the_same_bytes(lang: Lang) -> None:
    made = edition()
    copy = msgspec.json.decode(msgspec.json.encode(made), type=Edition)
    assert docx_of(made, lang) == docx_of(copy, lang)


def test_no_abstract_is_in_it() -> None:
    texts = json.dumps(styled(docx_of(edition(state="published"), "sv")))
    assert PACING.abstract[1].text not in texts


def test_without_pandoc_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr(word, "_pandoc", missing)
    assert "pandoc is missing" in (docx_is_possible() or "")
    with pytest.raises(WrongSettings, match="pandoc is missing"):
        docx_of(edition(), "sv")
