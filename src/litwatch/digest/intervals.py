"""Intervals whose ends, or whose estimate, the record does not give together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from litwatch.digest.measures import DURATIONS, Measure, measured, sentences

Range = tuple[Measure, Measure]

_SIGN = r"[\N{MINUS SIGN}+-]?"
_UNIT = r"(?:\s?(?:%|poäng|points?|år|years?|veckor|weeks?|månader|months?))?"
_DASH = r"[\N{MINUS SIGN}\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{HYPHEN}-]"
_TO = re.compile(rf"{_UNIT}\s*(?:{_DASH}|till|to|through)\s*{_SIGN}", re.I)
_IN_BRACKETS = re.compile(rf"{_UNIT}\s*[;,]\s+{_SIGN}", re.I)
_AND = re.compile(rf"{_UNIT}\s*(?:och|and)\s*{_SIGN}", re.I)
_BETWEEN = re.compile(rf"\b(?:mellan|between)\s+{_SIGN}$", re.I)
_BESIDE = re.compile(
    rf"{_UNIT}\s*(?:{_DASH}|till|to|through|och|and|or|[;,/]|vs\.?|versus|mot)\s*{_SIGN}", re.I
)
_INTERVAL = re.compile(r"\b(?:KI|CI|CrI)\b|konfidens|confidence|credib", re.I)
_OPENS_INTERVAL = re.compile(rf"(?:{_INTERVAL.pattern})[^0-9]{{0,20}}$", re.I)
_NO_EFFECT_SIZE = re.compile(r"\b[PN]\s?=\s?$", re.I)
_CLOSE = 6  # words between an estimate and its interval
_NO_ESTIMATE = {*DURATIONS, "people", "visits", "studies", "places"}


def ranges(texts: Iterable[str], *, english: bool = False) -> list[Range]:
    """The ranges that are written as such: a–b, a till b, mellan a och b, [KI a; b]."""
    found: list[Range] = []
    for text in texts:
        for sentence in sentences(text):
            found += [
                (low, high)
                for low, high in pairwise(measured(sentence, english=english))
                if is_range(low, high)
            ]
    return found


def is_range(low: Measure, high: Measure) -> bool:
    """Whether two numbers that follow each other in a sentence are written as a range."""
    text, ends = low.sentence, (low.end, high.start)
    before = text[: low.start]
    if before.endswith(":"):  # "1:1 till två grupper"
        return False
    if _TO.fullmatch(text, *ends):
        return True
    if _AND.fullmatch(text, *ends):
        return bool(_BETWEEN.search(before))
    return bool(_IN_BRACKETS.fullmatch(text, *ends) and _OPENS_INTERVAL.search(before))


def words_of(found: Range) -> str:
    """The range as written, without the sign before it."""
    return found[0].sentence[found[0].start : found[1].end]


def _same(one: Range, other: Range) -> bool:
    return one[0].same(other[0]) and one[1].same(other[1])


def foreign_ranges(text: str, sources: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Ranges that the record gives otherwise: as written here, and as the record has them.

    Other ends together, or turned; or the interval of another estimate than the one before
    it. Where the record has neither end in a range, nothing speaks against the range here.
    """
    texts = list(sources)
    told = ranges(texts, english=True)
    beside = [
        pair
        for source in texts
        for sentence in sentences(source)
        for pair in pairwise(measured(sentence, english=True))
        if _BESIDE.fullmatch(sentence, pair[0].end, pair[1].start)
    ]
    for mine in ranges([text]):
        if any(_same(mine, one) for one in told + beside):
            if stray := _estimate_of_another(mine, told, texts):
                yield stray
            continue
        against = [
            one
            for one in told
            if mine[0].same(one[0])
            or mine[1].same(one[1])
            or (mine[0].same(one[1]) and mine[1].same(one[0]))
        ]
        if against:
            yield words_of(mine), words_of(against[0])


def _first(told: list[Range], line: str) -> int:
    return min(one[0].start for one in told if one[0].sentence == line)


def _is_estimate(one: Measure) -> bool:
    level = _INTERVAL.match(one.sentence[one.end :].lstrip(" %"))
    other = one.compared not in ("", "=") or _NO_EFFECT_SIZE.search(one.sentence[: one.start])
    return one.unit not in _NO_ESTIMATE and not other and not level


def _estimate_of_another(
    mine: Range, told: list[Range], texts: list[str]
) -> tuple[str, str] | None:
    """The interval in brackets after an estimate that the record gives in another place."""
    before = mine[0].sentence[: mine[0].start]
    opened = max(before.rfind("("), before.rfind("["))
    if opened < 0 or not _INTERVAL.search(before[opened:]):
        return None
    estimate = _estimate_before(mine[0].sentence, mine[0].start, [mine], english=False)
    if estimate is None:
        return None
    lines = [line for source in texts for line in sentences(source)]
    everywhere = [one for line in lines for one in measured(line, english=True)]
    times = sum(estimate.same(one) for one in everywhere)
    own = [one for one in told if (mark := _owner(one, told)) and estimate.same(mark)]
    if own and len(own) == times and not any(_same(mine, one) for one in own):
        return words_of(mine), own[0][0].around()
    homes = {one[0].sentence for one in told if _same(mine, one)}
    near: list[Measure] = []
    for index, line in enumerate(lines):
        if line in homes:
            near += measured(line, english=True)
            if index and _estimate_before(line, _first(told, line), told) is None:
                near += measured(lines[index - 1], english=True)
    if not homes or not times or any(estimate.same(one) for one in near):
        return None
    return words_of(mine), min(homes)


def _estimate_before(
    sentence: str, place: int, told: list[Range], *, english: bool = True
) -> Measure | None:
    """The last number before a place in a sentence that may be an estimate."""
    ends = {(one.sentence, one.start) for pair in told for one in pair}
    found = [
        one
        for one in measured(sentence, english=english)
        if one.end <= place and (sentence, one.start) not in ends and _is_estimate(one)
    ]
    return found[-1] if found else None


def _owner(one: Range, told: list[Range]) -> Measure | None:
    """The estimate that the record gives an interval to; None where another interval stands
    between them."""
    low = one[0]
    estimate = _estimate_before(low.sentence, low.start, told)
    between = low.sentence[estimate.end : low.start] if estimate else ""
    if estimate is None or len(between.split()) > _CLOSE or not _INTERVAL.search(between):
        return None
    crossed = any(
        estimate.end <= other[0].start < low.start
        for other in told
        if other[0].sentence == low.sentence
    )
    return None if crossed else estimate
