"""Events told twice are one, reinstatements are seen, and silence is not an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from litwatch.records import Doi, Notice
from litwatch.status.events import events, reinstated, telling
from litwatch.status.raising import Standing, Touch, UsedWork, wakes_again, wanted
from litwatch.status.silence import silent

NOW = datetime(2026, 11, 3, tzinfo=UTC)
STATEMENT = Touch(kind="statement", id="m03s1", name="Fråga om PEM.")


def says(
    kind: str, day: date | None = None, source: str = "retraction-watch", **more: object
) -> Notice:
    given = {"type": kind, "direction": "in", "doi": Doi(f"10.9999/{source}"), "dated": day}
    return Notice(**{**given, "source": source, **more})  # type: ignore[arg-type]


def test_one_event_of_two_sources_is_shown_once_with_both() -> None:
    found = events(
        [
            says("retraction", date(2023, 3, 1), "crossref"),
            says("retraction", date(2023, 9, 14)),
            says("retraction", None, "pubmed", citation="J Invent. 2023 Mar;4(1):2"),
            says("erratum", date(2021, 5, 1), "crossref"),
            says("comment", None, "pubmed"),
        ]
    )
    assert [(one.type, one.year, one.sources) for one in found] == [
        ("erratum", 2021, ("crossref",)),
        ("retraction", 2023, ("crossref", "pubmed", "retraction-watch")),
    ]


def test_a_notice_without_a_year_joins_the_only_event_of_its_kind() -> None:
    undated = says("retraction", None, "pubmed")
    one = events([says("retraction", date(2023, 3, 1)), undated])
    assert [event.year for event in one] == [2023]
    several = events([says("retraction", date(y, 1, 1)) for y in (2020, 2023)] + [undated])
    assert [event.year for event in several] == [None, 2020, 2023]


def test_retraction_watch_decides_by_its_newest_retraction_or_reinstatement() -> None:
    old, back = says("retraction", date(2020, 1, 1)), says("reinstatement", date(2022, 1, 1))
    assert not reinstated([old])
    assert reinstated([old, back])
    assert not reinstated([old, back, says("retraction", date(2024, 1, 1))])
    assert not reinstated(
        [old, says("erratum", date(2024, 1, 1)), says("concern", date(2025, 1, 1))]
    )
    assert not reinstated([back])  # nothing stands that could be closed


def test_what_everybody_takes_back_is_told_and_what_one_upholds_is_not() -> None:
    gone = says("retraction", source="pubmed", missing_since=date(2026, 11, 1))
    assert reinstated([gone])
    assert not reinstated([gone, says("retraction", source="crossref")])


def test_a_person_has_cleared_what_counts_no_longer() -> None:
    cleared = says("retraction", date(2020, 1, 1), cleared=date(2026, 1, 1))
    assert events([cleared]) == ()
    assert telling("retracted", [cleared]) == ()


def test_an_edition_that_tells_the_state_is_no_reason_for_an_alert() -> None:
    told = Touch(kind="edition", id="2026-09", told="retracted")
    untold = Touch(kind="edition", id="2026-08", told="ok")
    work = UsedWork(record_id="1", title="T", state="retracted", touches=(told,))
    assert wanted(work) == ()
    (one,) = wanted(UsedWork(record_id="1", title="T", state="retracted", touches=(told, untold)))
    assert one.touches == (untold,)


def test_corrections_and_newer_versions_wake_nobody() -> None:
    for state in ("corrected", "superseded", "preprint_published", "ok"):
        work = UsedWork(record_id="1", title="T", state=state, touches=(STATEMENT,))  # type: ignore[arg-type]
        assert wanted(work) == ()
    gone = UsedWork(record_id="1", title="T", state="gone", touches=(STATEMENT,))
    assert [one.source for one in wanted(gone)] == ["pubmed"]


def test_a_settled_alert_wakes_for_a_new_use_and_not_for_a_moved_slide() -> None:
    slide = Touch(kind="slide", id="1", name="PEM", place=4)
    there = Standing(source="pubmed", touches=(slide,), acknowledged_at=NOW)
    moved = Touch(kind="slide", id="1", name="PEM", place=7)

    def again(*touches: Touch) -> bool:
        work = UsedWork(record_id="1", title="T", state="retracted", touches=touches)
        (one,) = wanted(work)
        return wakes_again(one, there, ())

    assert not again(moved)
    assert again(moved, STATEMENT)


def test_a_source_is_silent_after_four_days_and_when_it_never_answered() -> None:
    told = {"pubmed": NOW - timedelta(days=4), "crossref": NOW - timedelta(days=5)}
    assert silent(("pubmed", "crossref", "europepmc"), told, NOW) == {
        "crossref": told["crossref"],
        "europepmc": None,
    }
