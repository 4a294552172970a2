"""What stands round a slide's words: banner, mark and badges, the dashed frame, the source line."""

from __future__ import annotations

from typing import Any

from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from litwatch.language import Lang
from litwatch.slides import limits
from litwatch.slides.base import Base
from litwatch.slides.canvas import HEIGHT, Canvas
from litwatch.slides.fields import badge_rows
from litwatch.slides.limits import Box
from litwatch.slides.slide import RUN_LANGUAGE, SlidePlan, Text
from litwatch.slides.tags import shape_name
from litwatch.slides.writing import draw_small_box, theme_colour, write_texts

_LINE_HEIGHT = 28
_BANNER_GAP = 6


def draw_banner(slide: Any, plan: SlidePlan, canvas: Canvas, lang: Lang) -> None:
    """Whose work the deck is, over everything but the guidance's band."""
    text, name = Text(plan.banner, RUN_LANGUAGE[lang]), shape_name(plan.key, "banner")
    draw_small_box(slide, name, _banner_box(plan, canvas), (text,), canvas, bold=True)


def _banner_box(plan: SlidePlan, canvas: Canvas) -> Box:
    return canvas.banner(plan.banner, below_band=bool(plan.mark) and plan.mark_style == "band")


def draw_badges(slide: Any, plan: SlidePlan, base: Base, lang: Lang) -> None:
    """The mark, then the plain badges beside it or under its band; all of it below a banner."""
    left, top, width, _ = base.badges
    if plan.banner:
        over = _banner_box(plan, base.canvas)
        top = max(top, over.top + over.height + _BANNER_GAP)
    text = Text(plan.mark, RUN_LANGUAGE[lang])
    if plan.mark and plan.mark_style == "band":
        _band(slide, shape_name(plan.key, "mark"), text, base)
    elif plan.mark:
        mark_width = limits.mark_width(plan.mark)
        box = Box(left, top, mark_width, _LINE_HEIGHT + 4)
        if plan.mark_style == "frame":
            _framed(slide, plan, text, box, base)
        else:
            name = shape_name(plan.key, "mark")
            box = box._replace(top=top + 5)
            draw_small_box(slide, name, box, (text,), base.canvas, bold=True)
        left += mark_width + limits.BADGE_SPACE
        width -= mark_width + limits.BADGE_SPACE
    if plan.badges:
        rows = badge_rows(plan, base.badge_room)
        texts = [Text(row, RUN_LANGUAGE[lang]) for row in rows]
        # One line stands level with the mark's text, which is padded by its frame.
        box = Box(left, top + 5, width, limits.SMALL * limits.LINE * len(rows))
        name = shape_name(plan.key, "badges")
        draw_small_box(slide, name, box, texts, base.canvas, bold=True)


def _framed(slide: Any, plan: SlidePlan, text: Text, box: Box, base: Base) -> None:
    """A frame round the mark: solid, or dashed where it is a draft."""
    shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *base.canvas.lengths(box))
    shape.adjustments[0] = 0.08
    shape.name = shape_name(plan.key, "mark")
    _unstyle(shape)
    shape.fill.background()
    colour = base.pencil if plan.draft else base.mark
    theme_colour(shape.line.color, colour)
    shape.line.width = base.canvas.length(2)
    if plan.draft:
        shape.line.dash_style = MSO_LINE.DASH
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = False
    write_texts(frame, (text,), base.canvas, limits.SMALL, bold=True)
    frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    theme_colour(frame.paragraphs[0].runs[0].font.color, colour)


def _band(slide: Any, name: str, text: Text, base: Base) -> None:
    """The solid band over the whole width: the national guidance's, and no other slide's."""
    canvas = base.canvas
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *canvas.lengths(canvas.band))
    shape.name = name
    _unstyle(shape)
    shape.fill.solid()
    theme_colour(shape.fill.fore_color, base.mark)
    shape.line.fill.background()
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = canvas.length(canvas.margin)
    frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = True
    write_texts(frame, (text,), base.canvas, limits.SMALL, bold=True)
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    theme_colour(frame.paragraphs[0].runs[0].font.color, MSO_THEME_COLOR.BACKGROUND_1)


def draw_source(slide: Any, plan: SlidePlan, canvas: Canvas) -> None:
    """The rule and the source line below it."""
    left, top, width, _ = canvas.lengths(canvas.rule)
    rule = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, left, top, left + width, top)
    _unstyle(rule)
    rule.name = shape_name(plan.key, "rule")
    theme_colour(rule.line.color, MSO_THEME_COLOR.TEXT_1)
    rule.line.width = canvas.length(1)
    _decorative(rule)
    name = shape_name(plan.key, "source")
    draw_small_box(slide, name, canvas.source, (plan.source,), canvas, bold=False)


def draw_frame(slide: Any, plan: SlidePlan, base: Base) -> None:
    """The dashed frame round a whole draft slide, behind everything else."""
    inset, canvas = 9, base.canvas
    box = Box(inset, inset, canvas.width - 2 * inset, HEIGHT - 2 * inset)
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *canvas.lengths(box))
    shape.name = shape_name(plan.key, "frame")
    _unstyle(shape)
    shape.fill.background()
    theme_colour(shape.line.color, base.pencil)
    shape.line.width = canvas.length(3)
    shape.line.dash_style = MSO_LINE.DASH
    _decorative(shape)
    tree = slide.shapes._spTree
    tree.remove(shape._element)
    tree.insert(2, shape._element)  # after the group's own two property elements


def _unstyle(shape: Any) -> None:
    """Takes away the theme's style for drawn shapes: shadows, effects, white text."""
    style = shape._element.find(qn("p:style"))
    shape._element.remove(style)


def _decorative(shape: Any) -> None:
    """Marks a line or frame as decoration, so that screen readers pass it over."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", "")
    properties.append(
        parse_xml(
            f'<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
            '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/'
            'decorative" val="1"/></a:ext></a:extLst>'
        )
    )
