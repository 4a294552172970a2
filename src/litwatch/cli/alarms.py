"""Commands of the status watch: ask, import Retraction Watch, and settle the alerts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, now, status
from litwatch.errors import NeedsPerson, SourceDown

if TYPE_CHECKING:
    from litwatch.pipeline.asking import Asked
    from litwatch.pipeline.watching import WatchReport
    from litwatch.store.alerts import Alert

Number = Annotated[int, typer.Argument(help="The alert's number, as `status list` gives it.")]
Reason = Annotated[str, typer.Option(help="What you do about it, or why it holds no longer.")]


@status.command("watch")
def status_watch(
    everything: Annotated[
        bool, typer.Option("--all", help="All stored works, not only those we use: monthly.")
    ] = False,
    max_age: Annotated[
        int, typer.Option(min=0, help="Ask again what last answered N hours ago.")
    ] = 20,
    json: Json = False,
) -> None:
    """Ask PubMed, Crossref, Retraction Watch and Europe PMC what has become of the works we use.

    Example: litwatch status watch
    """
    from litwatch.pipeline.archive import renew_archive
    from litwatch.pipeline.watching import watch_status

    chosen = doors.settings()
    with show.Bar("watch") as bar, doors.store(chosen) as store:
        report = watch_status(
            store,
            doors.watch(chosen),
            doors.eutils(chosen),
            doors.crossref(chosen),
            doors.europepmc(chosen),
            now=now(),
            lang=chosen.lang,
            everything=everything,
            max_age=timedelta(hours=max_age),
            progress=bar.step,
        )
        renew_archive(store, chosen.digests_folder, chosen.lang, doors.look(chosen))
    if json:
        show.as_json(watch_json(report))
    else:
        _say_watch(report)
    if report.silent:
        raise SourceDown(
            "; ".join(f"{name}: {why}" for name, why in report.silent.items()),
            "What is known stays, and no alarm is cleared. Run `litwatch status watch` again.",
        )
    if report.raised.waiting:
        raise NeedsPerson(
            f"{len(report.raised.waiting)} alert(s) wait for a person",
            "See `litwatch status list`, then `litwatch status acknowledge`.",
        )


def watch_json(report: WatchReport) -> dict[str, object]:
    """A watch for machines: what was asked, what each source said, which alerts are new or wait."""
    return {
        "used": report.used,
        "asked_for": report.asked_for,
        "unheld": report.unheld,
        "without_identifier": report.unasked,
        "pubmed": {
            "checked": report.pubmed.checked,
            "gone": report.pubmed.gone,
            "unchecked": report.pubmed.unchecked,
            "problems": report.pubmed.problems,
        },
        "crossref": _asked_json(report.crossref),
        "europepmc": _asked_json(report.europepmc),
        "retraction_watch_rows": report.in_file,
        "silent": report.silent,
        "reviews": report.raised.reviews,
        "reviews_without_list": report.raised.without_list,
        "new_alerts": [alert_json(one) for one in report.raised.new],
        "waiting": [one.id for one in report.raised.waiting],
    }


def _asked_json(told: Asked) -> dict[str, object]:
    return {
        "asked": told.of,
        "answered": len(told.answered),
        "news": told.news,
        "unasked": told.unasked,
        "problems": told.problems,
    }


def _say_watch(report: WatchReport) -> None:
    show.say(
        f"{report.used} works are used; {report.asked_for} stored works were looked at. PubMed "
        f"answered for {report.pubmed.checked}, Crossref for {len(report.crossref.answered)} of "
        f"{report.crossref.of}, Europe PMC for {len(report.europepmc.answered)} of "
        f"{report.europepmc.of}."
    )
    if not report.in_file:
        show.say("No Retraction Watch file is held: see `litwatch status import-retractions`.")
    for what, ids in (
        ("No source knows these used works", report.unheld),
        ("Without PMID and DOI, so nobody can be asked", report.unasked),
        ("Reviews without a reference list in PubMed", report.raised.without_list),
    ):
        if ids:
            show.say(f"{what}: {', '.join(ids)}.")
    for problem in (*report.pubmed.problems, *report.crossref.problems, *report.europepmc.problems):
        show.say(f"  {problem}")
    _say_alerts(report.raised.new)


def alert_json(one: Alert) -> dict[str, object]:
    """An alert for machines, with all that it touches."""
    return {
        "id": one.id,
        "record": one.record_id,
        "state": one.state,
        "source": one.source,
        "touches": one.touches,
        "opened_at": one.opened_at,
        "acknowledged_by": one.acknowledged_by or None,
        "acknowledged_at": one.acknowledged_at,
        "reason": one.reason or None,
        "escalated_at": one.escalated_at,
        "closed_at": one.closed_at,
        "closed_by": one.closed_by,
        "closed_words": one.closed_words,
    }


def _say_alerts(found: list[Alert]) -> None:
    from litwatch.pipeline.alerting import touches_of

    rows: list[tuple[Any, ...]] = []
    for one in found:
        named = [
            f"slide {touch.place} of {touch.path}"
            if touch.kind == "slide"
            else f"{touch.kind} {touch.id}"
            for touch in touches_of(one)
        ]
        standing = "waits" if one.waits else "closed" if one.closed_at else "acknowledged"
        rows.append((one.id, one.record_id, one.state, one.source, standing, "; ".join(named)))
    show.table(("alert", "record", "state", "says", "standing", "touches"), rows)


@status.command("list")
def status_list(
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that somebody has settled.")
    ] = False,
    json: Json = False,
) -> None:
    """List the alerts that wait for a person, newest first.

    Example: litwatch status list
    """
    from litwatch.store import alerts

    with doors.store(doors.settings()) as store, store.read() as tx:
        found = [one for one in alerts.alerts(tx) if everything or one.waits]
    if json:
        show.as_json([alert_json(one) for one in found])
    else:
        _say_alerts(found)


@status.command("acknowledge")
def status_acknowledge(
    number: Number, reason: Reason, reviewer: Reviewer = "", json: Json = False
) -> None:
    """Say that you have seen an alert, and what you do about it.

    Example: litwatch status acknowledge 3 --reason "Taken out of slide 4."
    """
    from litwatch.review.alerts import acknowledge

    chosen = doors.settings()
    with doors.store(chosen) as store, store.write() as tx:
        name = reviewer or chosen.reviewer
        done = acknowledge(tx, number, {"reason": reason}, by=name, now=now())
    if json:
        show.as_json(alert_json(done))
    else:
        print(f"Alert {done.id} on {done.record_id} is acknowledged by {done.acknowledged_by}.")


@status.command("close")
def status_close(
    number: Number, reason: Reason, reviewer: Reviewer = "", json: Json = False
) -> None:
    """Close an alarm that a source says holds no longer, such as after a reinstatement.

    Example: litwatch status close 3 --reason "Reinstated by the journal on 2 March 2026."
    """
    from litwatch.pipeline.reinstating import close_alarm
    from litwatch.store import alerts

    chosen = doors.settings()
    with doors.store(chosen) as store, store.write() as tx:
        name = reviewer or chosen.reviewer
        state = close_alarm(tx, number, {"reason": reason}, by=name, now=now())
        done = alerts.get(tx, number)
    if json:
        show.as_json({**alert_json(done), "record_state": state})
    else:
        print(f"Alert {done.id} is closed by {done.closed_by}; {done.record_id} is now {state}.")


@status.command("import-retractions")
def status_import_retractions(
    file: Annotated[Path, typer.Argument(help="retraction_watch.csv, from Crossref's GitLab.")],
    fewer: Annotated[
        bool, typer.Option("--fewer", help="The file may hold far fewer rows than the last.")
    ] = False,
    json: Json = False,
) -> None:
    """Hold the Retraction Watch file, and note on stored records what it says of them.

    Example: litwatch status import-retractions retraction_watch.csv
    """
    from litwatch.pipeline.retractions import import_retractions
    from litwatch.pipeline.watching import look_again

    chosen = doors.settings()
    with doors.store(chosen) as store:
        done = import_retractions(store, file, now=now(), fewer=fewer)
        raised = look_again(store, doors.watch(chosen), now(), chosen.lang)
    if json:
        show.as_json(
            {
                "file": str(file),
                "read": done.read,
                "kept": done.kept,
                "before": done.before,
                "blemishes": done.blemishes,
                "news": list(done.news),
                "new_alerts": [alert_json(one) for one in raised.new],
            }
        )
    else:
        print(f"{done.read} rows read, {done.kept} kept (before: {done.before}).")
        for name, count in done.blemishes.items():
            show.say(f"  {count} × {name}")
        show.say(f"{len(done.news)} stored records have a new notice.")
        _say_alerts(raised.new)
    if raised.new:
        raise NeedsPerson(f"{len(raised.new)} new alert(s)", "See `litwatch status list`.")
