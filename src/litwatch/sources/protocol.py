"""What a source of records must offer, so that one harvest can fail while the others go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from litwatch.sources.parsed import Parsed


class Found(NamedTuple):
    """One hit: the source's id, and its record where a search delivers records.

    `parsed` is None where a search only lists (E-utilities: fetch by id), or where the entry
    cannot be kept; `problem` then says why.
    """

    id: str
    parsed: Parsed | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of an answer. `hits` is what the source promises, not what it delivers."""

    hits: int
    found: tuple[Found, ...]


class Source(Protocol):
    """A searchable source. `requests` and `retries` count what it has sent.

    Both calls raise SourceDown when there is no usable answer, SourceRefused when the source
    says that the request is wrong. An error is never an empty page.
    """

    requests: int
    retries: int

    @property
    def name(self) -> str:
        """The word under which windows and records keep this source."""
        ...

    def count(self, query: str) -> int:
        """How many hits the source promises for a query in its own language."""
        ...

    def search(self, query: str) -> Iterator[FoundPage]:
        """Every hit, page by page."""
        ...
