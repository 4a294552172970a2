"""PowerPoint's sections: the parts of a deck, by name, in its list of slides."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from pptx.oxml.ns import qn

_URI = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"  # of the extension that lists sections
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


def add_sections(presentation: Any, names: Sequence[str]) -> None:
    """Slides with one name after each other become a section; without any name there are none.

    `names` has one for each slide, in order. The same names give the same ids.
    """
    if not any(names):
        return
    root = presentation.element
    extensions = root.find(qn("p:extLst"))
    if extensions is None:
        extensions = etree.SubElement(root, qn("p:extLst"))  # the schema wants it last
    extension = etree.SubElement(extensions, qn("p:ext"), uri=_URI)
    listed = etree.SubElement(extension, f"{{{_P14}}}sectionLst", nsmap={"p14": _P14})
    slides = zip(names, presentation.slides._sldIdLst, strict=True)
    for number, (name, entries) in enumerate(groupby(slides, key=lambda one: one[0]), 1):
        key = str(uuid5(NAMESPACE_URL, f"litwatch:section:{number}:{name}")).upper()
        section = etree.SubElement(listed, f"{{{_P14}}}section", name=name, id=f"{{{key}}}")
        ids = etree.SubElement(section, f"{{{_P14}}}sldIdLst")
        for _, entry in entries:
            etree.SubElement(ids, f"{{{_P14}}}sldId", id=str(entry.id))
