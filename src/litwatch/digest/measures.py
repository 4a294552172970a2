"""Numbers where they stand: with the unit, the sign of comparison and the sentence around them.

What the gates on wrong units, turned signs, strange intervals and swapped arms read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import msgspec

from litwatch.digest.numbers import Number, numbers

_AROUND = 4  # words on either side of a number that a message shows
DURATIONS = ("minute", "hour", "day", "week", "month", "year")

# What may stand between a number and its unit: "46 vuxna kvinnor", "six-month", "12 (NBSP) veckor".
_GAP = r"[\s\N{NO-BREAK SPACE}\N{HYPHEN}\N{NON-BREAKING HYPHEN}-]{0,2}"
_POINTS = r"(?:%|procent|percentage|percent|per cent)[\s-]*(?:enhet\w*|points?|units?)|pp\b"
_UNITS: tuple[tuple[str, str], ...] = (
    ("percentage points", _POINTS),
    ("percent", r"%|procent|percent|per cent|pct\b"),
    ("minute", r"minut\w*|minutes?\b|mins?\b"),
    ("hour", r"tim(?:me|mar|mars|mes)?\w*|hours?\b|hrs?\b|h\b"),
    ("day", r"dag(?:ar|en|s)?\w*|dygn\w*|days?\b"),
    ("week", r"veck\w*|weeks?\b|wks?\b"),
    ("month", r"månad\w*|months?\b|mos?\b"),
    ("year", r"år(?:s|en|et|iga?)?\b|årsupp\w*|års\w*|years?\b|yrs?\b|y\b"),
    (
        "people",
        r"(?:\w+[ -])?(?:person\w*|patient\w*|deltagare\w*|vuxna|kvinnor|män|barn|ungdomar|elever|studenter"
        r"|flickor|pojkar|people|participants?|adults?|women|men|children|adolescents|pupils|students"
        r"|individuals?|respondents?|survivors|girls|boys)\b",
    ),
    ("visits", r"(?:\w+ )?(?:besök|sessioner|tillfällen|visits?|sessions?)\b"),
    ("studies", r"(?:\w+ )?(?:studier|studies|trials)\b"),
    ("places", r"(?:\w+ )?(?:mottagning\w*|sjukhus|skolor|kliniker|practices|hospitals|schools|clinics|sites|centres|centers)\b"),
    ("points", r"poäng\w*|points?\b"),
    ("metres", r"m\b|meters?\b|metres?\b"),
)  # fmt: skip
_AFTER = re.compile(_GAP + "(?:" + "|".join(f"({words})" for _, words in _UNITS) + ")", re.I)
# "175 persons day 90, 120 day 180": the word in the singular belongs to the number after it.
_LABEL = re.compile(r"\s(?:minut|timme|dag|vecka|månad|år|day|week|month|year)\s+[0-9]", re.I)
_BEFORE = re.compile(
    r"\b(?:(?P<minute>minutes?)|(?P<hour>hours?|timme)|(?P<day>days?|dag)|(?P<week>weeks?|vecka)"
    r"|(?P<month>months?|månad)|(?P<year>years?|år|aged?|ages|(?:\w*ålder\w*|age)\W+(?:(?:was|var|på|of|mean|median)\W+)*))\W{0,2}$",
    re.I,
)
_JOINED = re.compile(
    r"\s*(?:[,/;±\N{MINUS SIGN}\N{EN DASH}-]|and|or|to|through|vs\.?|versus|och|eller|till|mot"
    r"|respektive)+\s*[\N{MINUS SIGN}+-]?",
    re.I,
)
_COMPARED = re.compile(r"(<=|>=|[<>≤≥=])\s*[\N{MINUS SIGN}+-]?\s*$")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"”“»(]?[A-ZÅÄÖ0-9+\N{MINUS SIGN}])|\n+")


class Measure(msgspec.Struct, frozen=True):
    """A number with what stands around it. `unit` is one of _UNITS, or empty for none known.

    `compared` is <, >, ≤, ≥ or =, or empty. `sentence` is the whole one, in which the number
    stands from `start` to `end`.
    """

    number: Number
    unit: str
    compared: str
    sentence: str
    start: int
    end: int

    def around(self) -> str:
        """The number with a few words on either side, cuts marked with `…`."""
        before, after = self.sentence[: self.start].split(), self.sentence[self.end :].split()
        start = "… " if len(before) > _AROUND else ""
        end = " …" if len(after) > _AROUND else ""
        words = self.sentence[self.start : self.end]
        left = " ".join(before[-_AROUND:])
        right = " ".join(after[:_AROUND])
        return f"{start}{left} {words} {right}{end}".strip()

    def same(self, other: Measure) -> bool:
        """Whether both may be the same value, whatever their signs."""
        return bool(self.number.readings & other.number.readings)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order; short forms do not matter, since numbers do not cross."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


@lru_cache(maxsize=4096)
def measured(sentence: str, *, english: bool = False) -> tuple[Measure, ...]:
    """The measures of one sentence, in order. Shares and factors have no unit of their own."""
    told = [
        number
        for number in numbers(sentence, english=english)
        if number.kind in ("plain", "percent")
    ]
    after = [_unit_after(sentence, number) for number in told]
    before = [_unit_before(sentence, number) for number in told]
    joined = [bool(_JOINED.fullmatch(sentence, one.end, two.start)) for one, two in pairwise(told)]
    # "6 and 12 months" and "weeks 6 and 12": one unit for both. Of percents numbers has seen to it.
    for at in range(len(told) - 1, 0, -1):
        if joined[at - 1] and not (after[at - 1] or before[at - 1]) and after[at] != "percent":
            after[at - 1] = after[at]
    for at in range(1, len(told)):
        if joined[at - 1] and not before[at] and not _before_a_label(sentence, told[at]):
            before[at] = before[at - 1]
    return tuple(
        Measure(
            number,
            after[at] or before[at] or ("percent" if number.kind == "percent" else ""),
            _compared(sentence, number),
            sentence,
            number.start,
            number.end,
        )
        for at, number in enumerate(told)
    )


def measures(texts: Iterable[str], *, english: bool = False) -> Iterator[Measure]:
    """The measures of all sentences of some texts."""
    for text in texts:
        for sentence in sentences(text):
            yield from measured(sentence, english=english)


def _unit_after(sentence: str, number: Number) -> str:
    if _before_a_label(sentence, number):
        return ""
    if after := _AFTER.match(sentence, number.end):
        return next(unit for (unit, _), hit in zip(_UNITS, after.groups(), strict=True) if hit)
    return ""


def _before_a_label(sentence: str, number: Number) -> bool:
    """Whether what follows is the label of the next number: the 120 of "120 day 180"."""
    return number.readings != {Decimal(1)} and bool(_LABEL.match(sentence, number.end))


def _unit_before(sentence: str, number: Number) -> str:
    before = _BEFORE.search(sentence, max(0, number.start - 40), number.start)
    return str(before.lastgroup) if before else ""


def _compared(sentence: str, number: Number) -> str:
    sign = _COMPARED.search(sentence, max(0, number.start - 5), number.start)
    return {"<=": "≤", ">=": "≥"}.get(sign[1], sign[1]) if sign else ""
