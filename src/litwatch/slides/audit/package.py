"""Opening an Office file that may be anything: what it is, and whether it is safe to read."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 (a class, whatever zlib calls it)

from lxml import etree

from litwatch.errors import BadInput

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MIB = 1 << 20
# A lecture with films is large but hardly packed; text in XML shrinks twenty to one.
_MAX_TOTAL = 2048 * _MIB
_MAX_XML = 128 * _MIB
_MAX_RATIO = 100
_RATIO_COUNTS_FROM = 64 * _MIB
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def open_package(data: bytes, name: str, *, main: str, kind: str) -> ZipFile:
    """The zip of a `.pptx` or `.docx` (`kind`) whose main part is `main`. Raises BadInput."""
    save_as = f"Open it in its program and save it as {kind}."
    if not data:
        raise BadInput(f"{name} is empty", "Fetch or save the file again.")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise BadInput(f"{name} is protected by a password", "Save a copy without it.")
        raise BadInput(f"{name} is in the format of Office before 2007", save_as)
    try:
        package = ZipFile(BytesIO(data))
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadInput(f"{name} is no {kind} file, or is damaged: {error}", save_as) from error
    names = set(package.namelist())
    if "mimetype" in names and "META-INF/manifest.xml" in names:
        raise BadInput(f"{name} is an OpenDocument file", save_as)
    _refuse_bomb(package, name, len(data))
    if any(info.flag_bits & 1 for info in package.infolist()):
        raise BadInput(f"{name} is protected by a password", "Save a copy without it.")
    if main not in names:
        raise BadInput(f"{name} is a zip file but no {kind}: it lacks {main}", save_as)
    if b"macroEnabled" in part_of(package, "[Content_Types].xml", name):
        raise BadInput(f"{name} holds macros", f"Save it as {kind}, which holds none.")
    return package


def part_of(package: ZipFile, part: str, name: str) -> bytes:
    """The bytes of one part, empty when there is none. Raises BadInput when it is damaged."""
    try:
        return package.read(part)
    except KeyError:
        return b""
    except (BadZipFile, ZlibError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{name} is damaged in {part}: {error}", "Save the file again.") from error


def tree_of(data: bytes, name: str) -> etree._Element:
    """The root of a part. Raises BadInput for broken XML and for XML that declares entities."""
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"{name} holds broken XML: {error}", "Save the file again.") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise BadInput(f"{name} declares entities, as attacks do", "Do not use this file.")
    return root


def links_of(package: ZipFile, rels: str, name: str) -> Iterator[str]:
    """The addresses outside the file that a part's relationships name."""
    data = part_of(package, rels, name)
    if data:
        for relation in tree_of(data, name):
            if relation.get("TargetMode") == "External" and relation.get("Target"):
                yield str(relation.get("Target"))


def _refuse_bomb(package: ZipFile, name: str, packed: int) -> None:
    total = sum(info.file_size for info in package.infolist())
    dense = total > _RATIO_COUNTS_FROM and total > _MAX_RATIO * packed
    large = any(
        info.file_size > _MAX_XML and info.filename.endswith((".xml", ".rels"))
        for info in package.infolist()
    )
    if dense or large or total > _MAX_TOTAL:
        raise BadInput(
            f"{name} unpacks to {total // _MIB:,} MiB out of {packed:,} bytes, "
            "which no real file does",
            "Do not use this file; ask for it again where it came from.",
        )
