"""The PDF: its tags, its words, that nothing is fetched, and that it is the same every time.

The tags are read from an uncompressed PDF: objects are plain text there.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from lxml import html

from litwatch.digest import pdf, pdf_is_possible, pdf_of, render_html
from litwatch.digest.edition import Edition
from litwatch.errors import WrongSettings
from litwatch.language import LANGUAGES, Lang

from .month import edition, entry, full_edition, record

pytestmark = pytest.mark.xdist_group("pdf")


@pytest.fixture(autouse=True)
def _pango(request: pytest.FixtureRequest) -> None:
    if "pango" in request.node.name:
        return
    if reason := pdf_is_possible():
        if os.environ.get("CI"):
            pytest.fail(f"a PDF must be possible under CI: {reason}")
        pytest.skip(f"no PDF here: {reason}")


@cache
def plain(lang: Lang) -> str:
    """A whole month as a PDF whose objects can be read."""
    return pdf_of(full_edition(state="published"), lang, compress=False).decode("latin-1")


def text_of(string: str) -> str:
    """A PDF string, literal or in hexadecimal digits (ISO 32000-1 §7.3.4), as text."""
    if string.startswith("<"):
        raw = bytes.fromhex(string[1:-1])
    else:
        raw = re.sub(rb"\\(.)", rb"\1", string[1:-1].encode("latin-1"))
    return raw.decode("utf-16") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")


STRING = r"(<[0-9a-fA-F]*>|\((?:[^()\\]|\\.)*\))"


def elements(page: str) -> dict[str, dict[str, str]]:
    """The structure elements by object number: their tag, kids and alternative text."""
    found = {}
    for number, body in re.findall(r"\n(\d+) 0 obj\n<<(.*?)>>\nendobj", page, re.DOTALL):
        if "/Type /StructElem" in body:
            tag = re.search(r"/S /(\w+)", body)
            kids = re.search(r"/K \[(.*?)\]", body)
            alt = re.search(rf"/Alt {STRING}", body)
            found[number] = {
                "tag": tag[1] if tag else "",
                "kids": kids[1] if kids else "",
                "alt": text_of(alt[1]) if alt else "",
            }
    return found


def in_reading_order(page: str) -> list[dict[str, str]]:
    """The tag tree from the top, as a screen reader walks it."""
    tree = elements(page)

    def walk(number: str) -> list[dict[str, str]]:
        kids = re.findall(r"(\d+) 0 R", tree[number]["kids"])
        return [tree[number], *(one for kid in kids if kid in tree for one in walk(kid))]

    (top,) = (number for number, element in tree.items() if element["tag"] == "Document")
    return walk(top)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_its_title_and_language_and_that_it_is_pdf_ua(lang: Lang) -> None:
    page = plain(lang)
    titles = {text_of(title) for title in re.findall(rf"/Title {STRING}", page)}
    words = {"sv": "Månadens läsning, oktober 2026", "en": "The month’s reading, October 2026"}
    assert words[lang] in titles
    assert re.search(rf"/Lang \({lang}\)", page)
    assert "/StructTreeRoot" in page
    assert re.search(r"/MarkInfo <<\s*/Marked true\s*>>", page)
    assert "/DisplayDocTitle true" in page
    assert re.search(r"pdfuaid:part[^0-9]*1", page)
    assert "(D:20261101061000Z)" in page


def test_headings_are_in_order_and_none_is_skipped() -> None:
    levels = [
        int(one["tag"][1])
        for one in in_reading_order(plain("sv"))
        if re.fullmatch("H[1-6]", one["tag"])
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    on_page = html.document_fromstring(render_html(full_edition(state="published"), "sv"))
    assert len(levels) == len(on_page.xpath("//h1|//h2|//h3|//h4"))


def test_every_figure_has_an_alternative_text_with_what_it_shows() -> None:
    figures = [one["alt"] for one in in_reading_order(plain("sv")) if one["tag"] == "Figure"]
    assert len(figures) == 2 + len(full_edition().volumes)
    assert all(figures)
    assert figures[0].startswith("Månadens flöde, oktober 2026. Fyra staplar")
    assert any("Flest poster: Postcovid, 157." in alt for alt in figures)
    assert any("Inte helt genomsökt: mars 2026." in alt for alt in figures)


def test_tables_have_header_cells_and_facts_are_rows_with_a_heading() -> None:
    tree = elements(plain("sv"))
    order = in_reading_order(plain("sv"))
    assert [one for one in order if one["tag"] == "Table"]
    for row in (one for one in order if one["tag"] == "TR"):
        cells = [tree[kid]["tag"] for kid in re.findall(r"(\d+) 0 R", row["kids"])]
        assert cells[0] == "TH"
        assert len(cells) > 1
    assert {"L", "LI", "Link", "Caption", "THead", "TBody"} <= {one["tag"] for one in order}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_edition_gives_the_same_bytes(lang: Lang) -> None:
    made = full_edition(state="published")
    copy = msgspec.json.decode(msgspec.json.encode(made), type=Edition)
    assert pdf_of(made, lang) == pdf_of(copy, lang)


def test_nothing_outside_the_page_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if a style asks for a picture: only what lies in the page as data is used."""
    asked: list[str] = []
    page = render_html(edition((), rows=()), "sv").replace(
        "</style>", "body{background:url(http://127.0.0.1:9/x.png)}</style>"
    )
    monkeypatch.setattr(pdf, "render_html", lambda *_: page)
    monkeypatch.setattr("socket.create_connection", lambda *args, **_: asked.append(str(args)))
    assert pdf_of(edition((), rows=()), "sv").startswith(b"%PDF-1.7")
    assert asked == []


def test_long_titles_emoji_markup_and_right_to_left_make_a_pdf() -> None:
    hostile = (
        record(96, "A title of very many words " * 80),
        record(97, "Fatigue \N{BRAIN} after covid \N{RIGHT-TO-LEFT OVERRIDE}live <b>x</b>"),
        record(98, "تعب بعد الإصابة"),
        record(99, "Unbreakable" * 60),
    )
    made = edition(tuple(entry(one, "design:rct", verdict="include") for one in hostile), rows=())
    assert pdf_of(made, "sv").startswith(b"%PDF-1.7")


def test_without_pango_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "weasyprint"
    library.mkdir()
    (library / "__init__.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    reason = pdf_is_possible()
    assert reason is not None
    assert "apt-get install libpango-1.0-0" in reason
    with pytest.raises(WrongSettings, match="pango is missing"):
        pdf_of(edition(), "sv")
