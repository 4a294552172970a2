"""A template that no litwatch made: a dark master with a logo, own fonts, names and indices."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Pt

from litwatch.slides.limits import Box

NAMES = {  # Office's name → the region's
    "Title Slide": "Region Start",
    "Title and Content": "Region Text",
    "Title Only": "Region Bara titel",
}


LOGO = Box(Pt(840), Pt(44), Pt(90), Pt(30))  # in English metric units
LAYOUTS = {"opening": "Region Start", "message": "Region Text", "chart": "Region Bara titel"}


def template(body_index: int = 13) -> bytes:
    """The template as .pptx, with a slide of its own."""
    presentation: Any = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(960), Pt(540)
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = "An old slide of the region"
    for layout in list(presentation.slide_layouts):
        if layout.name not in NAMES:
            presentation.slide_layouts.remove(layout)
    for layout in presentation.slide_layouts:
        if layout.name == "Title and Content":
            layout.placeholders[1].element.ph.set("idx", str(body_index))
        layout.name = NAMES[layout.name]
    _dress(presentation.slide_master)
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def _dress(master: Any) -> None:
    """White on a dark ground, with a coloured foot and a logo above it to the right."""
    master.background.fill.solid()
    master.background.fill.fore_color.rgb = RGBColor(0x10, 0x2A, 0x43)
    mapping = master.element.find(qn("p:clrMap"))
    for role, colour in (("bg1", "dk1"), ("tx1", "lt1"), ("bg2", "dk2"), ("tx2", "lt2")):
        mapping.set(role, colour)
    part = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    root = etree.fromstring(part.blob)
    dark = root.find(f".//{qn('a:clrScheme')}/{qn('a:dk1')}")
    dark.clear()
    etree.SubElement(dark, qn("a:srgbClr"), val="102A43")
    for family in ("majorFont", "minorFont"):
        root.find(f".//{qn(f'a:{family}')}/{qn('a:latin')}").set("typeface", "Verdana")
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    tree = master.shapes._spTree
    foot = tree.makeelement(qn("p:sp"), {})
    foot.append(
        etree.fromstring(
            '<p:nvSpPr xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
            '<p:cNvPr id="90" name="Foot"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        )
    )
    foot.append(
        etree.fromstring(
            '<p:spPr xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:xfrm>'
            f'<a:off x="0" y="{Pt(522)}"/><a:ext cx="{Pt(960)}" cy="{Pt(18)}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
            '<a:srgbClr val="E0A800"/></a:solidFill></p:spPr>'
        )
    )
    tree.insert(2, foot)
    logo = BytesIO()
    Image.new("RGB", (120, 40), (224, 168, 0)).save(logo, "PNG")
    _image, relation = master.part.get_or_add_image_part(logo)
    tree.insert(
        3,
        etree.fromstring(
            '<p:pic xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<p:nvPicPr><p:cNvPr id="91" name="Logo" descr="Region"/><p:cNvPicPr/><p:nvPr/>'
            f'</p:nvPicPr><p:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/>'
            f'</a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="{LOGO.left}" y="{LOGO.top}"/>'
            f'<a:ext cx="{LOGO.width}" cy="{LOGO.height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></p:spPr></p:pic>"
        ),
    )
