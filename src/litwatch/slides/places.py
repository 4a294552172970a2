"""Where title and body stand on each kind of slide, and in which sizes the title may be."""

from __future__ import annotations

from typing import Any

from pptx.util import Pt

from litwatch.slides import limits
from litwatch.slides.limits import Box
from litwatch.slides.slide import Kind

OPENING_TITLE = Box(limits.MARGIN, 150, limits.TEXT_WIDTH, 150)
OPENING_BODY = Box(limits.MARGIN, 312, limits.TEXT_WIDTH, 110)

_OPENING_SIZES = (54, 48, 40, 32, 28)
_QUIET_TITLE = Box(limits.MARGIN, 120, limits.TEXT_WIDTH, 190)
_QUIET_BODY = Box(limits.MARGIN, 330, limits.TEXT_WIDTH, 100)
_CHART_TITLE = limits.TITLE._replace(height=96)


def places(kind: Kind) -> tuple[Box, tuple[int, ...], Box]:
    """The title's box, its sizes in points from the largest, and the body's box."""
    if kind == "opening":
        return OPENING_TITLE, _OPENING_SIZES, OPENING_BODY
    if kind == "quiet":
        # Quiet is normal: the quiet month gets the largest type (look.md, principle 5).
        return _QUIET_TITLE, _OPENING_SIZES, _QUIET_BODY
    if kind == "alone":
        return _QUIET_TITLE, _OPENING_SIZES, limits.BODY
    if kind == "statement":
        return limits.SMALL_TITLE, limits.SMALL_TITLE_SIZES, limits.STATEMENT
    if kind == "flow":
        return _CHART_TITLE, limits.TITLE_SIZES, limits.BODY
    if kind == "text":
        return limits.LONG_TITLE, limits.LONG_TITLE_SIZES, limits.LONG_BODY
    return limits.TITLE, limits.TITLE_SIZES, limits.BODY


def body_sizes(kind: Kind) -> tuple[int, ...]:
    """The sizes in points that the body's text may have, from the largest."""
    return limits.STATEMENT_SIZES if kind == "statement" else limits.BODY_SIZES


def place(shape: Any, box: Box) -> None:
    """Sets all four: setting one of an inherited placeholder's zeroes the others."""
    shape.left, shape.top = Pt(box.left), Pt(box.top)
    shape.width, shape.height = Pt(box.width), Pt(box.height)
