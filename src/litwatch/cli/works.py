"""Commands for records that are one work: find them, list them, settle what a person must."""

from __future__ import annotations

from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import InOrder, Json, Reviewer, app, now
from litwatch.errors import NeedsPerson, WrongUse

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
    json: Json = False,
) -> None:
    """Find stored records that are one work. Near matches are only proposed.

    Example: litwatch works find
    """
    from litwatch.pipeline.works import join_works

    chosen = doors.settings()
    with show.Bar("works") as bar, doors.store(chosen) as store:
        report = join_works(store, now=now(), everything=everything, progress=bar.step)
    if json:
        show.as_json(
            {
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
        )
    else:
        print(
            f"{report.compared} of {report.stored} records compared: {len(report.certain)} "
            f"certain and {len(report.proposed)} proposed pairs are new; "
            f"{report.works} works have several records."
        )
        for pair in report.parted:
            show.say(
                f"{pair.first} and {pair.second} were parted by a person; now {pair.evidence}."
            )
    if report.waiting:
        raise NeedsPerson(
            f"{report.waiting} pair(s) wait for a person",
            "See `litwatch works list --state proposed`, then `litwatch works settle`.",
        )


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
