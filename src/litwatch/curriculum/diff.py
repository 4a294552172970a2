"""What two wordings share and where they part, word by word. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_ISLAND = 3  # words: a shorter stretch that both texts share only breaks up what has changed


class Span(NamedTuple):
    """Some words: kept, taken out or put in."""

    kind: Literal["same", "out", "in"]
    text: str


def spans(before: str, after: str) -> tuple[Span, ...]:
    """The words of both texts in order; what is taken out stands before what is put in.

    >>> spans("Vila varje dag.", "Vila varje kväll.")
    (Span(kind='same', text='Vila varje'), Span(kind='out', text='dag.'), Span(kind='in', text='kväll.'))
    """
    old, new = before.split(), after.split()
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    found: list[Span] = []
    i = j = 0
    for at, to, size in blocks:
        edge = at == to == 0 or (at + size == len(old) and to + size == len(new))
        if size < _ISLAND and not edge:
            continue
        found += [Span("out", " ".join(old[i:at])), Span("in", " ".join(new[j:to]))]
        found.append(Span("same", " ".join(old[at : at + size])))
        i, j = at + size, to + size
    return tuple(span for span in found if span.text)
