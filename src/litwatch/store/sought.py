"""A search as curators type it: words, "phrases", OR, -word, begin*, field:word, years.

Unlike `typed.read`, which takes any text for what it can mean, this reader tells a person who
mistypes an operator what to write instead: a filter that is silently ignored hides records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from litwatch.errors import WrongUse
from litwatch.search.words import words
from litwatch.store.typed import MOST, Term

Field = Literal["", "title", "author", "journal", "pmid", "doi", "year"]
FIELDS: tuple[Field, ...] = get_args(Field)
# The same fields by the Swedish names that people try first.
_ALSO: dict[str, Field] = {
    "titel": "title",
    "författare": "author",
    "tidskrift": "journal",
    "år": "year",
}
Mistake = Literal[
    "nothing", "only_left_out", "open_quote", "lone_or", "field", "empty_field", "year", "short",
    "brackets", "long",
]  # fmt: skip
LONGEST = 1000  # characters of a search; an address holds no more for sure

_QUOTES = str.maketrans("“”„‟«»″", '"' * 7)
_PART = re.compile(
    r"(?P<minus>[-−–]?)(?:(?P<field>[^\W\d_]+):(?=\S))?"
    r'(?:"(?P<phrase>[^"]*)(?P<close>"?)(?P<star>\*?)|(?P<plain>[^\s"]+))'
)
_EMPTY_FIELD = re.compile(r"(?<!\S)[-−–]?([^\W\d_]+):(?=\s|$)")
_YEARS = re.compile(r"(\d{4})?([-–:]?)(\d{4})?", re.ASCII)


class Unclear(WrongUse):
    """A search that cannot be read as it stands: which mistake, and the piece it lies in."""

    def __init__(self, mistake: Mistake, piece: str = "") -> None:
        super().__init__(f"the search cannot be read ({mistake}): {piece}", "Look at its signs.")
        self.mistake: Mistake = mistake
        self.piece = piece


class Part(NamedTuple):
    """One thing to look for: a term anywhere in the text, or in one field.

    `value` is what was typed, for the fields that hold no words (pmid, doi); `years` the first
    and last year of `year:`.
    """

    field: Field = ""
    term: Term = Term(())
    value: str = ""
    years: tuple[int, int] = (0, 0)

    @property
    def in_text(self) -> bool:
        """True for what the index of the full text can answer."""
        return self.field in ("", "title")


class Sought(NamedTuple):
    """Of each group of `wanted` one part must be there; none of `unwanted` may be."""

    wanted: tuple[tuple[Part, ...], ...] = ()
    unwanted: tuple[Part, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The words to mark in what is found."""
        return tuple(part.term for group in self.wanted for part in group if part.in_text)


def read(text: str) -> Sought:
    """What a person asks for. OR joins the two parts beside it, before all parts are required.

    An empty text asks for nothing in particular. Raises Unclear for what cannot be meant.

    >>> [len(group) for group in read("fatigue OR tiredness child* -review").wanted]
    [2, 1]
    """
    if len(text) > LONGEST:
        raise Unclear("long", text[:20])
    text = text.translate(_QUOTES).replace("\0", " ")
    wanted: list[list[Part]] = []
    unwanted: list[Part] = []
    joins = False  # the next part is another choice in the last group
    left = MOST
    _check_fields(text)
    for found in _PART.finditer(text):
        if found.group() == "OR":
            if joins or not wanted:
                raise Unclear("lone_or")
            joins = True
            continue
        part = _part(found)
        if part is None:
            continue
        left -= max(1, len(part.term.words))
        if left < 0:
            raise Unclear("long", found.group()[:20])
        if found["minus"]:
            if joins:
                raise Unclear("lone_or")
            unwanted.append(part)
        elif joins:
            wanted[-1].append(part)
        else:
            wanted.append([part])
        joins = False
    if joins:
        raise Unclear("lone_or")
    if unwanted and not wanted:
        raise Unclear("only_left_out", text.strip()[:40])
    if text.strip() and not wanted:
        raise Unclear("nothing", text.strip()[:40])
    if any(len(group) > 1 for group in wanted) and (bad := next(_brackets(text), "")):
        raise Unclear("brackets", bad)
    return Sought(tuple(tuple(group) for group in wanted), tuple(unwanted))


def _check_fields(text: str) -> None:
    """A field's name followed by nothing is a slip; another word with a colon is a sentence."""
    outside = re.sub(r'"[^"]*"?', "x", text)
    for empty in _EMPTY_FIELD.finditer(outside):
        if _field_of(empty[1]):
            raise Unclear("empty_field", empty[1].lower())


def _field_of(name: str) -> Field | None:
    lowered = name.lower()
    known: Field | None = next((field for field in FIELDS if field and field == lowered), None)
    return known or _ALSO.get(lowered)


def _part(found: re.Match[str]) -> Part | None:
    """The part that one piece of the text is; None for signs without a word."""
    if found["phrase"] is not None and not found["close"]:
        raise Unclear("open_quote", found["phrase"].strip()[:40])
    typed = found["plain"] if found["phrase"] is None else found["phrase"]
    field: Field = ""
    if found["field"]:
        named = _field_of(found["field"])
        if named is None:
            raise Unclear("field", found["field"])
        field = named
    if field == "year":
        return Part("year", value=typed, years=_years(typed))
    held = tuple(word for word in words(typed) if word)
    if field in ("pmid", "doi"):
        return Part(field, value=typed.strip().lower())
    if not held:
        if field:
            raise Unclear("empty_field", field)
        return None
    prefix = found["star"] == "*" or (found["plain"] or "").endswith("*")
    if prefix and len(held[-1]) < 2:
        raise Unclear("short", typed)
    return Part(field, Term(held, prefix))


def _years(typed: str) -> tuple[int, int]:
    """`2021`, `2019-2021`, `2019-` or `-2021` as first and last year."""
    found = _YEARS.fullmatch(typed.strip())
    if not found or not (found[1] or found[3]):
        raise Unclear("year", typed)
    if not found[2]:
        if found[3]:
            raise Unclear("year", typed)
        return int(found[1]), int(found[1])
    first, last = int(found[1] or 0), int(found[3] or 9999)
    if first > last:
        raise Unclear("year", typed)
    return first, last


def _brackets(text: str) -> Iterator[str]:
    """Round brackets around what OR would not join by itself: they would change what is meant."""
    for found in re.finditer(r"\(([^()]*)\)", text):
        pieces = re.sub(r'"[^"]*"', "x", found[1]).split()
        if len(pieces) > 1 and any(piece != "OR" for piece in pieces[1::2]):
            yield found.group()[:40]
