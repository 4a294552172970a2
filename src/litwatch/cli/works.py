"""Commands for records that are one work: find them, list them, settle what a person must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import InOrder, Json, Reviewer, app, now
from litwatch.errors import NeedsPerson, SourceDown, WrongUse

if TYPE_CHECKING:
    from litwatch.pipeline.crossref import CrossrefReport
    from litwatch.pipeline.works import WorksReport

works = typer.Typer(
    cls=InOrder,
    help="One work, once: preprints and articles, duplicates from other sources.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(works, name="works")

STATES = ("certain", "proposed", "confirmed", "rejected")


@works.command("find")
def works_find(
    everything: Annotated[
        bool, typer.Option("--all", help="Compare all records, not only new and changed ones.")
    ] = False,
    crossref: Annotated[
        bool, typer.Option("--crossref", help="Ask Crossref first what preprints have become.")
    ] = False,
    json: Json = False,
) -> None:
    """Find stored records that are one work. Near matches are only proposed.

    Example: litwatch works find --crossref
    """
    from litwatch.pipeline.crossref import ask_crossref
    from litwatch.pipeline.works import join_works

    chosen = doors.settings()
    asked = None
    with show.Bar("works") as bar, doors.store(chosen) as store:
        if crossref:
            asked = ask_crossref(
                store,
                doors.crossref(chosen),
                now=now(),
                everything=everything,
                progress=bar.step,
            )
        report = join_works(
            store,
            now=now(),
            everything=everything,
            linked=asked.linked if asked else (),
            progress=bar.step,
        )
    if json:
        show.as_json({**_found(report), "crossref": _asked(asked) if asked else None})
    else:
        if asked:
            show.say(
                f"Crossref was asked for {asked.asked} of {asked.of} DOIs: {len(asked.linked)} "
                f"records have a new link, {len(asked.unknown)} DOIs are not registered there."
            )
            for problem in asked.problems:
                show.say(f"  {problem}")
        print(
            f"{report.compared} of {report.stored} records compared: {len(report.certain)} "
            f"certain and {len(report.proposed)} proposed pairs are new; "
            f"{report.works} works have several records."
        )
        for pair in report.parted:
            show.say(
                f"{pair.first} and {pair.second} were parted by a person; now {pair.evidence}."
            )
    if asked and asked.refused:
        raise asked.refused
    if asked and asked.source_down:
        raise SourceDown(
            f"Crossref was asked for {asked.asked} of {asked.of} DOIs: {asked.source_down}",
            "What was found is kept. Run `litwatch works find --crossref` again.",
        )
    if report.waiting:
        raise NeedsPerson(
            f"{report.waiting} pair(s) wait for a person",
            "See `litwatch works list --state proposed`, then `litwatch works settle`.",
        )


def _found(report: WorksReport) -> dict[str, object]:
    return {
        "stored": report.stored,
        "compared": report.compared,
        "works": report.works,
        "withdrawn": report.withdrawn,
        "waiting": report.waiting,
        **{
            name: [
                {
                    "first": pair.first,
                    "second": pair.second,
                    "how": pair.how,
                    "score": pair.score,
                    "evidence": pair.evidence,
                }
                for pair in found
            ]
            for name, found in (
                ("certain", report.certain),
                ("proposed", report.proposed),
                ("parted", report.parted),
            )
        },
    }


def _asked(asked: CrossrefReport) -> dict[str, object]:
    return {
        "asked": asked.asked,
        "of": asked.of,
        "linked": asked.linked,
        "unknown": asked.unknown,
        "problems": asked.problems,
        "source_down": asked.source_down or None,
    }


@works.command("list")
def works_list(
    state: Annotated[str, typer.Option(help="certain, proposed, confirmed or rejected.")] = "",
    json: Json = False,
) -> None:
    """Show the pairs of records that are, or may be, one work.

    Example: litwatch works list --state proposed
    """
    from litwatch.store import catalog
    from litwatch.store import works as stored

    if state and state not in STATES:
        raise WrongUse(f"{state!r} is no state of a pair", f"Say {', '.join(STATES)}.")
    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        found = stored.pairs(tx, state=state or None)  # type: ignore[arg-type]  # checked above
        titles = catalog.titles(tx, {one for pair in found for one in (pair.first, pair.second)})
    if json:
        show.as_json(
            [
                {
                    "first": pair.first,
                    "second": pair.second,
                    "state": pair.state,
                    "how": pair.how,
                    "score": pair.score,
                    "evidence": pair.evidence,
                    "by": pair.by,
                    "at": pair.at,
                    "titles": [titles[pair.first], titles[pair.second]],
                }
                for pair in found
            ]
        )
        return
    show.table(
        ("first", "second", "state", "score", "evidence", "by", "title"),
        [
            (
                pair.first,
                pair.second,
                pair.state,
                "" if pair.score is None else f"{pair.score:.2f}",
                pair.evidence,
                pair.by,
                titles[pair.first],
            )
            for pair in found
        ],
    )
    if not found:
        show.say("There are none.")


@works.command("settle")
def works_settle(
    first: Annotated[str, typer.Argument(help="A PMID or another record id.")],
    second: Annotated[str, typer.Argument(help="The other record.")],
    verdict: Annotated[str, typer.Argument(help="same or different.")],
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Say whether two records are one work. The machine never changes what you said.

    Example: litwatch works settle 34088474 33476584 same --reviewer "A. Kurator"
    """
    from litwatch.pipeline.works import settle
    from litwatch.records import record_id

    chosen = doors.settings()
    with doors.store(chosen) as store:
        pair, work = settle(
            store,
            record_id(first),
            record_id(second),
            verdict,
            reviewer=reviewer or chosen.reviewer,
            now=now(),
        )
    if json:
        show.as_json(
            {
                "first": pair.first,
                "second": pair.second,
                "state": pair.state,
                "by": pair.by,
                "at": pair.at,
                "work": list(work),
            }
        )
        return
    one_or_two = "one work" if pair.state == "confirmed" else "two works"
    print(f"{pair.first} and {pair.second}: {one_or_two}, by {pair.by}.")


def works_json(joined: WorksReport) -> dict[str, object]:
    """What comparing the new records came to; `litwatch works list` shows the pairs."""
    return {
        "certain": [[pair.first, pair.second] for pair in joined.certain],
        "proposed": [[pair.first, pair.second] for pair in joined.proposed],
        "waiting": joined.waiting,
    }


def say_works(joined: WorksReport) -> None:
    """Tell a person which new records are one work, and what waits for them."""
    if joined.certain:
        show.say(f"{len(joined.certain)} new pair(s) of records are one work and shown once.")
    if joined.proposed:
        show.say(
            f"{len(joined.proposed)} new pair(s) may be one work: "
            "see `litwatch works list --state proposed`."
        )
    for pair in joined.parted:
        show.say(f"{pair.first} and {pair.second} were parted by a person; now {pair.evidence}.")
