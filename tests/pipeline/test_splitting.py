"""Windows over PubMed's cap: cut by date, every sum checked, every PMID accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.pipeline import listing
from litwatch.pipeline.harvest import HarvestReport, harvest
from litwatch.pipeline.spans import Span, gaps, halves
from litwatch.sample.answers import Answer
from litwatch.sample.clones import Clones
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, catalog, entries, integrity, ledger
from litwatch.watch import Watch, load_watch

FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
NOW = datetime(2021, 7, 15, 8, 0, tzinfo=UTC)
_TOPIC = load_watch().topic("me_cfs")


class NoLimit:
    def wait(self, *_: object, **__: object) -> float:
        return 0.0

    def hold(self, *_: object) -> None:
        pass


Harvest = Callable[..., HarvestReport]


@pytest.fixture
def run(store: Store, watch: Watch) -> Harvest:
    """Harvest June 2021 of ME/CFS from an answering, once."""

    def once(answering: Any, **more: Any) -> HarvestReport:
        with RunningServer(answering) as server:
            client = Eutils(
                server.url,
                email=None,
                api_key=None,
                limiter=NoLimit(),  # type: ignore[arg-type]
                sleep=lambda _: None,
            )
            given_: dict[str, Any] = {"since": FIRST, "until": LAST, "now": NOW, **more}
            return harvest(store, client, watch, topics=["me_cfs"], **given_)

    return once


@pytest.fixture
def small_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PUBMED_CAP", 100)


def accounted(report: HarvestReport) -> int:
    return sum(w.fetched + w.known + w.missing for w in report.windows)


@pytest.mark.parametrize(
    "number", [12_000, pytest.param(60_000, marks=pytest.mark.slow)], ids=lambda n: f"{n:,}"
)
def test_every_pmid_of_a_huge_query_is_accounted_for(
    run: Harvest, store: Store, number: int
) -> None:
    clones = Clones(number, FIRST, LAST)
    report = run(clones, ceiling=number)
    assert report.complete
    assert accounted(report) == report.new == number
    assert all(w.count <= listing.PUBMED_CAP for w in report.windows)
    with store.read() as tx:
        assert catalog.ids(tx) == clones.pmids
        assert ledger.unfinished(tx) == ()
        # The window as it was planned holds what its parts hold.
        (whole,) = [w for w in ledger.windows(tx) if (w.first, w.last) == (FIRST, LAST)]
        assert (whole.count, whole.state) == (number, "complete")
        assert ledger.watermark(tx, "me_cfs", "", whole.fingerprint) == LAST
    assert integrity.findings(store) == []


class Miscounting(Clones):
    """Counts one too many for the whole of June, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__(450, FIRST, LAST)
        self.times = times

    def __call__(self, tool: str, asked: Mapping[str, str]) -> Answer:
        true = super().__call__(tool, asked)
        whole = '"2021/06/01"[crdt] : "2021/06/30"[crdt]' in asked.get("term", "")
        if tool == "esearch" and whole and self.times > 0:
            self.times -= 1
            return true._replace(body=true.body.replace(b'"450"', b'"451"'))
        return true


def test_counts_that_do_not_add_up_are_asked_once_more(small_cap: None, run: Harvest) -> None:
    report = run(Miscounting(times=1))
    assert report.complete
    assert accounted(report) == 450


def test_counts_that_never_add_up_leave_the_window_by_name_and_mend_later(
    small_cap: None, run: Harvest, store: Store
) -> None:
    report = run(Miscounting(times=2))
    assert not report.complete
    (window,) = report.windows
    assert (window.state, window.first, window.last) == ("incomplete", FIRST, LAST)
    assert "451 hits, but its halves have 225 and 225" in report.problems[0]
    assert run(Miscounting(times=0)).complete
    with store.read() as tx:
        assert ledger.unfinished(tx) == ()
        assert len(catalog.ids(tx)) == 450


