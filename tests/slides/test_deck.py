"""The deck as a file: read back with python-pptx, byte by byte, and rendered."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgspec
import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from litwatch.digest.edition import Edition
from litwatch.errors import BadInput, WrongUse
from litwatch.slides import build_edition_deck, plan_deck
from litwatch.slides.tags import fingerprint, key_of, read_tags

from .deck_texts import deck_texts


@pytest.fixture(scope="session", params=["draft", "published"])
def edition(request: pytest.FixtureRequest, quiet_draft: Edition, full_month: Edition) -> Edition:
    return quiet_draft if request.param == "draft" else full_month


@pytest.fixture(scope="session")
def deck(edition: Edition) -> bytes:
    return build_edition_deck(edition, "sv")


@pytest.fixture(scope="session")
def slides(deck: bytes) -> list[Any]:
    return list(Presentation(BytesIO(deck)).slides)


def runs(slide: Any) -> Iterator[Any]:
    for page in (slide, slide.notes_slide):
        yield from page.element.iter(qn("a:r"), qn("a:fld"))


def test_titles_are_unique_and_say_what_was_planned(edition: Edition, slides: list[Any]) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert titles == [plan.title.text for plan in plan_deck(edition, "sv")]
    assert len({title.casefold() for title in titles}) == len(titles)


def test_every_run_has_a_language(slides: list[Any]) -> None:
    found = {run.rPr.get("lang") for slide in slides for run in runs(slide)}
    assert found == {"sv-SE", "en-GB"}


def test_no_text_is_smaller_than_18_points_and_reading_text_24(slides: list[Any]) -> None:
    for slide in slides:
        small = [
            shape.name
            for shape in slide.shapes
            if shape.has_text_frame
            for run in shape._element.iter(qn("a:rPr"))
            if int(run.get("sz", "0")) < 2400
        ]
        assert all(name.startswith(("litwatch:", "Slide Number")) for name in small)
        sizes = [int(run.get("sz")) for run in slide.element.iter(qn("a:rPr"))]
        assert min(sizes) >= 1800


def test_pictures_and_charts_have_alt_text_and_decoration_says_so(slides: list[Any]) -> None:
    charts = 0
    for slide in slides:
        for shape in slide.shapes:
            description = shape._element.xpath(".//p:cNvPr")[0].get("descr")
            if shape.has_chart:
                charts += 1
                assert "Träffar" in description
            elif not shape.has_text_frame or not shape.text_frame.text:
                assert description == ""
                assert b"decorative" in etree.tostring(shape._element)
    assert charts == 1


def test_every_shape_has_a_place_on_the_slide_and_an_id_of_its_own(slides: list[Any]) -> None:
    for slide in slides:
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(set(ids)) == len(ids)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top > 0
            assert shape.width > 0
            assert shape.left + shape.width <= Pt(960)
            assert shape.top + shape.height <= Pt(540)


def test_slides_are_found_again_by_tags_by_source_box_and_by_notes(
    edition: Edition, deck: bytes
) -> None:
    keys = [plan.key for plan in plan_deck(edition, "sv")]
    presentation = Presentation(BytesIO(deck))
    for slide, key in zip(presentation.slides, keys, strict=True):
        assert read_tags(slide)["LITWATCH_KEY"] == key
        assert slide.notes_slide.notes_text_frame.text.splitlines()[-1] == f"[litwatch:{key}]"
        source = next(s for s in slide.shapes if s.name == f"litwatch:{key}:source")
        assert source.text_frame.text.startswith("Källa: ")
        # LibreOffice drops the tags; people delete the notes.
        for relation in list(slide.part.rels.values()):
            if relation.reltype.endswith("/tags"):
                slide.part.rels.pop(relation.rId)
        assert key_of(slide) == key
        source.name = "TextBox 4"
        assert key_of(slide) == key
        slide.notes_slide.notes_text_frame.text = ""
        assert key_of(slide) == ""


def test_the_tags_hold_what_is_written_on_the_slide(deck: bytes, slides: list[Any]) -> None:
    for slide, text in zip(slides, deck_texts(deck), strict=True):
        tags = read_tags(slide)
        for field, shown in (
            ("TITLE", text.title),
            ("BODY", text.body),
            ("BADGES", " ".join(text.badges)),
            ("SOURCE", text.source),
        ):
            assert tags[f"SHA_{field}"] == fingerprint(shown)
            assert tags[f"WANT_{field}"] == " ".join(shown.split())


def test_drafts_have_a_dashed_frame_and_findings_have_none(
    edition: Edition, slides: list[Any]
) -> None:
    for slide, plan in zip(slides, plan_deck(edition, "sv"), strict=True):
        names = {shape.name for shape in slide.shapes}
        assert (f"litwatch:{plan.key}:frame" in names) == plan.draft


def test_works_that_may_not_be_shown_are_on_no_slide(deck: bytes) -> None:
    for text in deck_texts(deck):
        if not text.key.endswith(".news"):
            shown = " ".join((text.title, text.body, text.source))
            assert not any(f"9000000{number}" in shown for number in (6, 7, 8, 9))


def test_no_empty_placeholder_waits_for_a_click(slides: list[Any]) -> None:
    for slide in slides:
        assert all(place.text_frame.text for place in slide.placeholders)


def test_the_same_edition_gives_the_same_bytes(edition: Edition, deck: bytes) -> None:
    assert build_edition_deck(edition, "sv") == deck
    with ZipFile(BytesIO(deck)) as package:
        names = package.namelist()
        assert names[0] == "[Content_Types].xml"
        assert len(set(names)) == len(names)
        assert {info.date_time[0] for info in package.infolist()} == {1980}


def test_the_file_is_dated_by_the_edition_and_nothing_else(edition: Edition, deck: bytes) -> None:
    properties = Presentation(BytesIO(deck)).core_properties
    assert properties.created == properties.modified == datetime(2026, 11, 3, 8, 0)
    assert properties.title.startswith("Månadens läsning")
    with ZipFile(BytesIO(deck)) as package:
        books = [name for name in package.namelist() if name.endswith(".xlsx")]
        assert len(books) == 1
        with ZipFile(BytesIO(package.read(books[0]))) as book:
            core = book.read("docProps/core.xml").decode()
    assert core.count("2026-11-03T08:00:00Z") == 2, "the chart's workbook knows the clock"
    later = msgspec.structs.replace(edition, made_at=datetime(2026, 11, 4, tzinfo=UTC))
    assert build_edition_deck(later, "sv") != deck


def test_english_pages_keep_people_in_their_own_language(full_month: Edition) -> None:
    finding = deck_texts(build_edition_deck(full_month, "en"))[2]
    assert finding.badges[0] == "New study"
    assert finding.source.endswith("Randomised trial · Reviewed 2026-11")
    assert finding.title.startswith("Aktivitetsanpassning gav")


# ── templates ────────────────────────────────────────────────────────────────────────────


def template(width: int = 960, rename: dict[str, str] | None = None) -> bytes:
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(width), Pt(540)
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = "An old slide of the template"
    for layout in presentation.slide_layouts:
        layout.name = (rename or {}).get(layout.name, layout.name)
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def test_a_template_lends_its_layouts_and_keeps_none_of_its_slides(full_month: Edition) -> None:
    swedish = {
        "Title Slide": "Rubrikbild",
        "Title and Content": "Rubrik och innehåll",
        "Title Only": "Endast rubrik",
    }
    deck = build_edition_deck(full_month, "sv", template=template(rename=swedish))
    texts = deck_texts(deck)
    assert len(texts) == len(plan_deck(full_month, "sv"))
    assert all(text.key for text in texts)
    assert Presentation(BytesIO(deck)).slides[0].slide_layout.name == "Rubrikbild"
    with ZipFile(BytesIO(deck)) as package:
        assert not any(b"An old slide" in package.read(name) for name in package.namelist())


def test_a_missing_layout_is_named_beside_those_that_are_there(full_month: Edition) -> None:
    with pytest.raises(WrongUse, match="Title Only or Endast rubrik") as caught:
        build_edition_deck(full_month, "sv", template=template(rename={"Title Only": "Min egen"}))
    assert "Min egen" in caught.value.remedy


def test_an_upright_template_is_refused_with_the_way_to_lay_it_down(full_month: Edition) -> None:
    with pytest.raises(WrongUse, match=r"5\.208 × 7\.5 inches") as caught:
        build_edition_deck(full_month, "sv", template=template(width=375))
    assert "Widescreen" in caught.value.remedy


def retyped(kind: str) -> bytes:
    """The template with another main content type, as .potx and .pptm files have."""
    out = BytesIO()
    with ZipFile(BytesIO(template())) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                plain = b"vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
                assert plain in part
                part = part.replace(plain, kind.encode())
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("vnd.openxmlformats-officedocument.presentationml.template.main+xml", "potx"),
        ("vnd.ms-powerpoint.presentation.macroEnabled.main+xml", "macros"),
        ("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "no presentation"),
    ],
)
def test_other_kinds_of_files_are_refused(full_month: Edition, kind: str, named: str) -> None:
    with pytest.raises(BadInput, match=named) as caught:
        build_edition_deck(full_month, "sv", template=retyped(kind))
    assert ".pptx" in caught.value.remedy


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 cut"])
def test_what_is_no_package_is_refused(full_month: Edition, data: bytes) -> None:
    with pytest.raises(BadInput):
        build_edition_deck(full_month, "sv", template=data)
    with pytest.raises(BadInput):
        deck_texts(data)


# ── pictures ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_office_renders_a_page_for_each_slide(deck: bytes, tmp_path: Path) -> None:
    office, pictures = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or pictures is None:
        if os.environ.get("CI"):
            pytest.fail("soffice and pdftoppm must be there under CI")
        pytest.skip("no soffice or pdftoppm: install libreoffice-impress and poppler-utils")
    file = tmp_path / "slides.pptx"
    file.write_bytes(deck)
    profile = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    to_pdf = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, file]
    subprocess.run(to_pdf, check=True, timeout=180, capture_output=True)
    pdf = tmp_path / "slides.pdf"
    to_png = [pictures, "-r", "30", "-png", pdf, tmp_path / "page"]
    subprocess.run(to_png, check=True, timeout=60)
    pages = list(tmp_path.glob("page-*.png"))
    assert len(pages) == len(deck_texts(deck))
    assert all(page.stat().st_size > 500 for page in pages), "a page is not drawn"
