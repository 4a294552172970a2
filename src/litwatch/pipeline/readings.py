"""How PubMed read a strategy: what it did not find, and what it reads otherwise than last time.

Term mapping and MeSH change under a fixed query, above all at the year end (eutils.md §3.4).
Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from litwatch.sources.eutils_answers import not_found
from litwatch.store import Window

_DATE = re.compile(r"\d{4}/\d{1,2}/\d{1,2}")
_JOINT = re.compile(r"\s+(?:AND|OR|NOT)\s+")


@dataclass(frozen=True)
class Finding:
    """What PubMed warns of about a saved strategy."""

    topic: str
    part: str
    text: str

    @property
    def grave(self) -> bool:
        """True when words of the strategy find nothing at all: a person has to mend them."""
        return not_found(self.text)

    def __str__(self) -> str:
        return f"{self.topic} {self.part}".strip() + f": PubMed says: {self.text}"


@dataclass(frozen=True)
class TranslationChange:
    """The same query, read otherwise than in the window before: clauses that came and went."""

    topic: str
    part: str
    date_field: str
    added: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def says(self) -> str:
        """What is other, without the strategy's name."""
        said = [
            f"{verb} {'; '.join(clauses)}"
            for verb, clauses in (("now also", self.added), ("no longer", self.dropped))
            if clauses
        ]
        return (
            f"PubMed reads the query otherwise than before: {', '.join(said) or 'in other order'}"
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.part}".strip() + f": {self.says}"


def findings(window: Window) -> list[Finding]:
    return [Finding(window.topic, window.part, text) for text in window.warnings]


def change(before: Window | None, after: Window) -> TranslationChange | None:
    """How the source's reading of the query has changed; None when it has not.

    The dates of the windows differ and say nothing.
    """
    if before is None or not before.translation or not after.translation:
        return None
    old, new = (_DATE.sub("DATE", window.translation) for window in (before, after))
    if old == new:
        return None
    was, now = _clauses(old), _clauses(new)
    return TranslationChange(
        after.topic,
        after.part,
        after.date_field,
        added=tuple(sorted(now - was)),
        dropped=tuple(sorted(was - now)),
    )


def _clauses(translation: str) -> set[str]:
    return {clause.strip("() ") for clause in _JOINT.split(translation)}
