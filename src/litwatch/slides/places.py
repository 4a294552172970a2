"""Where title and body stand on each kind of slide, and in which sizes the title may be."""

from __future__ import annotations

from litwatch.slides import limits
from litwatch.slides.base import OPENING_BODY, OPENING_TITLE
from litwatch.slides.limits import Box
from litwatch.slides.slide import Kind

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
    if kind == "flow":
        return _CHART_TITLE, limits.TITLE_SIZES, limits.BODY
    if kind == "text":
        return limits.LONG_TITLE, limits.LONG_TITLE_SIZES, limits.LONG_BODY
    return limits.TITLE, limits.TITLE_SIZES, limits.BODY
