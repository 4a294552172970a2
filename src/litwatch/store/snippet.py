"""The place in a record's text that shows why it was found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from litwatch.search.words import placed
from litwatch.store.typed import Term

AROUND = 24  # words that are shown


class Snippet(NamedTuple):
    """A piece of plain text; `marks` are the first and last+1 characters of the words sought."""

    text: str = ""
    marks: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str = "[", after: str = "]") -> str:
        """The text with the found words between two signs."""
        found = self.text
        for start, end in reversed(self.marks):
            found = f"{found[:start]}{before}{found[start:end]}{after}{found[end:]}"
        return found


def snippet(texts: Iterable[str], terms: Iterable[Term]) -> Snippet:
    """The words of the first text that holds most of the terms, around where most of them are."""
    sought = tuple(terms)
    best, best_text = _Window(0, 0, 0, []), ""
    for text in texts:
        text = unicodedata.normalize("NFC", " ".join(text.split()))
        window = _window(text, sought)
        if window.hits > best.hits:
            best, best_text = window, text
    if not best.hits:
        return Snippet()
    before = "… " if best.start else ""
    after = " …" if best.end < len(best_text) else ""
    shift = len(before) - best.start
    marks = tuple((start + shift, end + shift) for start, end in best.marks)
    return Snippet(before + best_text[best.start : best.end] + after, marks)


class _Window(NamedTuple):
    hits: int
    start: int
    end: int
    marks: list[tuple[int, int]]


def _window(text: str, terms: tuple[Term, ...]) -> _Window:
    """The stretch of words in which most different terms begin."""
    spots = [spot for spot in placed(text) if spot[0]]
    at: dict[int, int] = {}  # the word that begins a term → which term
    for first, (word, _, _) in enumerate(spots):
        for number, term in enumerate(terms):
            if word.startswith(term.words[0]) and _stands(spots, first, term):
                at[first] = number
                break
    if not at:
        return _Window(0, 0, 0, [])

    def different(first: int) -> int:
        return len({term for spot, term in at.items() if first <= spot < first + AROUND})

    first = max(sorted(at), key=different)
    begin = max(0, min(first - 4, len(spots) - AROUND))
    last = min(len(spots), begin + AROUND) - 1
    inside = [spot for spot in sorted(at) if begin <= spot <= last]
    marks = sorted(
        {
            spots[word][1:]
            for spot in inside
            for word in range(spot, min(last + 1, spot + len(terms[at[spot]].words)))
        }
    )
    start = 0 if begin == 0 else spots[begin][1]
    end = len(text) if last == len(spots) - 1 else spots[last][2]
    return _Window(different(first), start, end, marks)


def _stands(spots: list[tuple[str, int, int]], first: int, term: Term) -> bool:
    if first + len(term.words) > len(spots):
        return False
    *whole, last = term.words
    if any(spots[first + n][0] != word for n, word in enumerate(whole)):
        return False
    there = spots[first + len(whole)][0]
    return there.startswith(last) if term.prefix else there == last
