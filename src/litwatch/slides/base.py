"""The presentation that slides are drawn on: our own design, or a user's template."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from litwatch.errors import BadInput, WrongUse
from litwatch.slides import limits
from litwatch.slides.limits import Box

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

# Roles and the names that Office gives their layouts, in English and Swedish.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "opening": ("Title Slide", "Rubrikbild"),
    "message": ("Title and Content", "Rubrik och innehåll"),
    "chart": ("Title Only", "Endast rubrik"),
}
_MAX_UNPACKED = 500 * 2**20  # bytes; a template with its pictures stays far below


@dataclass(frozen=True)
class Base:
    """An empty presentation, its layouts by role, and the colours for marks and drafts."""

    presentation: Any  # pptx.presentation.Presentation; python-pptx ships no types
    layouts: dict[str, Any]
    mark: MSO_THEME_COLOR
    pencil: MSO_THEME_COLOR


def open_base(template: bytes | None) -> Base:
    """Our own design, or the user's template without its slides.

    Raises BadInput for a file that is no .pptx (.potx and .pptm are refused by name) and
    WrongUse when a layout is missing or the slide is not 960 × 540 points.
    """
    if template is None:
        return _own_design()
    _check_kind(template)
    try:
        presentation: Any = Presentation(BytesIO(template))
    except (KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise BadInput(
            f"the template cannot be read as a .pptx file: {error}",
            "Open it in PowerPoint and save it again as a presentation (.pptx).",
        ) from error
    _check_size(presentation)
    _drop_slides(presentation)
    # A template's text colour is the one that is known to be readable on its background.
    text = MSO_THEME_COLOR.TEXT_1
    return Base(presentation, _find_layouts(presentation), mark=text, pencil=text)


def _check_kind(template: bytes) -> None:
    try:
        with ZipFile(BytesIO(template)) as package:
            unpacked = sum(info.file_size for info in package.infolist())
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    except (BadZipFile, KeyError, OSError) as error:
        raise BadInput(
            "the template is not a .pptx file", "Give a presentation saved as .pptx."
        ) from error
    if unpacked > _MAX_UNPACKED:
        raise BadInput(
            f"the template unpacks to {unpacked // 2**20} MB",
            "Take out its large pictures and films and save it again.",
        )
    if "macroEnabled" in types:
        raise BadInput(
            "the template holds macros (.pptm or .potm)",
            "Save it as a presentation without macros (.pptx).",
        )
    if "presentationml.template.main+xml" in types:
        raise BadInput(
            "the template is a .potx file",
            "Open it in PowerPoint and save it as a presentation (.pptx).",
        )
    if "presentationml.presentation.main+xml" not in types:
        raise BadInput("the template is no presentation", "Give a presentation saved as .pptx.")


def _check_size(presentation: Any) -> None:
    size = (presentation.slide_width, presentation.slide_height)
    ours = (Pt(limits.SLIDE.width), Pt(limits.SLIDE.height))
    if any(abs(a - b) > Pt(2) for a, b in zip(size, ours, strict=True)):
        wide, high = (round(side / 12700) for side in size)
        raise WrongUse(
            f"the template's slides are {wide} × {high} points, not 960 × 540",
            "In PowerPoint choose Design, Slide Size, Widescreen (16:9), and save.",
        )


def _find_layouts(presentation: Any) -> dict[str, Any]:
    by_name = {layout.name.casefold(): layout for layout in presentation.slide_layouts}
    found: dict[str, Any] = {}
    missing = []
    for role, names in LAYOUTS.items():
        layout = next((by_name[n.casefold()] for n in names if n.casefold() in by_name), None)
        if layout is None:
            missing.append(" or ".join(names))
        else:
            found[role] = layout
    if missing:
        there = ", ".join(layout.name for layout in presentation.slide_layouts) or "none"
        raise WrongUse(
            f"the template has no layout named {'; nor '.join(missing)}",
            f"Rename a layout in the slide master. It has: {there}.",
        )
    _check_placeholders(found)
    return found


def _check_placeholders(layouts: dict[str, Any]) -> None:
    for role, needed in (("opening", (0, 1)), ("message", (0, 1)), ("chart", (0,))):
        there = {shape.placeholder_format.idx for shape in layouts[role].placeholders}
        if not there.issuperset(needed):
            raise WrongUse(
                f"the layout {layouts[role].name!r} lacks a placeholder for title or text",
                "Add it in the slide master, or use a layout that PowerPoint made.",
            )


def _drop_slides(presentation: Any) -> None:
    listing = presentation.slides._sldIdLst
    for slide in list(listing):
        presentation.part.drop_rel(slide.rId)
        listing.remove(slide)
    # Sections list the slides by id; ids without slides make PowerPoint offer a repair.
    for extension in presentation.element.xpath(".//p:extLst/p:ext"):
        if any(etree.QName(child).localname == "sectionLst" for child in extension):
            extension.getparent().remove(extension)


# ── our own design ───────────────────────────────────────────────────────────────────────


def _own_design() -> Base:
    presentation: Any = Presentation()
    presentation.slide_width = Pt(limits.SLIDE.width)
    presentation.slide_height = Pt(limits.SLIDE.height)
    presentation.element.sldSz.attrib.pop("type", None)  # the default file says 4:3
    _drop_thumbnail(presentation)
    kept = {names[0] for names in LAYOUTS.values()}
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
        place(
            shape,
            {1: limits.BODY, 4: limits.NUMBER}.get(shape.placeholder_format.idx, limits.TITLE),
        )
    opening = _find_layouts(presentation)["opening"]
    place(opening.placeholders[0], OPENING_TITLE)
    place(opening.placeholders[1], OPENING_BODY)
    return Base(
        presentation,
        _find_layouts(presentation),
        mark=MSO_THEME_COLOR.ACCENT_1,
        pencil=MSO_THEME_COLOR.ACCENT_3,
    )


OPENING_TITLE = Box(limits.MARGIN, 150, limits.TEXT_WIDTH, 150)
OPENING_BODY = Box(limits.MARGIN, 312, limits.TEXT_WIDTH, 110)


def place(shape: Any, box: Box) -> None:
    """Sets all four: setting one of an inherited placeholder's zeroes the others."""
    shape.left, shape.top = Pt(box.left), Pt(box.top)
    shape.width, shape.height = Pt(box.width), Pt(box.height)


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
