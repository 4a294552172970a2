"""Files that are no deck that litwatch may rewrite: each is told apart in words of its own."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from pptx import Presentation

from litwatch.digest.edition import Edition
from litwatch.errors import BadInput, NeedsPerson
from litwatch.slides import build_edition_deck
from litwatch.slides.inplace import check_closed, open_deck
from litwatch.slides.tags import read_tags, set_tags

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.fixture(scope="module")
def deck(full_month: Edition) -> bytes:
    return build_edition_deck(full_month, "sv")


def rewritten(deck: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(deck)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in added.items():
            new.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def typed(deck: bytes, old: bytes, new: bytes) -> bytes:
    return rewritten(
        deck, lambda n, data: data.replace(old, new) if n == "[Content_Types].xml" else data
    )


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name, data in files.items():
            new.writestr(name, data)
    return out.getvalue()


def bad_files(deck: bytes) -> dict[str, tuple[bytes, str]]:
    main = b"presentationml.presentation.main+xml"
    half = len(deck) // 2
    slide = "ppt/slides/slide1.xml"
    return {
        "encrypted": (OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"), "password"),
        "ppt": (OLE + b"\0" * 512 + "PowerPoint Document".encode("utf-16-le"), r"\.ppt"),
        "odp": (zipped(mimetype=b"application/vnd.oasis.opendocument.presentation"), r"\.odp"),
        "potx": (typed(deck, main, b"presentationml.template.main+xml"), r"\.potx"),
        "pptm": (
            typed(deck, main, b"ms-powerpoint.presentation.macroEnabled.main+xml"),
            "macros",
        ),
        "ppsx": (typed(deck, main, b"presentationml.slideshow.main+xml"), r"\.ppsx"),
        "signed": (rewritten(deck, lambda _n, d: d, _xmlsignatures__sig1=b"<x/>"), "signed"),
        "cut": (deck[:half], "damaged"),
        "bent": (
            rewritten(deck, lambda n, d: d[: len(d) // 2] if n == slide else d),
            "damaged",
        ),
        "empty": (b"", "is empty"),
        "text": (b"Rubrik\n", r"not a \.pptx"),
        "bomb": (
            rewritten(deck, lambda _n, d: d, ppt__x=b"", **{"a.xml": bytes(201 << 20)}),
            "MiB",
        ),
    }


def test_each_bad_file_has_a_message_of_its_own(deck: bytes) -> None:
    for name, (data, words) in bad_files(deck).items():
        with pytest.raises(BadInput, match=words) as caught:
            open_deck(data, f"{name}.pptx")
        assert name in str(caught.value)
        assert caught.value.remedy


def test_a_workbook_with_macros_in_a_deck_without_them_is_no_hindrance(deck: bytes) -> None:
    workbook = b'<Default Extension="xlsm" ContentType="vnd.ms-excel.sheet.macroEnabled.12"/>'
    held = typed(deck, b"<Override ", workbook + b"<Override ")
    assert len(open_deck(held, "deck.pptx").slides) == len(open_deck(deck, "deck.pptx").slides)


def test_a_deck_of_a_newer_litwatch_is_left_alone(deck: bytes) -> None:
    presentation = Presentation(BytesIO(deck))
    slide = presentation.slides[2]
    set_tags(slide, read_tags(slide)["LITWATCH_KEY"], {})
    part = next(r.target_part for r in slide.part.rels.values() if r.reltype.endswith("/tags"))
    part._blob = part.blob.replace(b'"LITWATCH_FORMAT" val="1"', b'"LITWATCH_FORMAT" val="2"')
    out = BytesIO()
    presentation.save(out)
    with pytest.raises(BadInput, match="newer litwatch"):
        open_deck(out.getvalue(), "deck.pptx")


@pytest.mark.parametrize("lock", ["~$deck.pptx", ".~lock.deck.pptx#"])
def test_a_deck_that_is_open_elsewhere_waits(tmp_path: Path, lock: str) -> None:
    check_closed(tmp_path / "deck.pptx")
    (tmp_path / lock).touch()
    with pytest.raises(NeedsPerson, match="is open"):
        check_closed(tmp_path / "deck.pptx")
