"""Refused: why a word on a key message is not kept, by a name that the pages can translate."""

from __future__ import annotations

from litwatch.errors import WrongUse
from litwatch.records.free_text import check_free_text


class Refused(WrongUse):
    """`fault` names what is wrong; `about` is the work or the words it concerns."""

    def __init__(self, fault: str, message: str, remedy: str, about: str = "") -> None:
        super().__init__(message, remedy)
        self.fault = fault
        self.about = about


def check_words(text: str, what: str) -> None:
    """Raise Refused when a text seems to hold patient data."""
    try:
        check_free_text(text, what)
    except WrongUse as problem:
        raise Refused("patient_data", str(problem), problem.remedy) from problem
