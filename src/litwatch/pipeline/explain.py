"""Explain: which words of which strategy match a stored record, and what its place rests on."""

from __future__ import annotations

from dataclasses import dataclass

from litwatch import search
from litwatch.classify.model import Model
from litwatch.classify.nearest import Near, nearest
from litwatch.classify.reasons import reasons
from litwatch.classify.reasons import told as told_facts
from litwatch.errors import WrongUse
from litwatch.language import Lang, speech
from litwatch.pipeline.in_force import Standing, in_force, standings
from litwatch.pipeline.told import told as in_words
from litwatch.search import Hit
from litwatch.store import Entry, Store, catalog, entries
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


@dataclass(frozen=True)
class Reasons:
    """What a record's place in the queue rests on, and its facts: as data, and in sentences."""

    entry: Entry
    near: tuple[Near, ...]
    sentences: tuple[str, ...]


def why_here(store: Store, watch: Watch, model: Model, record_id: str, lang: Lang) -> Reasons:
    """Why a stored record stands where it does. Raises WrongUse when it is not stored."""
    with store.read() as tx:
        entry = next(entries(tx, ids=[record_id]), None)
        if entry is None:
            raise WrongUse(f"no record {record_id} is stored", "Harvest or import it first.")
        accepted = (one.record for one in entries(tx, decision="include"))
        near = nearest(model, entry.record, accepted)
    names = {
        (facet.id, value.id): value.sv if lang == "sv" else value.en
        for facet in watch.facets
        for value in facet.values
    }
    say = speech(lang)
    shown = in_words(entry, say)
    sentences = reasons(
        entry.prediction,
        entry.usefulness,
        near,
        say,
        lambda facet, value: names.get((facet, value), value),
    )
    return Reasons(shown, near, (*sentences, *told_facts(shown.facts, say)))
