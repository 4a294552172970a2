"""How a managed slide is found again: a tags part, two shape names, a line in the notes.

PowerPoint keeps the tags part (`Slide.Tags` in VBA), LibreOffice drops it but keeps the
names of text boxes and the notes. `SHA_<FIELD>` is of what was last written and
`WANT_<FIELD>` is what litwatch wanted there: together they tell a trainer's change from ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import qn
from pptx.slide import Slide

from litwatch.slides.slide import NO_BREAK_HYPHEN

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.tags+xml"
_KEY = "LITWATCH_KEY"
_NOTES_LINE = re.compile(r"^\[litwatch:(.+)\]$")
_SOURCE_NAME = re.compile(r"^litwatch:(.+):source$")


def shape_name(key: str, part: str) -> str:
    """`litwatch:<key>:source`: the name of a managed shape that is no placeholder."""
    return f"litwatch:{key}:{part}"


def notes_line(key: str) -> str:
    return f"[litwatch:{key}]"


def fingerprint(text: str) -> str:
    """SHA-256 of the text with runs of whitespace as one space and every hyphen a plain one."""
    plain = " ".join(text.replace(NO_BREAK_HYPHEN, "-").split())
    return hashlib.sha256(plain.encode()).hexdigest()


def write_tags(slide: Slide, key: str, fields: Mapping[str, str]) -> None:
    """Gives a new slide its tags part: the key, and WANT_ and SHA_ of each field."""
    values = {_KEY: key}
    for field, text in fields.items():
        wanted = " ".join(text.split())
        values[f"WANT_{field.upper()}"] = wanted
        values[f"SHA_{field.upper()}"] = fingerprint(wanted)
    namespaces = {"p": slide.element.nsmap["p"]}
    root = etree.Element(qn("p:tagLst"), nsmap=namespaces)
    for name, value in values.items():
        etree.SubElement(root, qn("p:tag"), name=name, val=value)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = slide.part.package
    part = Part(PackURI(package.next_partname("/ppt/tags/tag%d.xml")), _CONTENT_TYPE, package, data)
    relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.TAGS)
    custom = etree.Element(qn("p:custDataLst"))
    etree.SubElement(custom, qn("p:tags")).set(qn("r:id"), relation)
    # Order inside p:cSld: bg, spTree, custDataLst, controls, extLst.
    slide.element.cSld.spTree.addnext(custom)


def read_tags(slide: Slide) -> dict[str, str]:
    """The tags of a slide, empty when it has none."""
    for relation in slide.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.TAGS:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            root = etree.fromstring(relation.target_part.blob, parser)
            return {tag.get("name", ""): tag.get("val", "") for tag in root.iter(qn("p:tag"))}
    return {}


def key_of(slide: Slide) -> str:
    """The key of a managed slide by its tags, else its source box, else its notes; else ""."""
    if key := read_tags(slide).get(_KEY, ""):
        return key
    for shape in slide.shapes:
        if found := _SOURCE_NAME.match(shape.name):
            return found.group(1)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        for line in reversed(frame.text.splitlines()):
            if found := _NOTES_LINE.match(line.strip()):
                return found.group(1)
    return ""
