"""Notices (retraction, concern, erratum, update …) and the state of a record they amount to.

PubMed's link types: DTD pubmed_250101, element CommentsCorrections. "…In" sits on the
original and names the newer notice; "…Of/For/From/On" sits on the notice and names the
original. Never alarm on the notice itself: look at the direction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, get_args

import msgspec

from litwatch.records.identifiers import Doi, Pmid

Direction = Literal["in", "of"]
State = Literal[
    "retracted",
    "republished",
    "withdrawn",
    # PubMed deletes what should not have been there: graver than what it says of a work that stays.
    "gone",
    "concern",
    "corrected",
    "superseded",
    "preprint_published",
    "unknown",
    "ok",
]
GRAVEST_FIRST: tuple[State, ...] = get_args(State)
# Beside the states of a record, an alert may say: a source says that a notice holds no longer, or
# a review's reference list holds a retracted work.
AlertState = State | Literal["reinstated", "cites_retracted"]

# RefType → (type, direction); "in": this record is the original.
REF_TYPES: dict[str, tuple[str, Direction]] = {
    "RetractionIn": ("retraction", "in"),
    "RetractionOf": ("retraction", "of"),
    "PartialRetractionIn": ("partial_retraction", "in"),
    "PartialRetractionOf": ("partial_retraction", "of"),
    "RetractedandRepublishedIn": ("retracted_republished", "in"),
    "RetractedandRepublishedFrom": ("retracted_republished", "of"),
    "ExpressionOfConcernIn": ("concern", "in"),
    "ExpressionOfConcernFor": ("concern", "of"),
    "ErratumIn": ("erratum", "in"),
    "ErratumFor": ("erratum", "of"),
    "CorrectedandRepublishedIn": ("corrected_republished", "in"),
    "CorrectedandRepublishedFrom": ("corrected_republished", "of"),
    "UpdateIn": ("update", "in"),
    "UpdateOf": ("update", "of"),
    "RepublishedIn": ("republished", "in"),
    "RepublishedFrom": ("republished", "of"),
    "ReprintIn": ("reprint", "in"),
    "ReprintOf": ("reprint", "of"),
    "CommentIn": ("comment", "in"),
    "CommentOn": ("comment", "of"),
    "SummaryForPatientsIn": ("patient_summary", "in"),
    "OriginalReportIn": ("patient_summary", "of"),
    "AssociatedDataset": ("dataset", "in"),
    "AssociatedPublication": ("dataset", "of"),
    "Cites": ("cites", "of"),
}

_STATE_OF_TYPE: dict[str, State] = {
    "retraction": "retracted",
    "retracted_republished": "republished",
    "withdrawal": "withdrawn",
    "concern": "concern",
    "erratum": "corrected",
    # NLM files partial retractions as errata since 2016; a person has to look at either.
    "partial_retraction": "corrected",
    "corrected_republished": "corrected",
    "update": "superseded",
    # A word we do not know, from a source that says it of this record: a person has to read it.
    "unknown": "unknown",
}
_NOTICE_TYPES = frozenset(
    {"Retraction of Publication", "Expression of Concern", "Published Erratum"}
)


class Notice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One link between a record and a work that corrects, retracts, updates or comments on it.

    `type` is a word of REF_TYPES, or "unknown" with the source's own word in `ref_type`.
    `pmid` and `doi` name the other work and may both be missing: the state still counts.
    `dated` is the day the notice bears, `first_seen` the day it was first seen here and
    `missing_since` the day on which its source was first seen to list it no longer. What a
    person has `cleared` gives no state.
    """

    type: str
    direction: Direction | None = None
    ref_type: str = ""
    pmid: Pmid | None = None
    doi: Doi | None = None
    citation: str = ""
    note: str = ""
    source: str = "pubmed"
    first_seen: date | None = None
    dated: date | None = None
    missing_since: date | None = None
    cleared: date | None = None


def notice(ref_type: str, **fields: Any) -> Notice:
    """A Notice from PubMed's RefType; an unknown RefType is kept by name, never dropped."""
    kind, direction = REF_TYPES.get(ref_type, ("unknown", None))
    return msgspec.structs.replace(
        Notice(type=kind, direction=direction, ref_type=ref_type), **fields
    )


def brings(link: Notice) -> State | None:
    """The state that a link alone gives its record; None for one that gives none.

    A link about another work gives none, nor does one that a person has cleared.
    """
    counts = link.direction == "in" and link.cleared is None
    return _STATE_OF_TYPE.get(link.type) if counts else None


def names_article(link: Notice) -> bool:
    """Whether a link says by its own word that its record is the preprint of another work."""
    # Europe PMC: "Preprint of"; Crossref: "is-preprint-of".
    named = "preprint" in link.ref_type.lower()
    return named and (link.type, link.direction) == ("update", "in")


def implied(
    title: str, publication_types: Iterable[str], notices: Iterable[Notice]
) -> tuple[Notice, ...]:
    """A notice for a retraction or withdrawal that is said only by type or title.

    So that the day it was first seen is kept like that of any other notice.
    """
    alone = state(title, publication_types, ())
    linked = {_STATE_OF_TYPE.get(link.type) for link in notices if link.direction == "in"}
    kinds = {"retracted": "retraction", "withdrawn": "withdrawal"}
    if alone not in kinds or linked & {alone, "republished"}:
        return ()
    return (Notice(type=kinds[alone], direction="in", ref_type="said by type or title"),)


def state(
    title: str,
    publication_types: Iterable[str],
    notices: Iterable[Notice],
    *,
    gone: bool = False,
) -> State:
    """The gravest state that a record's types, notices and title amount to.

    A notice is never itself "retracted": only links that point to something newer
    ("in"), the type `Retracted Publication`, or a publisher's title prefix on a record
    that is no notice count.
    """
    types = frozenset(publication_types)
    links = tuple(link for link in notices if link.cleared is None)
    found: set[State] = {
        _STATE_OF_TYPE[link.type]
        for link in links
        if link.direction == "in" and link.type in _STATE_OF_TYPE
    }
    updates = [link for link in links if (link.type, link.direction) == ("update", "in")]
    if updates and ("Preprint" in types or all(map(names_article, updates))):
        found.discard("superseded")
        found.add("preprint_published")
    if "Retracted Publication" in types and "republished" not in found:
        found.add("retracted")
    is_notice = bool(types & _NOTICE_TYPES) or any(
        link.direction == "of" and link.type in ("retraction", "concern", "erratum")
        for link in links
    )
    if not is_notice:
        opening = title.lstrip("[ ")[:20].upper()
        if opening.startswith(("RETRACTED:", "RETRACTED ARTICLE:")):
            found.add("retracted")
        elif opening.startswith("WITHDRAWN:"):
            found.add("withdrawn")
    if gone:
        found.add("gone")
    if not found:
        return "ok"
    return next((grave for grave in GRAVEST_FIRST if grave in found), "ok")
