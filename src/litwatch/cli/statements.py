"""Commands for the ledger of key messages: what we say, and what records say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import asdict

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import InOrder, Json, Reviewer, app, now
from litwatch.cli.statement_words import (
    due_day,
    show_wording,
    weaknesses,
    wording_json,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litwatch.curriculum.wordings import Wording
    from litwatch.records import State

statement = typer.Typer(
    cls=InOrder,
    help="The key messages: what we say in the seminars, said before, and no longer say.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
)
app.add_typer(statement, name="statement")

Id = Annotated[str, typer.Argument(help="The id of a key message, such as m03s4.")]
Why = Annotated[str, typer.Option(help="The reason, in your words.")]


@statement.command("list")
def statement_list(
    module: Annotated[str, typer.Option(help="Only those of this module, such as m03.")] = "",
    due: Annotated[bool, typer.Option("--due", help="Only those to be looked at now.")] = False,
    json: Json = False,
) -> None:
    """Show the key messages, what they rest on, and which are to be looked at.

    A message is due a year after two people changed it or somebody confirmed it, and from the
    start: nobody has looked at a starting wording yet.

    Example: litwatch statement list --due
    """
    from litwatch.curriculum.wordings import wordings
    from litwatch.errors import WrongUse

    chosen = doors.settings()
    today = now().date()
    watch = doors.watch(chosen)
    with doors.store(chosen) as store, store.read() as tx:
        every = wordings(tx, watch)
        states = _states(tx, every)
    if module and not any(one.id.startswith(module) for one in watch.modules):
        raise WrongUse(
            f"there is no module {module!r}",
            f"Modules: {', '.join(one.id for one in watch.modules)}.",
        )
    kept = [
        one
        for one in every.values()
        if one.module.startswith(module) and (one.is_due(today) or not due)
    ]
    if json:
        show.as_json([wording_json(one, states) for one in kept])
        return
    show.table(
        ("id", "version", "state", "origin", "due", "weak", "text"),
        [
            (
                one.id,
                one.now.version,
                one.lifecycle,
                one.origin,
                due_day(one),
                ", ".join(weaknesses(one, states)),
                one.text,
            )
            for one in kept
        ],
    )
    if not kept:
        show.say("No key message is to be looked at." if due else "There are no key messages.")


@statement.command("show")
def statement_show(name: Id, json: Json = False) -> None:
    """Show a key message: its wordings with dates and reasons, and what records say of it.

    Example: litwatch statement show m03s4
    """
    from litwatch.curriculum.wordings import find, wordings
    from litwatch.store.statements import relations_to

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        one = find(wordings(tx, doors.watch(chosen)), name)
        states = _states(tx, {name: one})
        related = relations_to(tx, name).get(name, ())
    if json:
        told = wording_json(one, states)
        told["relations"] = [asdict(said) for said in related]
        show.as_json(told)
        return
    show_wording(one, states, related)


@statement.command("revise")
def statement_revise(
    name: Id,
    why: Why,
    text: Annotated[str, typer.Option(help="The new words; without it the words stand.")] = "",
    pmid: Annotated[list[str] | None, typer.Option(help="A work it rests on besides.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="A work it no longer rests on.")] = None,
    source: Annotated[str | None, typer.Option(help="A source that is no stored work.")] = None,
    status: Annotated[
        str, typer.Option(help="ks_summary (needs --page), found or draft; else by its sources.")
    ] = "",
    page: Annotated[str | None, typer.Option(help="The page of the national guidance.")] = None,
    retire: Annotated[bool, typer.Option("--retire", help="We no longer say it.")] = False,
    say_now: Annotated[str, typer.Option(help="With --retire: what to say instead.")] = "",
    changes: Annotated[int, typer.Option(help="The version you have read; else the last.")] = 0,
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Propose other words for a key message. They hold when a second person settles them.

    Example: litwatch statement revise m03s4 --text "…" --why "…" --pmid 34107557
    """
    from litwatch.curriculum.changes import Change, propose
    from litwatch.curriculum.wordings import find, wordings
    from litwatch.records import record_id

    chosen = doors.settings()
    watch = doors.watch(chosen)
    with doors.store(chosen) as store, store.write() as tx:
        standing = find(wordings(tx, watch), name).now
        away = {record_id(one) for one in without or ()}
        pmids = [one for one in standing.pmids if one not in away]
        change = Change(
            text=text,
            why=why,
            pmids=(*pmids, *(record_id(one) for one in pmid or ())),
            source=source,
            status=_status(status),
            ks_page=page,
            retire=retire,
            say_now=say_now,
        )
        proposed = propose(
            tx,
            watch,
            name,
            change,
            changes=changes or standing.version,
            by=reviewer or chosen.reviewer,
            now=now(),
        )
    if json:
        show.as_json(asdict(proposed))
    else:
        print(
            f"{name}: proposed as version {proposed.version}. Another person settles it: "
            f"`litwatch statement settle {name} in_force`."
        )


