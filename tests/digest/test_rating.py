"""What people rated decides whom an included record reaches."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from litwatch.digest.edition import Audience, Edition
from litwatch.digest.rating import means

from .month import Entry, edition, entry, record


class Row(NamedTuple):
    record_id: str
    audience: str
    scale: str
    value: int


def rated(record_id: str, audience: str, *values: tuple[int, int]) -> list[Row]:
    """A row on each scale for each reviewer's (relevance, newsworthiness)."""
    return [
        Row(record_id, audience, scale, value)
        for pair in values
        for scale, value in zip(("relevance", "newsworthiness"), pair, strict=True)
    ]


BOTH = ("design:cohort", "setting:primary_rehab", "phase:identify")


def chosen(pmid: int, *tags: str, **fields: Any) -> Entry:
    return entry(record(pmid, f"Study {pmid}."), *(tags or BOTH), verdict="include", **fields)


def standing(made: Edition) -> tuple[list[str], list[str]]:
    return [one.id for one in made.primary_care], [one.id for one in made.rehabilitation]


@pytest.mark.parametrize(
    ("audience", "values", "released"),
    [
        ("vardcentral", [(4, 4)], True),
        ("vardcentral", [(7, 3)], False),
        ("vardcentral", [(3, 7)], False),
        ("vardcentral", [(4, 4), (4, 3)], False),  # the mean of 3.5 is not rounded up
        ("vardcentral", [(1, 5), (7, 3)], True),
        ("primarvardsrehab", [(4, 3)], True),
        ("primarvardsrehab", [(4, 2)], False),
        ("primarvardsrehab", [(3, 7)], False),
        ("primarvardsrehab", [(4, 3), (4, 3), (3, 3)], False),
    ],
)
def test_each_audience_has_its_thresholds(
    audience: Audience, values: list[tuple[int, int]], released: bool
) -> None:
    made = edition((chosen(96),), ratings=means(rated("96", audience, *values)))
    care, rehab = standing(made)
    here, there = (care, rehab) if audience == "vardcentral" else (rehab, care)
    assert (here == ["96"]) == released
    assert there == ["96"]  # nobody rated it for the others


def test_without_ratings_an_included_record_stands_where_its_tags_place_it() -> None:
    assert standing(edition((chosen(96),), ratings={})) == (["96"], ["96"])


def test_too_low_for_all_it_is_named_once_under_also_found_and_closes_no_gate() -> None:
    low = means([*rated("96", "vardcentral", (2, 2)), *rated("96", "primarvardsrehab", (1, 1))])
    made = edition((chosen(96),), ratings=low, state="published")
    assert (made.items(), made.waiting, made.absent) == ((), (), ())
    assert [(one.id, one.reviewed) for one in made.further] == [("96", True)]


def test_a_rating_reaches_an_audience_that_no_tag_points_to() -> None:
    clinic = chosen(96, "design:cohort", "setting:vardcentral")
    assert standing(edition((clinic,))) == (["96"], [])
    good = means(rated("96", "primarvardsrehab", (6, 5)))
    assert standing(edition((clinic,), ratings=good)) == (["96"], ["96"])


def test_what_people_rated_highest_comes_first() -> None:
    found = (chosen(1, score=0.99), chosen(2, score=0.6), chosen(3, score=0.6))
    ratings = means([*rated("2", "vardcentral", (5, 5)), *rated("3", "vardcentral", (7, 6))])
    assert standing(edition(found, ratings=ratings))[0] == ["3", "2", "1"]


def test_one_scale_alone_is_no_rating() -> None:
    assert means([Row("96", "vardcentral", "relevance", 1)]) == {}


def test_the_mean_counts_every_reviewer_once() -> None:
    mean = means(rated("96", "vardcentral", (5, 4), (6, 4), (6, 5)))["96"]["vardcentral"]
    assert (round(float(mean.relevance), 2), round(float(mean.newsworthiness), 2)) == (5.67, 4.33)
