"""The place in a record's text that shows why it was found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from litwatch.search.words import spans_of, words
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
    if not sought:
        return Snippet()
    best, best_text = _Window(0, 0, 0, []), ""
    for text in texts:
        text = unicodedata.normalize("NFC", " ".join(text.split()))
        window = _window(text, sought)
        if window.hits > best.hits:
            best, best_text = window, text
        if best.hits == len(sought):
            break
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
    said = words(text)
    at = _begun(said, terms)
    if not at:
        return _Window(0, 0, 0, [])

    def different(first: int) -> int:
        return len({term for spot, term in at.items() if first <= spot < first + AROUND})

    first = max(sorted(at), key=different)
    begin = max(0, min(first - 4, len(said) - AROUND))
    last = min(len(said), begin + AROUND) - 1
    spans = spans_of(text, begin, last + 1 - begin)
    inside = [spot for spot in sorted(at) if begin <= spot <= last]
    marks = sorted(
        {
            spans[word - begin]
            for spot in inside
            for word in range(spot, min(last + 1, spot + len(terms[at[spot]].words)))
        }
    )
    start = 0 if begin == 0 else spans[0][0]
    end = len(text) if last == len(said) - 1 else spans[-1][1]
    return _Window(different(first), start, end, marks)


def _begun(said: list[str], terms: tuple[Term, ...]) -> dict[int, int]:
    """The words at which a term begins → which term."""
    whole = {term.words[0] for term in terms}
    longer = tuple(term.words[0] for term in terms if term.prefix and len(term.words) == 1)
    may = [
        first
        for first, word in enumerate(said)
        if word in whole or (longer and word.startswith(longer))
    ]
    return {first: number for first in may if (number := _which(said, first, terms)) is not None}


def _which(said: list[str], first: int, terms: tuple[Term, ...]) -> int | None:
    return next((number for number, term in enumerate(terms) if _stands(said, first, term)), None)


def _stands(said: list[str], first: int, term: Term) -> bool:
    *whole, last = term.words
    there = said[first : first + len(term.words)]
    if len(there) < len(term.words) or there[:-1] != whole:
        return False
    return there[-1].startswith(last) if term.prefix else there[-1] == last