@statement.command("settle")
def statement_settle(
    name: Id,
    outcome: Annotated[str, typer.Argument(help="in_force or refused.")],
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Put a colleague's proposal in force, or refuse it. Your own you can only take back.

    Example: litwatch statement settle m03s4 in_force --reviewer "B. Granskare"
    """
    from litwatch.curriculum.wordings import find, wordings
    from litwatch.errors import WrongUse
    from litwatch.pipeline.rewording import settle_proposal

    if outcome not in ("in_force", "refused"):
        raise WrongUse(f"{outcome!r} settles nothing", "Say in_force or refused.")
    chosen = doors.settings()
    watch = doors.watch(chosen)
    with doors.store(chosen) as store, store.write() as tx:
        waiting = find(wordings(tx, watch), name).proposal
        if waiting is None:
            raise WrongUse(
                f"nothing is proposed for {name}", "`litwatch statement revise` proposes."
            )
        settled = settle_proposal(
            tx,
            watch,
            name,
            "in_force" if outcome == "in_force" else "refused",
            version=waiting.version,
            by=reviewer or chosen.reviewer,
            lang=chosen.lang,
            now=now(),
        )
    if json:
        show.as_json(asdict(settled))
    elif settled.state == "refused":
        print(f"{name}: version {settled.version} is refused; the words stand as they were.")
    else:
        print(f"{name}: version {settled.version} is in force. Look at it again by {settled.due}.")


@statement.command("confirm")
def statement_confirm(name: Id, why: Why = "", reviewer: Reviewer = "", json: Json = False) -> None:
    """Keep that the words still hold; they are to be looked at again in a year.

    Example: litwatch statement confirm m03s4 --why "Nya studier ändrar inget."
    """
    from litwatch.curriculum.changes import confirm
    from litwatch.curriculum.wordings import find, wordings

    chosen = doors.settings()
    watch = doors.watch(chosen)
    with doors.store(chosen) as store, store.write() as tx:
        standing = find(wordings(tx, watch), name).now
        confirmed = confirm(
            tx,
            watch,
            name,
            version=standing.version,
            why=why,
            by=reviewer or chosen.reviewer,
            now=now(),
        )
    if json:
        show.as_json(asdict(confirmed))
    else:
        print(f"{name}: confirmed. Look at it again by {confirmed.due}.")


@statement.command("relate")
def statement_relate(
    record: Annotated[str, typer.Argument(help="A PMID or another record id.")],
    name: Annotated[str, typer.Argument(help='A key message, or "" for something new.')],
    kind: Annotated[str, typer.Argument(help="supports, nuances, contradicts, new or none.")],
    why: Why = "",
    month: Annotated[str, typer.Option(help="The edition it is told in, such as 2026-10.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Say what a record says of a key message; `none` takes back what was said.

    Example: litwatch statement relate 31521666 m11s3 supports --why "Samma utfall."
    """
    from litwatch.curriculum.relations import relate
    from litwatch.records import record_id

    chosen = doors.settings()
    with doors.store(chosen) as store, store.write() as tx:
        said = relate(
            tx,
            doors.watch(chosen),
            record_id(record),
            name,
            kind,
            month=month,
            why=why,
            reviewer=reviewer or chosen.reviewer,
            now=now(),
        )
    if json:
        show.as_json(asdict(said))
    elif said.kind == "none":
        print(f"{said.record_id}: taken back what was said of {said.statement or 'something new'}.")
    elif said.kind == "new":
        print(f"{said.record_id}: says something new.")
    else:
        print(f"{said.record_id}: {said.kind} {said.statement}.")


def _status(text: str) -> Any:
    from litwatch.errors import WrongUse

    if text not in ("", "ks_summary", "found", "draft"):
        raise WrongUse(f"{text!r} is no status", "Say ks_summary, found or draft.")
    return text or None


def _states(tx: Any, every: Mapping[str, Wording]) -> dict[str, State]:
    from litwatch.store import catalog

    return catalog.states(tx, {pmid for one in every.values() for pmid in one.now.pmids})
