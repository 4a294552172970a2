"""What the slides of a deck say, managed or not, as one reads them: for whoever checks a deck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litwatch.slides.office import open_presentation
from litwatch.slides.placeholders import body_of
from litwatch.slides.slide import BADGE_GAP, NO_BREAK_HYPHEN
from litwatch.slides.tags import key_of, notes_line, shape_name


@dataclass(frozen=True)
class SlideText:
    """The texts of one slide; `key` is empty when litwatch does not manage it."""

    key: str
    title: str
    body: str
    badges: tuple[str, ...]
    source: str
    notes: str
    banner: str = ""


def deck_texts(data: bytes) -> tuple[SlideText, ...]:
    """The slides' texts in order; `notes` without the key's line. Raises BadInput."""
    return tuple(_texts(slide) for slide in open_presentation(data, "the deck").slides)


def _texts(slide: Any) -> SlideText:
    key = key_of(slide)
    named = {shape.name: shape for shape in slide.shapes if shape.has_text_frame}

    def text(part: str) -> str:
        shape = named.get(shape_name(key, part))
        return shape.text_frame.text if shape is not None else ""

    title = slide.shapes.title
    body = body_of(slide)
    notes = ""
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        notes = frame.text.removesuffix(notes_line(key)).rstrip("\n") if key else frame.text
    row = text("badges").replace(BADGE_GAP, "\n").split("\n")
    badges = tuple(part for part in (text("mark"), *row) if part)
    return SlideText(
        key=key,
        title=title.text_frame.text.replace(NO_BREAK_HYPHEN, "-") if title is not None else "",
        body=body.text_frame.text if body is not None else "",
        badges=badges,
        source=text("source"),
        notes=notes,
        banner=text("banner"),
    )
