"""The XML of a file's parts, read so that a hostile one does no harm, and the links they name."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from litwatch.errors import BadInput
from litwatch.slides.office import part_of

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


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
