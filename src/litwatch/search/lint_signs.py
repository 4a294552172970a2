"""Signs that look like others: an asterisk from a PDF, a Cyrillic letter, a zero-width space.

PubMed takes them for something else without a word: `intervent∗[ti]` finds 9 records where
`intervent*[ti]` finds 269,566 (NCBI, measured 2026-10-08).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from litwatch.search.lint_finding import Edit, Note

_ALIKE: dict[str, str] = {
    **dict.fromkeys("∗⁎✱✲٭﹡⋆", "*"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣⁃", "-"),
    **dict.fromkeys("«»″〝〞", '"'),
    **dict.fromkeys("⁄∕", "/"),
    # Letters that no reader tells from the Latin ones (Unicode, confusables.txt).
    **dict(zip("АВЕЅІЈКМНОРСТХУ", "ABESIJKMHOPCTXY", strict=True)),
    **dict(zip("аеѕіјорсхуһԁ", "aesijopcxyhd", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_WORD = re.compile(r"[^\W\d_]+")


def plain(query: str) -> str:
    """The query as long as it was, with each sign as its author meant it."""
    if query.isascii():
        return query
    return "".join(_meant(query, place) or sign for place, sign in enumerate(query))


def signs(query: str) -> Iterator[Note]:
    """Look-alike and invisible signs (X01) and HTML entities (X02)."""
    for found in _ENTITY.finditer(query):
        sign = html.unescape(found.group())
        if sign != found.group():
            yield Note(
                rule="X02",
                severity="error",
                start=found.start(),
                end=found.end(),
                reason=f"{found.group()} is HTML; PubMed finds nothing by it",
                mend=f"Write {sign}",
                edits=(Edit(found.start(), found.end(), sign),),
            )
    if query.isascii() and query.isprintable():
        return
    wrong = ((place, meant) for place in range(len(query)) if (meant := _meant(query, place)) != "")
    # Signs side by side are one finding: place minus rank stays the same along a run.
    for _, run in groupby(enumerate(wrong), key=lambda each: each[1][0] - each[0]):
        pairs = [pair for _, pair in run]
        first, last = pairs[0][0], pairs[-1][0] + 1
        yield _note(query[first:last], "".join(meant or "" for _, meant in pairs), first, last)


def _note(written: str, meant: str, first: int, last: int) -> Note:
    names = ", ".join(dict.fromkeys(map(_named, written)))
    spaces_only = meant.isspace()
    if not meant:
        reason, mend = f"{names} cannot be seen, yet it parts or joins words", "Remove it"
    elif spaces_only:
        reason, mend = f"{names} looks like a space", "Write a plain space"
    else:
        reason, mend = f"{written} ({names}) only looks like {meant}", f"Write {meant}"
    return Note(
        rule="X01",
        # The query's spaces are made plain before it is sent.
        severity="warning" if spaces_only else "error",
        start=first,
        end=last,
        reason=reason,
        mend=mend,
        edits=(Edit(first, last, meant),),
    )


def _meant(query: str, place: int) -> str | None:
    """The plain sign for a look-alike, None for one to remove, "" where all is well."""
    sign = query[place]
    if sign.isascii():
        return "" if sign.isprintable() or sign in "\t\n\r" else None
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in ("Cf", "Cc", "Co", "Cn", "Cs"):
        return None
    meant = _ALIKE.get(sign, "")
    if meant and sign.isalpha() and not meant.isspace() and not _is_full_width(sign):
        return meant if _stands_among_latin(query, place) else ""
    return meant


def _is_full_width(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) == "F"


def _stands_among_latin(query: str, place: int) -> bool:
    """Whether the letter's word is otherwise Latin, or made of look-alikes only."""
    start = place
    while start and _WORD.fullmatch(query[start - 1]):
        start -= 1
    found = _WORD.match(query, start)
    word = found.group() if found else query[place]
    return all(letter in _ALIKE or "LATIN" in unicodedata.name(letter, "") for letter in word)


def _named(sign: str) -> str:
    return unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
