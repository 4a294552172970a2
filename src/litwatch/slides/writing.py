"""Words written into the frames of shapes, in sizes and colours that can be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import ColorFormat
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from litwatch.slides import limits
from litwatch.slides.canvas import Canvas
from litwatch.slides.limits import Box
from litwatch.slides.slide import Text


def write_texts(
    frame: Any,
    texts: Sequence[Text],
    canvas: Canvas,
    size: int | None,
    *,
    bold: bool | None = None,
) -> None:
    """Writes one paragraph per text, each run with its language and, if given, its size in units."""
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        for words, strong in ((text.text[: text.lead], True), (text.text[text.lead :], bold)):
            if not words:
                continue
            run = paragraph.add_run()
            run.text = words
            run.font._element.set("lang", text.lang)
            if size is not None:
                run.font.size = canvas.length(size)
            if strong is not None:
                run.font.bold = strong


def set_out(shape: Any, box: Box, canvas: Canvas, *, bottom: bool = False) -> None:
    """The structure stays whatever the template says: flush left, no bullets, no insets."""
    canvas.place(shape, box)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if bottom else MSO_ANCHOR.TOP
    frame.word_wrap = True
    for paragraph in frame.paragraphs:
        properties = paragraph._p.get_or_add_pPr()
        for name, value in (("marL", "0"), ("indent", "0"), ("algn", "l")):
            properties.set(name, value)
        properties.append(parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def draw_small_box(
    slide: Any, name: str, box: Box, texts: Sequence[Text], canvas: Canvas, *, bold: bool
) -> None:
    """A named text box in the small size, without insets."""
    shape = slide.shapes.add_textbox(*canvas.lengths(box))
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    write_texts(frame, texts, canvas, limits.SMALL, bold=bold)
    readable(shape)


def readable(shape: Any) -> None:
    """The template's text colour, whatever grey its placeholders have."""
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            theme_colour(run.font.color, MSO_THEME_COLOR.TEXT_1)


def theme_colour(colour: ColorFormat, theme: MSO_THEME_COLOR) -> None:
    colour.theme_color = theme
