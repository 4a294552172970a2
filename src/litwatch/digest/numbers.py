"""Which numbers a text holds, in Swedish and English: digits, words, ranges, percent.

The rule they serve (digest.md §3): every number in an item must stand in the record, so
`63,9 %` in Swedish equals `63.9%` in the abstract, and `två tredjedelar` must be explained.
Dates, PMIDs, DOIs, addresses and names with a figure in them (SF-36, covid-19, m11s3) are
no quantities and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

import msgspec


class Number(msgspec.Struct, frozen=True):
    """A number as written, and what it may mean: `1.204` is 1.204 or 1 204."""

    words: str
    readings: frozenset[Decimal]
    negative: bool = False


_SPACE = "\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}"
_MINUS = "\N{MINUS SIGN}\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{HYPHEN}\N{SMALL HYPHEN-MINUS}-"
_POINT = ".,\N{MIDDLE DOT}"  # the Lancet prints 0·016

_MONTH_WORDS = (
    r"jan(?:uari|uary)?|feb(?:ruari|ruary)?|mars|march|mar|april|apr|maj|may|jun[ei]?|juli|july|jul|"
    r"augusti|august|aug|sep(?:tember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NOT_QUANTITIES = re.compile(
    rf"""
      https?://\S+ | \bdoi:?\s*10\.\S+ | \b10\.[0-9]{{4,9}}/\S+
    | \bPMC?(?:ID)?:?\s*[0-9]+
    | \b[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\b
    | \b(?:[0-9]{{1,2}}(?:[{_MINUS}][0-9]{{1,2}})?\.?\s+)?(?:{_MONTH_WORDS})\.?\s+(?:[0-9]{{1,2}},?\s+)?(?:19|20)[0-9]{{2}}\b
    | \b[0-9]{{1,2}}\s+(?:{_MONTH_WORDS})\b
    | \b[^\W\d_]+(?:[{_MINUS}][^\W\d_]+)*[{_MINUS}]?[0-9]+(?:[.,/{_MINUS}]?[0-9]+)*(?:[^\W\d_]+[0-9]*)*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DIGITS = re.compile(
    rf"(?:[0-9]{{1,3}}(?:[{_SPACE} ][0-9]{{3}})+(?![0-9])|[0-9]+)(?:[{_POINT}][0-9]+)*"
    rf"|(?<![0-9])[{_POINT}][0-9]+"
)
_SIGN = re.compile(rf"(?:^|[\s(\[{{,;:=<>≤≥±/|]|[{_MINUS}])[{_MINUS}]$")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")


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


_SMALL = {
    "noll": 0, "zero": 0, "two": 2, "två": 2, "three": 3, "tre": 3, "four": 4, "fyra": 4,
    "five": 5, "fem": 5, "six": 6, "sex": 6, "seven": 7, "sju": 7, "eight": 8, "åtta": 8,
    "nine": 9, "nio": 9, "ten": 10, "tio": 10, "eleven": 11, "elva": 11, "twelve": 12,
    "tolv": 12, "thirteen": 13, "tretton": 13, "fourteen": 14, "fjorton": 14, "fifteen": 15,
    "femton": 15, "sixteen": 16, "sexton": 16, "seventeen": 17, "sjutton": 17, "eighteen": 18,
    "arton": 18, "nineteen": 19, "nitton": 19, "twenty": 20, "tjugo": 20, "thirty": 30,
    "trettio": 30, "forty": 40, "fyrtio": 40, "fifty": 50, "femtio": 50, "sixty": 60,
    "sextio": 60, "seventy": 70, "sjuttio": 70, "eighty": 80, "åttio": 80, "ninety": 90,
    "nittio": 90,
}  # fmt: skip
# "en" and "ett" are articles, "one" is a pronoun: they count only inside a longer numeral.
_ONES = {"one": 1, "en": 1, "ett": 1}
_POWERS = {
    "hundred": 100, "hundra": 100, "thousand": 1000, "tusen": 1000,
    "million": 10**6, "miljon": 10**6, "miljoner": 10**6,
}  # fmt: skip
# Shares that hide a number; an author who wrote 20 % must be asked for the calculation.
_SHARES = {
    "hälften": "50", "half": "50", "dubbelt": "2", "twice": "2", "varannan": "50",
    "tredjedel": "3", "tredjedelar": "3", "third": "3", "fjärdedel": "4", "fjärdedelar": "4",
    "quarter": "4", "femtedel": "5", "femtedelar": "5", "fifth": "5", "tiondel": "10",
    "var tredje": "3", "var fjärde": "4", "var femte": "5", "var sjätte": "6", "var tionde": "10",
}  # fmt: skip


@cache
def _numeral() -> re.Pattern[str]:
    words = sorted({*_SMALL, *_ONES, *_POWERS}, key=len, reverse=True)
    one = "|".join(words)
    joined = rf"(?:{one})+(?:(?:[\s-]+|[\s-]+(?:and|och)[\s-]+)(?:{one})+)*"
    shares = "|".join(sorted(_SHARES, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:(?P<share>{shares})|(?P<numeral>{joined}))(?![^\W_])", re.I)


def _word_values(text: str) -> list[int]:
    """The numbers that a run of numeral words makes: `two hundred and five` is one, `två tre` two."""
    pieces = re.findall(
        "|".join(sorted({*_SMALL, *_ONES, *_POWERS, "and", "och"}, key=len, reverse=True)),
        text.lower(),
    )
    values: list[int] = []
    total = part = 0
    last = 0  # size of the last word: 0 none, else the least unit it leaves open
    open_number = False
    for index, piece in enumerate(pieces):
        if piece in ("and", "och"):
            # "hundred and five" goes on; "two and three" are two numbers.
            if open_number and last < 100:
                values.append(total + part)
                total = part = last = 0
                open_number = False
            continue
        if piece in _POWERS:
            power = _POWERS[piece]
            if power == 100:
                part = max(part, 1) * 100
            else:
                total, part = total + max(part, 1) * power, 0
            last, open_number = power, True
            continue
        value = _SMALL.get(piece, _ONES.get(piece, 0))
        goes_on = last >= 100 or (20 <= last < 100 and 0 < value < 10)
        if open_number and not goes_on:
            values.append(total + part)
            total = part = 0
        if piece in _ONES and not (open_number and goes_on):
            following = pieces[index + 1] if index + 1 < len(pieces) else ""
            if following not in _POWERS:
                open_number, last = False, 0
                continue
        part += value
        last, open_number = value, True
    if open_number:
        values.append(total + part)
    return values


def numbers(text: str, *, english: bool = False) -> tuple[Number, ...]:
    """The quantities in a text, in order. `english`: read commas and points the English way."""
    text = _NOT_QUANTITIES.sub(lambda hit: "\N{WORD JOINER}" * len(hit.group()), text)
    found: list[tuple[int, Number]] = []
    for hit in _DIGITS.finditer(text):
        negative = bool(_SIGN.search(text[: hit.start()][-2:]))
        readings = _readings(hit.group(), english=english)
        found.append((hit.start(), Number(hit.group(), readings, negative)))
        if english and " " in hit.group():  # "aged 18 100 of them": never sure, so both
            found += [
                (hit.start(), Number(part, _readings(part, english=True), negative))
                for part in hit.group().split(" ")
            ]
    for hit in _numeral().finditer(text):
        if share := hit["share"]:
            found.append((hit.start(), Number(share, frozenset({Decimal(_SHARES[share.lower()])}))))
            continue
        found += [
            (hit.start(), Number(hit.group(), frozenset({Decimal(value)})))
            for value in _word_values(hit.group())
        ]
    return tuple(number for _, number in sorted(found, key=lambda pair: pair[0]))


def unsupported(text: str, sources: Iterable[str]) -> tuple[Number, ...]:
    """The numbers of `text` that none of the sources holds.

    A minus in the text must be a minus in a source; a number without one may be either,
    because "minskade med 2,9" says in words what −2.9 says with a sign.
    """
    held = [number for source in sources for number in numbers(source, english=True)]
    values = {value for number in held for value in number.readings}
    negatives = {value for number in held if number.negative for value in number.readings}
    return tuple(
        number
        for number in numbers(text)
        if not number.readings & (negatives if number.negative else values)
    )
