"""A piece of a file's text, and where in the file each part of it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

import msgspec

Kind = Literal["slide", "notes", "page", "paragraph", "footnote", "header"]

# Signs without width, which editors put into long words and addresses.
_UNSEEN = re.compile("[\N{SOFT HYPHEN}\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile("[\\t\\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile("\r\n?|[\v\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


class Place(msgspec.Struct, frozen=True, order=True):
    """`slide 3`, `notes 3` (of slide 3), `page 2`, `paragraph 14`: numbers begin at 1."""

    kind: Kind
    number: int


class Passage(msgspec.Struct, frozen=True):
    """Text with one space where any was, lines ended by a newline.

    `marks` say from which offset on which place counts; the first is at 0. `link` is a text
    that is the target of a link: only identifiers are looked for in it.
    """

    text: str
    marks: tuple[tuple[int, Place], ...]
    link: bool = False

    def place(self, offset: int) -> Place:
        """Where in the file the text at this offset stands."""
        index = bisect_right(self.marks, offset, key=lambda mark: mark[0]) - 1
        return self.marks[max(index, 0)][1]


def tidy(text: str) -> str:
    """A text without signs that nobody sees, every space the same, every break a newline."""
    text = _BREAKS.sub("\n", text)
    return _FORBIDDEN.sub(" ", _SPACES.sub(" ", _UNSEEN.sub("", text)))
