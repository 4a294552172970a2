"""How much a slide holds: words, sizes of type, and estimated widths of text.

The figures are the project's (digest §7): headings of at most 12 words, 25 further words, 24 points and more, 18 for source line and badges, on a slide 540 points high (see canvas). Widths are estimates on the wide
side: the fonts of the machine that shows the deck are unknown, so no font file is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from litwatch.slides.slide import BADGE_GAP, Kind, MarkStyle, split

TITLE_CHARACTERS = 90
TITLE_WORDS = 12
BODY_WORDS = 25
LINE = 1.25  # line height in ems, roomy enough for the fonts in use


class Box(NamedTuple):
    """A place on a slide, in units of 1/540 of its height: points on PowerPoint's widescreen."""

    left: float
    top: float
    width: float
    height: float


TITLE_SIZES = (40, 36, 32, 28)
LONG_TITLE_SIZES = (32, 28, 24)
BODY_SIZES = (28, 26, 24)
SMALL_TITLE_SIZES = (24,)
STATEMENT_SIZES = (40, 36, 32, 28, 26, 24)
SMALL = 18
PARAGRAPH_GAP = 10
BADGE_SPACE = 24
_BADGE_ROWS = 2
_MARK_PADDING = 12
SANS = 0.92  # the sans of badges is narrower than the serif that the widths allow for

_NARROW = frozenset("iljtfrI.,:;'’!|()[]· -")
_WIDE = frozenset("mwMW%@—…")


def _em(char: str) -> float:
    if char in _NARROW:
        return 0.4
    if char in _WIDE or ord(char) > 0x2000:
        return 1.05
    return 0.78 if char.isupper() else 0.6


def width(text: str, size: float) -> float:
    """The text's estimated width on one line, in points."""
    return size * sum(map(_em, text))


def lines(text: str, size: float, room: float) -> int:
    """How many lines the text takes when wrapped at words (long words at characters)."""
    count, used = 1, 0.0
    for word in split(text):
        wide = width(word, size)
        gap = width(" ", size) if used else 0.0
        if used + gap + wide <= room:
            used += gap + wide
            continue
        count += 1 if used else 0
        # A word wider than the line is broken where the line ends.
        whole, used = divmod(wide, room)
        count += int(whole)
    return count


def height(paragraphs: Sequence[str], size: float, room: float) -> float:
    """The paragraphs' estimated height in points."""
    text = sum(lines(paragraph, size, room) for paragraph in paragraphs) * size * LINE
    return text + PARAGRAPH_GAP * max(0, len(paragraphs) - 1)


def fits(paragraphs: Sequence[str], size: float, box: Box) -> bool:
    return height(paragraphs, size, box.width) <= box.height


def fitting_size(paragraphs: Sequence[str], sizes: Sequence[int], box: Box) -> int:
    """The largest of the sizes at which the paragraphs fit the box, else the smallest."""
    return next((size for size in sizes if fits(paragraphs, size, box)), min(sizes))


def body_sizes(kind: Kind) -> tuple[int, ...]:
    """The sizes that a body's text may have, from the largest."""
    return STATEMENT_SIZES if kind == "statement" else BODY_SIZES


def badge_rows(
    badges: Sequence[str],
    mark: str,
    style: MarkStyle,
    room: float,
) -> tuple[str, ...]:
    """The badges in one row or two, beside the mark or under its band; none is broken.

    `room` is the width that mark and badges share, in units.

    Badges that do not fit are left out from the end: put the ones that may go last.
    """
    rows: list[str] = []
    beside = bool(mark) and style != "band"
    room -= mark_width(mark) + BADGE_SPACE if beside else 0
    for badge in badges:
        longer = rows[-1] + BADGE_GAP + badge if rows else badge
        if rows and SANS * width(longer, SMALL) <= room:
            rows[-1] = longer
        elif len(rows) < _BADGE_ROWS:
            rows.append(badge)
    return tuple(rows)


def mark_width(mark: str) -> float:
    """The width of the framed mark with its padding."""
    return width(mark, SMALL) + 2 * _MARK_PADDING
