"""The command that keeps a trainer's deck true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, now, slides

if TYPE_CHECKING:
    from litwatch.pipeline.deck_update import DeckUpdate
    from litwatch.slides.inplace.plan import FieldChange, Remark, SlideChange

_WIDTH = 90


@slides.command("update")
def slides_update(
    file: Annotated[Path, typer.Argument(help="The trainer's deck, a .pptx file.")],
    apply: Annotated[bool, typer.Option("--apply", help="Write it; else only show it.")] = False,
    backups: Annotated[int, typer.Option(min=1, help="How many backups to keep.")] = 5,
    json: Json = False,
) -> None:
    """Show what is out of date in a trainer's deck, and with --apply write it there.

    What the trainer changed is left as it is. A backup lies in litwatch-backups/ beside the deck.

    Example: litwatch slides update pem.pptx
    """
    from litwatch.pipeline.deck_update import apply_deck_update, plan_deck_update

    chosen = doors.settings()
    watch = doors.watch(chosen)
    with doors.store(chosen) as store:
        if apply:
            done = apply_deck_update(store, watch, file, kept=backups, lang=chosen.lang, now=now())
        else:
            done = plan_deck_update(store, watch, file, lang=chosen.lang, now=now())
    if json:
        show.as_json(_as_json(done))
    else:
        _tell(done, applied=apply)
    if done.plan.needs_person:
        raise typer.Exit(1)


def _tell(done: DeckUpdate, *, applied: bool) -> None:
    for change in done.plan.slides:
        lines = _lines(change, applied)
        if lines:
            print(f"Slide {change.found.place}, {_cut(change.title) or 'without heading'}")
            for line in lines:
                print(f"  {line}")
    for one in done.plan.insertions:
        where = f"after slide {one.after}" if one.after else "first"
        print(f"New slide {where}: {_cut(one.plan.title.text)}")
    for remark in done.plan.remarks:
        print(_remark(remark))
    if done.backup is not None:
        show.say(f"Written: {done.path}. As it was: {done.backup}.")
    elif done.plan.empty:
        show.say(f"{done.path.name} is up to date. Nothing is written.")
    else:
        show.say("This is the plan; nothing is written. Add --apply to write it.")


def _lines(change: SlideChange, applied: bool) -> list[str]:
    lines = []
    for field in change.fields:
        if field.deed in ("write", "add", "clear"):
            lines.append(f"{'wrote' if applied else 'write'} {_name(field)}")
            if field.before:
                lines.append(f"  - {_cut(field.before)}")
            if field.after:
                lines.append(f"  + {_cut(field.after)}")
        elif field.deed == "propose":
            why = {
                "no_room": "the new text has no room there",
                "animated": "its paragraphs are animated one by one",
            }.get(field.why, "it was changed in the deck")
            lines.append(f"left {_name(field)}, {why}; the new text goes to the notes")
            lines.append(f"  = {_cut(field.before)}")
            lines.append(f"  + {_cut(field.after)}")
        elif field.deed == "keep" and field.field != "notice":
            lines.append(f"left {_name(field)}, as it was changed in the deck")
    return lines


def _name(field: FieldChange) -> str:
    return {"notice": "banner over the slide", "frame": "draft frame"}.get(field.field, field.field)


def _remark(remark: Remark) -> str:
    return {
        "copy": f"Slide {remark.place} is a copy of another slide ({remark.key}); only the first is kept up to date.",
        "unknown": f"Slide {remark.place} has a key that nothing is known of today ({remark.key}); it is left as it is.",
        "deleted": f"A slide was deleted from the deck and stays away ({remark.key}).",
        "unplaced": f"A new slide ({remark.key}) has no place here: the deck needs landscape slides and a layout with title and text.",
    }[remark.kind]


def _cut(text: str) -> str:
    line = " / ".join(part.strip() for part in text.splitlines() if part.strip())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _as_json(done: DeckUpdate) -> dict[str, Any]:
    plan = done.plan
    return {
        "file": str(done.path),
        "up_to_date": plan.empty,
        "backup": str(done.backup) if done.backup else None,
        "slides": [
            {
                "place": one.found.place,
                "key": one.found.key,
                "found_by": one.found.carrier,
                "copy": one.found.copy,
                "title": one.title,
                "fields": [
                    {
                        "field": field.field,
                        "does": field.deed,
                        "why": field.why,
                        "before": field.before,
                        "after": field.after,
                    }
                    for field in one.fields
                    if field.deed != "same"
                ],
                "notes_added": [text.text for text in one.notes],
            }
            for one in plan.slides
        ],
        "new_slides": [
            {"key": one.plan.key, "after": one.after, "title": one.plan.title.text}
            for one in plan.insertions
        ],
        "remarks": [
            {"kind": one.kind, "key": one.key, "place": one.place, "words": _remark(one)}
            for one in plan.remarks
        ],
    }
