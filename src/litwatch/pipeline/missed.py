"""A missed work: what of the query came near it, and words that would find it, with their cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from litwatch import search
from litwatch.records import Pmid, Record
from litwatch.search import Document
from litwatch.search.terms import Missed, Wanted, as_term, grams, why_missed
from litwatch.store import Store, entries
from litwatch.watch import Watch
from litwatch.watch.gold import GoldWork

_WORDS = 6  # proposed for one miss


@dataclass(frozen=True, kw_only=True)
class Word:
    """A term that would find a missed work, and how many other stored records it would add."""

    term: str
    cost: int


@dataclass(frozen=True, kw_only=True)
class Miss:
    """A work that a topic must find and did not: what came near, and words that would find it.

    `counted` are the stored records among which the words' cost was counted.
    """

    work: GoldWork
    topic: str
    title_only: bool
    why: Missed
    words: tuple[Word, ...]
    counted: int


def whole(record: Record | None) -> bool:
    """Whether a record has the abstract that it takes to be tried in full."""
    return record is not None and bool(record.abstract)


def explained(
    store: Store,
    watch: Watch,
    missed: Sequence[tuple[str, GoldWork]],
    records: Mapping[str, Record],
) -> tuple[Miss, ...]:
    """What came near each missed work of a topic; a word's cost is counted among what is stored."""
    tests = {
        topic: search.predicate(search.parse(watch.topic(topic).query), watch.mesh)
        for topic, _ in missed
    }
    documents = {
        work.pmid: Document.of(records.get(work.pmid) or Record(pmid=work.pmid, title=work.title))
        for _, work in missed
    }
    terms = {pmid: grams(document.text("tiab")) for pmid, document in documents.items()}
    costs: dict[tuple[str, Pmid], Counter[str]] = {(t, w.pmid): Counter() for t, w in missed}
    wanted = Wanted({term for found in terms.values() for term in found})
    stored = 0
    if missed:
        with store.read() as tx:
            for entry in entries(tx):
                stored += 1
                document = Document.of(entry.record)
                held = wanted.within(document.text("tiab"))
                new_to = {topic for topic, test in tests.items() if not test(document)}
                for (topic, pmid), count in costs.items():
                    if topic in new_to and entry.record.pmid != pmid:
                        count.update(held & terms[pmid].keys())
    return tuple(
        Miss(
            work=work,
            topic=topic,
            title_only=not whole(records.get(work.pmid)),
            why=why_missed(
                search.parse(watch.topic(topic).query), documents[work.pmid], watch.mesh
            ),
            words=_simplest(terms[work.pmid], costs[topic, work.pmid], stored),
            counted=stored,
        )
        for topic, work in missed
    )


def _simplest(terms: Mapping[str, int], costs: Mapping[str, int], stored: int) -> tuple[Word, ...]:
    """The terms that would have found a work: few words first, then cheap ones, then early ones.

    What would add more than a hundredth of all stored records is no proposal.
    """
    dear = max(5, stored // 100)
    order = sorted(terms, key=lambda term: (term.count(" "), costs.get(term, 0), terms[term]))
    affordable = (term for term in order if costs.get(term, 0) <= dear)
    return tuple(
        Word(term=as_term(term), cost=costs.get(term, 0)) for term in islice(affordable, _WORDS)
    )
