"""Why something could not be done and what to do, in the reader's language.

Errors are raised with English sentences that name the thing (litwatch.errors). What happens
often has words here; the rest is told by its kind, with the English sentence beneath.
"""

from __future__ import annotations

import msgspec

from litwatch.curriculum.refused import Refused
from litwatch.errors import (
    DiskFull,
    InvalidIdentifier,
    LitwatchError,
    NeedsPerson,
    SourceDown,
    SourceRefused,
    StoreBusy,
    WrongUse,
)
from litwatch.language import Speech
from litwatch.web.statement_words import fault


class Told(msgspec.Struct, frozen=True):
    """What could not be done and what to do; `detail` is in English, empty where all is said."""

    what: str
    remedy: str
    detail: str = ""

    @property
    def line(self) -> str:
        """All in the reader's language as one text, for a place in a form."""
        return f"{self.what} {self.remedy}".strip()


def told(error: LitwatchError, say: Speech) -> Told:
    """An error of ours as a person reads it."""
    if isinstance(error, Refused):
        near = error.about if error.fault == "unknown_message" else ""
        return Told(fault(say, error), say._("Did you mean {names}?", names=near) if near else "")
    if error.common is not None:
        return Told(*_common(error, say))
    english = Told(sentence(str(error)), error.remedy)
    if say.lang == "en":
        return english
    return Told(*_by_kind(error, say), detail=english.line)


def sentence(words: str) -> str:
    """Words that begin with a capital and end with a full stop."""
    text = words[:1].upper() + words[1:]
    return text if text.endswith((".", "?")) else text + "."


def _common(error: LitwatchError, say: Speech) -> tuple[str, str]:
    _ = say._
    month = say.month(error.about) if error.common == "published" else ""
    look = _("Go back to the page and look at what stands there now.")
    return {
        "unknown_record": (
            _("There is no record {id} here.", id=error.about),
            _("Check the number, or fetch it from PubMed on the record’s own page."),
        ),
        "unknown_choice": (
            _("What was chosen is not among the choices."),
            _("Did you mean {names}?", names=error.about) if error.about else _("Choose anew."),
        ),
        "no_name": (
            _("What you write must be signed, and nobody is named."),
            _("Log in, or give your name under your account."),
        ),
        "no_reason": (_("It needs a reason."), _("Write a sentence on why.")),
        "personal": (
            _("The text holds something like a personal identity number. Leave it out."),
            "",
        ),
        "not_here": (_("It is not here, or not any longer."), look),
        "not_yours": (
            _("It is another person’s, so you cannot change it."),
            _("Ask the person whose it is."),
        ),
        "taken_back": (_("It has been taken back already."), look),
        "there_already": (_("It stands there already."), look),
        "published": (
            _("The edition of {month} is published and stays as it is.", month=month),
            _("Begin a correction on the month’s page."),
        ),
        "unkept": (
            _("The text holds a sign that cannot be kept, or a number is too large."),
            _("Write it anew, without signs that cannot be seen."),
        ),
        "changed": (
            _("The draft has changed since you opened the page."),
            _("Read it again, and go on from there."),
        ),
    }[error.common or "not_here"]


def _by_kind(error: LitwatchError, say: Speech) -> tuple[str, str]:
    _ = say._
    again = _("Nothing is lost. Try again in a while.")
    admin = _("Tell an administrator what stands below.")
    kinds: tuple[tuple[type[LitwatchError], tuple[str, str]], ...] = (
        (
            InvalidIdentifier,
            (_("That is no PMID, DOI or record id."), _("Check how it is written.")),
        ),
        (
            WrongUse,
            (_("That could not be done, and nothing is changed."), _("Go back and try again.")),
        ),
        (
            NeedsPerson,
            (
                _("That could not be done, and nothing is changed."),
                _("Read what the page says now, and go on from there."),
            ),
        ),
        (StoreBusy, (_("The database does not answer just now."), again)),
        (SourceDown, (_("A source outside litwatch does not answer."), again)),
        (SourceRefused, (_("A source outside litwatch refused the question."), admin)),
        (DiskFull, (_("The disk is full, and nothing was saved."), admin)),
    )
    broken = (_("Something is not as it should be in litwatch, and nothing was saved."), admin)
    return next((words for kind, words in kinds if isinstance(error, kind)), broken)
