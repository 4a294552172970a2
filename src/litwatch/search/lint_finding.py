"""Finding: what is wrong in a query, where, why, and the mend."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

Severity = Literal["error", "warning"]


class Edit(NamedTuple):
    """Characters `start` to `end` of the query become `text`."""

    start: int
    end: int
    text: str


class Note(NamedTuple):
    """A finding before its place is counted in lines; `edits` mend it where no person must."""

    rule: str
    severity: Severity
    start: int
    end: int
    reason: str
    mend: str
    edits: tuple[Edit, ...] = ()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One breach of a rule.

    `rule` is a number of docs/strategies.md. Characters `start` to `end` of the query are
    meant, which begin at `line` and `column`, both from 1. `mend` says what to do; `mended` is
    the whole query with it done, and empty where a person has to choose.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    line: int
    column: int
    reason: str
    mend: str
    mended: str = ""

    @property
    def place(self) -> str:
        return f"line {self.line}, column {self.column}"


def finding(note: Note, query: str) -> Finding:
    """The finding with its place counted and its mend done."""
    start = min(note.start, len(query))
    return Finding(
        rule=note.rule,
        severity=note.severity,
        start=start,
        end=max(start, min(note.end, len(query))),
        line=query.count("\n", 0, start) + 1,
        column=start - query.rfind("\n", 0, start),
        reason=note.reason,
        mend=note.mend,
        mended=_applied(note.edits, query) if note.edits else "",
    )


def _applied(edits: Iterable[Edit], query: str) -> str:
    for edit in sorted(edits, reverse=True):
        query = query[: edit.start] + edit.text + query[edit.end :]
    return query


def pointed(query: str, found: Finding, width: int = 96) -> tuple[str, str]:
    """The finding's line of the query, cut to `width` around the place, and carets under it.

    What prints nothing, such as a zero-width space, is shown as �.
    """
    begin = query.rfind("\n", 0, found.start) + 1
    stop = query.find("\n", begin)
    stop = len(query) if stop < 0 else stop
    end = max(min(found.end, stop), min(found.start + 1, stop))
    first = max(begin, min(found.start - width // 3, stop - width))
    last = min(stop, max(first + width, found.start + 1))
    before = ("…" if first > begin else "") + _visible(query[first : found.start])
    marked = _visible(query[found.start : min(end, last)])
    after = _visible(query[min(end, last) : last]) + ("…" if last < stop else "")
    return before + marked + after, " " * _columns(before) + "^" * max(1, _columns(marked))


def _visible(text: str) -> str:
    return "".join("�" if unicodedata.category(sign)[0] == "C" else sign for sign in text).replace(
        "\t", " "
    )


def _columns(text: str) -> int:
    """The columns that a terminal gives a text: two for a full-width sign, none for an accent."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )
