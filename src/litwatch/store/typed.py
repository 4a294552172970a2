"""What people type to find records, read safely: any text means something, none is an error."""

from __future__ import annotations

import re
from typing import NamedTuple

from litwatch.search.words import words

MOST = 60  # words that count; FTS5 refuses expressions that are too deep

_QUOTES = str.maketrans("“”„‟«»″", '"' * 7)
_PART = re.compile(
    r'(?P<minus>[-−–]?)(?:"(?P<phrase>[^"]*)(?:"(?P<star>\*?)|$)|(?P<plain>[^\s"]+))'
)


class Term(NamedTuple):
    """Words that stand side by side; with `prefix` the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False


class Asked(NamedTuple):
    """Every term of `wanted` must be there and none of `unwanted`."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()


def read(text: str) -> Asked:
    """All words must be there; "quotes" hold a phrase, word* is a beginning, -word is left out.

    Words are folded as those of the records are. A word with signs within, such as ME/CFS,
    is a phrase. What holds no word is passed over; the first 60 words count.

    >>> read('"long covid" fatig* -review').unwanted
    (Term(words=('review',), prefix=False),)
    """
    wanted: list[Term] = []
    unwanted: list[Term] = []
    left = MOST
    for part in _PART.finditer(text.translate(_QUOTES)):
        plain = part["plain"] or ""
        found = tuple(word for word in words(part["phrase"] or plain) if word)[:left]
        left -= len(found)
        if found:
            prefix = part["star"] == "*" or plain.endswith("*")
            (unwanted if part["minus"] else wanted).append(Term(found, prefix))
    return Asked(tuple(wanted), tuple(unwanted))


def for_sqlite(asked: Asked) -> str:
    """The same in FTS5's words. Terms hold letters and digits only, so quotes suffice."""
    terms = [
        [f'"{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in side]
        for side in asked
    ]
    return " NOT ".join([" AND ".join(terms[0]), *terms[1]])


def for_postgresql(asked: Asked) -> str:
    """The same in the words of `to_tsquery`."""
    terms = [
        [" <-> ".join(term.words) + (":*" if term.prefix else "") for term in side]
        for side in asked
    ]
    return " & ".join([f"({one})" for one in terms[0]] + [f"!({one})" for one in terms[1]])
