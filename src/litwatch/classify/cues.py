"""Cue words found in a record's text, each with the words around it as evidence.

How a cue is written says how it matches (facets.yaml, head):
* `rehabilit`: a stem at the start of a word, in any case;
* `POTS`, `GET`, `PICS-F`: an abbreviation, only as a whole word in upper case;
* `tVNS`, `low-FODMAP`: mixed case, a whole word in any case;
* `" men "`: blanks around it, a whole word in any case.

All cues of a watch stand in one index by their first three letters, so a text is walked
once, word by word, whatever the number of cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from litwatch.records import Record

EVIDENCE_WORDS = 20  # quoted evidence stays short: other people's text

_HEAD = 3
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z0-9(\[])|\n")
_DASHES = str.maketrans("‐‑‒–—−", "------")
_LETTER_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")

Name = TypeVar("Name")


@dataclass(frozen=True)
class Text:
    """A record's title, abstract and keywords as one text; `title_end` is where the title ends."""

    raw: str
    title_end: int

    @classmethod
    def of(cls, record: Record) -> Text:
        """Title, abstract sections and keywords, one a line, with plain hyphens."""
        lines = [record.title, *(part.text for part in record.abstract)]
        lines += [keyword.text for keyword in record.keywords]
        return cls("\n".join(lines).translate(_DASHES), len(record.title))

    @classmethod
    def of_lines(cls, lines: Iterable[str]) -> Text:
        """Lines of text without a title, with plain hyphens."""
        return cls("\n".join(lines).translate(_DASHES), 0)

    @cached_property
    def lower(self) -> str:
        """Lower case, letter for letter, so that places are the same in both."""
        lowered = self.raw.lower()
        if len(lowered) == len(self.raw):
            return lowered
        return "".join(
            small if len(small := letter.lower()) == 1 else letter for letter in self.raw
        )

    def sentence(self, start: int, end: int) -> str:
        """The whole sentence around a place."""
        left, right = self._bounds(start, end)
        return self.raw[left:right].strip()

    def quote(self, start: int, end: int) -> str:
        """The sentence around a place, cut to EVIDENCE_WORDS words with an ellipsis."""
        left, right = self._bounds(start, end)
        before = self.raw[left:start].split()
        found = self.raw[start:right].split()
        if len(before) + len(found) <= EVIDENCE_WORDS:
            return self.raw[left:right].strip()
        lead = before[-(EVIDENCE_WORDS // 3) :]
        # A stem inside a word: the letters before it belong to the same word.
        glue = "" if start > left and not self.raw[start - 1].isspace() else " "
        rest = found[: EVIDENCE_WORDS - len(lead)]
        quote = (" ".join(lead) + glue + " ".join(rest)).strip()
        return (
            ("… " if len(lead) < len(before) else "")
            + quote
            + (" …" if len(rest) < len(found) else "")
        )

    def _bounds(self, start: int, end: int) -> tuple[int, int]:
        # Sentences are short; a look 1,000 letters back is enough and keeps long texts quick.
        # The look ends past `start`, as an end of a sentence is told by what follows it.
        left = max(0, start - 1000)
        for stop in _SENTENCE_END.finditer(self.raw, left, start + 1):
            if stop.end() <= start:
                left = stop.end()
        stop_after = _SENTENCE_END.search(self.raw, end)
        return left, stop_after.end() if stop_after else len(self.raw)


@dataclass(frozen=True)
class Cue(Generic[Name]):
    """A cue in the form it is looked for, and the name it stands for."""

    form: str
    whole: bool
    upper: bool
    name: Name

    def at(self, text: Text, start: int) -> int | None:
        """Where the cue ends when it stands at `start`, a start of a word; else None."""
        end = start + len(self.form)
        found = (text.raw if self.upper else text.lower)[start:end]
        if found != self.form:
            return None
        if self.whole and end < len(text.raw) and text.raw[end].isalnum():
            return None
        return end


def forms(written: str, name: Name) -> Iterator[Cue[Name]]:
    """The cues that a cue in facets.yaml stands for.

    A hyphen between letters may also be a blank (`follow-up`, `follow up`); between digits
    and letters it may not, or `2-day` would find `within 2 days`.
    """
    bare = written.strip().translate(_DASHES)
    upper = bare.isupper()
    whole = upper or bare != written or bare != bare.lower()
    form = bare if upper else bare.lower()
    yield Cue(form, whole, upper, name)
    if not upper and (spaced := _LETTER_HYPHEN.sub(" ", form)) != form:
        yield Cue(spaced, whole, upper, name)


class CueIndex(Generic[Name]):
    """Every cue of many values, ready to be looked for in one walk over a text."""

    def __init__(self, written: Iterable[tuple[str, Name]]) -> None:
        self._by_head: dict[str, list[Cue[Name]]] = {}
        for cue, name in written:
            for form in forms(cue, name):
                self._by_head.setdefault(form.form[:_HEAD].lower(), []).append(form)

    def find(self, text: Text) -> Iterator[tuple[Name, int, int]]:
        """(name, start, end) of each cue in the text, from its beginning to its end."""
        by_head, lower = self._by_head, text.lower
        for match in _WORD_START.finditer(lower):
            start = match.start()
            for cue in by_head.get(lower[start : start + _HEAD], ()):
                end = cue.at(text, start)
                if end is not None:
                    yield cue.name, start, end

    def first(self, text: Text) -> dict[Name, tuple[int, int]]:
        """The first place of each name that has a cue in the text."""
        places: dict[Name, tuple[int, int]] = {}
        for name, start, end in self.find(text):
            places.setdefault(name, (start, end))
        return places
