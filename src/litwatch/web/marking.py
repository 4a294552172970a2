"""Words marked in a text from a source: what the search found, symptoms, post-exertional malaise.

Pure: a section of an abstract and the words to mark in, HTML that may be shown out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from html import escape, unescape
from itertools import groupby
from operator import itemgetter
from typing import Literal

from markupsafe import Markup

from litwatch.classify.cues import CueIndex, Text
from litwatch.classify.senses import is_meant
from litwatch.watch import Watch
from litwatch.web.pages import inline

Kind = Literal["hit", "sym", "pem"]
Span = tuple[int, int, Kind]

_WORD_END = re.compile(r"[\w-]*")
_PIECE = re.compile(r"<[^>]*>|&[^;\s]+;|.", re.DOTALL)
# Where kinds overlap the last one is seen: malaise is what nobody may miss.
_ORDER: tuple[Kind, ...] = ("sym", "hit", "pem")


@lru_cache(maxsize=4)
def _symptoms(watch: Watch) -> CueIndex[Kind]:
    return CueIndex(
        (cue, "pem" if value.id == "pem" else "sym")
        for value in watch.facet("symptom").values
        for cue in value.cues
    )


def spans(text: str, watch: Watch, found: Collection[str]) -> list[Span]:
    """Where the words that a search found and the symptom facet's cues stand in a text (NFC).

    A cue is a stem, so its mark reaches to the end of the word.
    """
    marked = [(start, end, "hit") for start, end in _places(text, found)]
    read = Text.of_lines([text])
    for kind, start, end in _symptoms(watch).find(read):
        if is_meant(read.lower, start, end):
            reach = _WORD_END.match(text, end)
            marked.append((start, reach.end() if reach else end, kind))
    return sorted(marked, key=lambda span: _ORDER.index(span[2]))  # type: ignore[arg-type]


def _places(text: str, found: Collection[str]) -> Iterator[tuple[int, int]]:
    if found:
        longest_first = sorted(found, key=lambda words: (-len(words), words))
        any_of = "|".join(map(re.escape, longest_first))
        for match in re.finditer(rf"(?<!\w)(?:{any_of})(?!\w)", text, re.IGNORECASE):
            yield match.span()


@lru_cache(maxsize=4096)
def marked(text: str, html: str, watch: Watch, found: frozenset[str]) -> Markup:
    """A text with its words marked. `html` is the same text with inline marks, or empty.

    Kept: the next record is drawn ahead of its time, and colleagues read the same ones.
    """
    text = unicodedata.normalize("NFC", text)
    kinds: list[Kind | None] = [None] * len(text)
    for start, end, kind in spans(text, watch, found):
        kinds[start:end] = [kind] * (min(end, len(text)) - start)
    pieces = list(_pieces(unicodedata.normalize("NFC", inline(html)))) if html else []
    same = pieces and "".join(plain for plain, _ in pieces) == text
    runs = _runs_of(pieces, kinds) if same else _plain_runs(text, kinds)
    drawn = (f'<mark class="{kind}">{run}</mark>' if kind else run for kind, run in runs)
    return Markup("".join(drawn))  # noqa: S704 (sanitised or escaped below)


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """Each letter with the HTML that writes it; a tag has no letter."""
    for found in _PIECE.finditer(html):
        piece = found.group()
        if piece.startswith("<") and piece.endswith(">"):
            yield "", piece
        else:
            yield unescape(piece), piece


def _plain_runs(text: str, kinds: list[Kind | None]) -> Iterator[tuple[Kind | None, str]]:
    """The stretches of one kind, escaped."""
    start = 0
    for kind, run in groupby(kinds):
        end = start + sum(1 for _ in run)
        yield kind, escape(text[start:end])
        start = end


def _runs_of(
    pieces: Iterable[tuple[str, str]], kinds: list[Kind | None]
) -> Iterator[tuple[Kind | None, str]]:
    """The stretches of one kind as the source's own HTML.

    A mark never holds half an element: it ends before a tag and begins anew after it.
    """
    place = 0
    lettered: list[tuple[Kind | None, str]] = []
    for plain, html in pieces:
        lettered.append((kinds[place] if plain else None, html))
        place += len(plain)
    for kind, run in groupby(lettered, key=itemgetter(0)):
        yield kind, "".join(html for _, html in run)
