"""A trainer's deck opened for an update, or refused with a reason that a trainer can act on."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError

from litwatch.errors import BadInput, NeedsPerson
from litwatch.slides.memory import read_memory
from litwatch.slides.tags import FORMAT, format_of, read_tags

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_MAX_UNPACKED = 2 * 2**30  # bytes; films are stored as they are and may well be large
_MAX_TEXT = 200 * 2**20  # bytes of XML: a deck of 200 slides has less than ten million
_MAX_PARTS = 20_000
_SAVE = "Open it in PowerPoint and save it as a presentation (.pptx)."


def open_deck(data: bytes, name: str) -> Any:
    """The presentation in `data`; `name` is the file's, for the messages.

    Raises BadInput for whatever is no plain .pptx that litwatch may rewrite: encrypted, damaged,
    blown up, signed, with macros, a template, another format, or made by a newer litwatch.
    """
    _check_package(data, name)
    try:
        presentation: Any = Presentation(BytesIO(data))
        _check_format(presentation, name)
    except (
        BadZipFile,
        PythonPptxError,
        etree.XMLSyntaxError,
        zlib.error,
        KeyError,
        ValueError,
        AttributeError,
        EOFError,
    ) as error:
        raise BadInput(
            f"{name} is damaged and cannot be read",
            "Open it in PowerPoint, let it repair the file, and save it. Or take a backup.",
        ) from error
    return presentation


def check_closed(path: Path) -> None:
    """Raises NeedsPerson while PowerPoint or LibreOffice has the file open."""
    for lock in (f"~${path.name}", f".~lock.{path.name}#"):
        if path.with_name(lock).exists():
            raise NeedsPerson(
                f"{path.name} is open in another program ({lock} lies beside it)",
                "Close the presentation and run again. Nothing is changed.",
            )


def _check_package(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise BadInput(
                f"{name} is protected by a password",
                "Open it in PowerPoint and take the password away: File, Info, Protect.",
            )
        raise BadInput(f"{name} is in PowerPoint's old format (.ppt)", _SAVE)
    try:
        with ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            _check_size(parts, name)
            names = {part.filename for part in parts}
            if "mimetype" in names and b"opendocument" in package.read("mimetype"):
                raise BadInput(f"{name} is an OpenDocument presentation (.odp)", _SAVE)
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    except (BadZipFile, KeyError, OSError, RuntimeError, zlib.error, NotImplementedError) as error:
        raise BadInput(f"{name} is not a .pptx file, or it is damaged", _SAVE) from error
    if "macroEnabled" in types or any(part.endswith("vbaProject.bin") for part in names):
        raise BadInput(
            f"{name} holds macros (.pptm), which would be lost",
            "Save a copy without macros as a presentation (.pptx).",
        )
    if "presentationml.template.main+xml" in types:
        raise BadInput(f"{name} is a template (.potx)", _SAVE)
    if "presentationml.slideshow.main+xml" in types:
        raise BadInput(f"{name} is a show (.ppsx)", _SAVE)
    if "presentationml.presentation.main+xml" not in types:
        raise BadInput(f"{name} is no presentation", _SAVE)
    if any(part.startswith("_xmlsignatures/") for part in names):
        raise BadInput(
            f"{name} is signed, and an update would break the signature",
            "Take the signature away in PowerPoint, update, and sign again.",
        )


def _check_size(parts: list[Any], name: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if unpacked > _MAX_UNPACKED or text > _MAX_TEXT or len(parts) > _MAX_PARTS:
        raise BadInput(
            f"{name} unpacks to {unpacked // 2**20} MB in {len(parts)} parts, "
            "which no presentation needs",
            "If it is a real one, take out its largest films and pictures and save it again.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise BadInput(f"{name} is a zip file with a password", _SAVE)


def _check_format(presentation: Any, name: str) -> None:
    formats = [format_of(read_tags(slide)) for slide in presentation.slides]
    if max([read_memory(presentation).format, *formats]) > FORMAT:
        raise BadInput(
            f"{name} was made by a newer litwatch",
            "Update litwatch and run again. Nothing is changed.",
        )
