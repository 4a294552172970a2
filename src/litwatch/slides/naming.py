"""A key message named by its words where there is no room for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from litwatch.slides.slide import split

# Cut off, these would turn what is left into its opposite.
_TURNS = re.compile(
    r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|utan|utom|men|om|endast|bara|not|no|never|without|but"
    r"|unless|except|only|if|nor)\b|n[’']t\b",
    re.IGNORECASE,
)
_FEWEST = 4  # words; fewer name nothing


def in_short(text: str, fits: Callable[[str], bool]) -> str:
    """The text whole where it fits, else its first words and `…`; empty where that would mislead.

    What is left out may hold no word that turns or limits what is shown.
    """
    if fits(text):
        return text
    words = split(text)
    for kept in range(len(words) - 1, _FEWEST - 1, -1):
        if _TURNS.search(" ".join(words[kept:])):
            return ""
        shown = " ".join(words[:kept]).rstrip(" ,;:.–-") + " …"
        if fits(shown):
            return shown
    return ""
