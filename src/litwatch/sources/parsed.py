"""What every reader yields: a record with its bytes, a problem by name, or a list of deletions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from litwatch.errors import BadInput
from litwatch.records import Pmid, Record, decode, encode


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record and `raw`, the bytes of its own entry in the source's form."""

    record: Record
    raw: bytes


@dataclass(frozen=True, slots=True)
class ParseProblem:
    """Something the reader did not understand.

    `kept`: the record is delivered too, and the thing is in its raw bytes.
    `lost`: no record came of this entry; `where` and `reason` lead back to it.
    """

    where: str
    pmid: str
    reason: str
    severity: Literal["lost", "kept"]

    def __str__(self) -> str:
        who = f"PMID {self.pmid}, " if self.pmid else ""
        return f"{self.severity}: {who}{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found in one entry: its record, None when it is lost, and its problems.

    Between processes a record travels as its JSON, five times as fast as pickled.
    """

    record: Record | None
    problems: tuple[ParseProblem, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, (None if self.record is None else encode(self.record), self.problems)

    def outcomes(self, raw: bytes) -> Iterator[Parsed | ParseProblem]:
        """The record with its bytes, then what was wrong with it."""
        if self.record is not None:
            yield Parsed(self.record, raw)
        yield from self.problems


def _unpacked(record: bytes | None, problems: tuple[ParseProblem, ...]) -> Entry:
    return Entry(None if record is None else decode(record), problems)


@dataclass(frozen=True, slots=True)
class Deleted:
    """PMIDs that PubMed has withdrawn (DeleteCitation): not records."""

    pmids: tuple[Pmid, ...]


Outcome = Parsed | ParseProblem | Deleted


class BadXml(BadInput):
    """XML that is hostile, cut short, or no PubMed XML at all."""
