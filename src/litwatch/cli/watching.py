"""Commands that bring records in: run, harvest, import."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, app, day, now
from litwatch.cli.editing import say_kept
from litwatch.cli.harvest_words import harvest_json, recall_json, show_harvest
from litwatch.cli.works import say_works, works_json
from litwatch.errors import NeedsPerson, SourceDown

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
    from litwatch.pipeline.works import join_works

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
        if preprints:
            reports = harvest_all(store, pubmed, doors.europepmc(chosen), watch, **how)
            report, trouble = reports.together(), reports.trouble()
        else:
            report = run_harvest(store, pubmed, watch, **how)
            trouble = report.trouble()
        joined = join_works(store, now=now())
    if json:
        show.as_json({**harvest_json(report), "works": works_json(joined)})
    else:
        show_harvest(report)
        say_works(joined)
    if trouble:
        raise trouble


def _confirmed(bar: show.Bar, question: str) -> bool:
    """Ask a person at a terminal; without one the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    bar.__exit__()  # a bar that moves would write over the question
    try:
        return typer.confirm(question, err=True)
    finally:
        bar.__enter__()


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
    from litwatch.pipeline.works import join_works

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
        # Nobody is shown a background record: it is compared with the next ones that are.
        joined = None if background else join_works(store, now=now())
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
        if joined is not None:
            say_works(joined)
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
    """The main job: harvest, classify, status, draft the month's edition, measure recall.

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
            models=doors.models(chosen, store),
            digests=chosen.digests_folder,
            lang=chosen.lang,
            look=doors.look(chosen),
            now=now(),
        )
    if json:
        show.as_json(
            {
                "month": report.month,
                "harvest": harvest_json(report.harvest),
                "works": works_json(report.works),
                "classified": report.classified.scored,
                "status_checked": report.status.checked,
                "alarms": [change.record_id for change in report.status.alarms],
                "draft": str(report.draft.folder),
                "closed_gates": len(report.draft.gates),
                "recall": recall_json(report.recall),
            }
        )
    else:
        show_harvest(report.harvest)
        say_works(report.works)
        show.say(
            f"{report.classified.scored} records classified, {report.status.checked} asked again."
        )
        for line in report.recall.lines():
            show.say(line)
        print(report.draft.folder)
        say_kept(report.draft)
    if report.status.source_down:
        raise SourceDown(report.status.source_down, "Nothing is lost. Run `litwatch run` again.")
    if trouble := report.harvest.trouble():
        raise trouble
    if report.recall.newly_missed:
        raise NeedsPerson(
            "the strategies miss known works that they found last time; they are named above",
            "See `litwatch query recall --titles` and `litwatch query versions`.",
        )
    if report.status.alarms or report.draft.gates:
        raise NeedsPerson(
            f"{len(report.status.alarms)} alarming change(s), {len(report.draft.gates)} closed gate(s)",
            "Screen with `litwatch queue`, and see `litwatch edition check`.",
        )
