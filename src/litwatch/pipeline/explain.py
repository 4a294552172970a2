"""Explain: which words of which strategy match a stored record."""

from __future__ import annotations

from dataclasses import dataclass

from litwatch import search
from litwatch.errors import WrongUse
from litwatch.pipeline.in_force import Standing, in_force, standings
from litwatch.search import Hit
from litwatch.store import Store, catalog
from litwatch.watch import Watch


@dataclass(frozen=True)
class StrategyMatch:
    """A strategy part that matches a record, its hits, and which version of it was used."""

    topic: str
    part: str
    hits: tuple[Hit, ...]
    standing: Standing


def explain(store: Store, watch: Watch, record_id: str) -> list[StrategyMatch]:
    """The strategies that match a stored record with their words, in the watch's order.

    Raises WrongUse when the record is not stored.
    """
    with store.read() as tx:
        record = catalog.get(tx, record_id)
        standing = {(each.topic, each.part): each for each in standings(tx, watch)}
        watch = in_force(tx, watch)
    if record is None:
        raise WrongUse(f"no record {record_id} is stored", "Harvest or import it first.")
    document = search.Document.of(record)
    found = []
    for topic in watch.topics:
        for part in topic.parts:
            node = search.parse(part.query)
            if search.matches(node, document, watch.mesh):
                hits = search.explain(node, document, watch.mesh)
                of = standing[topic.id, part.id]
                found.append(StrategyMatch(topic.id, part.id, hits, of))
    return found
