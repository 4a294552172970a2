"""Commands for what people follow outside PubMed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, now, watch
from litwatch.cli.app import day as as_day

if TYPE_CHECKING:
    from litwatch.store.outside import OutsideItem


@watch.command("add")
def watch_add(
    body: Annotated[str, typer.Option(help="Who published it, such as SBU; a beginning will do.")],
    title: Annotated[str, typer.Option(help="The title, as the body writes it.")],
    link: Annotated[str, typer.Option(help="Its address, with https://.")],
    day: Annotated[str, typer.Option(help="The day it was published, as 2026-11-03.")],
    words: Annotated[str, typer.Option(help="What readers should know, in your words.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Add a guideline, report or page to the edition of its month, or else the next one.

    Example: litwatch watch add --body SBU --title "…" --link https://www.sbu.se/… --day 2026-11-03
    """
    from litwatch.errors import WrongUse
    from litwatch.pipeline.outside import add_outside

    published = as_day(day, "--day")
    if published is None:
        raise WrongUse("--day is empty", "Give the day on which it was published.")
    chosen = doors.settings()
    with doors.store(chosen) as store:
        added = add_outside(
            store,
            doors.watch(chosen),
            body=body,
            title=title,
            link=link,
            day=published,
            words=words,
            reviewer=reviewer or chosen.reviewer,
            now=now(),
        )
    if json:
        show.as_json(_as_dict(added))
    else:
        print(
            f"{added.id}: {added.body}, {added.title}. It stands in the edition of "
            f"{added.day:%Y-%m}, or, if that is published already, in the next one."
        )


@watch.command("list")
def watch_list(json: Json = False) -> None:
    """Show what has been added from outside PubMed.

    Example: litwatch watch list
    """
    from litwatch.store import outside

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        items = outside.live(tx)
    if json:
        show.as_json([_as_dict(one) for one in items])
        return
    show.table(
        ("id", "day", "body", "title", "link", "added by"),
        [(str(i.id), f"{i.day}", i.body, i.title, i.link, i.added_by) for i in items],
    )
    if not items:
        show.say("Nothing has been added.")


@watch.command("remove")
def watch_remove(
    item: Annotated[int, typer.Argument(help="The number that `litwatch watch list` shows.")],
    json: Json = False,
) -> None:
    """Take an item back. What is published already stays as it is.

    Example: litwatch watch remove 3
    """
    from litwatch.store import outside

    chosen = doors.settings()
    with doors.store(chosen) as store, store.write() as tx:
        removed = outside.remove(tx, item, now())
    if json:
        show.as_json(_as_dict(removed))
    else:
        print(f"{removed.id}: {removed.body}, {removed.title}. Taken back.")


def _as_dict(item: OutsideItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "body": item.body,
        "title": item.title,
        "link": item.link,
        "day": item.day,
        "words": item.words,
        "added_by": item.added_by,
        "at": item.at,
        "removed_at": item.removed_at,
    }
