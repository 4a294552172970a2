"""A module's deck as a file, in our own design and on a template that litwatch never saw."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from litwatch.errors import WrongUse
from litwatch.pipeline.decks import module_deck
from litwatch.slides import limits
from litwatch.slides.tags import read_tags
from litwatch.store import create_or_upgrade, open_store
from litwatch.watch import load_watch

from . import foreign, ledger
from .deck_texts import deck_texts

MODULES = (ledger.MODULE, "m11_efter_svar_sjukdom", "m01_oversikt")
TEMPLATES: dict[str, bytes | None] = {"ours": None, "foreign": foreign.template()}


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """(module, design) → the deck."""
    url = f"sqlite:///{tmp_path_factory.mktemp('decks') / Path('litwatch.db')}"
    create_or_upgrade(url)
    watch = load_watch()
    with open_store(url) as store:
        ledger.fill(store, watch)
        return {
            (module, name): module_deck(
                store,
                watch,
                module,
                lang="sv",
                now=ledger.NOW,
                template=template,
                layouts=foreign.LAYOUTS if template else None,
            )
            for module in MODULES
            for name, template in TEMPLATES.items()
        }


@pytest.fixture(params=[(module, name) for module in MODULES for name in TEMPLATES], ids=str)
def deck(request: pytest.FixtureRequest, decks: dict[tuple[str, str], bytes]) -> bytes:
    return decks[request.param]


@pytest.fixture
def slides(deck: bytes) -> list[Any]:
    return list(Presentation(BytesIO(deck)).slides)


def test_each_slide_stands_in_its_section_once(deck: bytes) -> None:
    presentation = Presentation(BytesIO(deck))
    name = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
    sections = list(presentation.element.iter(f"{name}section"))
    listed = [entry.get("id") for one in sections for entry in one.iter(f"{name}sldId")]
    assert listed == [str(slide.slide_id) for slide in presentation.slides]
    names = [one.get("name") for one in sections]
    assert (names[0], names[-1]) == ("Inledning", "Nytt sedan sist")
    assert len(set(names)) == len(names)
    assert len({one.get("id") for one in sections}) == len(names)
    assert presentation.element[-1].tag == qn("p:extLst"), "where the schema wants it"


def runs(slide: Any) -> Iterator[Any]:
    for page in (slide, slide.notes_slide):
        yield from page.element.iter(qn("a:r"), qn("a:fld"))


def test_a_checker_finds_nothing_to_remark(slides: list[Any]) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert max(map(len, titles)) <= limits.TITLE_CHARACTERS
    for slide in slides:
        key = read_tags(slide)["LITWATCH_KEY"]
        named = {shape.name: shape for shape in slide.shapes}
        assert named[f"litwatch:{key}:source"].text_frame.text.startswith("Källa: ")
        assert {run.rPr.get("lang") for run in runs(slide)} <= {"sv-SE", "en-GB"}
        assert min(int(rpr.get("sz", "1800")) for rpr in slide.element.iter(qn("a:rPr"))) >= 1800
        for shape in slide.shapes:
            said = shape.has_text_frame and shape.text_frame.text
            about = shape._element.xpath(".//p:cNvPr")[0].get("descr")
            if shape.has_chart:
                assert about.startswith("Stapeldiagram över arbeten per studietyp: ")
            elif not said:
                assert b"decorative" in etree.tostring(shape._element)
            assert shape.left + shape.width <= Pt(960)
            assert shape.top + shape.height <= Pt(540)
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(set(ids)) == len(ids)


def test_no_part_of_the_package_names_a_retracted_work(deck: bytes) -> None:
    with ZipFile(BytesIO(deck)) as package:
        for name in package.namelist():
            assert ledger.RETRACTED.encode() not in package.read(name), name


def test_what_is_read_back_is_what_was_planned(decks: dict[tuple[str, str], bytes]) -> None:
    ours, theirs = (deck_texts(decks[ledger.MODULE, name]) for name in TEMPLATES)
    assert [one.key for one in ours] == [one.key for one in theirs]
    assert [one.body for one in ours] == [one.body for one in theirs]
    changed = next(one for one in theirs if one.key == "statement:m03s4")
    assert changed.body.startswith("Aktivitetsanpassning minskar inte säkert")
    assert changed.badges[:2] == ("Ny studie", "Ny lydelse")


def test_only_the_guidance_has_a_filled_band(decks: dict[tuple[str, str], bytes]) -> None:
    for slide in Presentation(BytesIO(decks[ledger.MODULE, "ours"])).slides:
        key = read_tags(slide)["LITWATCH_KEY"]
        wide = [
            shape
            for shape in slide.shapes
            if shape.name.endswith(":mark") and shape.width == Pt(960)
        ]
        assert bool(wide) == (key == "statement:m03s1")


def test_the_template_keeps_its_master_and_loses_its_slides(
    decks: dict[tuple[str, str], bytes],
) -> None:
    deck = decks[ledger.MODULE, "foreign"]
    slides = Presentation(BytesIO(deck)).slides
    assert {slide.slide_layout.name for slide in slides} == set(foreign.NAMES.values())
    with ZipFile(BytesIO(deck)) as package:
        assert not any(b"An old slide" in package.read(name) for name in package.namelist())


def test_badges_stand_clear_of_the_templates_logo(decks: dict[tuple[str, str], bytes]) -> None:
    for slide in Presentation(BytesIO(decks[ledger.MODULE, "foreign"])).slides:
        for shape in slide.shapes:
            if shape.name.endswith(":badges"):
                assert shape.left + shape.width <= foreign.LOGO.left


def test_layouts_with_other_names_are_asked_for_and_listed(
    decks: dict[tuple[str, str], bytes], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'litwatch.db'}"
    create_or_upgrade(url)
    with open_store(url) as store, pytest.raises(WrongUse, match="Title Slide") as caught:
        module_deck(
            store,
            load_watch(),
            ledger.MODULE,
            lang="sv",
            now=ledger.NOW,
            template=foreign.template(),
        )
    assert "--layout" in caught.value.remedy
    for name in foreign.NAMES.values():
        assert name in caught.value.remedy


@pytest.mark.slow
def test_nothing_is_drawn_outside_its_box(
    decks: dict[tuple[str, str], bytes], tmp_path: Path
) -> None:
    """LibreOffice draws every slide, and below the rule stand the source line and the number only."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        if os.environ.get("CI"):
            pytest.fail("soffice and pdftotext must be there under CI")
        pytest.skip("no soffice or pdftotext: install libreoffice-impress and poppler-utils")
    files = []
    for (module, name), deck in decks.items():
        files.append(tmp_path / f"{module}-{name}.pptx")
        files[-1].write_bytes(deck)
    profile = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, *files]
    subprocess.run(command, check=True, timeout=240, capture_output=True)
    for file in files:
        pages = _boxes(reader, file.with_suffix(".pdf"))
        texts = deck_texts(file.read_bytes())
        assert len(pages) == len(texts)
        for place, (page, text) in enumerate(zip(pages, texts, strict=True), 1):
            top = next(top for word, top, _ in reversed(page) if word == "Källa:")
            above = [bottom for _, here, bottom in page if here < top - 1]
            assert max(above) <= top, (file.name, text.key)
            # A word that is broken after its hyphen is read as two.
            below = "".join(word for word, here, _ in page if here >= top - 1)
            number = "" if text.key.endswith(":opening") else str(place)
            expected = "".join(text.source.split()) + number
            assert sorted(below) == sorted(expected), (file.name, text.key)
            assert max(bottom for _, _, bottom in page) <= 540, (file.name, text.key)


def _boxes(reader: str, pdf: Path) -> list[list[tuple[str, float, float]]]:
    """For each page its words with their top and bottom in points of the slide."""
    made = subprocess.run(
        [reader, "-bbox", pdf, "-"], check=True, timeout=60, capture_output=True
    ).stdout
    root = etree.fromstring(made, etree.XMLParser(recover=True))
    pages = []
    for page in root.iter("{*}page"):
        scale = 540 / float(page.get("height", "540"))
        pages.append(
            [
                (
                    word.text or "",
                    float(word.get("yMin", "0")) * scale,
                    float(word.get("yMax", "0")) * scale,
                )
                for word in page.iter("{*}word")
            ]
        )
    return pages
