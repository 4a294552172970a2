"""An Office file that a person gave us: what it is, whether it is safe to read, and its parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 (a class, whatever zlib calls it)

from pptx import Presentation

from litwatch.errors import BadInput

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how old Office files begin, and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MIB = 1 << 20
_MAX_PARTS = 20_000
# Films are stored as they are and may well be large; text in XML shrinks twenty to one, and a deck
# of 200 slides has less than ten million bytes of it.
_MAX_TOTAL = 2048 * _MIB
_MAX_XML = 200 * _MIB
_MAX_RATIO = 100
_RATIO_COUNTS_FROM = 64 * _MIB
_TYPES = "[Content_Types].xml"
_OTHERS = {
    b"presentationml.template.main+xml": "a template (.potx)",
    b"presentationml.slideshow.main+xml": "a show (.ppsx)",
    b"wordprocessingml.template.main+xml": "a template (.dotx)",
}


class Kind(NamedTuple):
    """A kind of file that we read, and what its other forms are called."""

    suffix: str
    what: str
    main_type: bytes
    program: str
    before_2007: str
    open_document: str


PRESENTATION = Kind(
    ".pptx", "presentation", b"presentationml.presentation.main+xml", "PowerPoint", ".ppt", ".odp"
)
DOCUMENT = Kind(".docx", "document", b"wordprocessingml.document.main+xml", "Word", ".doc", ".odt")


def open_package(data: bytes, name: str, kind: Kind, *, most: int = _MAX_TOTAL) -> ZipFile:
    """The zip of a file of this kind; `name` is what the messages call it.

    Raises BadInput, in words that a trainer can act on, for whatever is not plainly of that kind:
    with a password, damaged, unpacking to more than `most` bytes or to more than any real file,
    with macros, a template, or another format.
    """
    save = f"Open it in {kind.program} and save it as a {kind.what} ({kind.suffix})."
    if not data:
        raise BadInput(f"{name} is empty", "Fetch or save the file again.")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise _locked(name, kind)
        raise BadInput(f"{name} is in the format of Office before 2007 ({kind.before_2007})", save)
    try:
        package = ZipFile(BytesIO(data))
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadInput(f"{name} is not a {kind.suffix} file, or is damaged", save) from error
    _refuse_bomb(package, name, kind, len(data), most)
    if any(info.flag_bits & 1 for info in package.infolist()):
        raise _locked(name, kind)
    if b"opendocument" in part_of(package, "mimetype", name):
        raise BadInput(f"{name} is an OpenDocument file ({kind.open_document})", save)
    types = part_of(package, _TYPES, name)
    if b"macroEnabled.main+xml" in types or any(
        part.endswith("vbaProject.bin") for part in package.namelist()
    ):
        raise BadInput(
            f"{name} holds macros",
            f"Save a copy without macros as a {kind.what} ({kind.suffix}).",
        )
    if kind.main_type not in types:
        other = next((what for form, what in _OTHERS.items() if form in types), f"no {kind.what}")
        raise BadInput(f"{name} is {other}", save)
    return package


def open_presentation(data: bytes, name: str, *, most: int = _MAX_TOTAL) -> Any:
    """The presentation in a .pptx file. Raises BadInput as `open_package` does."""
    open_package(data, name, PRESENTATION, most=most).close()
    with damage_told(name):
        return Presentation(BytesIO(data))


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """While a file's parts are read: whatever a broken one causes is raised as BadInput."""
    try:
        yield
    except (BadInput, MemoryError):
        raise
    except Exception as error:  # python-pptx lets whatever a broken part causes through
        raise BadInput(
            f"{name} is damaged and cannot be read",
            "Open it in its program, let it repair the file, and save it. Or take a backup.",
        ) from error


def part_of(package: ZipFile, part: str, name: str) -> bytes:
    """The bytes of one part, empty when there is none. Raises BadInput when it is damaged."""
    try:
        return package.read(part)
    except KeyError:
        return b""
    except (BadZipFile, ZlibError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{name} is damaged in {part}: {error}", "Save the file again.") from error


def _locked(name: str, kind: Kind) -> BadInput:
    return BadInput(
        f"{name} is protected by a password",
        f"Open it in {kind.program} and save a copy without it: File, Info, Protect.",
    )


def _refuse_bomb(package: ZipFile, name: str, kind: Kind, packed: int, most: int) -> None:
    parts = package.infolist()
    total = sum(part.file_size for part in parts)
    text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    dense = total > _RATIO_COUNTS_FROM and total > _MAX_RATIO * packed
    if dense or total > most or text > _MAX_XML or len(parts) > _MAX_PARTS:
        raise BadInput(
            f"{name} unpacks to {total // _MIB:,} MiB in {len(parts):,} parts, "
            f"which no {kind.what} needs",
            "If it is a real one, take out its largest films and pictures and save it again.",
        )
