"""Which placeholder of a layout or slide holds the running text."""

from __future__ import annotations

from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

_TEXT = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.SUBTITLE})


def body_of(page: Any) -> Any:
    """The placeholder at index 1, where Office puts it, else the first one for text; None without one."""
    there = [one for one in page.placeholders if one.has_text_frame]
    texts = [one for one in there if one.placeholder_format.type in _TEXT]
    # On a slide that has lost its layout the kinds are lost too, and the index is kept.
    found = texts or [one for one in there if one.placeholder_format.idx == 1]
    return min(found, key=lambda one: _rank(one.placeholder_format.idx), default=None)


def _rank(index: int) -> tuple[bool, int]:
    return index != 1, index
