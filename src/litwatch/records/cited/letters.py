"""The letters and digits of a text without anything between, and where each one stood.

Line breaks, hyphens at line ends, ligatures and typographic signs are gone in this spelling, so
a title is found in it however a slide or a page has broken it.
"""

from __future__ import annotations

from array import array
from functools import lru_cache

from litwatch.records.titles import compared, plain


class Letters:
    """`text` holds only folded letters and digits; `at[i]` is the offset of the i-th one."""

    def __init__(self, source: str) -> None:
        folded: list[str] = []
        at = array("L")
        for offset, char in enumerate(source):
            if char.isspace():
                continue
            letters = _folded(char)
            if letters:
                folded.append(letters)
                at.extend([offset] * len(letters))
        self.text = "".join(folded)
        self.at = at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of the letters from `start` to before `end`."""
        return self.at[start], self.at[end - 1] + 1


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    return plain(char)


def letters_of(text: str) -> str:
    """The letters and digits of a name or a word."""
    return plain(text).replace(" ", "")


def title_letters(title: str) -> str:
    """Those of a title; empty for a placeholder. `RETRACTED:` before a title is no part of it."""
    return compared(title).replace(" ", "")
