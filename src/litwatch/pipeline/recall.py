"""Recall: how many works of a reference set the strategies find, offline or asked of PubMed.

Offline a work is tried on our stored copy with its abstract, by the same matcher that
explains hits; live PubMed is asked for `(QUERY) AND (1[uid] OR 2[uid] …)` without a date limit
(rule S13 of topics.yaml). What cannot be tried is named, and never counted as found or missed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from litwatch import search
from litwatch.classify.bands import wilson
from litwatch.errors import SourceDown
from litwatch.pipeline.missed import Miss, explained, whole
from litwatch.records import Pmid, Record
from litwatch.search import Document
from litwatch.store import Store, entries, ledger
from litwatch.store import recall as kept
from litwatch.store.bulk import batches
from litwatch.store.recall import How, Measured, Recall
from litwatch.watch import Watch
from litwatch.watch.gold import Gold, GoldWork

if TYPE_CHECKING:
    from litwatch.sources.eutils import Eutils

# NLM advises about 200 ids a request; 150 beside our longest query stay under the 6,304
# characters that a term was seen to work with (E-utilities contract §1, POST).
_GROUP = 150

Tried = Callable[[str, str, str], Collection[str]]


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
    def same_query(self) -> bool:
        """Whether the last measurement was of this very query."""
        return self.before is not None and self.before.recall.fingerprint == self.fingerprint


@dataclass(frozen=True, kw_only=True)
class RecallReport:
    """What was measured. `by_title` are the works that were tried on their title alone.

    `unmeasured` are the topics for which the set holds nothing, `unknown` the PMIDs that
    PubMed did not know (live), `warnings` what PubMed said of the queries (live).
    """

    gold: Gold
    how: How
    parts: tuple[PartRecall, ...]
    misses: tuple[Miss, ...]
    by_title: tuple[Pmid, ...] = ()
    unmeasured: tuple[str, ...] = ()
    unknown: tuple[Pmid, ...] = ()
    warnings: tuple[str, ...] = ()


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
    tried: Tried,
    testable: Collection[str],
    before: Mapping[tuple[str, str], Measured] | None = None,
) -> tuple[PartRecall, ...]:
    """The recall of each topic that the set expects something of, and of its parts.

    `tried` answers which of the testable PMIDs a topic's part finds with its query.
    """
    told = []
    for topic in watch.topics:
        works = gold.of(topic.id)
        if not works:
            continue
        hits = {part.id: frozenset(tried(topic.id, part.id, part.query)) for part in topic.parts}
        union = frozenset[str]().union(*hits.values())
        pieces = [("", topic.query, union)]
        if len(topic.parts) > 1:
            pieces += [(part.id, part.query, hits[part.id]) for part in topic.parts]
        told += [
            PartRecall(
                topic=topic.id,
                tier=topic.tier,
                part=part,
                version=topic.version,
                fingerprint=search.fingerprint(query),
                found=tuple(w for w in works if w.pmid in testable and w.pmid in found),
                missed=tuple(w for w in works if w.pmid in testable and w.pmid not in found),
                not_testable=tuple(w for w in works if w.pmid not in testable),
                before=(before or {}).get((topic.id, part)),
            )
            for part, query, found in pieces
        ]
    return tuple(told)


def matched(watch: Watch, documents: Mapping[str, Document]) -> Tried:
    """Offline: which of the documents a query finds."""

    def tried(topic: str, part: str, query: str) -> Collection[str]:
        test = search.predicate(search.parse(query), watch.mesh)
        return {pmid for pmid, document in documents.items() if test(document)}

    return tried


def measure(
    store: Store, watch: Watch, gold: Gold, *, now: datetime, titles: bool = False
) -> RecallReport:
    """Recall on the stored records, kept as a run. With `titles` a work without a stored
    abstract is tried on its title alone, which can only miss more."""
    records = _stored(store, gold)
    documents = documents_of(gold, records, titles=titles)
    key = gold.key + (" titles" if titles else "")
    with store.read() as tx:
        before = kept.latest(tx, key, "offline")
    parts = tally(watch, gold, matched(watch, documents), documents.keys(), before)
    _keep(store, key, "offline", parts, now=now)
    by_title = (
        w.pmid for w in gold.works if w.pmid in documents and not whole(records.get(w.pmid))
    )
    return RecallReport(
        gold=gold,
        how="offline",
        parts=parts,
        misses=explained(store, watch, _lost(parts), records),
        by_title=tuple(by_title),
        unmeasured=_unmeasured(watch, gold),
    )


def measure_live(
    store: Store, client: Eutils, watch: Watch, gold: Gold, *, now: datetime
) -> RecallReport:
    """Recall as PubMed answers, kept as a run. A PMID that PubMed does not know is not testable.

    Raises SourceDown when PubMed gave no whole answer; nothing is then kept but the run.
    """
    with store.write() as tx:
        run = ledger.start_run(tx, "recall", now, {"gold": gold.key, "how": "live"})
    before_requests, before_retries = client.requests, client.retries
    warnings: dict[str, None] = {}

    def asked(works: tuple[GoldWork, ...], query: str = "") -> set[str]:
        found: set[str] = set()
        for group in batches([work.pmid for work in works], _GROUP):
            answer = client.search(uid_term(query, group), retmax=_GROUP)
            warnings.update(dict.fromkeys(answer.warnings))
            found |= {*answer.pmids} & {*group}
        return found

    def tried(topic: str, part: str, query: str) -> Collection[str]:
        return asked(gold.of(topic), query)

    try:
        with store.read() as tx:
            before = kept.latest(tx, gold.key, "live")
        there = asked(gold.works)
        parts = tally(watch, gold, tried, there, before)
    except SourceDown as error:
        with store.write() as tx:
            ledger.finish_run(tx, run, "source_down", now, note=str(error))
        raise
    spent = client.requests - before_requests, client.retries - before_retries
    _keep(store, gold.key, "live", parts, now=now, run=run, spent=spent)
    return RecallReport(
        gold=gold,
        how="live",
        parts=parts,
        misses=explained(store, watch, _lost(parts), _stored(store, gold)),
        unmeasured=_unmeasured(watch, gold),
        unknown=tuple(work.pmid for work in gold.works if work.pmid not in there),
        warnings=tuple(warnings),
    )


def uid_term(query: str, pmids: Collection[str]) -> str:
    """The term that asks which of some PMIDs a query finds; without a query, which exist."""
    ids = " OR ".join(f"{pmid}[uid]" for pmid in pmids)
    return f"({search.collapse(query)}) AND ({ids})" if query else ids


def recall_of(
    store: Store, watch: Watch, gold: Gold, *, titles: bool = False
) -> Callable[[str, str, str], tuple[int, int]]:
    """A function (topic, part, query) → (found, expected), for judging a query before its use.

    It tells what the whole topic would find if `query` stood in place of that part: a part
    may lose what another part still finds. Expected are the works that can be tried on our
    stored copies; (0, 0) means that there are none, and says nothing of the query.
    """
    documents = documents_of(gold, _stored(store, gold), titles=titles)
    tried = matched(watch, documents)

    def judged(topic_id: str, part_id: str, query: str) -> tuple[int, int]:
        topic = watch.topic(topic_id)
        others = {part.id: part.query for part in topic.parts} if part_id else {}
        queries = others | {part_id: query}
        expected = {work.pmid for work in gold.of(topic_id) if work.pmid in documents}
        found = {pmid for part, text in queries.items() for pmid in tried(topic_id, part, text)}
        return len(found & expected), len(expected)

    return judged


def _stored(store: Store, gold: Gold) -> dict[str, Record]:
    with store.read() as tx:
        found = entries(tx, ids=[work.pmid for work in gold.works])
        return {entry.record.id: entry.record for entry in found}


def _lost(parts: tuple[PartRecall, ...]) -> list[tuple[str, GoldWork]]:
    """Topic and work for each work that a whole topic missed."""
    return [(part.topic, work) for part in parts if not part.part for work in part.missed]


def _unmeasured(watch: Watch, gold: Gold) -> tuple[str, ...]:
    return tuple(topic.id for topic in watch.topics if not gold.of(topic.id))


def _keep(
    store: Store,
    key: str,
    how: How,
    parts: tuple[PartRecall, ...],
    *,
    now: datetime,
    run: int = 0,
    spent: tuple[int, int] = (0, 0),
) -> None:
    rows = [
        Recall(
            gold=key,
            topic=part.topic,
            part=part.part,
            fingerprint=part.fingerprint,
            how=how,
            expected=part.expected,
            found=len(part.found),
            missed=tuple(work.pmid for work in part.missed),
            not_testable=tuple(work.pmid for work in part.not_testable),
        )
        for part in parts
    ]
    with store.write() as tx:
        run = run or ledger.start_run(tx, "recall", now, {"gold": key, "how": how})
        kept.save(tx, run, rows, now)
        ledger.finish_run(tx, run, "complete", now, requests=spent[0], retries=spent[1])
