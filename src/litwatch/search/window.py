"""What is sent to PubMed: a strategy on one line, with its window of dates, and its fingerprint."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from litwatch.errors import WrongUse


def collapse(query: str) -> str:
    """The query with line breaks and runs of white space as single spaces."""
    return " ".join(query.split())


def days(first: date, last: date, field: str = "crdt") -> str:
    """The term for all records of the days `first` to `last`, both included.

    Raises WrongUse when the days run backwards.
    """
    if first > last:
        raise WrongUse(
            f"the window {first} to {last} runs backwards", "Give the earlier day first."
        )
    return f'"{first:%Y/%m/%d}"[{field}] : "{last:%Y/%m/%d}"[{field}]'


def with_window(query: str, first: date, last: date, field: str = "crdt") -> str:
    """The query for records of the days `first` to `last`.

    The window stands in the term, so that the stored term is the whole question.
    """
    return f"({collapse(query)}) AND ({days(first, last, field)})"


def fingerprint(query: str) -> str:
    """Twelve hexadecimal digits that change when the query's wording does, not its layout."""
    return sha256(collapse(query).encode()).hexdigest()[:12]
