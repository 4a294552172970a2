"""Written calculations: whether they compute, and where their figures come from.

A calculation lets a number stand that the record does not print (digest.md §3), so it is
checked itself: `187 av 212 = 88 %` must compute, and a figure that is not in the record must
say where in the paper it stands (`Tabell 2`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation
from itertools import pairwise
from typing import NamedTuple

from litwatch.digest.numbers import is_level, numbers

_EQUALS = re.compile(r"\s*(?:=|≈|\b(?:är|blir|ger|is|gives|equals)\b)\s*", re.I)
_STEP = re.compile(r"[;\n]|[.,:](?=\s|$)")
_SPACE = r"[\s\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}]"
_TOKEN = re.compile(
    rf"(?P<number>[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}}\b)+(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)?)"
    r"\s*(?P<percent>%|procent\w*|per\s?cent\w*)?"
    r"|(?P<plus>\+|\bplus\b)|(?P<minus>[\N{MINUS SIGN}\N{EN DASH}-]|\bminus\b)"
    r"|(?P<times>[*·×]|\b(?:x|gånger|times)\b)|(?P<over>[/÷]|\b(?:delat med|divided by)\b)"
    r"|(?P<of>\b(?:av|of|out of)\b)|(?P<open>\()|(?P<close>\))",
    re.I,
)
_PLACE = re.compile(
    r"tabell|figur|\bsid\w*|\bs\.\s*[0-9]|bilaga|fulltext|full text|supplement|appendi|\btable"
    r"|\bfig\.|\bfigure|\bpages?\b|\bp\.\s*[0-9]",
    re.I,
)
# What turns one unit into another: months of a year, per cent, and the like.
_CONSTANTS = frozenset(map(Decimal, (2, 7, 10, 12, 24, 52, 60, 100, 365, 1000, 100_000)))


class Token(NamedTuple):
    kind: str
    value: Decimal = Decimal(0)
    percent: bool = False


class Equation(NamedTuple):
    """`left = right` as written, what the left side comes to (None: nothing), and the result."""

    words: str
    value: Decimal | None
    result: Token
    worked_out: bool

    def computes(self) -> bool:
        """Whether the result is the value, rounded as it is written; percents are hundredths too."""
        if self.value is None:
            return False
        said = self.result.value
        half = Decimal(5).scaleb(int(said.as_tuple().exponent) - 1)
        candidates = [self.value]
        if self.result.percent:
            candidates += [self.value * 100, self.value / 100]
        return any(abs(one - said) <= half for one in candidates)


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for hit in _TOKEN.finditer(text):
        if hit["number"]:
            digits = re.sub(r"[^0-9.,]", "", hit["number"]).replace(",", ".")
            found.append(Token("number", Decimal(digits), bool(hit["percent"])))
        elif hit["of"] and found and found[-1].percent:  # "64 % av 184" multiplies
            found[-1] = Token("number", found[-1].value / 100)
            found.append(Token("times"))
        else:
            found.append(Token("over" if hit["of"] else str(hit.lastgroup)))
    return found


def _value(tokens: list[Token]) -> Decimal | None:
    """The value of sums and products with brackets; None for what is no such expression."""
    rest = list(tokens)

    def factor() -> Decimal:
        token = rest.pop(0)
        if token.kind == "minus":
            return -factor()
        if token.kind == "open":
            inner = total()
            if rest.pop(0).kind != "close":
                raise IndexError
            return inner
        if token.kind != "number":
            raise IndexError
        return token.value

    def product() -> Decimal:
        value = factor()
        while rest and rest[0].kind in ("times", "over"):
            value = value * factor() if rest.pop(0).kind == "times" else value / factor()
        return value

    def total() -> Decimal:
        value = product()
        while rest and rest[0].kind in ("plus", "minus"):
            value = value + product() if rest.pop(0).kind == "plus" else value - product()
        return value

    try:
        value = total()
    except (IndexError, DivisionByZero, InvalidOperation):
        return None
    return None if rest else value


def equations(text: str) -> Iterator[Equation]:
    """The equations of a calculation, in order: `212 − 187 = 25; 25 av 212 är 11,8 %`."""
    for step in _STEP.split(text):
        for left, right in pairwise(_EQUALS.split(step)):
            found, results = _tokens(left), _tokens(right)
            if results and results[0].kind == "minus":
                results = [one._replace(value=-one.value) for one in results[1:]]
            if results and results[0].kind == "number" and any(t.kind == "number" for t in found):
                value = _value(found)
                several = sum(one.kind == "number" for one in found) > 1
                worked_out = several or value != results[0].value
                words = f"{left.strip()} = {right.strip()}"
                yield Equation(words, value, results[0], worked_out)


def uncomputed(text: str) -> Iterator[str]:
    """The equations of a calculation that do not compute, as written."""
    return (one.words for one in equations(text) if not one.computes())


def unfounded(text: str, sources: Iterable[str]) -> Iterator[str]:
    """The figures of a calculation that come from nowhere: neither from the record, nor worked
    out in it, nor said to stand in a table, a figure or on a page of the paper."""
    if _PLACE.search(text):
        return
    held = {
        value
        for text_ in sources
        for number in numbers(text_, english=True)
        for value in number.readings
        if not is_level(text_, number)
    }
    held |= {abs(one.result.value) for one in equations(text) if one.worked_out}
    for number in numbers(text):
        if number.kind in ("plain", "percent") and not number.readings & (held | _CONSTANTS):
            yield number.words
