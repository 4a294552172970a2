"""A deck of forty slides on a foreign template in a trainer's hands, through twelve months."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from litwatch.slides.draw import draw_deck
from litwatch.slides.inplace import Wanted, apply_plan, open_deck, plan_update
from litwatch.slides.inplace.notices import withdrawn_notice
from litwatch.slides.slide import SlidePlan, Text
from litwatch.slides.tags import carriers

from .deck_texts import deck_texts

_SPEC = importlib.util.spec_from_file_location("trainer", Path(__file__).parent / "trainer.py")
assert _SPEC is not None
assert _SPEC.loader is not None
trainer = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(trainer)

SERIES = "module:m11"
LAYOUTS = {"opening": "Regionens start", "message": "Regionens text", "chart": "Regionens bild"}


def foreign_template() -> bytes:
    """Another theme, other fonts and layouts of other names."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(960), Pt(540)
    names = dict(
        zip(("Title Slide", "Title and Content", "Title Only"), LAYOUTS.values(), strict=True)
    )
    for layout in presentation.slide_layouts:
        layout.name = names.get(layout.name, f"Regionens {layout.name}")
    master = presentation.slide_master
    part = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    root = etree.fromstring(part.blob)
    root.set("name", "Regionen")
    for font in root.iter(qn("a:latin")):
        font.set("typeface", "Verdana")
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def said(number: int, version: int) -> SlidePlan:
    words = f"Påhittat budskap nummer {number}, så som det lyder i version {version}"
    body = f"Prövat på {100 + number} påhittade personer i {version} omgångar, utan säker skillnad."
    return SlidePlan(
        key=f"statement:m11s{number}",
        kind="message",
        title=Text(words, "sv-SE"),
        body=(Text(body, "sv-SE"),) * (1 + number % 2),
        mark="Ny studie" if number % 3 else "Utkast",
        badges=("Postcovid", "Vårdcentral"),
        source=Text(f"Källa: Prov m.fl. 2026, PMID {90000000 + number} · Kohort", "sv-SE"),
        notes=(Text(f"Manus till {number}, version {version}.", "sv-SE"),),
    )


@dataclass
class Year:
    """What litwatch wants from month to month: each month rewords some, two are withdrawn."""

    month: int = 1

    def wanted(self) -> dict[str, Wanted]:
        opening = replace(said(1, 1), key=f"{SERIES}:opening", kind="opening")
        found = {opening.key: Wanted(opening.key, opening, series=SERIES)}
        for number in range(1, 41 + (self.month > 6)):
            version = 1 + sum((number + month) % 9 == 0 for month in range(2, self.month + 1))
            plan = said(number, version)
            one = Wanted(plan.key, plan, series=SERIES, works=(f"{90000000 + number}",))
            if (number == 5 and self.month >= 4) or (number == 8 and 5 <= self.month < 9):
                notice = withdrawn_notice(f"PMID {90000000 + number}", "retracted", "sv")
                one = replace(one, notice=notice)
            found[plan.key] = one
        return found


def sections(presentation: Any) -> None:
    """Two sections, as PowerPoint writes them."""
    ids = [entry.id for entry in presentation.slides._sldIdLst]
    name = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    lists = "".join(
        f'<p14:section name="{title}" id="{{00000000-0000-0000-0000-00000000000{n}}}"><p14:sldIdLst>'
        + "".join(f'<p14:sldId id="{one}"/>' for one in part)
        + "</p14:sldIdLst></p14:section>"
        for n, (title, part) in enumerate((("Del 1", ids[:20]), ("Del 2", ids[20:])), 1)
    )
    extension = etree.fromstring(
        f'<p:extLst xmlns:p="{presentation.element.nsmap["p"]}"><p:ext uri="{{521415D9-36F7-43E2-'
        f'AB2F-B90AF26B5E84}}"><p14:sectionLst xmlns:p14="{name}">{lists}</p14:sectionLst>'
        "</p:ext></p:extLst>"
    )
    old = presentation.element.find(qn("p:extLst"))
    if old is not None:
        presentation.element.remove(old)
    presentation.element.append(extension)


def edits(presentation: Any, month: int) -> None:
    """What the trainer does in a month."""
    slides = {next(iter(carriers(s).values())): s for s in reversed(trainer.managed(presentation))}

    def slide(number: int) -> Any:
        return slides[f"statement:m11s{number}"]

    words = f"månad {month}"
    if month == 2:
        trainer.retitle(slide(5), words)
        trainer.rewrite(slide(7), words)
        trainer.note(slide(9), words)
        trainer.add_own(presentation, words)
        trainer.duplicate(presentation, slide(7))
        trainer.duplicate(presentation, slide(16))
    elif month == 3:
        trainer.delete(presentation, slide(12))
        trainer.move(presentation, slide(3), 30)
        trainer.change_fonts(slide(14))
        trainer.group(slide(15))
        trainer.add_film(slide(17), words)
        trainer.add_box(slide(18), words)
    elif month == 6:
        trainer.retitle(slide(20), words)
        trainer.remove_body(slide(21))
        sections(presentation)
        trainer.add_own(presentation, words)
    elif month == 8:
        trainer.remove_banner(slide(5))
        trainer.change_fonts(slide(22))
    elif month == 10:
        trainer.lose_tags(presentation)
        trainer.rewrite(slide(23), words)


