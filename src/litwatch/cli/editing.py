"""Commands for what stands in the monthly edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, edition, now
from litwatch.errors import NeedsPerson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from litwatch.digest.edition import ClosedGate
    from litwatch.digest.plain import Advice
    from litwatch.pipeline.editions import Draft

Month = Annotated[str, typer.Argument(help="The month, as 2026-10.")]


@edition.command("draft")
def edition_draft(month: Month, json: Json = False) -> None:
    """Compose a month's draft from the store; machine proposals are marked as such.

    Example: litwatch edition draft 2026-10
    """
    from litwatch.pipeline.editions import draft

    say_what_is_left_out()
    chosen = doors.settings()
    with doors.store(chosen) as store:
        made = draft(
            store,
            doors.watch(chosen),
            month,
            digests=chosen.digests_folder,
            lang=chosen.lang,
            look=doors.look(chosen),
            now=now(),
        )
    if json:
        show.as_json(
            {
                "month": month,
                "folder": str(made.folder),
                "items": len(made.edition.items()),
                "sha256": made.sha256,
                "gates": [gate_json(gate) for gate in made.gates],
            }
        )
        return
    say_draft(made, month)


def say_draft(made: Draft, month: str) -> None:
    """Tell where a draft lies, what it lacks, and how many gates it closes."""
    print(made.folder)
    say_kept(made)
    say_closed(made.gates, month)


def say_closed(gates: Sequence[ClosedGate], month: str) -> None:
    """Tell how many gates are closed, and who names them."""
    if gates:
        show.say(f"{len(gates)} closed gates; `litwatch edition check {month}` names them.")


def say_kept(made: Draft) -> None:
    """Tell where an earlier draft lies that somebody had edited: nothing of it was read.

    And which file the draft lacks for being too long.
    """
    from litwatch.digest.pdf import pdf_is_too_long

    if reason := pdf_is_too_long(made.edition):
        show.say(f"digest.pdf is left out: {reason}.")
    if made.kept:
        show.say(f"The earlier draft was changed by hand and is kept in {made.kept}.")


@edition.command("check")
def edition_check(
    month: Month,
    json: Json = False,
    advice: Annotated[
        bool,
        typer.Option("--advice", help="With --json: also what is hard to read, beside the gates."),
    ] = False,
) -> None:
    """Name every gate that keeps a month from being published. Exit 1 while one is closed.

    Advice on plain language follows; it closes no gate.

    Example: litwatch edition check 2026-10
    """
    from litwatch.pipeline.editions import checked

    chosen = doors.settings()
    with doors.store(chosen) as store:
        gates, hints = checked(store, doors.watch(chosen), month, now=now())
    if json:
        named = [gate_json(gate) for gate in gates]
        show.as_json({"gates": named, "advice": list(map(_hint, hints))} if advice else named)
    else:
        _show_gates(gates)
        if hints:
            show.say("Advice on plain language, which closes no gate:")
            show.table(
                ("item", "field", "advice"),
                [(hint.item, hint.field, hint.message.en) for hint in hints],
            )
    if gates:
        raise NeedsPerson(
            f"{len(gates)} closed gate(s) in {month}", "Each line above says what to do."
        )


@edition.command("write")
def edition_write(
    month: Month,
    record: Annotated[str, typer.Argument(help="A PMID or another record id.")],
    field: Annotated[str, typer.Argument(help="bottom_line, population, result, meaning …")],
    text: Annotated[str, typer.Argument(help="Your words.")],
    audience: Annotated[
        str, typer.Option(help="vardcentral or primarvardsrehab, for meaning.")
    ] = "",
    role: Annotated[str, typer.Option(help="Your role, shown instead of your name.")] = "",
    reviewer: Reviewer = "",
) -> None:
    """Write one field of an item in your own words. Earlier versions are kept.

    Example: litwatch edition write 2026-10 34107557 bottom_line "…" --role allmänläkare
    """
    from litwatch.pipeline.words import write_text
    from litwatch.records import record_id

    chosen = doors.settings()
    with doors.store(chosen) as store:
        write_text(
            store,
            month,
            record_id(record),
            field,
            text,
            audience=audience or None,
            reviewer=reviewer or chosen.reviewer,
            role=role,
            now=now(),
        )
    print(f"{month} {record} {field}: saved.")


def say_what_is_left_out() -> None:
    """Tell before an edition is made which of its files this machine cannot make, and why."""
    from litwatch.pipeline.edition_files import left_out

    for name, reason in left_out().items():
        show.say(f"{name} will be left out: {reason}.")


def gate_json(gate: ClosedGate) -> dict[str, str]:
    return {
        "gate": gate.gate,
        "item": gate.item,
        "words": gate.words,
        "message": gate.message.en,
        "meddelande": gate.message.sv,
    }


def _hint(hint: Advice) -> dict[str, str]:
    return {
        "item": hint.item,
        "field": hint.field,
        "words": hint.words,
        "message": hint.message.en,
        "meddelande": hint.message.sv,
    }


def _show_gates(gates: Iterable[ClosedGate]) -> None:
    show.table(
        ("gate", "item", "words", "what to do"),
        [(gate.gate, gate.item, gate.words, gate.message.en) for gate in gates],
    )
