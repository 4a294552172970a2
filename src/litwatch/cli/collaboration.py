"""Commands for the registers of the assignment: seminars held, views received."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, now, seminar, view

_COUNT = "Participants from this kind of unit."


@seminar.command("add")
def seminar_add(
    day: Annotated[str, typer.Option(help="The day it was held, as 2026-11-03.")],
    module: Annotated[str, typer.Option(help="The seminar's module, by id, or as m11.")],
    audience: Annotated[str, typer.Option(help="vardcentral, primarvardsrehab or both.")],
    vardcentral: Annotated[str, typer.Option(help=_COUNT)] = "",
    primarvardsrehab: Annotated[str, typer.Option(help=_COUNT)] = "",
    municipality: Annotated[str, typer.Option(help=_COUNT)] = "",
    specialist: Annotated[str, typer.Option(help=_COUNT)] = "",
    other: Annotated[str, typer.Option(help=_COUNT)] = "",
    remarks: Annotated[str, typer.Option(help="What colleagues should know; no names.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Note a seminar that was held, with how many took part from each kind of unit.

    Example: litwatch seminar add --day 2026-11-03 --module m03_pem_aktivitet --audience both --vardcentral 14
    """
    from litwatch.review.seminars import record_seminar

    chosen = doors.settings()
    watch = doors.watch(chosen)
    typed = {
        "day": day,
        "module": watch.module(module).id,
        "audience": audience,
        "vardcentral": vardcentral,
        "primarvardsrehab": primarvardsrehab,
        "municipality": municipality,
        "specialist": specialist,
        "other": other,
        "remarks": remarks,
    }
    with doors.store(chosen) as store, store.write() as tx:
        kept = record_seminar(tx, watch, typed, by=reviewer or chosen.reviewer, now=now())
    if json:
        show.as_json(msgspec.structs.asdict(kept.seminar))
        return
    people = sum(kept.seminar.participants.values())
    print(f"{kept.seminar.id}: {kept.seminar.day}, {kept.seminar.module}, {people} participants.")
    if not kept.new:
        show.say("It stood there already. If it was another one, say so in --remarks.")


@seminar.command("list")
def seminar_list(json: Json = False) -> None:
    """Show the seminars held, newest first, and how many each quarter and half-year had.

    Example: litwatch seminar list
    """
    from litwatch.report.periods import periods
    from litwatch.store import seminars

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        held = seminars.held(tx)
    counted = periods(held, ())
    if json:
        show.as_json(
            {
                "seminars": [msgspec.structs.asdict(one) for one in held],
                "periods": [msgspec.structs.asdict(one) for one in counted],
            }
        )
        return
    show.table(
        ("id", "day", "module", "audience", "participants", "remarks"),
        [
            (one.id, one.day, one.module, one.audience, _people(one.participants), one.remarks)
            for one in held
        ],
    )
    show.table(
        ("period", "seminars", "participants"),
        [
            (
                f"{one.year} {'half' if one.half else 'quarter'} {one.number}",
                one.seminars,
                f"{one.people}" + (f" ({_people(one.participants)})" if one.participants else ""),
            )
            for one in counted
        ],
    )
    if not held:
        show.say("No seminar is noted yet.")


@seminar.command("remove")
def seminar_remove(
    number: Annotated[int, typer.Argument(help="The number that `litwatch seminar list` shows.")],
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Take a seminar off the register; who did it is kept.

    Example: litwatch seminar remove 3
    """
    from litwatch.review.seminars import remove_seminar

    chosen = doors.settings()
    with doors.store(chosen) as store, store.write() as tx:
        gone = remove_seminar(tx, number, by=reviewer or chosen.reviewer, now=now())
    if json:
        show.as_json(msgspec.structs.asdict(gone))
    else:
        print(f"{gone.id}: {gone.day}, {gone.module}. Taken off the register.")


@view.command("add")
def view_add(
    party: Annotated[
        str, typer.Option(help="karolinska, rpo, patients, municipality, units or other.")
    ],
    day: Annotated[str, typer.Option(help="The day it came, as 2026-11-03.")],
    words: Annotated[str, typer.Option(help="The view, without any patient data.")],
    about: Annotated[str, typer.Option(help="What it is about: a module, an edition.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Note a view that a party has given.

    Example: litwatch view add --party patients --day 2026-11-03 --words "Say more of pacing"
    """
    from litwatch.review.received_views import receive_view

    chosen = doors.settings()
    typed = {"party": party, "day": day, "words": words, "about": about}
    with doors.store(chosen) as store, store.write() as tx:
        kept = receive_view(tx, typed, by=reviewer or chosen.reviewer, now=now())
    if json:
        show.as_json(msgspec.structs.asdict(kept.view))
        return
    print(f"{kept.view.id}: {kept.view.day}, {kept.view.party}.")
    if not kept.new:
        show.say("It stood there already.")


@view.command("list")
def view_list(json: Json = False) -> None:
    """Show the views received, newest first, and what became of each.

    Example: litwatch view list
    """
    from litwatch.store import received_views

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        received = received_views.received(tx)
    if json:
        show.as_json([msgspec.structs.asdict(one) for one in received])
        return
    show.table(
        ("id", "day", "party", "about", "view", "what became of it", "RPO informed"),
        [
            (one.id, one.day, one.party, one.about, one.words, one.handled, one.informed or "")
            for one in received
        ],
    )
    if not received:
        show.say("No view is noted yet.")


@view.command("handle")
def view_handle(
    number: Annotated[int, typer.Argument(help="The number that `litwatch view list` shows.")],
    words: Annotated[str, typer.Option(help="What became of it.")],
    informed: Annotated[str, typer.Option(help="The day the RPO was told, as 2026-11-03.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Say what became of a view, and when the regional programme (RPO) was told.

    Example: litwatch view handle 3 --words "Slide 4 says so now" --informed 2026-11-03
    """
    from litwatch.review.received_views import handle_view

    chosen = doors.settings()
    typed = {"handled": words, "informed": informed}
    with doors.store(chosen) as store, store.write() as tx:
        done = handle_view(tx, number, typed, by=reviewer or chosen.reviewer, now=now())
    if json:
        show.as_json(msgspec.structs.asdict(done))
    else:
        print(f"{done.id}: handled by {done.handled_by}.")


def _people(participants: dict[str, int]) -> str:
    return ", ".join(f"{unit} {count}" for unit, count in participants.items())
