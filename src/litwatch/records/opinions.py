"""What is said of a record: a model's prediction, a tag, a person's decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

Band = Literal["likely", "uncertain", "unlikely"]
Verdict = Literal["include", "exclude", "maybe"]
TagState = Literal["proposed", "accepted", "rejected"]
Confidence = Literal["high", "medium", "low"]
FactName = Literal["size", "women", "country", "criteria", "pem_required", "pem_measured"]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A text that moved a score, and by how much: positive raises it (log odds)."""

    text: str
    by: float


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """What moved a score: single words and pairs, and the sentences that moved it most.

    Both are ordered by how much they moved it, whichever way. Sentences are cut to quotations
    of a few words, since the text is other people's.
    """

    words: tuple[Moved, ...] = ()
    sentences: tuple[Moved, ...] = ()


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """A model's calibrated probability (0–1) of topic relevance, and the band it falls in.

    `known` is the share of the record's words that the model knows; a text that it cannot read
    is always uncertain.
    """

    record_id: str
    model: str
    score: float
    band: Band
    known: float = 1.0
    why: Why | None = None


class Usefulness(msgspec.Struct, frozen=True, kw_only=True):
    """How useful a record seems for teaching (0–1), who says so, and what it stands on.

    `by` is the rule or the model; `points` are (facet, value, points) of the rule. A rule's
    score orders and is no probability.
    """

    by: str
    score: float
    points: tuple[tuple[str, str, int], ...] = ()


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """A facet's value on a record, who says so, and the words or headings it stands on.

    `by` is "machine" or a reviewer's name. A machine's tag is a proposal; `confidence` is how
    often such evidence has told right (docs/tags.md), None where nobody has said.
    """

    facet: str
    value: str
    by: str = "machine"
    evidence: tuple[str, ...] = ()
    state: TagState = "proposed"
    confidence: Confidence | None = None


def overruled(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """The tags, with those of the machine that a person has rejected marked as rejected."""
    tags = tuple(tags)
    taken_back = {(t.facet, t.value) for t in tags if t.by != "machine" and t.state == "rejected"}
    return tuple(
        msgspec.structs.replace(tag, state="rejected")
        if tag.by == "machine" and (tag.facet, tag.value) in taken_back
        else tag
        for tag in tags
    )


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What a record's text seems to tell of whom it was made on, and the words that tell it.

    A proposal of a machine to be looked at beside its quote, never a figure to be copied.
    `value` is a number of people (size), per cent (women), an ISO 3166 code (country), a name
    (criteria), or True (PEM required, PEM measured).
    """

    fact: FactName
    value: int | float | str | bool
    quote: str


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer said of a record. Appended, never changed; the newest one is live."""

    record_id: str
    verdict: Verdict
    reviewer: str
    at: datetime
    reason: str = ""
