"""Numerals in words, Swedish and English: `tjugofem`, `two hundred and five`, and shares.

A share (`en tredjedel`, `hälften`, `var sjunde`, `½`) and a factor (`fördubblades`, `tenfold`)
hide a number; they are read as what they claim.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

SMALL = {
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
ONES = {"one": 1, "en": 1, "ett": 1}
POWERS = {
    "hundred": 100, "hundra": 100, "thousand": 1000, "tusen": 1000,
    "million": 10**6, "miljon": 10**6, "miljoner": 10**6,
    "billion": 10**9, "miljard": 10**9, "miljarder": 10**9,
}  # fmt: skip

# Ordinals and the parts named after them: `var sjunde`, `en sjundedel`, `one seventh`.
_ORDINALS = {
    "andra": 2, "annan": 2, "annat": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6,
    "sjunde": 7, "åttonde": 8, "nionde": 9, "tionde": 10, "tolfte": 12, "femtonde": 15,
    "tjugonde": 20, "tjugofemte": 25, "trettionde": 30, "fyrtionde": 40, "femtionde": 50,
    "hundrade": 100, "tusende": 1000, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12,
    "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_PARTS = {
    "tredjedel": 3, "fjärdedel": 4, "femtedel": 5, "sjättedel": 6, "sjundedel": 7,
    "åttondel": 8, "åttondedel": 8, "niondel": 9, "niondedel": 9, "tiondel": 10,
    "tiondedel": 10, "tolftedel": 12, "tjugondel": 20, "tjugondedel": 20, "hundradel": 100,
    "hundradedel": 100, "tusendel": 1000, "tusendedel": 1000, "third": 3, "quarter": 4,
    "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twentieth": 20, "hundredth": 100,
}  # fmt: skip
_FACTORS = {"dubbel": 2, "dubbl": 2, "double": 2, "doubl": 2, "twice": 2, "tredubb": 3,
            "thrice": 3, "tripl": 3, "fyrdubb": 4, "fyrfald": 4, "hundrafald": 100, "tusenfald": 1000, "femdubb": 5, "tiodubb": 10}  # fmt: skip

# What a Swedish numeral is written together with. A bare stem would find "sju" in "sjuk".
_UNITS = (
    r"år(?:s|ig|ing)?|månad|veck|dag|dygn|tim|minut|sekund|gång|grupp|arm|steg|siffr|poäng|"
    r"procent|person|patient|deltagar|land|länder|cent(?:er|r)|klinik|mottagning|besök|kvartal|"
    r"punkt|dela|meter|session|tillfäll"
)

# "En av fem" is a share; "187 av 212" counts people, and both numbers stand in the record.
_FEW = {word: number for word, number in SMALL.items() if 2 <= number <= 10}


def _any(words: object) -> str:
    return "|".join(sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


@cache
def numeral() -> re.Pattern[str]:
    """Runs of numerals, alone or as the stem of a compound (`tolvmånadersuppföljning`)."""
    one = _any({*SMALL, *ONES, *POWERS})
    joined = rf"(?:{one})+(?:(?:[\s-]+|[\s-]+(?:and|och)[\s-]+)(?:{one})+)*"
    return re.compile(
        rf"(?<![^\W_])(?P<numeral>{joined})(?:tals?(?:et)?)?"
        rf"(?:(?![^\W_])|(?=(?:{_UNITS})))"
        r"|(?<![^\W_])(?P<dozen>dussin|dozen)",
        re.I,
    )


@cache
def _shares() -> re.Pattern[str]:
    many = _any({*SMALL, "en", "ett", "one", "a"})
    count = _any({*SMALL})
    return re.compile(
        rf"""
          (?<![^\W_])(?:
            (?:(?P<sv>{_any(SMALL)})[\s-]*|(?P<sv1>[0-9]+)\s*)?
              (?P<part>{_any(k for k in _PARTS if k.endswith("del"))})(?:ar|en|s)*
          | (?P<en>{many}|[0-9]+)[\s-]+(?P<enpart>{_any(k for k in _PARTS if not k.endswith("del"))})s?
          | (?P<half>hälften|halva|halvan|halver\w*|half|halve[sd]|halving)
          | var(?:t|je)?\s+(?P<every>{_any(_ORDINALS)})
          | (?:every|each)\s+(?P<each>{_any(_ORDINALS)}|{count}|[0-9]+)
          | varannan | vartannat
          | (?P<of>en|{count}|(?<![0-9][.,])[0-9]+)\s+av\s+(?:de\s+)?(?P<all>{_any(_FEW)}|10|[2-9])
              (?!\s+(?:poäng|points))
          | (?:one|1)\s+(?:in|of|out\s+of)\s+(?:every\s+)?(?P<in>{count}|[0-9]+)
          )(?![^\W_])
        | (?<![0-9/])(?P<over>[1-9][0-9]?)/(?P<under>[1-9][0-9]?)(?![0-9/])
        | (?P<sign>[¼½¾⅐-⅞])
        """,
        re.VERBOSE | re.I,
    )


@cache
def _factors() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![^\W_])(?:(?P<times>{_any(SMALL)}|[0-9]+)[\s-]?(?:fald\w*|falt|fold|times)"
        rf"|(?:för|fler)?(?P<word>{_any(_FACTORS)})\w*)(?![^\W_])",
        re.I,
    )


def _count(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    return SMALL.get(word) or _ORDINALS.get(word) or 1


def percents(share: Fraction) -> frozenset[Decimal]:
    """How a share is printed as percent: a third is 33, 33.3 or 33.33 (and 66 or 67 for two)."""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return frozenset(
        exact.quantize(Decimal(step), rounding=way)
        for step in ("1", "0.1", "0.01")
        for way in (ROUND_HALF_UP, ROUND_FLOOR)
    )


def shares(text: str) -> Iterator[tuple[int, int, Fraction]]:
    """Start, end and size of each share that a text names."""
    for hit in _shares().finditer(text):
        if hit["sign"]:
            size = Fraction(unicodedata.numeric(hit["sign"])).limit_denominator(10)
        elif hit["over"]:
            size = Fraction(int(hit["over"]), int(hit["under"]))
        elif hit["part"]:
            size = Fraction(_count(hit["sv"] or hit["sv1"] or "1"), _PARTS[hit["part"].lower()])
        elif hit["all"]:
            size = Fraction(_count(hit["of"]), _count(hit["all"]))
        elif hit["enpart"]:
            size = Fraction(_count(hit["en"]), _PARTS[hit["enpart"].lower()])
        else:
            below = hit["every"] or hit["each"] or hit["in"]
            size = Fraction(1, max(1, _count(below)) if below else 2)
        if 0 < size < 1:
            yield hit.start(), hit.end(), size


def factors(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and size of each factor: `fördubblades` is 2, `tiofaldig` and `tenfold` 10."""
    for hit in _factors().finditer(text):
        word = hit["word"]
        yield hit.start(), hit.end(), _FACTORS[word.lower()] if word else _count(hit["times"])


