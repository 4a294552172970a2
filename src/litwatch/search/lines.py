"""A query in lines that people read and count by, one operand each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec

_STEP = re.compile(r'"[^"]*"?|\[[^\]]*\]?|[()]|\b(?:AND|OR|NOT)\b|[^\s"()\[\]]+|\s+')
_OPERATORS = ("AND", "OR", "NOT")


class QueryLine(msgspec.Struct, frozen=True, kw_only=True):
    """Characters `start` to `end` of the query: an operator, if any, and what it joins.

    `inner` bounds the operand without the operator and without brackets that other lines share.
    """

    start: int
    end: int
    operator: str
    inner: tuple[int, int]


def lines(query: str) -> tuple[QueryLine, ...]:
    """The query cut before its operators: the outermost ones, and one level further in where
    the outermost are not all OR (so that the synonyms of each block stand in lines).

    Never raises; a query that cannot be parsed has lines too.
    """
    operators = list(_operators(query))
    outer = {word for _, word, depth in operators if depth == 0}
    deepest = 0 if outer == {"OR"} else 1
    cuts = [at for at, _word, depth in operators if depth <= deepest]
    edges = [0, *(at for at in cuts if at > 0), len(query)]
    return tuple(_line(query, start, end) for start, end in pairwise(edges) if start < end)


def _operators(query: str) -> Iterator[tuple[int, str, int]]:
    """Each operator with its place and how many brackets are open around it."""
    depth = 0
    for step in _STEP.finditer(query):
        word = step.group()
        if word in _OPERATORS:
            yield step.start(), word, depth
        depth += (word == "(") - (word == ")")


def _line(query: str, start: int, end: int) -> QueryLine:
    words = query[start:end].split(maxsplit=1)
    operator = words[0] if words and words[0] in _OPERATORS else ""
    left, right = start + len(operator), end
    left, right = _stripped(query, left, right)
    while left < right and (astray := _astray(query[left:right])):
        opens, closes = astray
        if query[left] == "(" and opens:
            left, right = _stripped(query, left + 1, right)
        elif query[right - 1] == ")" and closes:
            left, right = _stripped(query, left, right - 1)
        else:
            break
    return QueryLine(start=start, end=end, operator=operator, inner=(left, right))


def _stripped(query: str, left: int, right: int) -> tuple[int, int]:
    while left < right and query[left].isspace():
        left += 1
    while left < right and query[right - 1].isspace():
        right -= 1
    return left, right


def _astray(text: str) -> tuple[int, int] | None:
    """How many brackets are opened and never closed, and closed but never opened."""
    opened = closed = 0
    for step in _STEP.finditer(text):
        if step.group() == "(":
            opened += 1
        elif step.group() == ")":
            if opened:
                opened -= 1
            else:
                closed += 1
    return (opened, closed) if opened or closed else None
