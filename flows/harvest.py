"""Weekly harvest: close every window of every strategy, classify what is new, join works.

The pipeline's own client retries and its ledger resumes, so no task retries the same call.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from litwatch import doors
from litwatch.classify.model import Model
from litwatch.errors import NeedsPerson, SourceDown
from litwatch.pipeline.harvest import HarvestReport
from litwatch.pipeline.harvest import harvest as close_windows
from litwatch.pipeline.opinions import classify
from litwatch.pipeline.works import join_works


@task(name="close windows", cache_policy=NO_CACHE)
def harvest_windows(topics: list[str], since: date | None, until: date | None) -> HarvestReport:
    """The pipeline's harvest with the settings of this machine."""
    settings = doors.settings()
    with doors.store(settings) as store:
        return close_windows(
            store,
            doors.eutils(settings),
            doors.watch(settings),
            now=datetime.now(UTC),
            topics=topics,
            since=since,
            until=until,
        )


@task(name="classify", cache_policy=NO_CACHE)
def classify_new() -> dict[str, int]:
    """Predictions and tags for the records that have none; the bands and their counts."""
    settings = doors.settings()
    with doors.store(settings) as store:
        report = classify(store, doors.watch(settings), Model.load(), now=datetime.now(UTC))
    return dict(report.bands)


@task(name="one work, once", cache_policy=NO_CACHE)
def join_new() -> int:
    """Compare the new records with all others; how many pairs wait for a person."""
    settings = doors.settings()
    with doors.store(settings) as store:
        return join_works(store, now=datetime.now(UTC)).waiting


@flow(name="harvest", log_prints=True)
def harvest(
    topics: list[str] | None = None, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """Harvest, classify and join works. Fails when PubMed was down or a window does not balance.

    Without dates each strategy goes on from its own watermark, so a late, double or missed
    run loses and doubles nothing.
    """
    report = harvest_windows(topics or [], since, until)
    bands = classify_new()
    join_new()
    _publish(report, bands)
    print(f"{report.new} new records, {len(report.windows)} windows, complete: {report.complete}")
    if report.source_down:
        raise SourceDown(report.source_down, "Nothing is lost; the next run goes on.")
    if not report.complete:
        raise NeedsPerson("some windows do not balance", "See the table artifact of this run.")
    return {"new": report.new, "complete": report.complete, "bands": bands}


def _publish(report: HarvestReport, bands: dict[str, int]) -> None:
    create_table_artifact(
        key="harvest-windows",
        table=[
            {
                "topic": window.topic,
                "part": window.part,
                "from": str(window.first),
                "to": str(window.last),
                "count": window.count,
                "fetched": window.fetched,
                "known": window.known,
                "missing": window.missing,
                "state": window.state,
            }
            for window in report.windows
        ],
        description="Each window: count = fetched + known + missing.",
    )
    lines = [
        f"**{report.new}** new and {report.updated} updated records.",
        f"{report.requests} requests, {report.retries} retries.",
        "Bands: " + (", ".join(f"{n} {band}" for band, n in bands.items()) or "nothing new"),
    ]
    if report.source_down:
        lines.append(f"PubMed did not answer: {report.source_down}")
    create_markdown_artifact(key="harvest-summary", markdown="\n\n".join(lines + report.problems))
