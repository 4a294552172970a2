"""Titles as they are compared: one spelling, their numbers, what their opening says.

A correction often carries the title of the article it corrects, so what a title *opens* with
decides before any likeness is measured.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Literal

Opening = Literal["notice", "comment", ""]

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_WORD = re.compile(r"[^\W_]+")
# The same for ASCII, which most titles are: a table is quicker than a pattern.
_BETWEEN_WORDS = {code: " " for code in range(128) if not chr(code).isalnum()}
_DIGITS = re.compile(r"[0-9]+")
_APOSTROPHES = re.compile(r"['’ʼ`´]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
# Of a retracted article's title this much was added later (COPE; also NLM since 2018).
_RETRACTED = re.compile(r"^(?:retracted(?: article)?|withdrawn)\s*:\s*", re.IGNORECASE)
# What exports write where there is no title.
_NO_TITLE = frozenset({"", "na", "n a", "not available", "no title", "untitled", "unknown"})

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | dict(
        zip(
            "αβγδεζηθικλμνξοπρστυφχψω",
            [
                "alpha",
                "beta",
                "gamma",
                "delta",
                "epsilon",
                "zeta",
                "eta",
                "theta",
                "iota",
                "kappa",
                "lambda",
                "mu",
                "nu",
                "xi",
                "omicron",
                "pi",
                "rho",
                "sigma",
                "tau",
                "upsilon",
                "phi",
                "chi",
                "psi",
                "omega",
            ],
            strict=True,
        )
    )
)

# Roman numbers count anywhere; `I`, `V` and `X` only where nothing else is meant.
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_LONE = {"i": "1", "v": "5", "x": "10"}
_COUNTED = frozenset(
    [
        "chapter",
        "class",
        "grade",
        "group",
        "level",
        "paper",
        "part",
        "phase",
        "report",
        "section",
        "series",
        "stage",
        "study",
        "trial",
        "type",
        "volume",
    ]
)
_SPELT = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_WORDED = frozenset(_ROMAN) | frozenset(_LONE) | frozenset(_SPELT)

_SMALL_WORDS = frozenset(
    [
        "a",
        "and",
        "da",
        "de",
        "der",
        "des",
        "die",
        "du",
        "et",
        "for",
        "in",
        "la",
        "le",
        "of",
        "og",
        "the",
        "und",
        "y",
    ]
)

_NOTICE = re.compile(
    r"""(?:(?:author|publisher|editorial)s?\W*\s)?(?:
        errat(?:um|a)\b | corrigend(?:um|a)\b | department\ of\ error\b
      | expressions?\ of\ concern\b
      | (?:corrections?|addend(?:um|a)|retractions?|withdrawals?)
        (?: \s+(?:note|notice)s?\b | \s+(?:to|for)\b | (?:\s+of)?\s*[:.,"“] | \s*[–—] | \s+-\s | \s*\]?\s*$ )
      | (?:notice|statement)\ of\ (?:retraction|correction|concern|withdrawal)\b
      | (?:retracted\ and\ republished|corrected\ and\ republished)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_COMMENT = re.compile(
    r"""(?: re\s*[:.] | (?:in\s+)?(?:reply|replies)\s*(?:[:.,]|to\b|by\b|from\b|$)
      | (?:the\ )?authors?\W{0,2}s?\s+(?:reply|response|reaction|comment)
      | (?:response|reply)\s+to\s+(?:the\s+)?(?:letter|comment|editor|dr\b|drs\b)
      | response\s*[:.] | rebuttal\b
      | comment(?:s|ary|aries)?\s*(?:[:.]|on\b|to\b|re\b|$) | editorial\ comment\b
      | (?:reader|invited)\W?s?\s+comment
      | letter\ to\ the\ editor\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_REPLY_AT_END = re.compile(
    r"[-–—:.]\s*(?:in\s+|the\s+)?(?:reply|authors?\W{0,2}s?\s+(?:reply|response))\W*$",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The words of a text in lower case, without markup, accents and punctuation.

    >>> plain("<sup>1</sup>H MR in Long‐COVID: Müller's β-test")
    '1h mr in long covid mullers beta test'
    """
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub("", text)
    text = text.casefold()
    ascii_only = text.isascii()
    if not ascii_only:
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        if not text.isascii():
            text = "".join(char for char in text if not unicodedata.combining(char))
        text = text.casefold().translate(_LETTERS)  # "™" has become "TM"
    if "'" in text or "`" in text or not ascii_only:
        text = _APOSTROPHES.sub("", text)
    if "," in text:
        text = _THOUSANDS.sub("", text)
    words = text.translate(_BETWEEN_WORDS).split() if text.isascii() else _WORD.findall(text)
    return " ".join(words)


def compared(title: str) -> str:
    """A title as it is compared; empty for a placeholder such as `NA` or `[Not Available]`."""
    title = title.lstrip("[ ")
    if title[:1] in "RrWw":
        title = _RETRACTED.sub("", title)
    words = plain(title)
    return "" if words in _NO_TITLE else words


def numbers(words: str) -> tuple[str, ...]:
    """The numbers in a `compared` title, in order of size as text, however they are written.

    Reports of 2019 and 2020 or parts I and II differ in nothing else.

    >>> numbers("resistance part ii a study of 2019") == numbers("resistance part 2 a study of 2019")
    True
    """
    split = words.split()
    found = [] if "".join(split).isalpha() else _DIGITS.findall(words)
    if _WORDED.isdisjoint(split):
        found.sort()
        return tuple(found)
    for place, word in enumerate(split):
        if word in _ROMAN:
            found.append(_ROMAN[word])
        elif word in _LONE or word in _SPELT:
            counted = place > 0 and split[place - 1] in _COUNTED
            if counted or (word in _LONE and place == len(split) - 1 and place > 0):
                found.append(_LONE.get(word) or _SPELT[word])
    return tuple(sorted(found))


def opening(title: str) -> Opening:
    """Whether a title says of itself that it is a notice (erratum, retraction …) or a comment.

    >>> opening("Correction to: Fatigue"), opening("Correction of myopia"), opening("Re: Fatigue")
    ('notice', '', 'comment')
    """
    start = title.lstrip("[ \"'“‘")
    if _NOTICE.match(start):
        return "notice"
    if _COMMENT.match(start) or _REPLY_AT_END.search(title[-30:]):
        return "comment"
    return ""


def journals_alike(one: str, other: str) -> bool:
    """Whether one name abbreviates the other, word by word.

    >>> journals_alike("Clin Infect Dis", "Clinical Infectious Diseases")
    True
    """
    short, long = sorted((_name_words(one), _name_words(other)), key=len)
    if not short:
        return False
    rest = iter(long)
    return all(
        any(word.startswith(full) or full.startswith(word) for full in rest) for word in short
    )


@lru_cache(maxsize=4096)  # a few journals hold most articles
def _name_words(name: str) -> tuple[str, ...]:
    # What follows in brackets or after a colon is a place or a translation of the name.
    words = plain(re.split(r"[(:=]", name)[0]).split()
    return tuple(word for word in words if word not in _SMALL_WORDS)
