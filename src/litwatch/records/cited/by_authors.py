"""Works told by authors, year, journal and place, where no identifier and no title tells them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from rapidfuzz import fuzz

from litwatch.records.cited.candidates import Candidate, Candidates
from litwatch.records.cited.evidence import COMMON, evidence, name_fits, second_fits
from litwatch.records.cited.found import Confidence, Match
from litwatch.records.cited.heads import YEAR, Head
from litwatch.records.cited.letters import letters_of
from litwatch.records.described import kind_of
from litwatch.records.titles import plain

_FEW = 5  # letters between authors and journal that are no title
_ALIKE = 90.0
_MOST = 5  # works that one mention may mean
_SHORT_FORM = 140  # characters from the authors to the year of a short form
_YEAR = re.compile(YEAR)
_BARE = re.compile(rf"[,.]?\s?[(\[]?{YEAR}[a-z]?(?![\w]|\s?[;:]\s?[0-9]|\)?[.,]? [A-Z])")
_REFERENCE_SIGNS = re.compile(
    r"[0-9];\s?[0-9]|[0-9]\s?\([0-9S]|:\s?e?[0-9]+[-–][0-9]|\bdoi\b|PMID|https?:"
    r"|(?<![0-9–-])(?!(?:19|20)[0-9]{2}-[01][0-9]\b)[0-9]{2,}\s?[-–]\s?[0-9]{2,}(?![0-9–-])",
    re.IGNORECASE,
)
_LEFTOVER = re.compile(
    rf"\b(?:{YEAR}[a-z]?|et al|m\.? ?fl|in press|epub|online|vol|no|pp?|doi|jan|feb|mar|apr|may|jun"
    rf"|jul|aug|sep|oct|nov|dec)\b\.?",
    re.IGNORECASE,
)


def by_authors(text: str, head: Head, among: Candidates) -> tuple[Match | None, tuple[str, ...]]:
    """The work that authors, year, journal and place leave no doubt about; else what it may be.

    Where it may be more than a few, none is named: that would say nothing of any of them.
    """
    sure: dict[str, Confidence] = {}
    maybe: list[str] = []
    for one in _namesakes(head, among):
        said = _weighed(text, head, one)
        if said == "maybe":
            maybe.append(one.id)
        elif said is not None:
            sure[one.id] = said
    works = [key for key in sure if kind_of(among.all[key].record) == "work"]
    if len(works) == 1:  # not its erratum, which has the same authors, journal and year
        sure = {works[0]: sure[works[0]]}
    certain = [key for key, said in sure.items() if said == "certain"]
    chosen = certain if len(certain) == 1 else list(sure)
    if len(chosen) == 1:
        return Match(chosen[0], "reference", sure[chosen[0]]), ()
    left = sure or ([] if head.weak else maybe)
    return None, tuple(sorted(left)) if len(left) <= _MOST else ()


def _namesakes(head: Head, among: Candidates) -> Iterable[Candidate]:
    words = plain(head.name.replace("-", " ")).split()
    found = {one.id: one for word in words for one in among.by_name.get(word, ())}
    return (one for one in found.values() if authors_fit(head, one))


def authors_fit(head: Head, one: Candidate) -> bool:
    """Whether the candidate's authors can be those that the head names, and as many."""
    if not name_fits(head.name, head.initials, one):
        return False
    if head.second:
        return one.authors == 2 and second_fits(head.second, one)
    return one.authors >= (3 if head.several else 2 if head.others else 1)


def _weighed(text: str, head: Head, one: Candidate) -> Confidence | Literal["maybe"] | None:
    """What the words after the authors say of one candidate."""
    rest = text[head.after : head.end]
    said = evidence(rest, one)
    year = _YEAR.search(rest[:_SHORT_FORM])
    lead = rest[: said.journal[0]] if said.journal else rest[: year.start() if year else 0]
    left = letters_of(_LEFTOVER.sub(" ", lead))
    if said.placed and said.near_year and (said.journal or said.year):
        told = len(left) <= _FEW or any(left in title or title in left for title in one.titles)
        return "certain" if told else "probable"
    if len(left) > _FEW:  # other words stand between: a title, and it has to be this one's
        alike = any(fuzz.ratio(left, title) >= _ALIKE for title in one.titles)
        return "certain" if alike and said.year and said.journal and not said.elsewhere else None
    if year is None or int(year[0]) not in one.years or said.elsewhere:
        return None
    if said.journal and said.journal[0] < _SHORT_FORM:
        return "low" if len(one.surname) == 1 and one.surname[0] in COMMON else "probable"
    return "maybe" if is_bare(text, head) and not head.weak else None


def looks_cited(text: str, head: Head) -> bool:
    """Whether a head with no work to it is a citation all the same."""
    if head.weak:
        return False
    rest = text[head.after : head.end]
    year = _YEAR.search(rest)
    if year is None:
        return False
    if head.others or head.second:
        return year.start() < _SHORT_FORM or bool(_REFERENCE_SIGNS.search(rest))
    if head.initials or head.several:
        return bool(_REFERENCE_SIGNS.search(rest))
    return year.start() < 4 or (head.given and bool(_REFERENCE_SIGNS.search(rest)))


def is_bare(text: str, head: Head) -> bool:
    """Whether it is authors and year and nothing else."""
    return _BARE.match(text[head.after : head.after + 12]) is not None


def shown_end(text: str, head: Head) -> int:
    """Where the words end that are shown of a reference."""
    rest = text[head.after : head.end]
    year = _YEAR.search(rest)
    short = year is not None and year.start() < 60 and not _REFERENCE_SIGNS.search(rest)
    return head.after + year.end() if short and year else head.end
