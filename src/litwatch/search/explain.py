"""Which words of a query found a record, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from litwatch.search.document import NAMED, Document
from litwatch.search.match import (
    asked_words,
    field_of,
    is_mapped,
    is_near,
    predicate,
    wanted_names,
    window,
)
from litwatch.search.tree import And, DateRange, Node, Not, Or, Term
from litwatch.search.unparse import unparse
from litwatch.search.words import key, placed
from litwatch.watch import MeshTree

# A full stop, then a capital, a digit or an opening sign: "E. coli" is cut, "e.g. rest" is not.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])")

_DEEPEST_LABEL = 2  # a line of a block, or a block of a line: deeper numbers help nobody


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One place where one term matched.

    `block` is the part of the query that holds the term: `line 3 of 17` of a query whose terms
    are joined by OR, `block 2 of 4` where AND joins them, both where one lies in the other, ""
    for a single term. `term` is the term as written, `field` the part of the record (title,
    abstract, heading …), `sentence` the sentence or name that holds the match at characters
    start to end.
    """

    term: str
    field: str
    sentence: str
    start: int
    end: int
    block: str = ""

    @property
    def marked(self) -> str:
        """The sentence with its matched words between ‹ and ›."""
        matched = self.sentence[self.start : self.end]
        return f"{self.sentence[: self.start]}‹{matched}›{self.sentence[self.end :]}"


def explain(node: Node, document: Document, mesh: MeshTree) -> tuple[Hit, ...]:
    """The hits of all terms by which the query finds the record; () when it does not.

    Branches that do not hold, and what NOT excludes, are left out. For each term the first
    match of each passage is told.
    """
    return tuple(_hits(node, document, mesh))


def _hits(
    node: Node, document: Document, mesh: MeshTree, path: tuple[str, ...] = ()
) -> Iterator[Hit]:
    if not predicate(node, mesh)(document):
        return
    match node:
        case And(children) | Or(children):
            what = "block" if isinstance(node, And) else "line"
            for number, child in enumerate(children, start=1):
                label = f"{what} {number} of {len(children)}"
                yield from _hits(child, document, mesh, (*path, label)[:_DEEPEST_LABEL])
        case Not(wanted, _):
            yield from _hits(wanted, document, mesh, path)
        case _:
            for hit in _leaf(node, document, mesh):
                yield msgspec.structs.replace(hit, block=", ".join(path))


def _leaf(node: Term | DateRange, document: Document, mesh: MeshTree) -> Iterator[Hit]:
    match node:
        case DateRange(tag):
            day = str(document.day(tag))
            yield Hit(term=unparse(node), field=tag, sentence=day, start=0, end=len(day))
        case Term():
            tag = field_of(node.tag)
            yield from (
                _names(node, tag, document, mesh) if tag in NAMED else _texts(node, tag, document)
            )


def _names(term: Term, tag: str, document: Document, mesh: MeshTree) -> Iterator[Hit]:
    start = key(term.text)
    wanted = frozenset() if term.truncated else wanted_names(term, tag, mesh)
    found = {
        shown: None  # a heading is known by name and by unique id; told once
        for name, shown in document.names(tag).items()
        if name in wanted or (term.truncated and name.startswith(start))
    }
    for shown in found:
        yield Hit(term=unparse(term), field=tag, sentence=shown, start=0, end=len(shown))


def _texts(term: Term, tag: str, document: Document) -> Iterator[Hit]:
    for field, text in document.passages(tag):
        line = list(placed(text))
        for first, last in _spans(term, [word for word, _, _ in line]):
            start, end = line[first][1], line[last][2]
            sentence, offset = _sentence(text, start, end)
            yield Hit(
                term=unparse(term),
                field=field,
                sentence=sentence,
                start=start - offset,
                end=end - offset,
            )


def _spans(term: Term, line: list[str]) -> Iterator[tuple[int, int]]:
    """First and last word of the term's first match in one passage."""
    asked, open_end = asked_words(term)
    if is_near(term):
        if span := window(line, Counter(asked), len(asked) + (term.proximity or 0)):
            yield span
        return
    if is_mapped(term):
        yield from ((line.index(word), line.index(word)) for word in asked if word in line)
        return
    size = len(asked)
    for place in range(len(line) - size + 1):
        run = line[place : place + size]
        if run[:-1] == asked[:-1] and (
            run[-1].startswith(asked[-1]) if open_end else run[-1] == asked[-1]
        ):
            yield place, place + size - 1
            return


def _sentence(text: str, start: int, end: int) -> tuple[str, int]:
    """The sentence around a match, and the character at which it begins."""
    begin = 0
    for boundary in _SENTENCE_END.finditer(text):
        if boundary.end() <= start:
            begin = boundary.end()
        elif boundary.start() >= end:
            return text[begin : boundary.start()], begin
    return text[begin:].rstrip(), begin
