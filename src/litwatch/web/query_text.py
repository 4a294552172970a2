"""A query as it is drawn: line by line, with the numbers of the findings where they stand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from litwatch.search import Finding
from litwatch.search.lines import QueryLine


class Piece(NamedTuple):
    """Some characters of a line; `kind` marks an error or advice, `numbers` end here."""

    text: str
    kind: str = ""
    numbers: tuple[int, ...] = ()


def pieces(query: str, line: QueryLine, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """The line in pieces; findings count from 1. One that means the whole query marks nothing."""
    marks = [
        (number, max(found.start, line.start), min(found.end, line.end), found)
        for number, found in enumerate(findings, 1)
        if found.start < line.end and line.start < found.end and not _whole(found, query)
    ]
    edges = sorted({line.start, line.end, *(at for _, a, b, _ in marks for at in (a, b))})
    drawn = []
    for start, end in pairwise(edges):
        over = [(n, b, found) for n, a, b, found in marks if a <= start and end <= b]
        kind = ""
        if over:
            kind = "bad" if any(found.severity == "error" for _, _, found in over) else "hit"
        drawn.append(
            Piece(
                query[start:end],
                kind,
                tuple(n for n, stop, found in over if stop == end and found.end <= line.end),
            )
        )
    return tuple(drawn)


def _whole(found: Finding, query: str) -> bool:
    return found.start == 0 and found.end >= len(query.rstrip())
