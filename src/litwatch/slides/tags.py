"""How a managed slide is found again: a tags part, two shape names, a line in the notes.

PowerPoint keeps the tags part (`Slide.Tags` in VBA), LibreOffice drops it but keeps the
names of text boxes and the notes. `SHA_<FIELD>` is of what was last written and
`WANT_<FIELD>` is what litwatch wanted there: together they tell a trainer's change from ours.
`LITWATCH_FORMAT` is the version of these rules: a deck with a higher one is left alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Literal

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import qn
from pptx.slide import Slide

from litwatch.slides.slide import NO_BREAK_HYPHEN

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.tags+xml"
FORMAT = 1
_KEY = "LITWATCH_KEY"
_FORMAT = "LITWATCH_FORMAT"
# What WANT_ holds where the text is long, or no longer known: its fingerprint.
HASHED = "sha:"
_LONG = frozenset({"notes"})
_OURS = ("LITWATCH_", "SHA_", "WANT_")
Carrier = Literal["tags", "source", "notes"]
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
    """Gives a slide its tags: the key, and WANT_ and SHA_ of each field just written."""
    values = {}
    for field, text in fields.items():
        wanted = " ".join(text.split())
        value = HASHED + fingerprint(wanted) if field in _LONG else wanted
        values[f"WANT_{field.upper()}"] = value
        values[f"SHA_{field.upper()}"] = fingerprint(wanted)
    set_tags(slide, key, values)


def set_tags(slide: Slide, key: str, values: Mapping[str, str]) -> None:
    """Writes litwatch's tags anew, as a part of the slide's own; other programs' tags stay."""
    others = {
        name: value for name, value in _every_tag(slide).items() if not name.startswith(_OURS)
    }
    root = etree.Element(qn("p:tagLst"), nsmap={"p": slide.element.nsmap["p"]})
    for name, value in (others | {_KEY: key, _FORMAT: str(FORMAT)} | dict(values)).items():
        etree.SubElement(root, qn("p:tag"), name=name, val=value)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = slide.part.package
    part = Part(PackURI(package.next_partname("/ppt/tags/tag%d.xml")), _CONTENT_TYPE, package, data)
    reference = _reference(slide)
    if reference is None:
        custom = slide.element.cSld.find(qn("p:custDataLst"))
        if custom is None:
            custom = etree.Element(qn("p:custDataLst"))
            # Order inside p:cSld: bg, spTree, custDataLst, controls, extLst.
            slide.element.cSld.spTree.addnext(custom)
        reference = etree.SubElement(custom, qn("p:tags"))
    elif (old := reference.get(qn("r:id"))) in slide.part.rels:
        # A copied slide may share its part with the original: a new one takes its place.
        slide.part.rels.pop(old)
    reference.set(qn("r:id"), slide.part.relate_to(part, RELATIONSHIP_TYPE.TAGS))


def read_tags(slide: Slide) -> dict[str, str]:
    """litwatch's tags of a slide, empty when it has none."""
    return {n: value for n, value in _every_tag(slide).items() if n.startswith(_OURS)}


def format_of(tags: Mapping[str, str]) -> int:
    """The version of the rules that the tags were written by; 0 without any."""
    given = tags.get(_FORMAT, "1" if _KEY in tags else "0")
    return int(given) if given.isdecimal() else FORMAT + 1


def _reference(slide: Slide) -> Any:
    """The element that points to the slide's tags; shapes have tags of their own elsewhere."""
    return slide.element.cSld.find(f"{qn('p:custDataLst')}/{qn('p:tags')}")


def _every_tag(slide: Slide) -> dict[str, str]:
    reference = _reference(slide)
    if reference is None or reference.get(qn("r:id")) not in slide.part.rels:
        return {}
    part = slide.part.rels[reference.get(qn("r:id"))].target_part
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(part.blob, parser)
    return {tag.get("name", "").upper(): tag.get("val", "") for tag in root.iter(qn("p:tag"))}


def carriers(slide: Slide) -> dict[Carrier, str]:
    """The keys that a slide carries, the most trusted first: tags, source box, notes' line."""
    found: dict[Carrier, str] = {}
    if key := read_tags(slide).get(_KEY, ""):
        found["tags"] = key
    for properties in slide.shapes._spTree.iter(qn("p:cNvPr")):  # also inside groups
        if named := _SOURCE_NAME.match(properties.get("name", "")):
            found["source"] = named.group(1)
            break
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        for line in reversed(frame.text.splitlines()):
            if noted := _NOTES_LINE.match(line.strip()):
                found["notes"] = noted.group(1)
                break
    return found


def key_of(slide: Slide) -> str:
    """The key of a managed slide by its tags, else its source box, else its notes; else ""."""
    return next(iter(carriers(slide).values()), "")
