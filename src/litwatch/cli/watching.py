"""Commands that bring records in: run, harvest, import."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, app, day, now
from litwatch.errors import NeedsPerson, SourceDown

if TYPE_CHECKING:
    from litwatch.pipeline.harvest import HarvestReport

MONTH = typer.Option(help="The month, as 2026-10; by default last month.")


@app.command()
def harvest(
    topic: Annotated[list[str] | None, typer.Option(help="Only this topic; repeatable.")] = None,
    since: Annotated[str, typer.Option(help="First create date; default: the watermark.")] = "",
    until: Annotated[str, typer.Option(help="Last create date; default: today.")] = "",
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Monthly: 45 days back, and by MeSH date too.")
    ] = False,
    ceiling: Annotated[int, typer.Option(help="Ask before fetching more hits than this.")] = 3000,
    preprints: Annotated[
        bool, typer.Option("--preprints", help="Also ask Europe PMC, for preprints.")
    ] = False,
    json: Json = False,
) -> None:
    """Close every window of the watched strategies up to today.

    Example: litwatch harvest --topic me_cfs --since 2026-10-01 --until 2026-10-31
    """
    from litwatch.pipeline.all_sources import harvest_all
    from litwatch.pipeline.harvest import harvest as run_harvest

    first, last = day(since, "--since"), day(until, "--until")
    chosen = doors.settings()
    with show.Bar("harvest") as bar, doors.store(chosen) as store:
        how: dict[str, Any] = {
            "now": now(),
            "topics": topic or (),
            "since": first,
            "until": last,
            "sweep": sweep,
            "ceiling": ceiling,
            "confirm": partial(_confirmed, bar),
            "progress": bar.note,
        }
        pubmed, watch = doors.eutils(chosen), doors.watch(chosen)
        trouble = None
        if preprints:
            reports = harvest_all(store, pubmed, doors.europepmc(chosen), watch, **how)
            report, trouble = reports.together(), reports.trouble()
        else:
            report = run_harvest(store, pubmed, watch, **how)
    if json:
        show.as_json(harvest_json(report))
    else:
        show_harvest(report)
    if trouble:
        raise trouble
    finish_harvest(report)


def _confirmed(bar: show.Bar, question: str) -> bool:
    """Ask a person at a terminal; without one the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    bar.__exit__()  # a bar that moves would write over the question
    try:
        return typer.confirm(question, err=True)
    finally:
        bar.__enter__()


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
    if report.recovered:
        show.say(f"Found after all: {', '.join(report.recovered)}.")
    for line in (*report.problems, *report.findings, *report.translation_changes):
        show.say(f"  {line}")


def finish_harvest(report: HarvestReport) -> None:
    """Exit as the contract says: 3 when PubMed was down, 1 when a window does not balance.

    And 1 when PubMed does not know a phrase or a field of a strategy.
    """
    if report.source_down:
        raise SourceDown(report.source_down, "Nothing is lost. Run `litwatch harvest` again.")
    if not report.complete:
        raise NeedsPerson(
            "some windows do not balance; they are named above",
            "Run `litwatch harvest` again; if it stays so, look at the query or the PMIDs named.",
        )
    if any(finding.grave for finding in report.findings):
        raise NeedsPerson(
            "PubMed does not know some words of the strategies; they are named above",
            "Mend the strategies: words that are not found find nothing.",
        )


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="PubMed XML (.gz), .nbib, RIS or CSV.")],
    background: Annotated[
        bool, typer.Option("--background", help="For the model only; never in the queue.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=64, help="Processes that read PubMed XML; default: 2 on 3 cores or more."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Store the records of files, each file whole or not at all.

    Example: litwatch import export.nbib pubmed-set.xml.gz
    """
    from litwatch.pipeline.imports import import_files
    from litwatch.pipeline.workers import usual

    chosen = doors.settings()
    with show.Bar("import") as bar, doors.store(chosen) as store:
        reports = import_files(
            store,
            files,
            now=now(),
            background=background,
            workers=workers or usual(),
            progress=bar.step,
        )
    if json:
        show.as_json(
            [
                {
                    "file": str(report.path),
                    "read": report.read,
                    "new": report.new,
                    "updated": report.updated,
                    "unchanged": report.unchanged,
                    "gone": report.gone,
                    "lost": report.lost,
                    "problems": [
                        {
                            "where": problem.where,
                            "pmid": problem.pmid or None,
                            "reason": problem.reason,
                            "severity": problem.severity,
                        }
                        for problem in report.problems
                    ],
                }
                for report in reports
            ]
        )
    else:
        show.table(
            ("file", "read", "new", "updated", "unchanged", "lost"),
            [(r.path, r.read, r.new, r.updated, r.unchanged, r.lost) for r in reports],
        )
        for report in reports:
            for problem in report.problems[:20]:
                show.say(f"  {problem}")
            if len(report.problems) > 20:
                show.say(f"  and {len(report.problems) - 20} more; --json lists them all")
    if any(report.lost for report in reports):
        raise NeedsPerson(
            "some records could not be read; they are named above",
            "Mend them in the file and import it again; nothing is stored twice.",
        )


@app.command()
def run(
    month: Annotated[str, MONTH] = "",
    json: Json = False,
) -> None:
    """The main job: harvest, classify, status, then draft the month's edition.

    Example: litwatch run --month 2026-10
    """
    from litwatch.pipeline.month import run_month

    chosen = doors.settings()
    with doors.store(chosen) as store:
        report = run_month(
            store,
            doors.eutils(chosen),
            doors.watch(chosen),
            month=month or None,
            digests=chosen.digests_folder,
            lang=chosen.lang,
            now=now(),
        )
    if json:
        show.as_json(
            {
                "month": report.month,
                "harvest": harvest_json(report.harvest),
                "classified": report.classified.scored,
                "status_checked": report.status.checked,
                "alarms": [change.record_id for change in report.status.alarms],
                "draft": str(report.draft.folder),
                "closed_gates": len(report.draft.gates),
            }
        )
    else:
        show_harvest(report.harvest)
        show.say(
            f"{report.classified.scored} records classified, {report.status.checked} asked again."
        )
        print(report.draft.folder)
    if report.status.source_down:
        raise SourceDown(report.status.source_down, "Nothing is lost. Run `litwatch run` again.")
    finish_harvest(report.harvest)
    if report.status.alarms or report.draft.gates:
        raise NeedsPerson(
            f"{len(report.status.alarms)} alarming change(s), {len(report.draft.gates)} closed gate(s)",
            "Screen with `litwatch queue`, and see `litwatch edition check`.",
        )
