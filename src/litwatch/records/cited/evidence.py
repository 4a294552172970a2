"""What beside the title speaks for a work near the place where it may be cited."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from litwatch.records.cited.candidates import Candidate
from litwatch.records.cited.heads import YEAR
from litwatch.records.cited.in_journal import spots
from litwatch.records.cited.journals import find_journal
from litwatch.records.titles import plain

_YEARS = re.compile(YEAR)

# First authors of these names stand on so many works that author, journal and year do not tell
# one from another (the commonest surnames among PubMed's authors).
COMMON = frozenset(
    [
        "wang",
        "li",
        "zhang",
        "chen",
        "liu",
        "yang",
        "kim",
        "lee",
        "wu",
        "xu",
        "huang",
        "zhao",
        "zhou",
        "sun",
        "lin",
        "zhu",
        "park",
        "hu",
        "guo",
        "he",
        "ma",
        "lu",
        "luo",
        "gao",
        "zheng",
        "jiang",
        "yu",
        "tang",
        "han",
        "singh",
        "kumar",
        "gupta",
        "sharma",
        "khan",
        "ali",
        "nguyen",
        "smith",
        "johnson",
        "jones",
        "brown",
        "williams",
        "suzuki",
        "tanaka",
        "sato",
        "ito",
        "choi",
        "cho",
        "yu",
        "song",
        "shi",
        "cheng",
        "wei",
        "feng",
        "xie",
        "deng",
        "cao",
    ]
)


class Evidence(msgspec.Struct, frozen=True):
    """`placed` says that volume and first page are there, `elsewhere` that others are."""

    journal: tuple[int, int] | None
    year: bool
    near_year: bool
    placed: bool
    elsewhere: bool


def evidence(text: str, one: Candidate, years: Iterable[int] | None = None) -> Evidence:
    """What `text` says of a candidate's journal, year, volume and page."""
    found = {int(year) for year in _YEARS.findall(text)} if years is None else set(years)
    places = set(spots(text))
    known = bool(one.volume and one.page)
    placed = (one.volume, one.page) in places if known else False
    return Evidence(
        journal=find_journal(text, one.journals),
        year=not found.isdisjoint(one.years),
        near_year=any(abs(year - own) <= 1 for year in found for own in one.years),
        placed=placed,
        elsewhere=known and not placed and bool(places),
    )


def name_fits(name: str, initials: str, one: Candidate) -> bool:
    """Whether a head's first author can be the candidate's: surname whole, initial if given."""
    said = plain(name.replace("-", " ")).split()
    own = " ".join(one.surname).split()
    if not said or not own:
        return False
    same = said == own or "".join(said) == "".join(own)
    # `Emma Davis` is Davis, `Garcia` is Garcia Lopez, `van den Berg` may be Berg.
    part = said[-len(own) :] == own or (len(said) < len(own) and said[0] == own[0])
    if not (same or part):
        return False
    first = plain(initials)[:1]
    return not first or not one.initial or first == one.initial


def second_fits(second: str, one: Candidate) -> bool:
    """Whether the second of two named authors is the candidate's second."""
    said, own = set(plain(second).split()), set(one.second)
    return bool(said & own)


def stands_in(one: Candidate, words: frozenset[str]) -> bool:
    """Whether the candidate's first author is among the words; a group counts by most of its."""
    if not one.surname:
        return False
    there = sum(word in words for word in one.surname)
    return there == len(one.surname) or (one.collective and there >= 0.7 * len(one.surname))
