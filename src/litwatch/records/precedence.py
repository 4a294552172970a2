"""Which of two descriptions of the same work is the newer one."""

from __future__ import annotations

from datetime import date

from litwatch.records.record import Record

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


def _rank(record: Record) -> tuple[int, date, int, bool]:
    stage = _STAGES.index(record.status) + 1 if record.status in _STAGES else 0
    # MEDLINE text and RIS carry no unique identifiers: on a tie the fuller XML stands.
    has_identifiers = any(kind.ui for kind in record.publication_types)
    return record.version, record.revised or date.min, stage, has_identifiers


def supersedes(new: Record, old: Record) -> bool:
    """True when `new` may take the place of `old`: it is at least as new in every respect.

    Compared in this order: PMID version, date of revision (an unknown date is the oldest),
    stage of processing, and whether it carries NLM's unique identifiers. Of two that are
    equal in all four the one that came last is taken, so a better parser is heard.
    """
    return _rank(new) >= _rank(old)
