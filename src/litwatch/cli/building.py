"""The command that builds decks: of a month, or of a seminar module."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli.app import day, now, slides
from litwatch.errors import WrongUse


@slides.command("build")
def slides_build(
    month: Annotated[str, typer.Argument(help="The month, as 2026-10.")] = "",
    module: Annotated[str, typer.Option(help="The seminar module, by id, or as m11.")] = "",
    since: Annotated[
        str, typer.Option(help="With --module: tell what is new since this day, as 2026-10-01.")
    ] = "",
    template: Annotated[str, typer.Option(help="Your own .pptx template.")] = "",
    layout: Annotated[
        list[str] | None,
        typer.Option(help="opening=NAME, message=NAME or chart=NAME: the template’s layout."),
    ] = None,
    out: Annotated[str, typer.Option("-o", "--out", help="File to write.")] = "",
) -> None:
    """Build the deck of a month or of a module: one message a slide, with source line and notes.

    Example: litwatch slides build --module m03_pem_aktivitet -o pem.pptx
    """
    from litwatch.pipeline.decks import build_deck, write_module_deck

    if bool(month) == bool(module):
        raise WrongUse(
            "a deck is of a month or of a module",
            "Give one of them: `litwatch slides build 2026-10` or "
            "`litwatch slides build --module ID`.",
        )
    if since and not module:
        raise WrongUse("--since goes with --module", "Leave it out, or name a module.")
    first = day(since, "--since")
    base = Path(template) if template else None
    if base is not None and not base.is_file():
        raise WrongUse(f"there is no template {template}", "Give the path of a .pptx file.")
    layouts = _layouts(layout or [])
    chosen = doors.settings()
    watch = doors.watch(chosen)
    module = watch.module(module).id if module else ""
    file = Path(out or f"litwatch-{month or module}.pptx")
    with doors.store(chosen) as store:
        if module:
            path = write_module_deck(
                store,
                watch,
                module,
                template=base,
                layouts=layouts,
                out=file,
                lang=chosen.lang,
                now=now(),
                since=first,
            )
        else:
            path = build_deck(
                store,
                watch,
                month,
                template=base,
                layouts=layouts,
                out=file,
                lang=chosen.lang,
                now=now(),
            )
    print(path)


def _layouts(given: list[str]) -> dict[str, str]:
    """Role → name of the layout, from ROLE=NAME."""
    found = {}
    for one in given:
        role, sign, name = one.partition("=")
        if not sign or not name.strip():
            raise WrongUse(f"--layout {one!r} names no layout", "Write it as message=NAME.")
        found[role.strip()] = name.strip()
    return found
