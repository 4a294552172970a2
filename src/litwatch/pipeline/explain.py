"""Explain: which words of which strategy match a stored record."""

from __future__ import annotations

from dataclasses import dataclass

from litwatch import search
from litwatch.errors import WrongUse
from litwatch.search import Hit
from litwatch.store import Store, catalog
from litwatch.watch import Watch


@dataclass(frozen=True)
class StrategyMatch:
    """A strategy part that matches a record, and its hits."""

    topic: str
    part: str
    hits: tuple[Hit, ...]


def explain(store: Store, watch: Watch, record_id: str) -> list[StrategyMatch]:
    """The strategies that match a stored record with their words, in the watch's order.

    Raises WrongUse when the record is not stored.
    """
    with store.read() as tx:
        record = catalog.get(tx, record_id)
    if record is None:
        raise WrongUse(f"no record {record_id} is stored", "Harvest or import it first.")
    document = search.Document.of(record)
    found = []
    for topic in watch.topics:
        for part in topic.parts:
            node = search.parse(part.query)
            if search.matches(node, document, watch.mesh):
                hits = search.explain(node, document, watch.mesh)
                found.append(StrategyMatch(topic.id, part.id, hits))
    return found
