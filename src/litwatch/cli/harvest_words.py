"""A harvest as the command line tells it: its windows as a table, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litwatch.cli import show

if TYPE_CHECKING:
    from litwatch.pipeline.harvest import HarvestReport
    from litwatch.pipeline.monitor import Monitor


def harvest_json(report: HarvestReport) -> dict[str, object]:
    """The harvest contract of the interface: windows that balance, and every missing PMID."""
    return {
        "complete": report.complete,
        "windows": [
            {
                "source": window.source,
                "topic": window.topic,
                "part": window.part,
                "from": window.first.isoformat(),
                "to": window.last.isoformat(),
                "count": window.count,
                "fetched": window.fetched,
                "missing": window.missing,
                "known": window.known,
                "state": window.state,
                "date_field": window.date_field,
            }
            for window in report.windows
        ],
        "requests": report.requests,
        "retries": report.retries,
        "new": report.new,
        "updated": report.updated,
        "missing": list(report.missing),
        "recovered": list(report.recovered),
        "problems": report.problems,
        "findings": [
            {"topic": one.topic, "part": one.part, "text": one.text} for one in report.findings
        ],
        "translation_changes": [
            {
                "topic": one.topic,
                "part": one.part,
                "date_field": one.date_field,
                "added": list(one.added),
                "dropped": list(one.dropped),
            }
            for one in report.translation_changes
        ],
        "source_down": report.source_down or None,
    }


def show_harvest(report: HarvestReport) -> None:
    """Print a harvest: a line a window, then every missing PMID and every finding."""
    show.table(
        ("strategy", "from", "to", "count", "fetched", "known", "missing", "state"),
        [
            (
                f"{w.topic} {w.part}".strip(),
                w.first,
                w.last,
                w.count,
                w.fetched,
                w.known,
                w.missing,
                w.state,
            )
            for w in report.windows
        ],
    )
    show.say(
        f"{report.new} new and {report.updated} updated records; "
        f"{report.requests} requests, {report.retries} retries."
    )
    for window in report.windows:
        if window.missing_pmids:
            name = f"{window.topic} {window.part}".strip()
            show.say(f"Missing, {name}: {', '.join(window.missing_pmids)}.")
    if report.recovered:
        show.say(f"Found after all: {', '.join(report.recovered)}.")
    for line in (*report.problems, *report.findings, *report.translation_changes):
        show.say(f"  {line}")


def recall_json(recall: Monitor) -> dict[str, object]:
    """Each topic's recall on the packaged works, and what changed since the last run."""
    return {
        "gold": recall.gold,
        "topics": [
            {
                "topic": each.topic,
                "version": each.version,
                "found": len(each.found),
                "expected": each.expected,
                "newly_missed": [work.pmid for work in each.newly_missed],
                "regained": [work.pmid for work in each.regained],
            }
            for each in recall.topics
        ],
    }
