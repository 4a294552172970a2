"""Which numbers a text holds, in Swedish and English: digits, words, ranges, percent, shares.

The rule they serve (digest.md §3): every number in an item must stand in the record, so
`63,9 %` in Swedish equals `63.9%` in the abstract, and `två tredjedelar` must be explained.
Dates, PMIDs, DOIs, addresses and names with a figure in them (SF-36, covid-19, m11s3) are
no quantities and are passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

import msgspec

from litwatch.digest.numerals import (
    POWERS,
    factors,
    numeral,
    ordinals,
    percents,
    shares,
    word_values,
)

Kind = Literal["plain", "percent", "share", "factor"]


class Number(msgspec.Struct, frozen=True):
    """A number as written, and what it may mean: `1.204` is 1.204 or 1 204.

    A share's readings are percents, a factor's its size. `start` and `end` are its place.
    """

    words: str
    readings: frozenset[Decimal]
    negative: bool = False
    positive: bool = False  # written with a plus
    kind: Kind = "plain"
    start: int = 0
    end: int = 0


_SPACE = "\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}"
_MINUS = "\N{MINUS SIGN}\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{HYPHEN}\N{SMALL HYPHEN-MINUS}-"
_POINT = ".,\N{MIDDLE DOT}"  # the Lancet prints 0·016
_WIDE = str.maketrans("％．，－＋", "%.,-+")

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
# English months have a capital: "12 may recover" names no day.
_MONTH = (
    r"(?:(?i:januari|february|februari|january|mars|april|maj|june?|juni|july|juli|augusti|august"
    r"|september|oktober|october|november|december|jan|feb|apr|aug|sept?|okt|oct|nov|dec)|March|Mar"
    r"|May|MAY|MARCH|Jun|Jul)"
)
_NOT_QUANTITIES = re.compile(
    rf"""
      https?://\S+ | \b(?i:doi):?\s*10\.\S+ | \b10\.[0-9]{{4,9}}/\S+
    | \b(?i:dnr|diarienr|diarienummer)[.:]?\s*[0-9]\S*
    | \b(?i:PMID:?\s*|PMC(?:ID:?\s*(?:PMC)?)?)[0-9]+
    | \b(?:19|20)[0-9]{{2}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])\b
    | (?<![\w.,])(?:{_DAY}(?:[{_MINUS}]{_DAY})?\.?\s+)?{_MONTH}\.?\s+(?:{_DAY},\s+)?(?:19|20)[0-9]{{2}}\b(?!\s*%)
    | (?<![\w.,]){_DAY}\s+{_MONTH}(?![\w-])
    | \b(?i:(?:post|long)?[{_MINUS}]?covid[{_MINUS}]?19|sars[{_MINUS}]cov[{_MINUS}]2)\b
    | \b[mv][0-9]{{1,2}}(?:s[0-9]{{1,2}})?\b | \b[bq](?:12|10|6)\b
    | \b(?=[^\W\d_]*(?:[{_MINUS}][^\W\d_]+)*[{_MINUS}]?[0-9])(?![Nn][{_MINUS}]?[0-9]|(?i:ca|OR|HR|RR|NNT|NNH|SD|SE|CI|KI|P|covid-?)[0-9]|[A-ZÅÄÖ]?[a-zåäö]+[{_MINUS}][0-9])
      (?=[^\W\d_{_MINUS}]*[{_MINUS}]?[^\W\d_]*[A-Z]|[A-Z])(?![A-ZÅÄÖ][a-zåäö]{{2,}}[0-9])
      [^\W\d_]+(?:[{_MINUS}][^\W\d_]+)*[{_MINUS}]?[0-9]+(?:[./{_MINUS}]?[0-9]+)*(?:[^\W\d_]+[0-9]*)*
      (?:[{_MINUS}][0-9]+[^\W\d_]+)*
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(
    rf"(?:[0-9]{{1,3}}(?:[{_SPACE} ][0-9]{{3}})+(?![0-9])|[0-9]+)(?:[{_POINT}][0-9]+)*"
    rf"|(?<![0-9])[{_POINT}][0-9]+"
)
_SIGN = re.compile(rf"(?:^|[\s(\[{{,;:=<>≤≥±/|]|[{_MINUS}])[{_MINUS}]$")
_PLUS = re.compile(r"(?:^|[^\w+])\+\s?$")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_PERCENT = re.compile(
    r"[\s-]?(?:%|procent|percentage|percent(?!age)|per cent|pct\b)(?![\s-]*(?:enhet|points?\b|units?\b))",
    re.I,
)
_POWER = re.compile(rf"\s(?P<power>{'|'.join(sorted(POWERS, key=len, reverse=True))})\b", re.I)
# "21, 22 and 24%": the sign at the end holds for the numbers before it.
_JOINED = re.compile(rf"\s*(?:[,/;{_MINUS}]|and|or|to|vs\.?|versus|och|eller|till|mot|%)+\s*", re.I)
# "difference −1.1, 95% CI": the sign is the level's own.
_LEVEL = re.compile(r"\s?%\s*(?:CI|CrI|KI|confidence|credib|konfidens)", re.I)
_YEAR = re.compile(r"^(?:19|20)[0-9]{2}(?=-)|(?<!\S)(?:19|20)[0-9]{2}$")
_OF = re.compile(r"\s+(?:out\s+)?(?:of|av)\s+(?:the\s+|de\s+)?", re.I)
_ALL_PERCENT = re.compile(r"\(%\)|\bn ?/ ?%|percentages?\b|per cent\b", re.I)


