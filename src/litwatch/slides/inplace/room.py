"""Whether a text has room in a shape that the trainer may have made smaller or set larger."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pptx.oxml.ns import qn

from litwatch.slides import limits
from litwatch.slides.canvas import HEIGHT, Canvas
from litwatch.slides.limits import Box
from litwatch.slides.slide import Kind

_POINT = 12700
_INSET = 7.2  # points; what a text box has at its sides unless told
_SMALLEST = 24
_USUAL = {"title": 40, "body": 28}


def fitting(shape: Any, field: str, paragraphs: Sequence[str], kind: Kind, canvas: Canvas) -> float:
    """The points in which the paragraphs fit the shape, at most those it has now; 0: in none.

    Small boxes grow downwards as far as the slide goes.
    """
    box = _inside(shape, field, kind, canvas)
    now = size_of(shape)
    if field in ("title", "body"):
        largest = now / canvas.unit if now else _USUAL[field]
        sizes = [largest, *range(math.ceil(largest) - 1, _SMALLEST - 1, -1)]
    else:
        sizes = [now / canvas.unit if now else limits.SMALL]
        room = min(canvas.source.height, HEIGHT - box.top)
        box = box._replace(height=max(box.height, room))
    return next((s * canvas.unit for s in sizes if limits.fits(paragraphs, s, box)), 0)


def size_of(shape: Any) -> float | None:
    """The points of the shape's first words; None where the layout decides."""
    for run in shape.text_frame._txBody.iter(qn("a:r")):
        properties = run.find(qn("a:rPr"))
        if properties is not None and (size := properties.get("sz")):
            return int(size) / 100
        return None
    return None


def animated(slide: Any, shape: Any) -> bool:
    """Whether the slide's animations name single paragraphs of the shape."""
    timing = slide.element.find(qn("p:timing"))
    if timing is None:
        return False
    return any(
        target.get("spid") == str(shape.shape_id) and target.find(qn("p:txEl")) is not None
        for target in timing.iter(qn("p:spTgt"))
    )


def _inside(shape: Any, field: str, kind: Kind, canvas: Canvas) -> Box:
    """The shape without its insets; a placeholder that inherits its place stands where ours do."""
    sides = (shape.left, shape.top, shape.width, shape.height)
    if None in sides or not shape.width:
        title, _, body = canvas.places(kind)
        return {"title": title, "body": body}.get(field, canvas.source)
    left, top, width, height = (canvas.units(side) for side in sides)
    body = shape.text_frame._txBody.find(qn("a:bodyPr"))
    across = sum(_inset(body, side, canvas) for side in ("lIns", "rIns"))
    down = sum(_inset(body, side, canvas) for side in ("tIns", "bIns"))
    return Box(left, top, max(1.0, width - across), max(1.0, height - down))


def _inset(body: Any, side: str, canvas: Canvas) -> float:
    given = None if body is None else body.get(side)
    usual = _INSET if side in ("lIns", "rIns") else _INSET / 2
    return canvas.units(round(usual * _POINT) if given is None else int(given))
