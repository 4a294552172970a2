"""Whatever PubMed answers, a harvest ends balanced or says what is not: never with a false zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litwatch.errors import SourceRefused
from litwatch.pipeline import listing, page
from litwatch.pipeline.harvest import HarvestReport, harvest
from litwatch.pipeline.status import refresh
from litwatch.sample.answers import answer
from litwatch.sample.corpus import Corpus
from litwatch.sample.faults import FAULTS, Fault, Faulty
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.store import Store, catalog, create_or_upgrade, integrity, ledger, open_store
from litwatch.watch import Watch

FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
PMIDS = sorted(str(1000 + n) for n in range(30))
MOST_RUNS = 100


class NoLimit:
    """Lets everybody go at once; how fast we ask is measured elsewhere."""

    def wait(self, *_: object, **__: object) -> float:
        return 0.0

    def hold(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty records behave as thirty thousand: windows are split, pages are many."""
    monkeypatch.setattr(listing, "PUBMED_CAP", 12)
    monkeypatch.setattr(page, "SIZE", 5)


@pytest.fixture
def corpus(article_xml: Callable[..., str]) -> Corpus:
    """Thirty records on ME/CFS, one a day."""
    articles = (
        article_xml(int(pmid), "Chronic fatigue syndrome", FIRST + timedelta(days=number))
        for number, pmid in enumerate(PMIDS)
    )
    xml = f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>".encode()
    return Corpus(
        (part.record, part.raw) for part in read_articles(xml) if isinstance(part, Parsed)
    )


class Bench:
    """An empty store and a PubMed with faults."""

    def __init__(self, store: Store, watch: Watch, url: str, now: datetime) -> None:
        self.store, self._watch, self.url, self._now = store, watch, url, now

    def client(self) -> Eutils:
        return Eutils(
            self.url,
            email=None,
            api_key=None,
            limiter=NoLimit(),  # type: ignore[arg-type]
            timeout=(2, 0.3),
            tries=4,
            sleep=lambda _: None,
        )

    def harvest(self) -> HarvestReport | None:
        """One run; None when PubMed refused."""
        try:
            return harvest(
                self.store,
                self.client(),
                self._watch,
                now=self._now,
                topics=["me_cfs"],
                since=FIRST,
                until=LAST,
            )
        except SourceRefused:
            return None

    def refresh(self) -> list[str]:
        """What PubMed is said to have deleted."""
        later = self._now + timedelta(days=7)
        return refresh(self.store, self.client(), now=later).gone

    def held(self) -> list[str]:
        with self.store.read() as tx:
            return catalog.ids(tx)

    def missing(self) -> set[str]:
        with self.store.read() as tx:
            return {pmid for pmids in ledger.missing(tx).values() for pmid in pmids}

    def is_done(self) -> bool:
        """Every window balances and nothing is only named as missing."""
        with self.store.read() as tx:
            return not ledger.unfinished(tx) and not ledger.missing(tx)


Start = Callable[..., AbstractContextManager[Bench]]


@pytest.fixture
def start(corpus: Corpus, watch: Watch, now: datetime) -> Start:
    @contextmanager
    def bench(faults: Iterable[Fault], *, share: float, seed: int) -> Iterator[Bench]:
        faulty = Faulty(partial(answer, corpus), seed=seed, share=share, faults=faults)
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'litwatch.db'}"
            create_or_upgrade(url)
            with RunningServer(faulty) as server, open_store(url) as store:
                yield Bench(store, watch, server.url, now)

    return bench


def never_zero(bench: Bench, report: HarvestReport | None) -> None:
    """What is called complete accounts for all thirty; whatever is not is named."""
    assert integrity.findings(bench.store) == []
    assert set(bench.held()) <= set(PMIDS)
    if report is not None and report.complete:
        assert set(bench.held()) | bench.missing() == set(PMIDS)
    elif report is not None:
        assert report.source_down or report.problems
    with bench.store.read() as tx:
        (run, *_) = reversed(ledger.runs(tx))
        assert run.state in ("complete", "incomplete", "source_down")
        if report is None or not report.complete:
            assert ledger.unfinished(tx), "what is not done stays in the ledger"
            assert run.note, "and the run says why"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_that_stays_is_named_and_never_zero(start: Start, fault: Fault) -> None:
    with start([fault], share=1.0, seed=1) as bench:
        never_zero(bench, bench.harvest())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_at_half_of_the_calls_ends_balanced(start: Start, fault: Fault) -> None:
    with start([fault], share=0.5, seed=1) as bench:
        until_done(bench)


def until_done(bench: Bench) -> None:
    for _ in range(MOST_RUNS):
        never_zero(bench, bench.harvest())
        if bench.is_done():
            break
    assert bench.is_done()
    assert bench.held() == PMIDS


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_any_mix_at_half_of_the_calls_ends_balanced(start: Start, seed: int) -> None:
    # A trickling body costs a real timeout each time; it has a test of its own above.
    faults = [fault for fault in FAULTS if fault.name != "body that trickles"]
    with start(faults, share=0.5, seed=seed) as bench:
        until_done(bench)


def test_an_empty_answer_does_not_bury_what_we_hold(start: Start) -> None:
    """An empty set in a 200, twice, is a hiccup: nothing is called deleted for it."""
    empty = next(fault for fault in FAULTS if fault.name == "a set without records")
    with start([], share=0.0, seed=1) as bench:
        bench.harvest()
        with start([empty], share=1.0, seed=1) as broken:
            bench.url = broken.url
            assert bench.refresh() == []
