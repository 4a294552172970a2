"""Entries without what somebody must not see: publishers' abstracts, a first reader's verdict."""

from __future__ import annotations

from msgspec.structs import replace

from litwatch.store import Entry

# The keys of `jsonl.as_dict` that are empty then; of tags, only what they stand on is.
WITHHELD = (
    "abstract",
    "other_abstracts",
    "why.words",
    "why.sentences",
    "facts",
    "tags.evidence",
)


def without_abstract(entry: Entry) -> Entry:
    """The entry without its abstract and without all that quotes it.

    Those are the reasons for its score, the words that its tags stand on, and its facts.
    """
    prediction = entry.prediction
    return replace(
        entry,
        record=replace(entry.record, abstract=(), other_abstracts=()),
        tags=tuple(replace(tag, evidence=()) for tag in entry.tags),
        prediction=None if prediction is None else replace(prediction, why=None),
        facts=(),
    )


def without_verdict(entry: Entry) -> Entry:
    """The entry as a second reader may see it, who must not know what the first one said."""
    work = tuple(replace(member, decision=None) for member in entry.work)
    return replace(entry, decision=None, decision_id=None, work=work)
