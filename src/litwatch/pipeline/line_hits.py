"""What each line of a strategy gives among the stored records that the search found."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from litwatch import search
from litwatch.search import Document
from litwatch.search.lines import QueryLine, lines
from litwatch.search.match import Predicate
from litwatch.search.parse import QuerySyntaxError
from litwatch.watch import MeshTree


class LineHits(msgspec.Struct, frozen=True, kw_only=True):
    """`hits` records match the line; `only` of them would be lost without it.

    None where that cannot be said: of a line that narrows (AND, NOT), or is not read alone.
    """

    line: QueryLine
    hits: int | None
    only: int | None


def line_hits(
    query: str, documents: Sequence[Document], mesh: MeshTree
) -> tuple[int, tuple[LineHits, ...]]:
    """How many of the documents the query matches, and what each of its lines gives of those.

    By our own matcher on what is stored; PubMed may have read more. (0, lines without numbers)
    for a query that cannot be parsed.
    """
    cut = lines(query)
    whole = _test(query, mesh)
    if whole is None:
        return 0, tuple(LineHits(line=line, hits=None, only=None) for line in cut)
    found = [document for document in documents if whole(document)]
    told = []
    for place, line in enumerate(cut):
        following = cut[place + 1] if place + 1 < len(cut) else None
        test = _test(query[slice(*line.inner)], mesh) if line.operator != "NOT" else None
        mine = [document for document in found if test(document)] if test else None
        rest = _without(query, line, following)
        remaining = _test(rest, mesh) if rest and mine is not None else None
        told.append(
            LineHits(
                line=line,
                hits=None if mine is None else len(mine),
                only=None
                if mine is None or remaining is None
                else sum(not remaining(document) for document in mine),
            )
        )
    return len(found), tuple(told)


def _without(query: str, line: QueryLine, following: QueryLine | None) -> str:
    """The query without the line; empty where taking it out leaves another kind of query."""
    left, right = line.inner
    if line.operator == "OR":
        return query[: line.start] + " " + query[right:]
    alone = query[right : line.end].strip()
    if following is not None and following.operator == "OR" and not alone:
        return query[:left] + query[following.start + len("OR") :]
    return ""


def _test(query: str, mesh: MeshTree) -> Predicate | None:
    try:
        return search.predicate(search.parse(query), mesh)
    except QuerySyntaxError:
        return None
