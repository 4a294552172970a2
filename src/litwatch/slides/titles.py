"""Screen readers list slides by title: no two of a deck may have the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from litwatch.slides.slide import SlidePlan, Text


def with_unique_titles(slides: Iterable[SlidePlan]) -> Iterable[SlidePlan]:
    """The slides in order; the second of two with equal titles gets a number."""
    seen: set[str] = set()
    for slide in slides:
        title, number = slide.title.text, 1
        while title.casefold() in seen:
            number += 1
            title = f"{slide.title.text} ({number})"
        seen.add(title.casefold())
        yield replace(slide, title=Text(title, slide.title.lang))
