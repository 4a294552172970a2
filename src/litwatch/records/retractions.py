"""A row of Retraction Watch, and the words that it and Crossref have for what befalls a work."""

from __future__ import annotations

from datetime import date

import msgspec

from litwatch.records.identifiers import Doi, Pmid
from litwatch.records.notices import Notice

RETRACTION_WATCH = "retraction-watch"  # under which notices keep this source
RETRACTION, REINSTATEMENT = "retraction", "reinstatement"

# Crossref's and Retraction Watch's words → ours. Another word is kept as it is, and shown.
UPDATE_TYPES = {
    RETRACTION: "retraction",
    REINSTATEMENT: "reinstatement",
    "partial_retraction": "partial_retraction",
    "withdrawal": "withdrawal",
    "removal": "withdrawal",
    "expression_of_concern": "concern",
    "correction": "erratum",
    "corrigendum": "erratum",
    "erratum": "erratum",
    "addendum": "erratum",
    "clarification": "erratum",
    "new_version": "update",
    "new_edition": "update",
}
_REPLACED = "retract and replace"  # a reason of the file


class Retraction(msgspec.Struct, frozen=True, kw_only=True):
    """A notice on an article. `nature` is Crossref's word for it, else Retraction Watch's own.

    `id` is Retraction Watch's Record ID, `dated` the notice's day, `reasons` joined by `;`.
    """

    id: int
    nature: str
    dated: date | None = None
    doi: Doi | None = None
    pmid: Pmid | None = None
    notice_doi: Doi | None = None
    notice_pmid: Pmid | None = None
    reasons: str = ""


def notice_of(row: Retraction) -> Notice:
    """What a row says of the article it names."""
    replaced = row.nature == RETRACTION and _REPLACED in row.reasons.lower()
    return Notice(
        type="retracted_republished" if replaced else UPDATE_TYPES.get(row.nature, "unknown"),
        direction="in",
        ref_type=row.nature,
        # By DOI, as Crossref names it: the same notice by both ways is one.
        pmid=None if row.notice_doi else row.notice_pmid,
        doi=row.notice_doi,
        # Two notices without an identifier are two.
        citation="" if row.notice_doi or row.notice_pmid else f"Retraction Watch {row.id}",
        note=f"record {row.id}",
        source=RETRACTION_WATCH,
        dated=row.dated,
    )