def test_a_day_that_cannot_be_split_is_named(small_cap: None, run: Harvest, store: Store) -> None:
    crowded = Clones(150, FIRST, FIRST)
    report = run(crowded)
    assert not report.complete
    assert "2021-06-01 to 2021-06-01: 150 hits on a single day" in report.problems[0]
    with store.read() as tx:
        fingerprint = report.windows[0].fingerprint
        assert ledger.watermark(tx, "me_cfs", "", fingerprint) is None
    again = run(crowded)
    assert not again.complete, "it is not forgotten"
    assert len(again.problems) == 1


def test_a_window_once_refused_and_now_split_does_not_stay_open(
    small_cap: None, run: Harvest, store: Store
) -> None:
    clones = Clones(450, FIRST, LAST)
    assert not run(clones, ceiling=200).complete
    with store.read() as tx:
        assert [w.state for w in ledger.unfinished(tx)] == ["incomplete"]
    assert run(clones).complete
    with store.read() as tx:
        assert ledger.unfinished(tx) == ()
    assert integrity.findings(store) == []
    calls = clones.calls
    later = run(clones, since=None, until=LAST, now=NOW + timedelta(days=1))
    assert later.complete
    assert clones.calls == calls + 1, "only the overlap is asked for"


def test_above_the_ceiling_a_person_may_say_yes(run: Harvest) -> None:
    asked: list[str] = []

    def yes(question: str) -> bool:
        asked.append(question)
        return True

    report = run(Clones(450, FIRST, LAST), ceiling=100, confirm=yes)
    assert report.complete
    assert asked == [
        "me_cfs, 2021-06-01 to 2021-06-30: 450 hits, above the ceiling of 100. Fetch them all?"
    ]


def test_what_was_cut_off_before_a_break_is_not_asked_for_again(
    small_cap: None, run: Harvest, store: Store
) -> None:
    clones = Clones(450, FIRST, LAST)

    class Breaking(Clones):
        def __call__(self, tool: str, asked: Mapping[str, str]) -> Answer:
            self.calls += 1
            if self.calls > 20:
                return Answer(503, "text/html", b"")
            return clones(tool, asked)

    broken = run(Breaking(450, FIRST, LAST))
    assert broken.source_down
    with store.read() as tx:
        held = set(catalog.ids(tx))
    assert held
    fetched: list[str] = []

    def watching(tool: str, asked: Mapping[str, str]) -> Answer:
        fetched.extend(asked.get("id", "").split(",") if tool == "efetch" else [])
        return clones(tool, asked)

    assert run(watching).complete
    assert held.isdisjoint(fetched)
    with store.read() as tx:
        assert catalog.ids(tx) == clones.pmids
        assert ledger.unfinished(tx) == ()
        assert all(entry.topics == ("me_cfs",) for entry in entries(tx))


_days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@given(st.lists(_days, min_size=2, max_size=2, unique=True))
def test_halves_tile_down_to_single_days(ends: list[date]) -> None:
    first, last = sorted(ends)
    spans = [Span(_TOPIC, _TOPIC.parts[0], first, last)]
    for _ in range(4):
        spans = [part for span in spans for part in (halves(span) or [span])]
    assert (spans[0].first, spans[-1].last) == (first, last)
    assert all((right.first - left.last).days == 1 for left, right in pairwise(spans))


class Days:
    """A stretch of days, as far as `gaps` looks at a window."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last


@given(st.lists(st.integers(0, 29), min_size=0, max_size=8, unique=True))
def test_gaps_and_what_is_proven_tile_the_span(cuts: list[int]) -> None:
    ends = sorted(cuts)[: len(cuts) // 2 * 2]
    proven: Any = [
        Days(FIRST + timedelta(days=a), FIRST + timedelta(days=b))
        for a, b in zip(ends[::2], ends[1::2], strict=True)
    ]
    span = Span(_TOPIC, _TOPIC.parts[0], FIRST, LAST)
    both = sorted([*proven, *gaps(span, proven)], key=lambda each: each.first)
    days = [
        each.first + timedelta(days=n)
        for each in both
        for n in range((each.last - each.first).days + 1)
    ]
    assert days == [FIRST + timedelta(days=n) for n in range(30)]
