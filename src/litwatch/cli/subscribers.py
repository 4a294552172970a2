"""Commands for those who get the edition by mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import InOrder, Json, app, now
from litwatch.errors import NeedsPerson

subscriber = typer.Typer(
    cls=InOrder,
    help="Those who get the edition by mail.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(subscriber, name="subscriber")

Who = Annotated[str, typer.Argument(metavar="MAIL", help="The address, or the token of a link.")]


@subscriber.command("add")
def subscriber_add(
    mail: Annotated[str, typer.Argument(help="The address.")],
    lang: Annotated[str, typer.Option(help="sv or en; default: LITWATCH_LANG.")] = "",
    audience: Annotated[str, typer.Option(help="vardcentral or primarvardsrehab.")] = "",
    json: Json = False,
) -> None:
    """Add a subscriber, or take one back who had left and asks for it.

    Example: litwatch subscriber add anna.ek@example.org --audience vardcentral
    """
    from litwatch.pipeline.subscribers import subscribe

    chosen = doors.settings()
    with doors.store(chosen) as store:
        added, is_back = subscribe(
            store, mail, lang=lang or chosen.lang, audience=audience, now=now()
        )
    if json:
        show.as_json(
            {
                "mail": added.mail,
                "lang": added.lang,
                "audience": added.audience or None,
                "back": is_back,
            }
        )
    else:
        print(f"{added.mail}: {'is back' if is_back else 'added'} ({added.lang}).")


@subscriber.command("import")
def subscriber_import(
    file: Annotated[Path, typer.Argument(help="CSV with mail, lang, audience; or addresses.")],
    json: Json = False,
) -> None:
    """Add the subscribers of a file; rows that cannot be taken are named by line.

    Example: litwatch subscriber import prenumeranter.csv
    """
    from litwatch.pipeline.subscribers import import_subscribers

    chosen = doors.settings()
    with doors.store(chosen) as store:
        report = import_subscribers(store, file, lang=chosen.lang, now=now())
    if json:
        show.as_json(
            {
                "added": report.added,
                "known": report.known,
                "problems": [
                    {"line": each.line, "reason": each.reason} for each in report.problems
                ],
            }
        )
    else:
        print(f"{len(report.added)} added, {len(report.known)} were subscribers already.")
        for problem in report.problems:
            show.say(f"  line {problem.line}: {problem.reason}")
    if report.problems:
        raise NeedsPerson(
            f"{len(report.problems)} row(s) of {file} were not taken in; they are named above",
            "Mend them and import the file again; nobody is added twice.",
        )


@subscriber.command("remove")
def subscriber_remove(who: Who, json: Json = False) -> None:
    """Let a subscriber leave: no more mail, and no list brings them back.

    Example: litwatch subscriber remove anna.ek@example.org
    """
    from litwatch.pipeline.subscribers import unsubscribe

    at = now()
    with doors.store(doors.settings()) as store:
        left = unsubscribe(store, who, now=at)
    if json:
        show.as_json({"mail": left.mail, "left_at": at})
    else:
        print(f"{left.mail}: left. `litwatch subscriber erase` would forget the address too.")


@subscriber.command("erase")
def subscriber_erase(who: Who, json: Json = False) -> None:
    """Forget a person: the address goes; what was sent keeps a pseudonym in its place.

    Example: litwatch subscriber erase anna.ek@example.org
    """
    from litwatch.pipeline.subscribers import erase

    with doors.store(doors.settings()) as store:
        pseudonym, deliveries = erase(store, who)
    if json:
        show.as_json({"pseudonym": pseudonym, "deliveries": deliveries})
    else:
        print(
            f"Erased; {deliveries} delivery row(s) now say {pseudonym}. Backups still hold the "
            "address."
        )


@subscriber.command("list")
def subscriber_list(
    everyone: Annotated[bool, typer.Option("--all", help="Also those who have left.")] = False,
    json: Json = False,
) -> None:
    """List the subscribers.

    Example: litwatch subscriber list --all
    """
    from litwatch.store import subscribers

    with doors.store(doors.settings()) as store, store.read() as tx:
        found = subscribers.listed(tx, left=everyone)
    if json:
        show.as_json(
            [
                {
                    "mail": each.mail,
                    "lang": each.lang,
                    "audience": each.audience or None,
                    "added_at": each.added_at,
                    "left_at": each.left_at,
                }
                for each in found
            ]
        )
        return
    show.table(
        ("mail", "lang", "audience", "added", "left"),
        [
            (
                each.mail,
                each.lang,
                each.audience,
                f"{each.added_at:%Y-%m-%d}",
                f"{each.left_at:%Y-%m-%d}" if each.left_at else "",
            )
            for each in found
        ],
    )