@cache
def _times_counted() -> re.Pattern[str]:
    # "andra" and "second" are also other words; the first is no quantity.
    words = _any(word for word, number in _ORDINALS.items() if number > 2)
    return re.compile(
        rf"(?<![^\W_])(?P<ordinal>{words})(?=\s+(?:veck|månad|dag|dygn|år|besök|week|month|day|year|visit))",
        re.I,
    )


def ordinals(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of each ordinal that counts time or visits: `sjätte månaden` is 6."""
    for hit in _times_counted().finditer(text):
        yield hit.start(), hit.end(), _ORDINALS[hit["ordinal"].lower()]


def word_values(text: str) -> list[int]:
    """The numbers that a run of numeral words makes: `two hundred and five` is one, `två tre` two."""
    pieces = re.findall(
        "|".join(sorted({*SMALL, *ONES, *POWERS, "and", "och"}, key=len, reverse=True)),
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
        if piece in POWERS:
            power = POWERS[piece]
            if power == 100:
                part = max(part, 1) * 100
            else:
                total, part = total + max(part, 1) * power, 0
            last, open_number = power, True
            continue
        value = SMALL.get(piece, ONES.get(piece, 0))
        goes_on = last >= 100 or (20 <= last < 100 and 0 < value < 10)
        if open_number and not goes_on:
            values.append(total + part)
            total = part = 0
        if piece in ONES and not (open_number and goes_on):
            following = pieces[index + 1] if index + 1 < len(pieces) else ""
            if following not in POWERS:
                open_number, last = False, 0
                continue
        part += value
        last, open_number = value, True
    if open_number:
        values.append(total + part)
    return values
