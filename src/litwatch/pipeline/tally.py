"""Tally: which works of a reference set a topic and its parts find. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from litwatch import search
from litwatch.classify.bands import wilson
from litwatch.pipeline.missed import whole
from litwatch.records import Record
from litwatch.search import Document
from litwatch.store.recall import Measured
from litwatch.watch import Watch
from litwatch.watch.gold import Gold, GoldWork

Finds = Callable[[str, str, str], Collection[str]]
"""(topic, part, query) → the PMIDs that are found."""


@dataclass(frozen=True, kw_only=True)
class PartRecall:
    """One strategy part on the works its topic must find; part "" is the whole topic."""

    topic: str
    tier: str
    part: str
    version: str
    fingerprint: str
    found: tuple[GoldWork, ...]
    missed: tuple[GoldWork, ...]
    not_testable: tuple[GoldWork, ...]
    before: Measured | None = None

    @property
    def expected(self) -> int:
        return len(self.found) + len(self.missed)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the share found; (0, 1) when nothing was tried."""
        return wilson(len(self.found), self.expected)

    @property
    def newly_missed(self) -> tuple[GoldWork, ...]:
        """The missed works that the last measurement found."""
        if self.before is None:
            return ()
        then = {*self.before.recall.missed, *self.before.recall.not_testable}
        return tuple(work for work in self.missed if work.pmid not in then)

    @property
    def regained(self) -> tuple[GoldWork, ...]:
        """The found works that the last measurement missed."""
        then = self.before.recall.missed if self.before else ()
        return tuple(work for work in self.found if work.pmid in then)

    @property
    def same_query(self) -> bool:
        """Whether the last measurement was of this very query."""
        return self.before is not None and self.before.recall.fingerprint == self.fingerprint


def documents_of(gold: Gold, records: Mapping[str, Record], *, titles: bool) -> dict[str, Document]:
    """What each work is tried on: its record with an abstract, else, if asked, its title."""
    found = {}
    for work in gold.works:
        record = records.get(work.pmid)
        if record is not None and whole(record):
            found[str(work.pmid)] = Document.of(record)
        elif titles and work.title:
            found[str(work.pmid)] = Document.of(Record(pmid=work.pmid, title=work.title))
    return found


def tally(
    watch: Watch,
    gold: Gold,
    finds: Finds,
    testable: Collection[str],
    before: Mapping[tuple[str, str], Measured] | None = None,
) -> tuple[PartRecall, ...]:
    """The recall of each topic that the set expects something of, and of its parts.

    `finds` answers which of the testable PMIDs a topic's part finds with its query.
    """
    told = []
    for topic in watch.topics:
        works = gold.of(topic.id)
        if not works:
            continue
        hits = {part.id: frozenset(finds(topic.id, part.id, part.query)) for part in topic.parts}
        union = frozenset[str]().union(*hits.values())
        pieces = [("", topic.query, topic.version, union)]
        if len(topic.parts) > 1:
            pieces += [(p.id, p.query, p.version, hits[p.id]) for p in topic.parts]
        told += [
            PartRecall(
                topic=topic.id,
                tier=topic.tier,
                part=part,
                version=version,
                fingerprint=search.fingerprint(query),
                found=tuple(w for w in works if w.pmid in testable and w.pmid in found),
                missed=tuple(w for w in works if w.pmid in testable and w.pmid not in found),
                not_testable=tuple(w for w in works if w.pmid not in testable),
                before=(before or {}).get((topic.id, part)),
            )
            for part, query, version, found in pieces
        ]
    return tuple(told)


def matched(watch: Watch, documents: Mapping[str, Document]) -> Finds:
    """Offline: which of the documents a query finds."""

    def finds(topic: str, part: str, query: str) -> Collection[str]:
        test = search.predicate(search.parse(query), watch.mesh)
        return {pmid for pmid, document in documents.items() if test(document)}

    return finds
