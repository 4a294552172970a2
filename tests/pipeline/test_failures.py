"""A source that did not answer is named in the months it was asked for, and when it did."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from litwatch.pipeline.failures import failures
from litwatch.store import Run

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def runs(*told: tuple[str, str, dict[str, Any]]) -> list[Run]:
    """Harvests by (day, state, parameters)."""
    return [
        Run(
            id=number,
            kind=params.get("kind", "harvest"),
            state=state,
            params={"topics": [], "since": "", "until": day, "sweep": False} | params,
            started_at=datetime.fromisoformat(f"{day}T04:00").replace(tzinfo=UTC),
        )
        for number, (day, state, params) in enumerate(told, 1)
    ]


def test_a_failure_after_the_month_belongs_to_the_days_that_were_asked_for() -> None:
    told = runs(
        ("2026-10-27", "complete", {}),
        ("2026-11-03", "source_down", {}),
        ("2026-11-04", "complete", {}),
    )
    assert failures(told, FIRST, LAST) == ("PubMed 2026-11-03 (→ 2026-11-04)",)


def test_a_failure_that_asked_for_other_days_is_not_the_months() -> None:
    told = runs(
        ("2026-10-02", "source_down", {"since": "2026-09-01", "until": "2026-09-30"}),
        ("2026-11-05", "complete", {}),
        ("2026-11-12", "source_down", {}),  # goes on from 5 November
    )
    assert failures(told, FIRST, LAST) == ()


def test_a_sweep_that_failed_reaches_back_into_the_month() -> None:
    told = runs(("2026-11-09", "complete", {}), ("2026-11-10", "source_down", {"sweep": True}))
    assert failures(told, FIRST, LAST) == ("PubMed 2026-11-10",)


def test_only_what_asked_for_as_much_makes_it_good() -> None:
    partial = (
        ("2026-10-06", "source_down", {}),
        ("2026-10-07", "complete", {"topics": ["me_cfs"]}),
        ("2026-10-08", "complete", {"source": "europepmc"}),
        ("2026-10-09", "incomplete", {}),
    )
    assert failures(runs(*partial), FIRST, LAST) == ("PubMed 2026-10-06",)
    whole = runs(*partial, ("2026-10-10", "complete", {}))
    assert failures(whole, FIRST, LAST) == ("PubMed 2026-10-06 (→ 2026-10-10)",)


def test_each_source_and_day_is_told_once_and_other_stages_are_not_searches() -> None:
    told = runs(
        ("2026-10-06", "source_down", {}),
        ("2026-10-06", "source_down", {}),
        ("2026-10-06", "source_down", {"source": "europepmc"}),
        ("2026-10-06", "source_down", {"kind": "recall"}),
    )
    assert failures(told, FIRST, LAST) == ("PubMed 2026-10-06", "Europe PMC 2026-10-06")
