"""The marks of a slide: whose word it is, and the banner of an update."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn

from litwatch.language import Lang
from litwatch.slides import limits, marks, writing
from litwatch.slides.base import Base
from litwatch.slides.canvas import HEIGHT, Canvas
from litwatch.slides.fields import badge_rows
from litwatch.slides.inplace.reading import Shapes
from litwatch.slides.inplace.writing import move, remove_shape, write_texts
from litwatch.slides.limits import Box
from litwatch.slides.slide import RUN_LANGUAGE, MarkStyle, SlidePlan, Text

_NOTICE_TOP, _NOTICE_INSET, _NOTICE_PADDING = 4, 8, 4
_NEAR = 2  # units; LibreOffice rounds places
_LEADING = 6  # units above a title's letters that nothing stands in


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
        before = base.canvas.length(limits.mark_width(mark.text_frame.text))
        write_texts(mark.text_frame, (Text(plan.mark, own),))
        if abs(mark.width - before) < base.canvas.length(_NEAR):
            width = base.canvas.length(limits.mark_width(plan.mark))
            move(mark, mark.left, width)
            if badges is not None:
                more = width - before
                move(badges, badges.left + more, badges.width - more)
    if badges is not None:
        write_texts(badges.text_frame, [Text(row, own) for row in rows])


def redraw_badges(slide: Any, shapes: Shapes, plan: SlidePlan, base: Base, lang: Lang) -> None:
    """The mark and the badges as on a new slide."""
    for shape in (shapes.mark, shapes.badges):
        if shape is not None:
            remove_shape(slide, shape)
    marks.draw_badges(slide, plan, base, lang)


def draw_notice(slide: Any, name: str, text: Text, shapes: Shapes, canvas: Canvas) -> None:
    """The banner over a trainer's words: framed, dark on the slide's background.

    It stands where it hides nothing that the slide is judged by; at worst it covers the badges,
    and then all of them: half a word says less than none.
    """
    left, width = canvas.width / 16, canvas.width * 14 / 16
    rows = limits.lines(text.text, limits.SMALL, width - 2 * _NOTICE_INSET)
    height = rows * limits.SMALL * limits.LINE + _NOTICE_PADDING
    top = _free_top(height, shapes, canvas)
    for above, below in _spans([shapes.badges], canvas):
        if above < top + height and top < below < HEIGHT / 2:
            height = max(height, below - top)
    box = Box(left, top, width, height)
    writing.draw_small_box(slide, name, box, (text,), canvas, bold=True)
    shape = slide.shapes[-1]
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    shape.line.color.theme_color = MSO_THEME_COLOR.TEXT_1
    shape.line.width = canvas.length(2)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = canvas.length(_NOTICE_INSET)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _free_top(height: float, shapes: Shapes, canvas: Canvas) -> float:
    """The highest place for the banner: beside mark, badges and title, else over the badges."""
    judged = [shapes.mark, shapes.banner, shapes.title]
    for others in ([*judged, shapes.badges], judged):
        taken = _spans(others, canvas)
        tops = (_NOTICE_TOP, *sorted(below + _NEAR for _, below in taken))
        for top in (one for one in tops if one + height <= HEIGHT / 2):
            if all(top >= below or top + height <= above + _LEADING for above, below in taken):
                return top
    return _NOTICE_TOP


def _spans(shapes: Sequence[Any], canvas: Canvas) -> list[tuple[float, float]]:
    """From where to where the shapes reach, in units; those that inherit their place are left out."""
    return [
        (canvas.units(one.top), canvas.units(one.top + one.height))
        for one in shapes
        if one is not None and None not in (one.top, one.height)
    ]


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
