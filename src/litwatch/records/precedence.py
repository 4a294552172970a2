"""Which of two descriptions of the same work is the newer one."""

from __future__ import annotations

from datetime import date

import msgspec

from litwatch.records.record import PublicationType, Record

# The stages a citation passes at NLM, earliest first (NLM, "MEDLINE, PubMed, and PMC", Status
# tags). An unknown word stands before them all: it must not push out a known stage.
_STAGES = (
    "Publisher",
    "In-Data-Review",
    "In-Process",
    "PubMed-not-MEDLINE",
    "OLDMEDLINE",
    "MEDLINE",
)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """All of a Record that says how new it is: read from its JSON in a fraction of the time."""

    version: int = 1
    revised: date | None = None
    status: str = ""
    publication_types: tuple[PublicationType, ...] = ()


def _age(record: Record | Standing) -> tuple[int, date]:
    return record.version, record.revised or date.min


def _detail(record: Record | Standing) -> tuple[int, bool]:
    stage = _STAGES.index(record.status) + 1 if record.status in _STAGES else 0
    # MEDLINE text and RIS carry no unique identifiers: on a tie the fuller XML stands.
    return stage, any(kind.ui for kind in record.publication_types)


def supersedes(new: Record | Standing, old: Record | Standing) -> bool:
    """True when `new` may take the place of `old`: it is at least as new in every respect.

    Compared in this order: PMID version, date of revision (an unknown date is the oldest),
    stage of processing, and whether it carries NLM's unique identifiers. Of two that are
    equal in all four the one that came last is taken, so a better parser is heard.
    """
    one, other = _age(new), _age(old)
    return one > other if one != other else _detail(new) >= _detail(old)
