"""Publication status and the Swedish link: facts that a record's own fields tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litwatch.records import Record
from litwatch.watch import FacetValue

# Kept apart (facets.yaml, geography): where a study was done, and where its authors work.
STUDY_IN_SWEDEN = "study_in_sweden"
AUTHOR_IN_SWEDEN = "author_in_sweden"

# Instruments named after Karolinska or Stockholm say nothing of the place of a study.
_INSTRUMENT = re.compile(
    r"(?:karolinska (?:sleepiness|exhaustion|exhaustion disorder|scales?|institutet?s scale)"
    r"|stockholm (?:convention|syndrome))",
)


def publication_status(record: Record) -> Iterator[tuple[str, str]]:
    """(value, evidence) of publication_status. `journal_caution` is the curators' alone."""
    if "Preprint" in record.type_names:
        yield "preprint", "Publication type: Preprint"
    elif record.preprint_id:
        yield "preprint", f"Preprint id: {record.preprint_id}"
    if record.publication_status == "aheadofprint":
        yield "ahead_of_print", "Publication status: aheadofprint"
    if record.status == "PubMed-not-MEDLINE":
        yield "not_medline", "Citation status: PubMed-not-MEDLINE"
    for link in record.notices:
        if link.type == "update":
            yield "updated", f"Notice: {link.ref_type or link.type}"
            break
    if any(link.type == "comment" and link.direction == "in" for link in record.notices):
        yield "has_comment", "Notice: CommentIn"
    if record.pmcid:
        yield "open_access", f"PMCID: {record.pmcid}"


def names_an_instrument(lower: str, start: int) -> bool:
    """Whether a place name at `start` is part of the name of a scale or treaty."""
    return _INSTRUMENT.match(lower, start) is not None


def author_in(record: Record, value: FacetValue) -> str | None:
    """The first affiliation that names one of a value's countries; None when none does."""
    if not value.affiliation:
        return None
    country = re.compile(rf"\b(?:{'|'.join(map(re.escape, value.affiliation))})\b", re.IGNORECASE)
    for author in record.authors:
        for affiliation in author.affiliations:
            found = country.search(affiliation)
            if found:
                return affiliation[max(0, found.end() - 80) : found.end()].strip()
    return None
