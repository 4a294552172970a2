"""What the slides of a deck use: key messages and works, by their keys and by what they cite."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litwatch.slides.inplace.finding import find_slides, shapes_of
from litwatch.slides.inplace.wanted import Wanted
from litwatch.slides.memory import read_memory

_PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b")


@dataclass(frozen=True)
class SlideUse:
    """A slide at its place from 1 and the ids of what it stands on; `key` "": the trainer's own."""

    place: int
    key: str
    title: str
    statements: tuple[str, ...]
    works: tuple[str, ...]


def uses_of(presentation: Any, wanted: Mapping[str, Wanted]) -> tuple[SlideUse, ...]:
    """Every slide of the deck. On any slide, a PMID that is written out counts as a use."""
    keys = {one.place: one.key for one in find_slides(presentation, read_memory(presentation))}
    uses = []
    for place, slide in enumerate(presentation.slides, 1):
        key = keys.get(place, "")
        of = wanted.get(key)
        texts = [shape.text_frame.text for shape in shapes_of(slide) if shape.has_text_frame]
        cited = [pmid for text in texts for pmid in _PMID.findall(text)]
        title = slide.shapes.title
        uses.append(
            SlideUse(
                place=place,
                key=key,
                title=title.text_frame.text if title is not None else "",
                statements=of.statements if of is not None else (),
                works=tuple(dict.fromkeys([*(of.works if of is not None else ()), *cited])),
            )
        )
    return tuple(uses)
