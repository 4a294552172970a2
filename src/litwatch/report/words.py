"""What reports call sources, periods and searches."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from litwatch.language import Speech

_DATABASES = {"pubmed": "PubMed", "europepmc": "Europe PMC"}


class Dated(Protocol):
    @property
    def first(self) -> date | None: ...
    @property
    def last(self) -> date | None: ...


def source_name(source: str, say: Speech) -> str:
    """A database's own name, or what people call imported files."""
    if source == "file":
        return say._("Imported files")
    if source.startswith("file:"):
        return say._("File {name}", name=source.removeprefix("file:"))
    return _DATABASES.get(source, source)


def period(dated: Dated, say: Speech) -> str:
    """The days on which the searches were made."""
    first = say.day(dated.first) if dated.first else ""
    last = say.day(dated.last) if dated.last else ""
    if first and last:
        return say._("searches made {first} to {last}", first=first, last=last)
    if first:
        return say._("searches made from {first}", first=first)
    if last:
        return say._("searches made until {last}", last=last)
    return say._("all searches")


def search_name(topic: str, part: str) -> str:
    return f"{topic}, {part.replace('_', ' ')}" if part else topic
