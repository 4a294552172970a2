"""One form of the queue: a verdict with its reason, ratings and note, saved once and whole.

The form carries the version of the record that its reader saw. The same form sent twice (a
double click, two tabs, a retry after the server died) is saved once; a form on a record that
somebody else has decided since is held back until its writer has seen both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from litwatch.errors import NeedsPerson, WrongUse
from litwatch.review.rating import rate
from litwatch.review.screening import check_free_text, decide
from litwatch.store import Tx, catalog
from litwatch.store.line import Made, Version, the_decision, version_of
from litwatch.store.notes import Note, append_note, notes_of
from litwatch.store.ratings import Scale, ratings_of
from litwatch.store.screening import take_back

# Kept as they are written here, whatever language the reader has: they are counted.
REASONS = (
    "wrong population",
    "wrong question",
    "wrong study type",
    "animal or laboratory study",
    "duplicate",
)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer sent. `version` is that of the record they read (store.line.version_of)."""

    record_id: str
    version: str
    verdict: str
    reason: str = ""
    note: str = ""
    ratings: Mapping[tuple[str, Scale], int] = {}


class Overtaken(NeedsPerson):
    """The record has changed since the form was shown: `last` is what was decided meanwhile.

    `last` is None when only the record's own text has changed.
    """

    def __init__(self, record_id: str, last: Made | None) -> None:
        super().__init__(
            f"{record_id} has changed since you read it", "Look at both and decide again."
        )
        self.last = last


class ReasonMissing(WrongUse):
    """An exclusion without a reason: it is asked for."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"excluding {record_id} needs a reason", "Choose one.")


class HalfRated(WrongUse):
    """One of an audience's two scales was left empty."""

    def __init__(self, audience: str) -> None:
        super().__init__(
            f"{audience} is rated on one of two scales", "Rate both scales, or neither."
        )
        self.audience = audience


def save(
    tx: Tx,
    answer: Answer,
    *,
    audiences: Sequence[str],
    reviewer: str,
    now: datetime,
    anyway: bool = False,
) -> Made:
    """Save a form and return its decision; a form that was saved before is not saved again.

    With `anyway` the reviewer has seen what was decided meanwhile. Raises Overtaken,
    ReasonMissing, and WrongUse for what review.screening and review.rating refuse.
    """
    current = version_of(tx, answer.record_id)
    if str(current) != answer.version:
        last = the_decision(tx, current.decision) if current.decision else None
        if last and _is_same(last, answer, reviewer, current):
            return last
        if not anyway:
            seen = seen_in(answer.version)
            decided = (seen.decision, seen.undone) != (current.decision, current.undone)
            raise Overtaken(answer.record_id, last if decided else None)
    if answer.verdict == "exclude" and not answer.reason.strip():
        raise ReasonMissing(answer.record_id)
    decision = decide(
        tx, answer.record_id, answer.verdict, reviewer=reviewer, reason=answer.reason, now=now
    )
    _rate(tx, answer, audiences, decision.reviewer, now)
    note(tx, answer.record_id, answer.note, reviewer=decision.reviewer, now=now)
    return the_decision(tx, version_of(tx, answer.record_id).decision)


def note(tx: Tx, record_id: str, text: str, *, reviewer: str, now: datetime) -> None:
    """Append a note for colleagues, unless its writer has just left the same one.

    Raises WrongUse for a record that is not stored, and for what looks like a personal identity
    number.
    """
    check_free_text(text, "the note")
    if not catalog.known(tx, [record_id]):
        raise WrongUse(
            f"no record {record_id} is stored",
            "Check its number.",
            common="unknown_record",
            about=record_id,
        )
    words = text.strip()
    mine = [one.text for one in notes_of(tx, record_id) if one.reviewer == reviewer]
    if words and mine[-1:] != [words]:
        append_note(tx, Note(record_id, words, reviewer, now))


def undo(tx: Tx, decision_id: int, *, reviewer: str, now: datetime) -> Made:
    """Take back one's own decision; what was taken back before stays so. Raises WrongUse."""
    before = the_decision(tx, decision_id)
    if not (before.undone and before.reviewer == reviewer):
        take_back(tx, decision_id, by=reviewer, now=now)
    return the_decision(tx, decision_id)


def _is_same(last: Made, answer: Answer, reviewer: str, current: Version) -> bool:
    """Whether this very form has been saved: what stands is its writer's, later, and alike."""
    return (
        not last.undone
        and last.reviewer == reviewer.strip()
        and (last.verdict, last.reason) == (answer.verdict, answer.reason.strip())
        and seen_in(answer.version).decision < current.decision
    )


def seen_in(version: str) -> Version:
    """The version that a form carries; nothing seen where it cannot be read."""
    try:
        revision, decision, undone = map(int, version.split("."))
    except ValueError:
        return Version(-1, -1, -1)
    return Version(revision, decision, undone)


def _rate(tx: Tx, answer: Answer, audiences: Sequence[str], reviewer: str, now: datetime) -> None:
    before = {
        (one.audience, one.scale): one.value
        for one in ratings_of(tx, [answer.record_id])
        if one.reviewer == reviewer
    }
    for audience in audiences:
        relevance = answer.ratings.get((audience, "relevance"))
        newsworthiness = answer.ratings.get((audience, "newsworthiness"))
        if relevance is None and newsworthiness is None:
            continue
        if relevance is None or newsworthiness is None:
            raise HalfRated(audience)
        both = (relevance, newsworthiness)
        if both != (before.get((audience, "relevance")), before.get((audience, "newsworthiness"))):
            rate(
                tx,
                answer.record_id,
                audience,
                audiences=audiences,
                relevance=relevance,
                newsworthiness=newsworthiness,
                reviewer=reviewer,
                now=now,
            )
