"""Which placeholder of a slide or layout holds the text."""

from __future__ import annotations

from typing import Any

_TEXT = {None, "obj", "body", "subTitle"}


def body_of(page: Any) -> Any:
    """The placeholder for the text: number 1, else the first one for text; None without any.

    LibreOffice numbers placeholders anew but keeps their kinds.
    """
    texts = [shape for shape in page.placeholders if shape.element.ph.get("type") in _TEXT]
    texts = [shape for shape in texts if shape.has_text_frame]
    first = next((shape for shape in texts if shape.placeholder_format.idx == 1), None)
    return first if first is not None else next(iter(texts), None)
