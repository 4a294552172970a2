"""Commands for the register of decks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, deck, now


@deck.command("add")
def deck_add(
    file: Annotated[Path, typer.Argument(help="The deck, a .pptx file.")],
    owner: Annotated[str, typer.Option(help="Who teaches by it.")],
    mail: Annotated[str, typer.Option(help="Where its owner is told that it must change.")],
    module: Annotated[str, typer.Option(help="The seminar it belongs to, by id, or as m11.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Follow a trainer's deck, so that its owner can be told when a slide must change.

    Example: litwatch deck add pem.pptx --owner "B. Lärare" --mail larare@example.org
    """
    from litwatch.errors import WrongUse
    from litwatch.review.decks import register_deck

    if not file.is_file():
        raise WrongUse(f"there is no file {file}", "Give the path of the deck.")
    chosen = doors.settings()
    watch = doors.watch(chosen)
    module = watch.module(module).id if module else ""
    typed = {"path": str(file.resolve()), "owner": owner, "mail": mail, "module": module}
    with doors.store(chosen) as store, store.write() as tx:
        kept = register_deck(tx, watch, typed, by=reviewer or chosen.reviewer, now=now())
    if json:
        show.as_json(msgspec.structs.asdict(kept.deck))
        return
    print(f"{kept.deck.id}: {kept.deck.path}, {kept.deck.owner} <{kept.deck.mail}>.")
    if not kept.new:
        show.say("It was followed already.")


@deck.command("list")
def deck_list(json: Json = False) -> None:
    """Show the decks that are followed, and when each was last read.

    Example: litwatch deck list
    """
    from litwatch.store import decks

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        followed = decks.followed(tx)
    if json:
        show.as_json([msgspec.structs.asdict(one) for one in followed])
        return
    show.table(
        ("id", "owner", "mail", "module", "path", "read"),
        [
            (one.id, one.owner, one.mail, one.module, one.path, _day(one.read_at))
            for one in followed
        ],
    )
    if not followed:
        show.say("No deck is followed. Add one: litwatch deck add FILE --owner NAME --mail ADDRESS")


@deck.command("remove")
def deck_remove(
    number: Annotated[int, typer.Argument(help="The number that `litwatch deck list` shows.")],
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Follow a deck no longer; the file itself is not touched.

    Example: litwatch deck remove 3
    """
    from litwatch.review.decks import forget_deck

    chosen = doors.settings()
    with doors.store(chosen) as store, store.write() as tx:
        gone = forget_deck(tx, number, by=reviewer or chosen.reviewer, now=now())
    if json:
        show.as_json(msgspec.structs.asdict(gone))
    else:
        print(f"{gone.id}: {gone.path}. Not followed any more.")


@deck.command("tell")
def deck_tell(
    send: Annotated[bool, typer.Option("--send", help="Really send; else only say what.")] = False,
    json: Json = False,
) -> None:
    """Write to the owners of decks about what they have to see to; each thing once.

    Example: litwatch deck tell --send
    """
    from litwatch.errors import NeedsPerson
    from litwatch.mailing.connection import Connection
    from litwatch.pipeline.owner_mail import Told, owner_mails, tell_owners

    chosen = doors.settings()
    page = f"{chosen.web_origin}/decks" if chosen.web_origin else ""
    told = Told()
    with doors.store(chosen) as store:
        mails = owner_mails(store, lang=chosen.lang, page=page)
        if send and mails:
            server = Connection(doors.mail_server(chosen))
            head = doors.letterhead(chosen)
            told = tell_owners(store, mails, head, server, lang=chosen.lang, now=now())
    if json:
        listed = [{"to": one.to, "tasks": one.tasks, "subject": one.subject} for one in mails]
        show.as_json(
            {"dry_run": not send, "mails": listed, "sent": told.sent, "failed": told.failed}
        )
    else:
        for one in mails:
            what = "sent" if one.to in told.sent else told.failed.get(one.to, "not sent")
            print(f"{one.to}: {one.subject} ({what})")
        if not send:
            print(f"Dry run: --send would send {len(mails)} mail(s).")
    if told.failed:
        raise NeedsPerson(
            f"{len(told.failed)} mail(s) were not taken", "Check the addresses and run it again."
        )


def _day(at: object) -> str:
    return f"{at:%Y-%m-%d}" if at else "never"
