"""The figures of the methods section, each on a month small enough to count by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

from litwatch.digest.counting import months_to, volumes
from litwatch.digest.items import Words
from litwatch.records import Verdict

from .month import WATCH, WORDS, Window, edition, entry, record

SOON = datetime(2026, 11, 2, tzinfo=UTC)


def test_agreement_counts_what_two_people_read_of_the_month() -> None:
    verdicts: dict[str, tuple[Verdict, ...]] = {
        "1": ("include", "include"),
        "2": ("exclude", "exclude"),
        "3": ("exclude", "include"),
        "4": ("exclude",),
        "99": ("exclude", "exclude"),  # of another month
    }
    read = [entry(record(n, f"Work {n}"), "design:cohort", verdict="exclude") for n in (2, 3, 4)]
    made = edition((entry(record(1, "Work 1"), verdict="include"), *read), verdicts=verdicts)
    told = made.method.agreement
    assert told is not None
    assert (told.read, told.twice, told.same, told.kappa) == (4, 3, 2, 0.4)
    assert told.low is not None
    assert told.high is not None
    assert -1 <= told.low < 0.4 < told.high <= 1


def test_with_nobody_reading_twice_there_is_a_share_and_no_kappa() -> None:
    found = entry(record(1, "Work 1"), verdict="include")
    told = edition((found,), verdicts={"1": ("include",)}).method.agreement
    assert told is not None
    assert (told.read, told.twice, told.kappa) == (1, 0, None)
    assert edition((found,)).method.agreement is None  # nobody looked


def test_the_twelve_months_reach_over_the_turn_of_the_year() -> None:
    assert months_to("2026-02") == [
        *(f"2025-{month:02}" for month in range(3, 13)),
        "2026-01",
        "2026-02",
    ]


def test_a_month_that_was_not_searched_to_the_end_has_no_count() -> None:
    august = Window(topic="me_cfs", first=date(2026, 8, 1), last=date(2026, 8, 31))
    september = Window(topic="me_cfs", first=date(2026, 9, 1), last=date(2026, 9, 30), state="open")
    october = Window(topic="me_cfs", closed_at=SOON)
    counts = {("me_cfs", "2026-08"): 4, ("me_cfs", "2026-09"): 3}
    (told,) = volumes("2026-10", counts, (august, september, october), WATCH.topics, Words(WATCH))
    assert told.topic.id == "me_cfs"
    assert dict(told.months) == dict.fromkeys(months_to("2026-10")) | {
        "2026-08": 4,
        "2026-10": 0,  # searched, and nothing new
    }


def test_a_topic_of_many_parts_is_searched_when_each_part_is() -> None:
    one = Window(topic="postcovid", part="named", closed_at=SOON)
    assert volumes("2026-10", {}, (one,), WATCH.topics, Words(WATCH)) == ()


def test_the_map_counts_likely_works_by_topic_and_design() -> None:
    found = (
        entry(record(1, "Trial"), "design:rct", topics=("me_cfs", "postcovid")),
        entry(record(2, "Trial"), "design:rct", topics=("me_cfs",), verdict="include"),
        entry(record(3, "No design"), topics=("me_cfs",)),
        entry(record(4, "Unlikely"), "design:rct", topics=("me_cfs",), score=0.01),
        entry(record(5, "Not for us"), "design:rct", topics=("me_cfs",), verdict="exclude"),
        entry(record(6, "Erratum"), "design:erratum", topics=("me_cfs",)),
    )
    assert [(c.topic.id, c.design.id, c.count) for c in edition(found).evidence] == [
        ("me_cfs", "rct", 2),
        ("me_cfs", "untold", 1),
        ("postcovid", "rct", 1),
    ]


def test_what_was_carried_over_is_counted_apart_from_the_month() -> None:
    old = entry(
        record(7, "Waited", created=date(2026, 9, 9)),
        "design:rct",
        topics=("me_cfs",),
        verdict="include",
    )
    own = entry(record(8, "New"), "design:rct", topics=("me_cfs",), verdict="include")
    made = edition((old, own), rows=WORDS, late={"7": "2026-09"})
    assert (made.flow.new, made.flow.included, made.flow.items, made.flow.carried) == (1, 1, 1, 1)
    assert [cell.count for cell in made.evidence] == [1]
    assert {one.id for one in made.items()} == {"7", "8"}
    assert len(made.decision_ids) == 2
