"""The shape of a slide: where its texts stand, and how much they hold.

The project's sizes (digest §7: 24 points and more, 18 for source line and badges) are meant for a
slide 540 points high, PowerPoint's widescreen. What counts is how large a text is on the wall, so
everything is reckoned in units of 1/540 of the slide's height: on a slide of 10 × 5.625 inches
24 units are 18 points, and look the same. A slide that is narrower for its height has narrower
boxes: what they cannot hold goes to another slide or to the notes, never into smaller type.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pptx.util import Length, Pt

from litwatch.slides import limits
from litwatch.slides.limits import Box
from litwatch.slides.slide import BADGE_GAP, Kind, split

HEIGHT = 540
_POINT = 12700  # English metric units
_WIDTH = 960
_NARROWEST = 1.25  # width by height; below that two columns of words are left of a heading
_NEAR = 2  # units; programs round the sides of slides
_OPENING_SIZES = (54, 48, 40, 32, 28)


@dataclass(frozen=True)
class Canvas:
    """A slide `width` units wide and 540 high, of which one is `unit` points."""

    width: float = _WIDTH
    unit: float = 1.0

    @cached_property
    def margin(self) -> float:
        return min(self.width, _WIDTH) / 16

    @cached_property
    def text_width(self) -> float:
        """At most that of widescreen: longer lines are hard to read."""
        return min(self.width, _WIDTH) - 2 * self.margin

    @cached_property
    def _down(self) -> float:
        """A narrow slide needs a second line for what stands over it, and begins lower."""
        return 0 if self.width > _WIDTH - _NEAR else 18

    def _box(self, top: float, height: float, *, fixed: bool = False) -> Box:
        """Text from margin to margin; what begins lower keeps its lower edge unless `fixed`."""
        return Box(
            self.margin,
            top + self._down,
            self.text_width,
            height if fixed else height - self._down,
        )

    @cached_property
    def badges(self) -> Box:
        return self._box(36, 56, fixed=True)

    @cached_property
    def title(self) -> Box:
        return self._box(108, 142, fixed=True)

    @cached_property
    def body(self) -> Box:
        return self._box(262, 176)

    @cached_property
    def long_title(self) -> Box:
        """Under a short heading that names the study, and on continuation slides, the text gets the room."""
        return self._box(108, 76, fixed=True)

    @cached_property
    def long_body(self) -> Box:
        return self._box(196, 226)

    @cached_property
    def small_title(self) -> Box:
        """A key message stands large under a small heading that names whose word it is."""
        return self._box(112, 32, fixed=True)

    @cached_property
    def statement(self) -> Box:
        return self._box(158, 266)

    @cached_property
    def opening_title(self) -> Box:
        return Box(self.margin, 150, self.text_width, 150)

    @cached_property
    def opening_body(self) -> Box:
        return Box(self.margin, 312, self.text_width, 110)

    @cached_property
    def band(self) -> Box:
        return Box(0, 0, self.width, 36)

    @cached_property
    def rule(self) -> Box:
        return Box(self.margin, 452, self.text_width, 0)

    @cached_property
    def source(self) -> Box:
        return Box(self.margin, 462, self.text_width - 70, 50)

    @cached_property
    def number(self) -> Box:
        return Box(self.margin + self.text_width - 60, 462, 60, 26)

    @cached_property
    def chart(self) -> Box:
        return Box(self.margin - 6, 208 + self._down, self.text_width + 6, 228 - self._down)

    def banner(self, text: str, *, below_band: bool) -> Box:
        """What says whose work the deck is: over everything, but under the guidance's band."""
        rows = limits.lines(text, limits.SMALL, self.text_width)
        top = self.band.height + 4 if below_band else 14
        return Box(self.margin, top, self.text_width, 24 * rows)

    def places(self, kind: Kind) -> tuple[Box, tuple[int, ...], Box]:
        """The title's box, its sizes from the largest, and the body's box."""
        if kind == "opening":
            return self.opening_title, _OPENING_SIZES, self.opening_body
        if kind == "quiet":
            # Quiet is normal: the quiet month gets the largest type (look.md, principle 5).
            return self._box(120, 190), _OPENING_SIZES, self._box(330, 100)
        if kind == "alone":
            return self._box(120, 190), _OPENING_SIZES, self.body
        if kind == "statement":
            return self.small_title, limits.SMALL_TITLE_SIZES, self.statement
        if kind == "flow":
            return self.title._replace(height=96), (*limits.TITLE_SIZES, 24), self.body
        if kind == "text":
            return self.long_title, limits.LONG_TITLE_SIZES, self.long_body
        return self.title, limits.TITLE_SIZES, self.body

    # ── what the boxes hold ──────────────────────────────────────────────────────────────

    def is_heading(self, text: str) -> bool:
        """Whether the text is short enough for a heading, also with a continuation's count."""
        counted = f"{text} (2/2)"
        return (
            bool(text)
            and len(text) <= limits.TITLE_CHARACTERS
            and len(split(text)) <= limits.TITLE_WORDS
            and limits.fits((counted,), min(limits.TITLE_SIZES), self.title)
            and limits.fits((counted,), min(limits.LONG_TITLE_SIZES), self.long_title)
        )

    def is_small_heading(self, text: str) -> bool:
        """Whether the text is one line over a key message."""
        return bool(text) and limits.fits((text,), min(limits.SMALL_TITLE_SIZES), self.small_title)

    def is_source_line(self, text: str) -> bool:
        """Whether the text fits the source line's two lines, in sans."""
        return limits.fits((text,), limits.SANS * limits.SMALL, self.source)

    def badges_fit(self, badges: tuple[str, ...], mark: str) -> bool:
        """Whether the two rows have room for every badge."""
        rows = limits.badge_rows(badges, mark, "frame", self.badges.width)
        return sum(len(row.split(BADGE_GAP)) for row in rows) == len(badges)

    # ── to and from the file ─────────────────────────────────────────────────────────────

    def length(self, units: float) -> Length:
        """So many units in the file's own measure."""
        return Pt(units * self.unit)

    def lengths(self, box: Box) -> tuple[Length, Length, Length, Length]:
        left, top, width, height = box
        return self.length(left), self.length(top), self.length(width), self.length(height)

    def units(self, length: int) -> float:
        """A length of the file in units."""
        return length / _POINT / self.unit

    def place(self, shape: Any, box: Box) -> None:
        """Sets all four: setting one of an inherited placeholder's zeroes the others."""
        shape.left, shape.top, shape.width, shape.height = self.lengths(box)


WIDE = Canvas()


def is_landscape(presentation: Any) -> bool:
    """Whether slides can be drawn here: widescreen, 4:3, A4 in landscape and what is between or wider."""
    return bool(presentation.slide_width >= _NARROWEST * presentation.slide_height)


def canvas_of(presentation: Any) -> Canvas:
    """The canvas of a presentation's slides; on upright ones widescreen's, as wide as they are."""
    wide, high = presentation.slide_width / _POINT, presentation.slide_height / _POINT
    if not is_landscape(presentation):
        return Canvas(unit=wide / _WIDTH)
    unit = high / HEIGHT
    if abs(unit - 1) * HEIGHT < _NEAR:
        unit = 1.0
    width = wide / unit
    return Canvas(_WIDTH if abs(width - _WIDTH) < _NEAR else width, unit)
