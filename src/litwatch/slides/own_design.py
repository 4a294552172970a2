"""Our own design: the presentation that slides are drawn on where no template is given."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from litwatch.slides import limits
from litwatch.slides.canvas import HEIGHT, WIDE

# Colours of the design (look.md, tokens): ink, second ink, act, second bar, pencil, retracted.
_COLOURS = {
    "dk1": "16211F",
    "lt1": "FFFFFF",
    "dk2": "45524F",
    "lt2": "F2F4F0",
    "accent1": "0B5360",
    "accent2": "B4652A",
    "accent3": "5B4B86",
    "accent4": "A0121F",
    "accent5": "1D6039",
    "accent6": "74807C",
    "hlink": "0B5360",
    "folHlink": "5B4B86",
}
# On every Windows and Mac machine that shows PowerPoint: no font is embedded in a deck.
_SERIF, _SANS = "Georgia", "Arial"
_LARGE_TITLE = 54


def own_design(kept: Collection[str]) -> Any:
    """An empty widescreen presentation with the layouts of these names, in our type and colours."""
    presentation: Any = Presentation()
    presentation.slide_width = WIDE.length(WIDE.width)
    presentation.slide_height = WIDE.length(HEIGHT)
    presentation.element.sldSz.attrib.pop("type", None)  # the default file says 4:3
    _drop_thumbnail(presentation)
    for layout in list(presentation.slide_layouts):
        if layout.name not in kept:
            presentation.slide_layouts.remove(layout)
    master = presentation.slide_master
    _theme(master)
    _text_styles(master)
    for page in (master, *presentation.slide_layouts):
        _clean(page)
    for page in (presentation, master, *presentation.slide_layouts):
        for element in page.element.iter():
            if element.get("lang"):
                element.set("lang", "sv-SE")
    for shape in master.placeholders:
        boxes = {1: WIDE.body, 4: WIDE.number}
        WIDE.place(shape, boxes.get(shape.placeholder_format.idx, WIDE.title))
    opening = next(one for one in presentation.slide_layouts if one.element.get("type") == "title")
    WIDE.place(opening.placeholders[0], WIDE.opening_title)
    WIDE.place(opening.placeholders[1], WIDE.opening_body)
    return presentation


def _drop_thumbnail(presentation: Any) -> None:
    package = presentation.part.package
    for relation in list(package._rels.values()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of another deck
            package.drop_rel(relation.rId)


def _theme(master: Any) -> None:
    part = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    root: Any = etree.fromstring(part.blob)
    root.set("name", "litwatch")
    for name, colour in _COLOURS.items():
        role = root.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        role.clear()
        etree.SubElement(role, qn("a:srgbClr"), val=colour)
    for family, font in (("majorFont", _SERIF), ("minorFont", _SANS)):
        root.find(f".//{qn(f'a:{family}')}/{qn('a:latin')}").set("typeface", font)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _level(size: int, bold: bool, spacing: int, after: int) -> str:
    """First-level paragraph properties: flush left, serif, no bullet."""
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="l" defTabSz="914400" rtl="0" eaLnBrk="1" '
        f'latinLnBrk="0" hangingPunct="1"><a:lnSpc><a:spcPct val="{spacing}000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPts val="{after}00"/></a:spcAft>'
        f'<a:buNone/><a:defRPr sz="{size}00" b="{int(bold)}" kern="1200">'
        '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
        '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/>'
        "</a:defRPr></a:lvl1pPr>"
    )


def _text_styles(master: Any) -> None:
    styles = master.element.find(qn("p:txStyles"))
    wanted = {
        "p:titleStyle": _level(max(limits.TITLE_SIZES), True, 95, 0),
        "p:bodyStyle": _level(max(limits.BODY_SIZES), False, 110, limits.PARAGRAPH_GAP),
    }
    for tag, level in wanted.items():
        old = styles.find(qn(tag))
        new = parse_xml(f"<{tag} {nsdecls('p', 'a')}>{level}</{tag}>")
        # Deeper levels stay as they are, for trainers who add slides of their own.
        new.extend(old[1:])
        styles.replace(old, new)


def _clean(page: Any) -> None:
    """No insets, text from the top, no date or footer of their own.

    The source line takes the footer's place on every slide.
    """
    for shape in list(page.placeholders):
        kind = shape.element.ph.get("type")
        if kind in {"dt", "ftr"}:
            shape.element.getparent().remove(shape.element)
            continue
        body = shape.element.txBody.find(qn("a:bodyPr"))
        for side in ("lIns", "tIns", "rIns", "bIns"):
            body.set(side, "0")
        body.set("anchor", "b" if kind == "ctrTitle" else "t")
        if kind == "sldNum":
            _number_style(shape)
        elif kind in {"ctrTitle", "subTitle"}:
            style = shape.element.txBody.find(qn("a:lstStyle"))
            size = _LARGE_TITLE if kind == "ctrTitle" else max(limits.BODY_SIZES)
            for old in list(style):
                style.remove(old)
            style.append(
                parse_xml(
                    f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/>'
                    f'<a:defRPr sz="{size}00"/></a:lvl1pPr>'
                )
            )


def _number_style(shape: Any) -> None:
    style = shape.element.txBody.find(qn("a:lstStyle"))
    for old in list(style):
        style.remove(old)
    style.append(
        parse_xml(
            f'<a:lvl1pPr {nsdecls("a")} algn="r"><a:defRPr sz="{limits.SMALL}00">'
            '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )
    )
