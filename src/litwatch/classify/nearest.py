"""The accepted records that a record is most like, by the words they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from litwatch.classify.features import features, read
from litwatch.classify.model import Model
from litwatch.records import Record

LIKE = 0.1  # under this two records share little but the subject's common words


class Near(NamedTuple):
    """An accepted record, how like it is (cosine, 0–1), and the words that make it so."""

    record_id: str
    title: str
    likeness: float
    shared: tuple[str, ...]


def nearest(
    model: Model, record: Record, accepted: Iterable[Record], count: int = 3
) -> tuple[Near, ...]:
    """The most like of the accepted records, best first; those hardly like it are left out."""
    mine = model.shares(features(read(record)))
    found = sorted(
        _compared(model, record, mine, accepted), key=lambda near: (-near.likeness, near.record_id)
    )
    return tuple(near for near in found[:count] if near.likeness >= LIKE)


def _compared(
    model: Model, record: Record, mine: dict[str, float], accepted: Iterable[Record]
) -> Iterator[Near]:
    for other in accepted:
        if other.id == record.id:
            continue
        theirs = model.shares(features(read(other)))
        shared = {term: mine[term] * theirs[term] for term in mine.keys() & theirs.keys()}
        strongest = sorted(shared, key=lambda term: (-shared[term], term))[:4]
        likeness = min(1.0, sum(shared.values()))
        yield Near(other.id, other.title, round(likeness, 2), tuple(strongest))
