"""Mined terms: words that part what people included from the rest, and what adding each costs.

The gain of a term is the included records that the topic's query misses and the term finds;
its cost is the other stored records that it would add. A proposal for the information
specialist: nothing here changes a strategy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from litwatch import search
from litwatch.errors import NeedsPerson
from litwatch.pipeline.in_force import in_force
from litwatch.search import Document
from litwatch.search.terms import Wanted, as_term, grams
from litwatch.store import Entry, Store, entries
from litwatch.watch import Watch

ENOUGH = 10  # included records; fewer say too little of their words
_TIMES = 3  # as frequent among the included as among the rest

Basis = Literal["included", "likely"]
Finds = Callable[[Document], bool]


@dataclass(frozen=True, kw_only=True)
class Mined:
    """A term: how many included records hold it, how many of them the query misses, the cost."""

    term: str
    held: int
    gain: int
    cost: int


@dataclass(frozen=True, kw_only=True)
class MinedReport:
    """The terms of a topic, weighed against its query in force, `version`. `basis` says whose
    word the included records stand on.

    `missed` of the `included` are not found by the query; `others` were counted for the cost.
    """

    topic: str
    version: str
    basis: Basis
    included: int
    missed: int
    others: int
    terms: tuple[Mined, ...]


def mine(
    included: Sequence[Document], others: Iterable[Document], finds: Finds, n: int
) -> tuple[tuple[Mined, ...], int]:
    """The `n` terms with the most gain, then the least cost; and how many others there were.

    A term is weighed when at least two included records hold it (one, when the query misses
    only one) and it is three times as frequent there as among the others. Of terms with equal
    figures within one another the shortest is told.
    """
    held: Counter[str] = Counter()
    gain: Counter[str] = Counter()
    missed = 0
    for document in included:
        terms = grams(document.text("tiab")).keys()
        held.update(terms)
        if not finds(document):
            missed += 1
            gain.update(terms)
    least = 1 if missed == 1 else 2
    weighed = {term for term, count in held.items() if count >= 2 or gain[term] >= least}
    wanted = Wanted(weighed)
    among: Counter[str] = Counter()
    cost: Counter[str] = Counter()
    total = 0
    for document in others:
        total += 1
        shared = wanted.within(document.text("tiab"))
        among.update(shared)
        if not finds(document):
            cost.update(shared)
    parting = (t for t in weighed if held[t] * total >= _TIMES * among[t] * len(included))
    order = sorted(parting, key=lambda t: (-gain[t], cost[t], -held[t], t.count(" "), len(t), t))
    told: list[Mined] = []
    for term in _shortest(order, lambda t: (gain[t], cost[t], held[t])):
        told.append(Mined(term=as_term(term), held=held[term], gain=gain[term], cost=cost[term]))
        if len(told) == n:
            break
    return tuple(told), total


def _shortest(order: Sequence[str], figures: Callable[[str], object]) -> Iterator[str]:
    """Without the longer terms that say the same as a shorter one before them."""
    told: dict[object, list[str]] = {}
    for term in order:
        alike = told.setdefault(figures(term), [])
        if not any(f" {shorter} " in f" {term} " for shorter in alike):
            alike.append(term)
            yield term


def mined_terms(store: Store, watch: Watch, topic_id: str, *, n: int = 30) -> MinedReport:
    """The mined terms of one topic.

    Included are the records that people included and that this topic's strategy hit or no
    strategy did; what only another topic hit is evidence for that one. With fewer than ten,
    what the topic's strategy hit and the model calls likely. Raises NeedsPerson when there is
    neither.
    """
    with store.read() as tx:
        topic = in_force(tx, watch).topic(topic_id)
    finds = search.predicate(search.parse(topic.query), watch.mesh)
    with store.read() as tx:
        basis: Basis = "included"
        known = [e for e in entries(tx, decision="include") if _ours(e, topic_id)]
        if len(known) < ENOUGH:
            basis = "likely"
            known = [e for e in entries(tx, topic=topic_id) if _likely(e)]
        if not known:
            raise NeedsPerson(
                f"nothing of {topic_id} is included, and the model calls nothing of it likely",
                "Harvest, classify and decide first; ten included records are enough to begin.",
            )
        ids = {entry.record.id for entry in known}
        rest = (
            Document.of(entry.record)
            for entry in entries(tx)
            if entry.record.id not in ids and not _included(entry)
        )
        documents = [Document.of(entry.record) for entry in known]
        terms, others = mine(documents, rest, finds, n)
    return MinedReport(
        topic=topic_id,
        version=topic.version,
        basis=basis,
        included=len(known),
        missed=sum(not finds(document) for document in documents),
        others=others,
        terms=terms,
    )


def _included(entry: Entry) -> bool:
    return entry.decision is not None and entry.decision.verdict == "include"


def _ours(entry: Entry, topic: str) -> bool:
    return topic in entry.topics or not entry.topics


def _likely(entry: Entry) -> bool:
    refused = entry.decision is not None and entry.decision.verdict == "exclude"
    return entry.prediction is not None and entry.prediction.band == "likely" and not refused
