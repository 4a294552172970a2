"""Whether words between quotation marks are the record's own, and how much is taken from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

COPIED_WORDS = 25  # digest.md §11: no more words in a row from a source
_SINGLE_WORDS = 3  # ’…’ around fewer words is an emphasis or an apostrophe

_QUOTED = re.compile(r"[”“„\"]([^”“„\"]+)[”“\"]|»([^»«]+)[»«]|«([^»«]+)»|[›‹]([^›‹]+)[‹›]")
_SINGLE = re.compile(r"(?<!\w)[’‘‚']((?:[^’‘‚'\n]|(?<=\w)[’'](?=\w))+)[’‘'](?!\w)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(])")
_CUT = re.compile(r"\s*\[?(?:…|\.\.\.)\]?\s*")
_NEGATION = r"\b(?:no|not|none|without|never|neither|nor|cannot|inte|ej|icke|utan|aldrig)\b|n't\b"
_NO_NEGATION = rf"(?:(?!{_NEGATION}).)*?"


def quotations(text: str) -> Iterator[str]:
    """What a text quotes. Single marks count only around three words or more."""
    for hit in _QUOTED.finditer(text):
        yield next(group for group in hit.groups() if group)
    for hit in _SINGLE.finditer(text):
        if len(hit.group(1).split()) >= _SINGLE_WORDS:
            yield hit.group(1)


def without_quotations(text: str) -> str:
    """A text with what it quotes blanked, so that others' words are not taken for its own."""
    return _QUOTED.sub(lambda hit: " " * len(hit.group()), text)


def _flat(text: str) -> str:
    """Text as quotations are compared: one space, straight dashes and quotes, small letters."""
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"[’‘´]", "'", text)
    return " ".join(re.sub(r"[”“„]", '"', text).split()).casefold()


def is_quoted_rightly(quote: str, sources: Iterable[str]) -> bool:
    """Whether a source holds the quotation, whole words, its parts in order in one sentence.

    A cut (…) may not skip a negation, nor may a quotation begin right after one.
    """
    parts = [part.strip(" .,;") for part in _CUT.split(_flat(quote))]
    parts = [part for part in parts if part]
    words = [rf"(?<!\w){re.escape(part)}(?!\w)" for part in parts]
    pattern = re.compile(_NO_NEGATION.join(words))
    for source in sources:
        pieces = [source] if len(parts) == 1 else _SENTENCE_END.split(source)
        for piece in map(_flat, pieces):
            for hit in pattern.finditer(piece):
                if not re.search(rf"(?:{_NEGATION})\s*$", piece[: hit.start()]):
                    return True
    return not parts


def copied(text: str, sources: Iterable[str]) -> str:
    """The first run of more than COPIED_WORDS words that a source has too, or an empty string."""
    size = COPIED_WORDS + 1
    mine = re.findall(r"\w+", _flat(text))
    if len(mine) < size:
        return ""
    theirs = re.findall(r"\w+", _flat(" ".join(sources)))
    runs = {tuple(theirs[i : i + size]) for i in range(len(theirs) - size + 1)}
    return next(
        (
            " ".join(mine[i : i + size])
            for i in range(len(mine) - size + 1)
            if tuple(mine[i : i + size]) in runs
        ),
        "",
    )