def saved(presentation: Any) -> bytes:
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def through_office(data: bytes, folder: Path, kind: str) -> bytes:
    (folder / "deck.pptx").write_bytes(data)
    out = folder / kind.split(":")[0]
    profile = f"-env:UserInstallation=file://{folder / 'office'}"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", out]
    subprocess.run([*command, folder / "deck.pptx"], check=True, timeout=180, capture_output=True)
    return (out / f"deck.{kind.split(':')[0]}").read_bytes()


def a_year(first: bytes, office: Any = None) -> tuple[bytes, list[int]]:
    """The deck after twelve months, and how many slides each month's update touched."""
    data, touched, year = first, [], Year()
    for month in range(2, 14):
        year.month = month
        if month == 5 and office is not None:
            data = office(data)
        presentation = Presentation(BytesIO(data))
        edits(presentation, month)
        presentation = open_deck(saved(presentation), "deck.pptx")
        before, wanted = trainer.theirs(presentation), year.wanted()
        today = date(2026 + month // 13, (month - 1) % 12 + 1, 3)
        plan = plan_update(presentation, wanted, "sv", today)
        touched.append(sum(one.touches for one in plan.slides))
        apply_plan(presentation, plan)
        data = saved(presentation)
        after = open_deck(data, "deck.pptx")
        assert not trainer.lost(before, trainer.theirs(after))
        assert plan_update(after, wanted, "sv", today).empty
        nothing_stale(after, wanted, unbannered={"statement:m11s5"} if month >= 8 else set())
    return data, touched


def nothing_stale(presentation: Any, wanted: dict[str, Wanted], unbannered: set[str]) -> None:
    for slide in trainer.managed(presentation):
        key = next(iter(carriers(slide).values()))
        plan, title = wanted[key].shown, slide.shapes.title.text_frame.text
        marked = trainer.named(slide, "notice") is not None
        overtaken = wanted[key].notice is not None
        if title != plan.title.text and (title.startswith("Påhittat") or overtaken):
            assert marked or key in unbannered, (key, title)


@pytest.fixture(scope="module")
def first_deck() -> bytes:
    plans = [said(number, 1) for number in range(1, 41)]
    opening = replace(plans[0], key=f"{SERIES}:opening", kind="opening")
    return draw_deck(
        [opening, *plans[:40]],
        "sv",
        name="Prov",
        made_at=datetime(2026, 1, 3, tzinfo=UTC),
        template=foreign_template(),
        layouts=LAYOUTS,
    )


def needs_office() -> None:
    if shutil.which("soffice") is None or shutil.which("pdftoppm") is None:
        if os.environ.get("CI"):
            pytest.fail("soffice and pdftoppm must be there under CI")
        pytest.skip("no soffice or pdftoppm: install libreoffice-impress and poppler-utils")


@pytest.mark.slow
def test_twelve_months_lose_nothing_of_the_trainers(first_deck: bytes, tmp_path: Path) -> None:
    needs_office()

    def office(data: bytes) -> bytes:
        return through_office(data, tmp_path, "pptx:Impress MS PowerPoint 2007 XML")

    data, touched = a_year(first_deck, office)
    assert all(touched), "each month rewords something"
    texts = deck_texts(data)
    keys = [text.key for text in texts]
    assert "statement:m11s12" not in keys, "a slide that was deleted stays away"
    assert keys.count("statement:m11s7") == 2, "the copy is still there"
    withdrawn = next(text for text in texts if text.key == "statement:m11s5")
    assert withdrawn.title.startswith(trainer.MINE)
    back = next(text for text in texts if text.key == "statement:m11s8")
    assert back.title.startswith("Påhittat budskap nummer 8")
    new, before = keys.index("statement:m11s41"), keys.index("statement:m11s40")
    assert new == before + 1
    assert in_section(data, new) == in_section(data, before) + 1

    through_office(data, tmp_path, "pdf")
    pages = tmp_path / "page"
    pdf = tmp_path / "pdf" / "deck.pdf"
    subprocess.run(["pdftoppm", "-r", "30", "-png", pdf, pages], check=True, timeout=120)
    assert len(list(tmp_path.glob("page-*.png"))) == len(texts)
    if folder := os.environ.get("LITWATCH_PICTURES"):
        shutil.copy(pdf, folder)


def in_section(data: bytes, place: int) -> int:
    """Where the sections list the slide at a place."""
    presentation = Presentation(BytesIO(data))
    name = "{http://schemas.microsoft.com/office/powerpoint/2010/main}sldId"
    listed = [int(entry.get("id")) for entry in presentation.element.iter(name)]
    return listed.index(presentation.slides[place].slide_id)
