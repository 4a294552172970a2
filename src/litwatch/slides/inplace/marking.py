"""The marks of a slide: whose word it is, and the banner of an update."""

from __future__ import annotations

from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from litwatch.language import Lang
from litwatch.slides import draw, limits
from litwatch.slides.base import Base
from litwatch.slides.fields import badge_rows
from litwatch.slides.inplace.reading import Shapes
from litwatch.slides.inplace.writing import move, remove_shape, write_texts
from litwatch.slides.limits import Box
from litwatch.slides.slide import RUN_LANGUAGE, MarkStyle, SlidePlan, Text

_NOTICE_TOP, _NOTICE_HEIGHT = 4, 30
_NEAR = 2  # points; LibreOffice rounds places


def write_badges(slide: Any, shapes: Shapes, plan: SlidePlan, base: Base, lang: Lang) -> None:
    """New words in the mark and the badges where they stand; drawn anew where they must look otherwise.

    A study's mark may never keep the look of the national guidance's, so another kind of mark is
    drawn anew, in its usual place.
    """
    rows = badge_rows(plan, base.badge_room)
    mark, badges = shapes.mark, shapes.badges
    as_before = (mark is not None) == bool(plan.mark) and (badges is not None) == bool(rows)
    if not as_before or (mark is not None and _style(mark) != (plan.mark_style, plan.draft)):
        redraw_badges(slide, shapes, plan, base, lang)
        return
    own = RUN_LANGUAGE[lang]
    if mark is not None:
        before = limits.mark_width(mark.text_frame.text)
        write_texts(mark.text_frame, (Text(plan.mark, own),))
        if abs(mark.width / 12700 - before) < _NEAR:
            width = limits.mark_width(plan.mark)
            move(mark, mark.left / 12700, width)
            if badges is not None:
                left = badges.left / 12700 + width - before
                move(badges, left, badges.width / 12700 - width + before)
    if badges is not None:
        write_texts(badges.text_frame, [Text(row, own) for row in rows])


def redraw_badges(slide: Any, shapes: Shapes, plan: SlidePlan, base: Base, lang: Lang) -> None:
    """The mark and the badges as on a new slide."""
    for shape in (shapes.mark, shapes.badges):
        if shape is not None:
            remove_shape(slide, shape)
    draw.draw_badges(slide, plan, base, lang)


def draw_notice(slide: Any, name: str, text: Text, width: float) -> None:
    """The banner over everything else: framed, dark on the slide's background, one line."""
    box = Box(width / 16, _NOTICE_TOP, width * 14 / 16, _NOTICE_HEIGHT)
    draw.draw_small_box(slide, name, box, (text,), bold=True)
    shape = slide.shapes[-1]
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    shape.line.color.theme_color = MSO_THEME_COLOR.TEXT_1
    shape.line.width = Pt(2)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = Pt(8)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _style(shape: Any) -> tuple[MarkStyle, bool]:
    """How the mark looks, and whether its frame is a draft's dashed one."""
    properties = shape._element.spPr
    line = properties.find(qn("a:ln"))
    if properties.find(qn("a:solidFill")) is not None:
        return "band", False
    if line is None or line.find(qn("a:noFill")) is not None:
        return "plain", False
    dash = line.find(qn("a:prstDash"))
    solid = line.find(qn("a:custDash")) is None and (dash is None or dash.get("val") == "solid")
    return "frame", not solid
