"""A mention that was found: its words, its place, and the work it means or may mean."""

from __future__ import annotations

from typing import Literal

import msgspec

from litwatch.records.cited.heads import Head
from litwatch.records.cited.passage import Place

By = Literal["identifier", "title", "reference", "list"]
# certain: an identifier, or a title with what belongs to it. probable: the title alone, or author,
# journal and year. low: the same of an author whose name very many bear.
Confidence = Literal["certain", "probable", "low"]


class Match(msgspec.Struct, frozen=True):
    """The work a mention means, by what it was told, and how sure that is."""

    record_id: str
    by: By
    confidence: Confidence


class Found(msgspec.Struct, frozen=True):
    """A mention: the words, where they stand, and its work or, unmatched, what it may be.

    `rest` is what follows the authors of `head`; `bare` says that it is no more than a year.
    """

    words: str
    place: Place
    start: int
    end: int
    match: Match | None = None
    maybe: tuple[str, ...] = ()
    head: Head | None = None
    rest: str = ""
    bare: bool = False
    named: tuple[str, ...] = ()