def _readings(text: str, *, english: bool) -> frozenset[Decimal]:
    """What a run of digits with points, commas and spaces may mean.

    English reads `1,204` as 1204 and `1.204` as 1.204. Otherwise both are possible either
    way, since Swedish text is pasted from English papers.
    """
    plain = re.sub(rf"[{_SPACE} ]", "", text).replace("\N{MIDDLE DOT}", ".")
    if plain[0] in ".,":
        return frozenset({Decimal("0." + plain[1:])})
    marks = [char for char in plain if char in ".,"]
    if not marks:
        return frozenset({Decimal(plain)})
    digits = re.sub(r"[.,]", "", plain)
    if len(marks) > 1:
        if _GROUPED.fullmatch(plain) and len(set(marks)) == 1:
            return frozenset({Decimal(digits)})
        whole, _, part = plain.rpartition(marks[-1])
        return frozenset({Decimal(re.sub(r"[.,]", "", whole) + "." + part)})
    decimal = Decimal(plain.replace(",", "."))
    if not _GROUPED.fullmatch(plain) or plain.startswith("0"):
        return frozenset({decimal})
    if english:
        return frozenset({Decimal(digits) if marks[0] == "," else decimal})
    return frozenset({Decimal(digits), decimal})


def _ascii_digits(text: str) -> str:
    """Digits of any script and full-width signs as ASCII ones; the length stays the same."""
    return "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char
        for char in text.translate(_WIDE)
    )


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "\N{WORD JOINER}" * (end - start) + text[end:]


@lru_cache(maxsize=4096)  # each gate reads the same record again
def numbers(text: str, *, english: bool = False) -> tuple[Number, ...]:
    """The quantities in a text, in order. `english`: read commas and points the English way."""
    source = text
    text = _NOT_QUANTITIES.sub(
        lambda hit: "\N{WORD JOINER}" * len(hit.group()), _ascii_digits(text)
    )
    found: list[Number] = []

    def add(start: int, end: int, readings: frozenset[Decimal], **rest: Any) -> None:
        found.append(Number(source[start:end], readings, start=start, end=end, **rest))

    if english:  # "from Jan 1, 2012" lets an item say "2012–2021"
        for hit in _NOT_QUANTITIES.finditer(source):
            if year := _YEAR.search(hit.group()):
                at = hit.start() + year.start()
                add(at, at + 4, frozenset({Decimal(year.group())}))
    for start, end, size in shares(text):
        add(start, end, percents(size), kind="share")
        if not (english and "/" in source[start:end]):  # a source's "6/12" may be two numbers
            text = _blank(text, start, end)
    for start, end, times in factors(text):
        add(start, end, frozenset({Decimal(times)}), kind="factor")
        text = _blank(text, start, end)
    for start, end, value in ordinals(text):
        add(start, end, frozenset({Decimal(value)}))
    for hit in _DIGITS.finditer(text):
        start, end = hit.span()
        after = end
        readings = _readings(hit.group(), english=english)
        if power := _POWER.match(text, end):
            unit = POWERS[power["power"].lower()]
            readings = frozenset(value * unit for value in readings)
            text = _blank(text, power.start("power"), power.end())
            after = power.end()
        negative = bool(_SIGN.search(text[max(0, start - 2) : start]))
        add(
            start,
            end,
            readings,
            negative=negative,
            positive=bool(_PLUS.search(text[max(0, start - 3) : start])),
            kind="percent" if _PERCENT.match(text, after) else "plain",
        )
        if english and " " in hit.group():  # "aged 18 100 of them": never sure, so both
            for part in re.finditer(r"[^ ]+", hit.group()):
                here = start + part.start(), start + part.end()
                add(*here, _readings(part.group(), english=True), negative=negative)
    for hit in numeral().finditer(text):
        for value in [12] if hit["dozen"] else word_values(hit["numeral"]):
            kind: Kind = "percent" if _PERCENT.match(text, hit.end()) else "plain"
            add(*hit.span(), frozenset({Decimal(value)}), kind=kind)
    found.sort(key=lambda each: each.start)
    return tuple(_as_source(found, text) if english else found)


