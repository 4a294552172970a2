"""Harvest: close every window, classify what is new, join works, measure recall.

Weekly, and monthly as a sweep. The pipeline's own client retries and its ledger resumes, so no
task retries the same call.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from litwatch import doors
from litwatch.errors import LitwatchError, NeedsPerson
from litwatch.pipeline.all_sources import harvest_all
from litwatch.pipeline.audit import draw_samples
from litwatch.pipeline.harvest import CEILING, HarvestReport
from litwatch.pipeline.harvest import harvest as close_windows
from litwatch.pipeline.monitor import Monitor, monitor
from litwatch.pipeline.opinions import classify
from litwatch.pipeline.works import join_works


@task(name="close windows", cache_policy=NO_CACHE)
def harvest_windows(
    topics: list[str],
    since: date | None,
    until: date | None,
    sweep: bool,
    ceiling: int,
    preprints: bool,
) -> tuple[HarvestReport, LitwatchError | None]:
    """The pipeline's harvest with the settings of this machine, and the error to end with."""
    settings = doors.settings()
    with doors.store(settings) as store:
        pubmed, watch = doors.eutils(settings), doors.watch(settings)
        how: dict[str, Any] = {
            "now": datetime.now(UTC),
            "topics": topics,
            "since": since,
            "until": until,
            "sweep": sweep,
            "ceiling": ceiling,
        }
        if preprints:
            reports = harvest_all(store, pubmed, doors.europepmc(settings), watch, **how)
            return reports.together(), reports.trouble()
        report = close_windows(store, pubmed, watch, **how)
        return report, report.trouble()


@task(name="classify", cache_policy=NO_CACHE)
def classify_new() -> dict[str, int]:
    """Predictions and tags for the records that have none; the bands and their counts."""
    settings = doors.settings()
    with doors.store(settings) as store:
        report = classify(
            store, doors.watch(settings), doors.models(settings, store), now=datetime.now(UTC)
        )
        draw_samples(store, now=datetime.now(UTC))
    return dict(report.bands)


@task(name="recall", cache_policy=NO_CACHE)
def measure_recall() -> Monitor:
    """Whether the strategies in force still find the packaged works; asks nobody."""
    settings = doors.settings()
    with doors.store(settings) as store:
        return monitor(store, doors.watch(settings), now=datetime.now(UTC))


@task(name="one work, once", cache_policy=NO_CACHE)
def join_new() -> int:
    """Compare the new records with all others; how many pairs wait for a person."""
    settings = doors.settings()
    with doors.store(settings) as store:
        return join_works(store, now=datetime.now(UTC)).waiting


@flow(name="harvest", log_prints=True)
def harvest(
    topics: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    sweep: bool = False,
    ceiling: int = CEILING,
    preprints: bool = False,
) -> dict[str, Any]:
    """Harvest, classify, join works, measure recall; the options are those of `litwatch harvest`.

    Ends as the command does: SourceDown when a source was down, NeedsPerson when a window does
    not balance or PubMed does not know words of a strategy, and also when a strategy misses a
    known work that it found last time. All else that was said stands in the artifacts.
    Without dates each strategy goes on from its own watermark, so a late, double or missed
    run loses and doubles nothing.
    """
    report, trouble = harvest_windows(topics or [], since, until, sweep, ceiling, preprints)
    bands = classify_new()
    join_new()
    recall = measure_recall()
    _publish(report, bands, recall)
    print(f"{report.new} new records, {len(report.windows)} windows, complete: {report.complete}")
    if trouble:
        raise trouble
    if recall.newly_missed:
        raise NeedsPerson(
            "the strategies miss known works that they found last time",
            "See the findings artifact of this run.",
        )
    return {
        "new": report.new,
        "complete": report.complete,
        "bands": bands,
        "findings": [str(one) for one in (*report.findings, *report.translation_changes)],
        "problems": report.problems,
    }


def _publish(report: HarvestReport, bands: dict[str, int], recall: Monitor) -> None:
    create_table_artifact(
        key="harvest-windows",
        table=[
            {
                "source": window.source,
                "topic": window.topic,
                "part": window.part,
                "version": window.version,
                "by": window.date_field,
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
    found = findings(report, recall)
    create_table_artifact(
        key="harvest-findings",
        table=[{"kind": kind, "strategy": name, "says": says} for kind, name, says in found],
        description="What a person should look at.",
    )
    lines = [
        f"**{report.new}** new and {report.updated} updated records.",
        f"{report.requests} requests, {report.retries} retries.",
        "Bands: " + (", ".join(f"{n} {band}" for band, n in bands.items()) or "nothing new"),
        recall.lines()[0] + ".",
    ]
    if report.source_down:
        lines.append(f"A source did not answer: {report.source_down}")
    rows = [f"- **{kind}** {name}: {says}".replace("*[", "\\*[") for kind, name, says in found]
    create_markdown_artifact(
        key="harvest-summary",
        markdown="\n\n".join([*lines, "## Findings", "\n".join(rows) or "None."]),
    )


def findings(report: HarvestReport, recall: Monitor) -> list[tuple[str, str, str]]:
    """All that a harvest and its recall say to a person: what kind, of which strategy, the words."""
    found = [
        (
            "not known to PubMed" if one.grave else "warning",
            f"{one.topic} {one.part}".strip(),
            one.text,
        )
        for one in report.findings
    ]
    found += [
        ("read otherwise", f"{one.topic} {one.part}".strip(), one.says)
        for one in report.translation_changes
    ]
    found += [
        ("missing", f"{window.topic} {window.part}".strip(), ", ".join(window.missing_pmids))
        for window in report.windows
        if window.missing_pmids
    ]
    if report.recovered:
        found.append(("found after all", "", ", ".join(report.recovered)))
    found += [("problem", "", problem) for problem in report.problems]
    found += [("recall", "", line) for line in recall.lines()[1:]]
    return found
