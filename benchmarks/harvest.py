"""What a harvest costs and whether it is whole, on invented records over loopback.

    python benchmarks/harvest.py [--quick]

5,000 new PMIDs without a rate limit (bar: 10 s, 30 requests), a query of 12,000 hits and,
unless --quick, one of 60,000, and six notices that bear the title of their article. The
client's limiter is replaced here: how fast we may ask is NCBI's word, not a property of ours.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from litwatch.pipeline.harvest import HarvestReport, harvest
from litwatch.sample.answers import answer
from litwatch.sample.clones import Clones
from litwatch.sample.corpus import Corpus
from litwatch.sample.server import Answering, RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.store import Store, catalog, create_or_upgrade, open_store
from litwatch.watch import load_watch

FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
NOW = datetime(2021, 7, 15, tzinfo=UTC)
TITLE = "Rehabilitation of adults with chronic fatigue syndrome"
# What PubMed calls the article and what is said about it; all bear the article's title.
NOTICES = (
    ("Journal Article", ""),
    ("Published Erratum", "ErratumFor"),
    ("Published Erratum", "ErratumFor"),
    ("Retraction of Publication", "RetractionOf"),
    ("Expression of Concern", "ExpressionOfConcernFor"),
    ("Comment", "CommentOn"),
)


class NoLimit:
    def wait(self, *_: object, **__: object) -> float:
        return 0.0

    def hold(self, *_: object) -> None:
        pass


@contextmanager
def harvested(answering: Answering, ceiling: int) -> Iterator[tuple[HarvestReport, float, Store]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'litwatch.db'}"
        create_or_upgrade(url)
        watch = load_watch()
        with RunningServer(answering) as server, open_store(url) as store:
            client = Eutils(server.url, email=None, api_key=None, limiter=NoLimit())  # type: ignore[arg-type]
            began = time.perf_counter()
            report = harvest(
                store,
                client,
                watch,
                now=NOW,
                topics=["me_cfs"],
                since=FIRST,
                until=LAST,
                ceiling=ceiling,
            )
            yield report, time.perf_counter() - began, store


def speed() -> bool:
    with harvested(Clones(5000, FIRST, LAST), 5000) as (report, seconds, _):
        held = report.complete and report.new == 5000 and seconds <= 10 and report.requests <= 30
        print(
            f"5,000 new PMIDs: {seconds:.1f} s (bar 10), {report.requests} requests (bar 30), "
            f"complete: {report.complete} {verdict(held)}"
        )
        return held


def large(number: int) -> bool:
    clones = Clones(number, FIRST, LAST)
    with harvested(clones, number) as (report, seconds, store):
        with store.read() as tx:
            stored = set(catalog.ids(tx))
        accounted = sum(w.fetched + w.known + w.missing for w in report.windows)
        held = report.complete and accounted == number and stored == set(clones.pmids)
        print(
            f"{number:,}-hit query: {seconds:.1f} s, {report.requests} requests, "
            f"{len(report.windows)} windows, {accounted:,} accounted for, {len(stored):,} stored "
            f"{verdict(held)}; reported of living-review-updater: aborts at 12,000; of colrev: "
            "ends silently"
        )
        return held


def notices() -> bool:
    def article(pmid: int, kind: str, link: str) -> str:
        said = (
            f'<CommentsCorrectionsList><CommentsCorrections RefType="{link}"><RefSource>J Invent. '
            "2021</RefSource><PMID>1</PMID></CommentsCorrections></CommentsCorrectionsList>"
            if link
            else ""
        )
        return (
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal>'
            "<Title>Journal of Inventions</Title><JournalIssue><PubDate><Year>2021</Year></PubDate>"
            f"</JournalIssue></Journal><ArticleTitle>{TITLE}</ArticleTitle><Language>eng</Language>"
            f"<PublicationTypeList><PublicationType>{kind}</PublicationType></PublicationTypeList>"
            f"</Article>{said}</MedlineCitation><PubmedData><History>"
            '<PubMedPubDate PubStatus="entrez"><Year>2021</Year><Month>6</Month><Day>3</Day>'
            "</PubMedPubDate></History></PubmedData></PubmedArticle>"
        )

    xml = "".join(article(pmid, *each) for pmid, each in enumerate(NOTICES, 1))
    parts = read_articles(f"<PubmedArticleSet>{xml}</PubmedArticleSet>".encode())
    corpus = Corpus((part.record, part.raw) for part in parts if isinstance(part, Parsed))
    with harvested(partial(answer, corpus), 100) as (report, _, store):
        with store.read() as tx:
            kept = len(catalog.ids(tx))
        held = report.complete and kept == len(NOTICES)
        print(
            f"article and notices of one title kept apart: {kept}/{len(NOTICES)} {verdict(held)}; "
            "reported of living-review-updater: 0/6"
        )
        return held


def verdict(held: bool) -> str:
    return "[holds]" if held else "[DOES NOT HOLD]"


def main() -> int:
    bars: list[Callable[[], bool]] = [speed, partial(large, 12_000)]
    if "--quick" not in sys.argv[1:]:
        bars.append(partial(large, 60_000))
    results = [bar() for bar in [*bars, notices]]  # all of them run, also after one that fails
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