def _as_source(found: list[Number], text: str) -> list[Number]:
    """A source's numbers; "two of three" and "11 of 14" there are shares as well."""
    told = _as_percents(found, text)
    plain = [number for number in told if number.kind == "plain"]
    for part, whole in pairwise(plain):
        if _OF.fullmatch(text, part.end, whole.start) and len(part.readings | whole.readings) == 2:
            (few,), (many,) = part.readings, whole.readings
            if 0 < few < many and few == int(few) and many == int(many):
                words, size = text[part.start : whole.end], percents(Fraction(int(few), int(many)))
                told.append(Number(words, size, kind="share", start=part.start, end=whole.end))
    return told


def is_level(text: str, number: Number) -> bool:
    """Whether the number of a text is the level of an interval: the 95 of `95% CI`."""
    return bool(_LEVEL.match(text, number.end))


def _as_percents(found: list[Number], text: str) -> list[Number]:
    """A source's numbers; those that a later sign or a heading "(%)" covers are percents too."""
    told: list[Number] = []
    for number in reversed(found):
        following = told[-1] if told else None
        covered = (
            following is not None
            and following.kind == "percent"
            and not is_level(text, following)
            and bool(_JOINED.fullmatch(text, number.end, following.start))
        )
        if number.kind == "plain" and (covered or _headed(text, number.start)):
            number = msgspec.structs.replace(number, kind="percent")
        told.append(number)
    return told[::-1]


def _headed(text: str, place: int) -> bool:
    sentence = max(text.rfind(". ", 0, place), 0)
    return bool(_ALL_PERCENT.search(text, sentence, place))


def _supported(number: Number, held: list[Number]) -> bool:
    """Whether a source holds the number, as the same kind of quantity."""
    if number.negative:
        held = [one for one in held if one.negative]
    elif number.positive:
        held = [one for one in held if not one.negative]

    def values(*kinds: Kind) -> set[Decimal]:
        return {value for one in held if one.kind in kinds for value in one.readings}

    plain = values("plain", "percent", "factor")
    if number.kind == "plain":
        return bool(number.readings & plain)
    if number.kind == "factor":
        (times,) = number.readings
        grown = {100 * times, 100 * (times - 1)}
        ratios = {v for one in held if re.search("[.,]", one.words) for v in one.readings}
        return times in values("factor") | ratios or bool(grown & values("percent"))
    parts = {value / 100 for value in number.readings if 0 < value < 100}
    return bool(number.readings & values("percent", "share") or parts & values("plain"))


def unsupported(text: str, sources: Iterable[str]) -> tuple[Number, ...]:
    """The numbers of `text` that none of the sources holds.

    A minus in the text must be a minus in a source, a plus must not be one; a number without
    a sign may be either, because "minskade med 2,9" says in words what −2.9 says with a sign.
    A percent must be a percent there, a share the same share or its percent.
    """
    held = [number for source in sources for number in numbers(source, english=True)]
    return tuple(number for number in numbers(text) if not _supported(number, held))
