"""What a visitor typed in a form, and the words for what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

from litwatch.language import Speech
from litwatch.review.mistakes import LONGEST, Mistake


async def _typed(request: Request) -> dict[str, str]:
    """The form's fields; a file where text is asked for is nothing."""
    async with request.form(max_files=0, max_fields=100) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(_typed)]


def in_words(mistakes: Mapping[str, Mistake], say: Speech) -> dict[str, str]:
    """What a person reads beside each field that is wrong."""
    _ = say._
    words: dict[Mistake, str] = {
        "missing": _("Fill this in."),
        "not_a_date": _("Write the day as 2026-10-01."),
        "not_yet": _("That day has not come yet. Give the day on which it was."),
        "unknown": _("Choose one of the alternatives."),
        "not_a_number": _("Write a whole number from 0 to 9999."),
        "nobody": _("Write how many took part from at least one kind of unit."),
        "not_a_mail": _("Write the address as name@example.org."),
        "personal": _(
            "This looks like a personal identity number. Write it without any patient data."
        ),
        "not_a_deck": _("Give the path of a PowerPoint file, which ends in .pptx."),
        "too_long": _("Write at most {count} signs.", count=say.number(LONGEST)),
    }
    return {field: words[mistake] for field, mistake in mistakes.items()}
