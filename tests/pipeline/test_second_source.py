"""Europe PMC beside PubMed: windows that balance, and neither source hides the other's finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from litwatch.errors import NeedsPerson, SourceDown, SourceRefused
from litwatch.pipeline.all_sources import Reports, harvest_all
from litwatch.pipeline.harvest import HarvestReport
from litwatch.pipeline.second_source import harvest_europepmc
from litwatch.sample.answers import Answer
from litwatch.sample.europepmc import EuropePmcServer, answer
from litwatch.sample.server import RunningServer
from litwatch.search.europepmc import LACKED_BY_PUBMED, PREPRINTS
from litwatch.sources.europepmc import EuropePmc
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.store import Store, catalog, entries, ledger
from litwatch.watch import Watch

FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
Entry = dict[str, Any]
DOWN = Answer(503, "text/plain", b"down for maintenance")
EMPTY_ENVELOPE = Answer(200, "application/json", b'{"version":"6.9"}')


def preprint(number: int, title: str, day: int = 10, **more: Any) -> Entry:
    """One invented preprint."""
    return {
        "id": f"PPR{number}",
        "source": "PPR",
        "doi": f"10.1101/2021.06.{number:08d}",
        "title": title,
        "firstIndexDate": f"2021-06-{day:02d}",
        "firstPublicationDate": f"2021-06-{day:02d}",
        "bookOrReportDetails": {"publisher": "medRxiv"},
        "pubTypeList": {"pubType": ["preprint"]},
        **more,
    }


class Epmc:
    """A loopback Europe PMC whose entries and state a test changes as it goes."""

    def __init__(self, folder: Path) -> None:
        self.entries: list[Entry] = [preprint(n, f"Chronic fatigue syndrome {n}") for n in (1, 2)]
        self.broken: Answer | None = None
        self.hides = 0  # how many hits are promised and never delivered
        self.broken_from = "*"  # the cursor from which it is broken
        self.server = EuropePmcServer(self._answer)
        self.client = EuropePmc(
            self.server.url,
            email=None,
            limiter=Limiter(folder / "epmc-limits.db"),
            page=2,
            sleep=lambda _: None,
        )

    def _answer(self, tool: str, asked: Mapping[str, str]) -> Answer:
        if self.broken and asked["cursorMark"] >= self.broken_from:
            return self.broken
        told = answer(self.entries, tool, asked)
        body = json.loads(told.body)
        if body.get("hitCount"):
            body["hitCount"] += self.hides
        return Answer(told.status, told.content_type, json.dumps(body).encode())


@pytest.fixture
def epmc(tmp_path: Path) -> Iterator[Epmc]:
    made = Epmc(tmp_path)
    yield made
    made.server.close()


@pytest.fixture
def ask(store: Store, watch: Watch, now: datetime, epmc: Epmc) -> Callable[..., HarvestReport]:
    """Harvest Europe PMC for ME/CFS in June 2021, or as the test says."""

    def harvested(**more: Any) -> HarvestReport:
        options = {"now": now, "topics": ["me_cfs"], "since": FIRST, "until": LAST} | more
        return harvest_europepmc(store, epmc.client, watch, **options)

    return harvested


def stored(store: Store) -> list[str]:
    with store.read() as tx:
        return [entry.record.id for entry in entries(tx, topic="me_cfs")]


def test_preprints_are_stored_with_their_topic_and_every_window_balances(
    store: Store, watch: Watch, now: datetime, epmc: Epmc, ask: Callable[..., HarvestReport]
) -> None:
    epmc.entries += [preprint(n, f"Myalgic encephalomyelitis {n}") for n in range(3, 8)]
    epmc.entries += [preprint(9, "Bridges of steel"), preprint(10, "ME/CFS", day=10, source="MED")]
    report = ask(topics=[])
    assert report.complete, report.problems
    assert all(w.count == w.listed == w.fetched + w.known + w.missing for w in report.windows)
    assert {w.source for w in report.windows} == {"europepmc"}
    mine = next(w for w in report.windows if w.topic == "me_cfs")
    assert (mine.count, mine.fetched, report.new) == (7, 7, 7)
    assert mine.translation.startswith("7 delivered of 7 promised: 7 listed")
    assert "SRC:PPR) AND (FIRST_IDATE:[2021-06-01 TO 2021-06-30]" in mine.term
    assert any("truncated" in note for note in mine.warnings)
    with store.read() as tx:
        found = list(entries(tx, topic="me_cfs"))
    assert {entry.record.id for entry in found} == {f"PPR{n}" for n in range(1, 8)}
    assert all(entry.sources == ("europepmc",) and entry.role == "watched" for entry in found)


def test_the_second_time_all_is_known_and_nothing_changes(
    ask: Callable[..., HarvestReport],
) -> None:
    ask()
    again = ask()
    (window,) = again.windows
    assert (window.known, window.fetched, again.new, again.updated) == (2, 0, 0, 0)


def test_the_strategy_decides_on_what_only_the_wider_wording_finds(
    store: Store, epmc: Epmc, ask: Callable[..., HarvestReport]
) -> None:
    # Asked as ("chronic fatigue" AND syndrome*): the phrase is not in this title.
    epmc.entries.append(preprint(3, "Chronic fatigue in a rare syndrome"))
    report = ask()
    assert stored(store) == ["PPR1", "PPR2"]
    assert "1 found only by the wider wording" in report.windows[0].translation
    assert report.complete


def test_versions_are_one_record_and_a_new_one_later_is_a_change(
    store: Store, epmc: Epmc, ask: Callable[..., HarvestReport], now: datetime
) -> None:
    versions = {"version": [{"id": "PPR1", "versionNumber": 1}, {"id": "PPR8", "versionNumber": 2}]}
    second = preprint(8, "Chronic fatigue syndrome 1, revised", versionNumber=2)
    ask()
    epmc.entries[0] |= {"versionNumber": 1, "versionList": versions}
    epmc.entries.append(second | {"versionList": versions})
    report = ask(now=now + timedelta(days=1))
    assert (report.new, report.updated, stored(store)) == (0, 1, ["PPR1", "PPR2"])
    assert "1 other versions" in report.windows[0].translation
    with store.read() as tx:
        kept = catalog.get(tx, "PPR1")
    assert kept is not None
    assert (kept.version, kept.title) == (2, "Chronic fatigue syndrome 1, revised")


def test_a_small_shortfall_is_named_and_a_large_one_leaves_the_window_open(
    store: Store, epmc: Epmc, ask: Callable[..., HarvestReport]
) -> None:
    epmc.hides = 2
    report = ask()
    assert report.complete
    assert "4 hits promised, 2 delivered" in report.problems[0]
    epmc.hides = 50
    report = ask()
    assert not report.complete
    assert (report.windows[0].count, report.windows[0].listed) == (52, 2)
    assert stored(store) == ["PPR1", "PPR2"]
    epmc.hides = 0
    assert ask().complete


def test_above_the_ceiling_a_person_is_asked(
    store: Store, ask: Callable[..., HarvestReport]
) -> None:
    report = ask(ceiling=1)
    assert not report.complete
    assert "2 hits are above the ceiling of 1. Look at the query" in report.problems[0]
    assert stored(store) == []
    assert ask().complete


def test_an_entry_that_cannot_be_kept_is_named_in_the_ledger(
    epmc: Epmc, ask: Callable[..., HarvestReport]
) -> None:
    entry = preprint(3, "Chronic fatigue syndrome", source="PMC", id="PMC3")
    del entry["doi"]
    epmc.entries.append(entry)
    report = ask(sources=(*PREPRINTS, *LACKED_BY_PUBMED))
    assert "PMC PMC3: the record" in report.problems[0]
    assert report.problems[0] in report.windows[0].warnings


def test_a_record_that_pubmed_gave_is_not_stored_twice_nor_overwritten(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: Callable[[list[str]], RunningServer],
    client_for: Callable[[RunningServer], Eutils],
    epmc: Epmc,
    now: datetime,
    ask: Callable[..., HarvestReport],
) -> None:
    from litwatch.pipeline.harvest import harvest

    pubmed = client_for(pubmed_of(june))
    harvest(store, pubmed, watch, now=now, topics=["me_cfs"], since=FIRST, until=LAST)
    epmc.entries.append(
        preprint(3, "Chronic fatigue syndrome, elsewhere", source="PMC", id="PMC3", pmid="1000")
    )
    report = ask(sources=(*PREPRINTS, *LACKED_BY_PUBMED))
    (window,) = report.windows
    assert (window.count, window.known, window.fetched) == (3, 1, 2)
    assert len(stored(store)) == 452
    with store.read() as tx:
        kept = catalog.get(tx, "1000")
    assert kept is not None
    assert kept.title == "Chronic fatigue syndrome, cohort 0"


@pytest.mark.parametrize("broken", [DOWN, EMPTY_ENVELOPE])
def test_a_source_that_is_down_keeps_its_windows_for_the_next_run(
    store: Store,
    epmc: Epmc,
    ask: Callable[..., HarvestReport],
    now: datetime,
    broken: Answer,
) -> None:
    epmc.broken = broken
    report = ask()
    assert "gave no usable answer in 5 tries" in report.source_down
    assert [w.state for w in report.windows] == ["open"]
    epmc.broken = None
    # The next run asks for July; June is taken up all the same.
    later = ask(since=LAST + timedelta(days=1), until=LAST + timedelta(days=31))
    assert later.complete
    assert [(w.first, w.state) for w in later.windows] == [
        (FIRST, "complete"),
        (LAST + timedelta(days=1), "complete"),
    ]
    assert stored(store) == ["PPR1", "PPR2"]
    with store.read() as tx:
        assert ledger.unfinished(tx) == ()


def test_a_source_that_goes_down_between_pages_loses_and_doubles_nothing(
    store: Store, epmc: Epmc, ask: Callable[..., HarvestReport]
) -> None:
    epmc.entries += [preprint(n, f"Myalgic encephalomyelitis {n}") for n in range(3, 8)]
    epmc.broken, epmc.broken_from = DOWN, "4"
    assert ask().source_down
    epmc.broken = None
    report = ask()
    assert (report.complete, report.new) == (True, 7)
    assert len(stored(store)) == 7


def test_without_dates_it_goes_on_from_its_own_watermark(
    watch: Watch, epmc: Epmc, ask: Callable[..., HarvestReport], now: datetime
) -> None:
    ask(until=date(2021, 6, 20))
    report = ask(since=None, until=LAST)
    (window,) = report.windows
    assert (window.first, window.last) == (date(2021, 6, 13), LAST)


def test_days_of_silence_leave_one_window_and_not_one_a_day(
    store: Store, epmc: Epmc, ask: Callable[..., HarvestReport]
) -> None:
    epmc.broken = DOWN
    for day in range(10, 15):
        ask(until=date(2021, 6, day))
    with store.read() as tx:
        assert [(w.first, w.last) for w in ledger.unfinished(tx)] == [(FIRST, date(2021, 6, 14))]


def test_days_left_open_by_an_earlier_wording_are_asked_in_the_new_one(
    store: Store, watch: Watch, epmc: Epmc, ask: Callable[..., HarvestReport], now: datetime
) -> None:
    epmc.broken = DOWN
    ask()
    epmc.broken = None
    topic = watch.topic("me_cfs")
    part = msgspec.structs.replace(topic.parts[0], query='"chronic fatigue syndrome"[ti]')
    reworded = msgspec.structs.replace(
        watch, topics=(msgspec.structs.replace(topic, parts=(part,)),)
    )
    july = (LAST + timedelta(days=1), LAST + timedelta(days=31))
    report = harvest_europepmc(store, epmc.client, reworded, now=now, since=july[0], until=july[1])
    assert [(w.first, w.last) for w in report.windows] == [(FIRST, LAST), july]
    assert report.complete
    assert stored(store) == ["PPR1", "PPR2"]
    with store.read() as tx:
        assert ledger.unfinished(tx) == ()


def test_preprints_and_what_pubmed_lacks_are_kept_apart(
    epmc: Epmc, ask: Callable[..., HarvestReport]
) -> None:
    epmc.broken = DOWN
    ask(sources=LACKED_BY_PUBMED)
    epmc.broken = None
    (only,) = ask().windows
    assert "SRC:PPR" in only.term
    (other,) = ask(sources=LACKED_BY_PUBMED).windows
    assert "SRC:PMC OR" in other.term


@pytest.fixture
def both(
    store: Store,
    watch: Watch,
    june: list[str],
    pubmed_of: Callable[[list[str]], RunningServer],
    client_for: Callable[[RunningServer], Eutils],
    epmc: Epmc,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Reports]:
    """Harvest both; `pubmed_fails` makes E-utilities end with that error."""
    client = client_for(pubmed_of(june))

    def run(pubmed_fails: Exception | None = None, later: int = 0) -> Reports:
        with monkeypatch.context() as patched:
            if pubmed_fails:

                def fail(*_: object, **__: object) -> None:
                    raise pubmed_fails

                patched.setattr(client, "search", fail)
            return harvest_all(
                store,
                client,
                epmc.client,
                watch,
                now=now + timedelta(days=later),
                topics=["me_cfs"],
                since=FIRST,
                until=LAST,
            )

    return run


def test_both_sources_surface(store: Store, both: Callable[..., Reports]) -> None:
    reports = both()
    assert reports.complete
    assert reports.trouble() is None
    assert len(stored(store)) == 452


def test_europepmc_down_pubmeds_finds_surface_and_later_its_own(
    store: Store, epmc: Epmc, both: Callable[..., Reports]
) -> None:
    epmc.broken = EMPTY_ENVELOPE
    reports = both()
    assert len(stored(store)) == 450
    trouble = reports.trouble()
    assert isinstance(trouble, SourceDown)
    assert trouble.exit_code == 3
    assert "Europe PMC was not asked (last complete answer: never)" in str(trouble)
    epmc.broken = None
    assert both(later=1).complete
    assert len(stored(store)) == 452


def test_pubmed_down_europepmcs_finds_surface_and_later_its_own(
    store: Store, both: Callable[..., Reports]
) -> None:
    assert both().complete
    reports = both(pubmed_fails=SourceDown("eutils gave no usable answer"), later=1)
    assert "PubMed was not asked (last complete answer: 2026-11-03)" in str(reports.trouble())
    assert reports.sources[1].harvest.complete


def test_pubmed_down_from_the_start_hides_nothing_of_europepmc(
    store: Store, both: Callable[..., Reports]
) -> None:
    reports = both(pubmed_fails=SourceDown("eutils gave no usable answer"))
    assert stored(store) == ["PPR1", "PPR2"]
    assert isinstance(reports.trouble(), SourceDown)
    assert both(later=1).complete
    assert len(stored(store)) == 452


def test_a_source_that_refuses_does_not_stop_the_other_either(
    store: Store, epmc: Epmc, both: Callable[..., Reports]
) -> None:
    reports = both(pubmed_fails=SourceRefused("the key is wrong", "Mend the key."))
    assert stored(store) == ["PPR1", "PPR2"]
    trouble = reports.trouble()
    assert isinstance(trouble, SourceRefused)
    assert trouble.remedy == "Mend the key."
    epmc.broken = Answer(200, "application/json", b'{"errCode":404,"errMsg":"no such field"}')
    trouble = both(later=1).trouble()
    assert isinstance(trouble, NeedsPerson)
