"""What an update says on slides and in notes, beside the texts that it carries over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from litwatch.language import Speech
from litwatch.slides.inplace.plan import FieldChange
from litwatch.slides.inplace.wanted import Wanted
from litwatch.slides.slide import RUN_LANGUAGE, WRITTEN, Text

_TOLD = ("title", "body", "badges", "source", "chart")


def new_text_words(today: date, say: Speech) -> str:
    """The banner where a message is reworded and the slide has words of its own."""
    return say._("New wording {day}, see the notes. This slide keeps yours.", day=say.day(today))


def copy_words(say: Speech) -> str:
    """The banner over a copy that still says what the first slide no longer does."""
    return say._("Old copy: the slide it was copied from has a newer text.")


def added_lines(
    fields: Iterable[FieldChange], wanted: Wanted, today: date, say: Speech
) -> tuple[Text, ...]:
    """Lines for the notes: what we would have written, and what a notice took the place of."""
    own, day = RUN_LANGUAGE[say.lang], say.day(today)
    lines: list[Text] = []
    for one in fields:
        if one.field in _TOLD and one.deed == "propose":
            words = say._(
                "litwatch {day}, new text for {field} (the slide keeps yours): {text}",
                day=day,
                field=_name(one.field, say),
                text=_line(one.after),
            )
            lines.append(Text(words, WRITTEN))
        elif one.field in _TOLD and wanted.overtaken and one.deed in ("write", "clear"):
            words = say._(
                "litwatch {day}, no longer valid, {field} said: {text}",
                day=day,
                field=_name(one.field, say),
                text=_line(one.before),
            )
            lines.append(Text(words, WRITTEN))
        elif one.field == "notes" and one.deed == "propose":
            words = say._("litwatch {day}, new notes (yours stand above):", day=day)
            lines.append(Text(words, own))
            lines += [Text(line, WRITTEN) for line in one.after.split("\n")]
    return tuple(lines)


def old_notes_label(
    fields: Iterable[FieldChange], wanted: Wanted, today: date, say: Speech
) -> Text | None:
    """The line over our earlier notes, where a notice takes their place; else None."""
    if not wanted.overtaken:
        return None
    if not any(one.field == "notes" and one.deed == "write" for one in fields):
        return None
    words = say._("litwatch {day}, no longer valid, the notes said:", day=say.day(today))
    return Text(words, RUN_LANGUAGE[say.lang])


def _line(text: str) -> str:
    return " / ".join(part for part in text.split("\n") if part.strip())


def _name(field: str, say: Speech) -> str:
    return {
        "title": say._("the heading"),
        "body": say._("the text"),
        "badges": say._("the badges"),
        "source": say._("the source line"),
        "chart": say._("the chart"),
    }[field]
