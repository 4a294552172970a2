"""Ratings by people: which included records each audience gets.

McMaster PLUS asks clinicians for relevance and newsworthiness on scales of 1 to 7, and
releases an article to a discipline at means of at least 4 and 4, to rehabilitation at
4 and 3 (digest.md §5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, Protocol

from litwatch.digest.edition import AUDIENCES, Audience

THRESHOLDS: Mapping[Audience, tuple[int, int]] = {
    "vardcentral": (4, 4),
    "primarvardsrehab": (4, 3),
}


class RatingRow(Protocol):
    """A reviewer's live value on one scale (store.ratings.Rating)."""

    @property
    def record_id(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def scale(self) -> str: ...
    @property
    def value(self) -> int: ...


class Rated(NamedTuple):
    """The mean relevance and newsworthiness of a record for one audience, 1–7."""

    relevance: Fraction
    newsworthiness: Fraction


Ratings = Mapping[str, Mapping[Audience, Rated]]


def means(rows: Iterable[RatingRow]) -> Ratings:
    """Record id → audience → the means of its reviewers' ratings, where both scales have one."""
    values: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in rows:
        values[row.record_id, row.audience, row.scale].append(row.value)
    found: dict[str, dict[Audience, Rated]] = {}
    for record_id in {key[0] for key in values}:
        for audience in AUDIENCES:
            scales = [
                values.get((record_id, audience, scale))
                for scale in ("relevance", "newsworthiness")
            ]
            if all(scales):
                mean = [Fraction(sum(some), len(some)) for some in scales if some]
                found.setdefault(record_id, {})[audience] = Rated(*mean)
    return found


def for_audiences(
    tagged: Iterable[Audience], rated: Mapping[Audience, Rated]
) -> tuple[Audience, ...]:
    """Whom a record is for: those its tags say, but where people have rated it they decide."""
    said = set(tagged)
    return tuple(
        audience
        for audience in AUDIENCES
        if (_reaches(audience, rated[audience]) if audience in rated else audience in said)
    )


def _reaches(audience: Audience, rated: Rated) -> bool:
    relevance, newsworthiness = THRESHOLDS[audience]
    return rated.relevance >= relevance and rated.newsworthiness >= newsworthiness


def esteem(rated: Mapping[Audience, Rated]) -> Fraction:
    """What ranks rated records: the highest sum of means that any audience gives; 0 unrated."""
    return max((sum(one, Fraction(0)) for one in rated.values()), default=Fraction(0))
