"""Entries without what somebody must not see: publishers' abstracts, a first reader's verdict."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from litwatch.store import Entry
from litwatch.store.opinions import MACHINE

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


def without_verdicts(entry: Entry, hidden: Collection[str]) -> Entry:
    """The entry as a second reader of the `hidden` records may see it.

    They must not know what the first one said: of such a record no verdict on it or on the
    others of its work is told, nor people's tags; of another one no verdict on a hidden one.
    """
    blind = entry.record.id in hidden
    work = tuple(
        replace(member, decision=None) if blind or member.record.id in hidden else member
        for member in entry.work
    )
    if not blind:
        return replace(entry, work=work)
    tags = tuple(tag for tag in entry.tags if tag.by == MACHINE)
    return replace(entry, decision=None, decision_id=None, tags=tags, work=work)
