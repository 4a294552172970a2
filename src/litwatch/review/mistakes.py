"""Mistakes in what a person filled in, by field: one set of checks for pages and commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from litwatch.errors import WrongUse
from litwatch.mailing.address import mail_address
from litwatch.records.free_text import seems_personal

Mistake = Literal[
    "missing",
    "not_a_date",
    "not_yet",
    "unknown",
    "not_a_number",
    "nobody",
    "not_a_mail",
    "personal",
    "not_a_deck",
    "too_long",
]

LONGEST = 4000  # signs of a free text; a register is no archive

_WORDS: dict[Mistake, tuple[str, str]] = {
    "missing": ("{field} is missing", "Say it."),
    "not_a_date": ("{field} is no date", "Write a date as 2026-10-01."),
    "not_yet": ("{field} has not come yet", "Give the day on which it was."),
    "unknown": ("{field} is none that is known", "`--help` names them."),
    "not_a_number": ("{field} is no number of people", "Write whole numbers from 0 to 9999."),
    "nobody": (
        "nobody took part",
        "Give the number of participants from at least one kind of unit.",
    ),
    "not_a_mail": ("{field} is no mail address", "Write it as name@example.org."),
    "personal": (
        "{field} holds something that looks like a personal identity number",
        "Write it without any patient data.",
    ),
    "not_a_deck": ("{field} is no PowerPoint file", "Give the path of a .pptx file."),
    "too_long": ("{field} is too long", f"At most {LONGEST} signs are kept."),
}


class Mistaken(WrongUse):
    """What was filled in cannot be kept; `mistakes` says why, field by field."""

    def __init__(self, mistakes: Mapping[str, Mistake]) -> None:
        field, first = next(iter(mistakes.items()))
        message, remedy = _WORDS[first]
        super().__init__(message.format(field=field), remedy)
        self.mistakes = dict(mistakes)


class Filled:
    """Fields as they were typed, read one by one; what cannot be read is noted.

    `refuse` at the end raises Mistaken when anything was.
    """

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.mistakes: dict[str, Mistake] = {}

    def _given(self, field: str) -> str:
        return self.typed.get(field, "").strip()

    def text(self, field: str, *, needed: bool = False) -> str:
        """Free text; never with a personal identity number (digest.md §8.10)."""
        given = self._given(field)
        if needed and not given:
            self.mistakes[field] = "missing"
        elif len(given) > LONGEST:
            self.mistakes[field] = "too_long"
        elif seems_personal(given):
            self.mistakes[field] = "personal"
        return given

    def choice(self, field: str, choices: tuple[str, ...], *, needed: bool = True) -> str:
        """One of the choices, or nothing where it is not needed."""
        given = self._given(field)
        if not given and needed:
            self.mistakes[field] = "missing"
        elif given and given not in choices:
            self.mistakes[field] = "unknown"
        return given

    def day(self, field: str, *, today: date, needed: bool = True) -> date | None:
        """A day that has come."""
        given = self._given(field)
        if not given:
            if needed:
                self.mistakes[field] = "missing"
            return None
        try:
            day = date.fromisoformat(given)
        except ValueError:
            self.mistakes[field] = "not_a_date"
            return None
        if day > today:
            self.mistakes[field] = "not_yet"
        return day

    def count(self, field: str) -> int:
        """A number of people; nothing is none."""
        given = self._given(field) or "0"
        if not (given.isascii() and given.isdigit() and len(given) <= 4):
            self.mistakes[field] = "not_a_number"
            return 0
        return int(given)

    def mail(self, field: str, *, needed: bool) -> str:
        """A mail address in its one spelling."""
        given = self._given(field)
        if not given:
            if needed:
                self.mistakes[field] = "missing"
            return ""
        try:
            return mail_address(given)
        except WrongUse:
            self.mistakes[field] = "not_a_mail"
            return given

    def refuse(self) -> None:
        if self.mistakes:
            raise Mistaken(self.mistakes)


def signed(name: str) -> str:
    """A name that signs. Raises WrongUse when there is none."""
    if not name.strip():
        raise WrongUse(
            "this needs a name", "Give --reviewer NAME or set LITWATCH_REVIEWER.", common="no_name"
        )
    return name.strip()
