"""What every reader yields: a record with its bytes, a problem by name, or a list of deletions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from litwatch.errors import BadInput
from litwatch.records import Pmid, Record


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


@dataclass(frozen=True, slots=True)
class Deleted:
    """PMIDs that PubMed has withdrawn (DeleteCitation): not records."""

    pmids: tuple[Pmid, ...]


Outcome = Parsed | ParseProblem | Deleted


class BadXml(BadInput):
    """XML that is hostile, cut short, or no PubMed XML at all."""
