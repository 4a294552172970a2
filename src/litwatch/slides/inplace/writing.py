"""New words in a trainer's shapes: place, paragraphs, fonts and animations stay as they are."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.oxml.ns import qn

from litwatch.slides.slide import Chart, Text


def write_texts(frame: Any, texts: Sequence[Text], size: float | None = None) -> None:
    """One paragraph per text, each looking as the one that stood there, else as the last one."""
    body = frame._txBody
    while len(body.findall(qn("a:p"))) < len(texts):
        last = body.findall(qn("a:p"))[-1]
        last.addnext(copy.deepcopy(last))
    paragraphs = body.findall(qn("a:p"))
    for extra in paragraphs[len(texts) :]:
        body.remove(extra)
    for paragraph, text in zip(paragraphs, texts, strict=False):
        write_line(paragraph, text, size)


def write_line(paragraph: Any, text: Text, size: float | None = None) -> None:
    """The text in the look of the paragraph's last words; its label, if any, in bold before it."""
    run = next(reversed(paragraph.findall(qn("a:r"))), None)
    for child in list(paragraph):
        if child.tag in (qn("a:r"), qn("a:br"), qn("a:fld")) and child is not run:
            paragraph.remove(child)
    if run is None:
        run = paragraph.add_r()
        end = paragraph.find(qn("a:endParaRPr"))
        if end is not None:
            properties = run.get_or_add_rPr()
            for name, value in end.attrib.items():
                properties.set(name, value)
    run.text = text.text[text.lead :]
    properties = run.get_or_add_rPr()
    properties.set("lang", text.lang)
    for name in ("err", "dirty"):  # PowerPoint's marks on the words that stood there
        properties.attrib.pop(name, None)
    if size is not None:
        properties.set("sz", str(round(size * 100)))
    if text.lead:
        label = copy.deepcopy(run)
        label.text = text.text[: text.lead]
        label.get_or_add_rPr().set("b", "1")
        run.addprevious(label)


def write_chart(frame: Any, plan: Chart) -> None:
    """New numbers in the chart that stands there; its look is the trainer's."""
    data: Any = CategoryChartData(number_format="#,##0")  # type: ignore[no-untyped-call]
    data.categories = [bar.label for bar in plan.bars]
    data.add_series(plan.series, [bar.value for bar in plan.bars])
    frame.chart.replace_data(data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plan.alt)


def remove_shape(slide: Any, shape: Any) -> None:
    """Takes a shape away; one that animations name is emptied instead, so that they hold."""
    timing = slide.element.find(qn("p:timing"))
    spoken_of = timing is not None and any(
        target.get("spid") == str(shape.shape_id) for target in timing.iter(qn("p:spTgt"))
    )
    if not spoken_of:
        shape._element.getparent().remove(shape._element)
    elif shape.has_text_frame:
        shape.text_frame.clear()


def move(shape: Any, left: int, width: int) -> None:
    """All four are set: setting one of an inherited placeholder's zeroes the others."""
    top, height = shape.top, shape.height
    shape.left, shape.width = left, width
    shape.top, shape.height = top, height
