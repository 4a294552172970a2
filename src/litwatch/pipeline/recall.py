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
from litwatch.errors import SourceDown
from litwatch.pipeline.in_force import Standing, in_force, standings
from litwatch.pipeline.missed import Miss, explained, whole
from litwatch.pipeline.tally import PartRecall, documents_of, matched, tally
from litwatch.records import Pmid, Record
from litwatch.store import Store, entries, ledger
from litwatch.store import recall as kept
from litwatch.store.bulk import batches
from litwatch.store.recall import How, Recall
from litwatch.watch import Watch
from litwatch.watch.gold import Gold, GoldWork

if TYPE_CHECKING:
    from litwatch.sources.eutils import Eutils

# NLM advises about 200 ids a request; 150 beside our longest query stay under the 6,304
# characters that a term was seen to work with (E-utilities contract §1, POST).
_GROUP = 150


@dataclass(frozen=True, kw_only=True)
class RecallReport:
    """What was measured. `by_title` are the works that were tried on their title alone.

    `unmeasured` are the topics for which the set holds nothing, `unknown` the PMIDs that
    PubMed did not know (live), `warnings` what PubMed said of the queries (live), `standings`
    which version of each part was measured.
    """

    gold: Gold
    how: How
    parts: tuple[PartRecall, ...]
    misses: tuple[Miss, ...]
    by_title: tuple[Pmid, ...] = ()
    unmeasured: tuple[str, ...] = ()
    unknown: tuple[Pmid, ...] = ()
    warnings: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What an offline measurement stands on: the watch in force, the copies, the result."""

    watch: Watch
    standings: tuple[Standing, ...]
    records: Mapping[str, Record]
    parts: tuple[PartRecall, ...]
    by_title: tuple[Pmid, ...]


def tried(store: Store, watch: Watch, gold: Gold, *, now: datetime, titles: bool) -> Tried:
    """The recall of the versions in force on the stored records, kept as a run.

    With `titles` a work without a stored abstract is tried on its title alone, which can only
    miss more.
    """
    records = _stored(store, gold)
    documents = documents_of(gold, records, titles=titles)
    key = gold.key + (" titles" if titles else "")
    with store.read() as tx:
        standing, watch = standings(tx, watch), in_force(tx, watch)
        before = kept.latest(tx, key, "offline")
    parts = tally(watch, gold, matched(watch, documents), documents.keys(), before)
    _keep(store, key, "offline", parts, now=now)
    return Tried(
        watch=watch,
        standings=standing,
        records=records,
        parts=parts,
        by_title=tuple(
            w.pmid for w in gold.works if w.pmid in documents and not whole(records.get(w.pmid))
        ),
    )


def measure(
    store: Store, watch: Watch, gold: Gold, *, now: datetime, titles: bool = False
) -> RecallReport:
    """Recall on the stored records, and why each missed work was missed.

    Counting what other words would cost reads the whole store; `tried` does without.
    """
    done = tried(store, watch, gold, now=now, titles=titles)
    return RecallReport(
        gold=gold,
        how="offline",
        parts=done.parts,
        misses=explained(store, done.watch, _lost(done.parts), done.records),
        by_title=done.by_title,
        unmeasured=_unmeasured(watch, gold),
        standings=done.standings,
    )


def measure_live(
    store: Store, client: Eutils, watch: Watch, gold: Gold, *, now: datetime
) -> RecallReport:
    """Recall as PubMed answers, kept as a run. A PMID that PubMed does not know is not testable.

    Raises SourceDown when PubMed gave no whole answer; nothing is then kept but the run.
    """
    with store.write() as tx:
        run = ledger.start_run(tx, "recall", now, {"gold": gold.key, "how": "live"})
        standing, watch = standings(tx, watch), in_force(tx, watch)
    before_requests, before_retries = client.requests, client.retries
    warnings: dict[str, None] = {}

    def asked(works: tuple[GoldWork, ...], query: str = "") -> set[str]:
        found: set[str] = set()
        for group in batches([work.pmid for work in works], _GROUP):
            answer = client.search(uid_term(query, group), retmax=_GROUP)
            warnings.update(dict.fromkeys(answer.warnings))
            found |= {*answer.pmids} & {*group}
        return found

    def finds(topic: str, part: str, query: str) -> Collection[str]:
        return asked(gold.of(topic), query)

    try:
        with store.read() as tx:
            before = kept.latest(tx, gold.key, "live")
        there = asked(gold.works)
        parts = tally(watch, gold, finds, there, before)
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
        standings=standing,
    )


def uid_term(query: str, pmids: Collection[str]) -> str:
    """The term that asks which of some PMIDs a query finds; without a query, which exist."""
    ids = " OR ".join(f"{pmid}[uid]" for pmid in pmids)
    return f"({search.collapse(query)}) AND ({ids})" if query else ids


def recall_of(
    store: Store, watch: Watch, gold: Gold, *, titles: bool = False
) -> Callable[[str, str, str], tuple[int, int]]:
    """A function (topic, part, query) → (found, expected), for judging a query before its use.

    It tells what the whole topic, as it is in force, would find if `query` stood in place of
    that part: a part may lose what another part still finds. Expected are the works that can be tried on our
    stored copies; (0, 0) means that there are none, and says nothing of the query.
    """
    with store.read() as tx:
        watch = in_force(tx, watch)
    documents = documents_of(gold, _stored(store, gold), titles=titles)
    finds = matched(watch, documents)

    def judged(topic_id: str, part_id: str, query: str) -> tuple[int, int]:
        topic = watch.topic(topic_id)
        others = {part.id: part.query for part in topic.parts} if part_id else {}
        queries = others | {part_id: query}
        expected = {work.pmid for work in gold.of(topic_id) if work.pmid in documents}
        found = {pmid for part, text in queries.items() for pmid in finds(topic_id, part, text)}
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
