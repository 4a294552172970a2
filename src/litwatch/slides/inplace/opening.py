"""A trainer's deck opened for an update, or refused with a reason that a trainer can act on."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from litwatch.errors import BadInput, NeedsPerson
from litwatch.slides.memory import read_memory
from litwatch.slides.office import damage_told, open_presentation
from litwatch.slides.tags import FORMAT, format_of, read_tags


def open_deck(data: bytes, name: str) -> Any:
    """The presentation in `data`; `name` is the file's, for the messages.

    Raises BadInput for whatever is no plain .pptx that litwatch may rewrite: what
    `slides.office` refuses, a signed deck, and one made by a newer litwatch.
    """
    presentation = open_presentation(data, name)
    _check_unsigned(data, name)
    with damage_told(name):
        _check_format(presentation, name)
    return presentation


def check_closed(path: Path) -> None:
    """Raises NeedsPerson while PowerPoint or LibreOffice has the file open."""
    for lock in (f"~${path.name}", f".~lock.{path.name}#"):
        if path.with_name(lock).exists():
            raise NeedsPerson(
                f"{path.name} is open in another program ({lock} lies beside it)",
                "Close the presentation and run again. Nothing is changed.",
            )


def _check_unsigned(data: bytes, name: str) -> None:
    with ZipFile(BytesIO(data)) as package:
        signed = any(part.startswith("_xmlsignatures/") for part in package.namelist())
    if signed:
        raise BadInput(
            f"{name} is signed, and an update would break the signature",
            "Take the signature away in PowerPoint, update, and sign again.",
        )


def _check_format(presentation: Any, name: str) -> None:
    formats = [format_of(read_tags(slide)) for slide in presentation.slides]
    if max([read_memory(presentation).format, *formats]) > FORMAT:
        raise BadInput(
            f"{name} was made by a newer litwatch",
            "Update litwatch and run again. Nothing is changed.",
        )
