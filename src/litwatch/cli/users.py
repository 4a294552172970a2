"""Commands for the people who may log in to the pages."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, now, user
from litwatch.errors import WrongUse

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name that signs what they do.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@user.command("add")
def user_add(
    name: Name,
    role: Annotated[
        str,
        typer.Option(
            help="reader, trainer, curator, specialist, child_specialist, rpo, editor or admin."
        ),
    ],
    mail: Annotated[str, typer.Option(help="Mail address.")] = "",
    password_stdin: FromStdin = False,
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Open an account. Asks for the password twice; with AUTH=proxy there is none.

    Example: litwatch user add "A. Kurator" --role admin
    """
    from litwatch.review.accounts import add_person, check_role, clean_name

    chosen = doors.settings()
    name = clean_name(name)
    check_role(role)
    made = None if chosen.auth == "proxy" else _hashed_new(name, from_stdin=password_stdin)
    with doors.store(chosen) as store, store.write() as tx:
        person = add_person(
            tx,
            name,
            role,
            mail=mail,
            password_hash=made,
            by=reviewer or chosen.reviewer or "litwatch",
            now=now(),
        )
    if json:
        show.as_json({"name": person.name, "role": person.role, "mail": person.mail or None})
    else:
        print(f"{person.name}: added as {person.role}.")


@user.command("list")
def user_list(
    everyone: Annotated[bool, typer.Option("--all", help="Also those who have left.")] = False,
    json: Json = False,
) -> None:
    """List who has an account.

    Example: litwatch user list --all
    """
    from litwatch.store import people

    with doors.store(doors.settings()) as store, store.read() as tx:
        found = [one for one in people.listed(tx) if everyone or one.left_at is None]
    if json:
        show.as_json(
            [
                {
                    "name": one.name,
                    "role": one.role,
                    "mail": one.mail or None,
                    "added_by": one.added_by,
                    "added_at": one.added_at,
                    "left_at": one.left_at,
                }
                for one in found
            ]
        )
        return
    show.table(
        ("name", "role", "mail", "added", "left"),
        [
            (
                one.name,
                one.role,
                one.mail,
                f"{one.added_at:%Y-%m-%d}",
                f"{one.left_at:%Y-%m-%d}" if one.left_at else "",
            )
            for one in found
        ],
    )


@user.command("leave")
def user_leave(name: Name, reviewer: Reviewer = "", json: Json = False) -> None:
    """Close an account: log-ins and programs' keys end, what was written stays.

    Example: litwatch user leave "A. Kurator"
    """
    from litwatch.review.accounts import leave, named

    chosen, at = doors.settings(), now()
    with doors.store(chosen) as store, store.write() as tx:
        person = named(tx, name)
        leave(tx, person.id, by=reviewer or chosen.reviewer or "litwatch", now=at)
    if json:
        show.as_json({"name": person.name, "left_at": person.left_at or at})
    else:
        print(f"{person.name}: left. What they wrote stays under their name.")


@user.command("password")
def user_password(
    name: Name, password_stdin: FromStdin = False, reviewer: Reviewer = "", json: Json = False
) -> None:
    """Give a person a new password; log-ins with the old one end.

    Example: litwatch user password "A. Kurator"
    """
    from litwatch.review.accounts import named, set_password

    chosen = doors.settings()
    with doors.store(chosen) as store:
        with store.read() as tx:
            person = named(tx, name)
        made = _hashed_new(person.name, from_stdin=password_stdin)
        by = reviewer or chosen.reviewer or "litwatch"
        with store.write() as tx:
            set_password(tx, person.id, made, by=by, now=now())
    if json:
        show.as_json({"name": person.name})
    else:
        print(f"{person.name}: the password is changed.")


def _hashed_new(name: str, *, from_stdin: bool) -> str:
    """Ask for a new password and return its hash. Raises WrongUse for one that will not do."""
    from litwatch.web.access.passwords import LONGEST, SHORTEST, fault_in, hashed

    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    remedy = f"Choose one of {SHORTEST} to {LONGEST} characters; several words are easy to keep."
    match fault_in(password, name):
        case "short":
            raise WrongUse("the password is too short", remedy)
        case "long":
            raise WrongUse("the password is too long", remedy)
        case "like_name":
            raise WrongUse("the password is the name", remedy)
    return hashed(password)
