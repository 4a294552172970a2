"""How much a slide holds: boxes in points, estimated text widths, cuts at a word.

The figures are the project's (digest §7): headings of at most 90 characters, 25 further
words, 24 points and more, 18 for source line and badges. Widths are estimates on the wide
side: the fonts of the machine that shows the deck are unknown, so no font file is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from litwatch.slides.slide import BADGE_GAP, split

TITLE_CHARACTERS = 90
TITLE_WORDS = 12  # what a heading should keep to; longer ones are shown up to 90 characters
BODY_WORDS = 25
LINE = 1.25  # line height in ems, roomy enough for the fonts in use
ELLIPSIS = "…"


class Box(NamedTuple):
    """A place on the 960 × 540 point slide."""

    left: float
    top: float
    width: float
    height: float


SLIDE = Box(0, 0, 960, 540)
MARGIN = 60
TEXT_WIDTH = SLIDE.width - 2 * MARGIN
BADGES = Box(MARGIN, 36, TEXT_WIDTH, 56)
TITLE = Box(MARGIN, 108, TEXT_WIDTH, 142)
BODY = Box(MARGIN, 262, TEXT_WIDTH, 176)
RULE = Box(MARGIN, 452, TEXT_WIDTH, 0)
SOURCE = Box(MARGIN, 462, TEXT_WIDTH - 70, 50)
NUMBER = Box(MARGIN + TEXT_WIDTH - 60, 462, 60, 26)
CHART = Box(MARGIN - 6, 208, TEXT_WIDTH + 6, 228)

TITLE_SIZES = (40, 36, 32, 28)
BODY_SIZES = (28, 26, 24)
SMALL = 18
PARAGRAPH_GAP = 10
BADGE_SPACE = 24
_BADGE_ROWS = 2
_MARK_PADDING = 12
_SANS = 0.92  # the sans of badges is narrower than the serif that the widths allow for

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


def cut(text: str, box: Box, size: int, *, words: int = 999, characters: int = 999) -> str:
    """The text, or as many whole words of it as fit, ending in an ellipsis.

    A first word that does not fit by itself is broken. The result keeps to all three
    limits; compare it with the text to see whether something is left for the notes.
    """

    def within(candidate: str) -> bool:
        short = len(candidate) <= characters and len(split(candidate)) <= words
        return short and fits((candidate,), size, box)

    if within(text):
        return text
    parts = split(text)
    for kept in range(min(len(parts) - 1, words), 0, -1):
        shown = " ".join(parts[:kept]).rstrip(" ,;:.·–-") + ELLIPSIS
        if shown != ELLIPSIS and within(shown):
            return shown
    word = parts[0] if parts else ""
    while word and not within(word + ELLIPSIS):
        word = word[:-1]
    return word + ELLIPSIS


def badge_rows(badges: Sequence[str], mark: str) -> tuple[str, ...]:
    """The badges in one row or two beside the mark, never broken inside a badge.

    Badges that do not fit are left out from the end: put the ones that may go last.
    """
    rows: list[str] = []
    room = BADGES.width - (mark_width(mark) + BADGE_SPACE if mark else 0)
    for badge in badges:
        longer = rows[-1] + BADGE_GAP + badge if rows else badge
        if rows and _SANS * width(longer, SMALL) <= room:
            rows[-1] = longer
        elif len(rows) < _BADGE_ROWS:
            rows.append(badge)
    return tuple(rows)


def mark_width(mark: str) -> float:
    """The width of the framed mark with its padding."""
    return _SANS * width(mark, SMALL) + 2 * _MARK_PADDING


def heading(text: str) -> str:
    """A heading that fits its box and 90 characters."""
    return cut(text, TITLE, min(TITLE_SIZES), characters=TITLE_CHARACTERS)


def source_line(text: str) -> str:
    """A source line that fits its two lines."""
    return cut(text, SOURCE, SMALL)


def body(first: str, *, words: int = BODY_WORDS, share: float = 1.0) -> str:
    """Body text of at most `words` words in `share` of the body's height."""
    room = BODY._replace(height=BODY.height * share)
    return cut(first, room, min(BODY_SIZES), words=words)
