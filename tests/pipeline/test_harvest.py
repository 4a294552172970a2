"""A harvest closes windows that balance, names what is missing, and survives being broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from litwatch.errors import SourceDown
from litwatch.pipeline import listing
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.spans import Span, background_days, halves, plan_spans
from litwatch.records import Pmid
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, catalog, entries, ledger
from litwatch.watch import Watch

FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
Client = Callable[[RunningServer], Eutils]
PubMed = Callable[[list[str]], RunningServer]


def dump(store: Store) -> tuple[Any, ...]:
    """Everything a harvest leaves behind, but for runs and times."""
    with store.read() as tx:
        rows = [(e.record, e.topics, e.role, e.sources, e.state, e.notices) for e in entries(tx)]
        windows = [
            (w.topic, w.part, w.first, w.last, w.count, w.fetched, w.known, w.missing, w.state)
            for w in ledger.windows(tx)
        ]
    return rows, windows


def test_every_window_balances(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    report = harvest(store, client_for(pubmed_of(june)), watch, now=now, since=FIRST, until=LAST)
    assert report.complete
    assert all(w.count == w.fetched + w.known + w.missing for w in report.windows)
    me_cfs = next(w for w in report.windows if w.topic == "me_cfs")
    assert (me_cfs.count, me_cfs.fetched) == (450, 450)


def test_background_records_have_ledger_lines_and_are_never_queued(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    harvest(store, client_for(pubmed_of(june)), watch, now=now, since=FIRST, until=LAST)
    with store.read() as tx:
        background = list(entries(tx, roles=("background",)))
        lines = [w for w in ledger.windows(tx) if w.topic == ledger.BACKGROUND]
    assert sum(w.fetched for w in lines) == len(background) == 5 * 10
    assert all("Bridges" in entry.record.title and not entry.topics for entry in background)


def test_a_second_harvest_knows_all_and_fetches_nothing(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    server = pubmed_of(june)
    harvest(store, client_for(server), watch, now=now, topics=["me_cfs"], since=FIRST, until=LAST)
    again = harvest(
        store, client_for(server), watch, now=now, topics=["me_cfs"], since=FIRST, until=LAST
    )
    (window,) = again.windows
    assert (window.known, window.fetched, again.new, again.requests) == (450, 0, 0, 1)


def test_without_dates_a_strategy_goes_on_from_its_watermark_with_overlap(watch: Watch) -> None:
    topic = watch.topic("me_cfs")
    (span,) = plan_spans([topic], lambda *_: date(2021, 6, 20), since=None, until=LAST)
    assert (span.first, span.last) == (date(2021, 6, 17), LAST)


def test_halves_tile_the_span(watch: Watch) -> None:
    topic = watch.topic("me_cfs")
    left, right = halves(Span(topic, topic.parts[0], FIRST, LAST)) or pytest.fail("not cut")
    assert (left.first, right.last) == (FIRST, LAST)
    assert (right.first - left.last).days == 1
    assert halves(Span(topic, topic.parts[0], FIRST, FIRST)) is None


def test_background_days_are_the_same_each_time() -> None:
    assert background_days(FIRST, LAST) == background_days(FIRST, LAST)
    assert background_days(FIRST, FIRST) == [FIRST]


def test_above_the_ceiling_nothing_is_fetched_and_a_person_is_asked(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    report = harvest(
        store,
        client_for(pubmed_of(june)),
        watch,
        now=now,
        topics=["me_cfs"],
        since=FIRST,
        until=LAST,
        ceiling=100,
    )
    assert not report.complete
    assert "450 hits" in report.problems[0]
    assert "--ceiling 450" in report.problems[0]
    with store.read() as tx:
        assert catalog.ids(tx) == []
        assert ledger.watermark(tx, "me_cfs", "", report.windows[0].fingerprint) is None


def test_above_pubmeds_cap_a_window_is_split_by_date(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PUBMED_CAP", 100)
    report = harvest(
        store,
        client_for(pubmed_of(june)),
        watch,
        now=now,
        topics=["me_cfs"],
        since=FIRST,
        until=LAST,
    )
    assert report.complete
    assert len(report.windows) > 4
    assert sum(w.count or 0 for w in report.windows) == 450
    assert all((w.count or 0) <= 100 for w in report.windows)


class Forgetful(Eutils):
    """A PubMed that lists a record and never delivers it."""

    def fetch(self, pmids: Any) -> bytes:
        kept = [pmid for pmid in pmids if pmid != "1007"]
        return super().fetch(kept) if kept else b"<PubmedArticleSet></PubmedArticleSet>"


def test_a_record_that_two_fetches_do_not_deliver_is_missing_by_name(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    client = client_for(pubmed_of(june))
    client.__class__ = Forgetful
    report = harvest(store, client, watch, now=now, topics=["me_cfs"], since=FIRST, until=LAST)
    assert report.missing == [Pmid("1007")]
    assert (report.windows[0].fetched, report.windows[0].missing) == (449, 1)
    assert report.complete


class Breaking(Eutils):
    """A PubMed that stops answering after some calls."""

    left = 0

    def _spend(self) -> None:
        if self.left == 0:
            raise SourceDown("PubMed does not answer", "Run again.")
        self.left -= 1

    def search(self, *args: Any, **more: Any) -> Any:
        self._spend()
        return super().search(*args, **more)

    def fetch(self, *args: Any) -> bytes:
        self._spend()
        return super().fetch(*args)


@pytest.mark.parametrize("calls", [0, 1, 2, 3, 5, 20])
def test_broken_off_anywhere_and_run_again_gives_the_same_store(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
    tmp_path_factory: pytest.TempPathFactory,
    calls: int,
) -> None:
    from litwatch.store import create_or_upgrade, open_store

    server = pubmed_of(june)
    client = client_for(server)
    client.__class__ = Breaking
    client.left = calls  # type: ignore[attr-defined]
    broken = harvest(store, client, watch, now=now, since=FIRST, until=LAST)
    assert broken.source_down
    assert not broken.complete
    resumed = harvest(store, client_for(server), watch, now=now, since=FIRST, until=LAST)
    assert resumed.complete

    url = f"sqlite:///{tmp_path_factory.mktemp('unbroken') / 'litwatch.db'}"
    create_or_upgrade(url)
    with open_store(url) as unbroken:
        harvest(unbroken, client_for(server), watch, now=now, since=FIRST, until=LAST)
        assert dump(store)[0] == dump(unbroken)[0]
        with store.read() as tx:
            assert all(w.state == "complete" for w in ledger.windows(tx))
