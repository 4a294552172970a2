"""How far back a harvest looks, what a sweep adds, and what PubMed says of a strategy."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from litwatch import search
from litwatch.pipeline.harvest import HarvestReport, harvest
from litwatch.pipeline.spans import plan_spans, uses_mesh
from litwatch.sample.answers import Answer
from litwatch.sample.clones import Clones
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, catalog, ledger, strategies
from litwatch.watch import Part, Topic, Watch

NOW = datetime(2021, 7, 15, 8, 0, tzinfo=UTC)
FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)


@pytest.fixture
def topic(watch: Watch) -> Topic:
    return watch.topic("me_cfs")


def spans_of(topic: Topic, mark: date | None, **more: Any) -> list[tuple[str, date, date]]:
    planned = plan_spans([topic], lambda *_: mark, **{"since": None, "until": LAST, **more})
    return [(span.date_field, span.first, span.last) for span in planned]


def test_a_sweep_reaches_back_45_days_and_asks_by_mesh_date_too(topic: Topic) -> None:
    mark = date(2021, 6, 20)
    assert spans_of(topic, mark) == [("crdt", date(2021, 6, 17), LAST)]
    back = mark - timedelta(days=45)
    assert spans_of(topic, mark, sweep=True) == [("crdt", back, LAST), ("mhda", back, LAST)]
    first_look = LAST - timedelta(days=45)
    assert {first for _, first, _ in spans_of(topic, None, sweep=True)} == {first_look}


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("fatigue[tiab]", False),
        ("fatigue[tiab] OR Fatigue[Mesh]", True),
        ("Fatigue[mh:noexp] NOT cancer[tiab]", True),
        ("(a[tiab] AND (b[tiab] OR c[majr]))", True),
        ("COVID-19[nm]", True),
        ("broken (", False),
    ],
)
def test_only_strategies_with_headings_are_asked_by_mesh_date(
    topic: Topic, query: str, asks: bool
) -> None:
    assert uses_mesh(query) is asks
    changed = msgspec.structs.replace(topic, parts=(Part(query=query),))
    assert len(spans_of(changed, None, sweep=True)) == 1 + asks


Harvest = Callable[..., HarvestReport]


@pytest.fixture
def run(store: Store, watch: Watch, tmp_path: Any) -> Harvest:
    from litwatch.sources.limiter import Limiter

    def once(answering: Any, topics: tuple[Topic, ...] = (), **more: Any) -> HarvestReport:
        of = msgspec.structs.replace(watch, topics=topics) if topics else watch
        with RunningServer(answering) as server:
            client = Eutils(
                server.url,
                email=None,
                api_key=None,
                limiter=Limiter(tmp_path / "limits.db"),
                tries=2,
                sleep=lambda _: None,
            )
            dates: dict[str, Any] = {"since": FIRST, "until": LAST, "now": NOW, **more}
            return harvest(store, client, of, topics=["me_cfs"], **dates)

    return once


def test_a_sweep_has_windows_of_both_dates_and_its_own_watermark(
    run: Harvest, store: Store
) -> None:
    report = run(Clones(50, FIRST, LAST), sweep=True)
    assert [(w.date_field, w.count) for w in report.windows] == [("crdt", 50), ("mhda", 50)]
    assert report.new == 50
    with store.read() as tx:
        key = ("me_cfs", "", report.windows[0].fingerprint)
        assert ledger.watermark(tx, *key, "mhda") == LAST
    assert "[mhda]" in report.windows[1].term


class Saying(Clones):
    """Clones that also say something of the query."""

    def __init__(self, number: int = 30, **said: Any) -> None:
        super().__init__(number, FIRST, LAST)
        self.said = said

    def __call__(self, tool: str, asked: Mapping[str, str]) -> Answer:
        true = super().__call__(tool, asked)
        if tool != "esearch":
            return true
        document = json.loads(true.body)
        document["esearchresult"].update(self.said)
        return true._replace(body=json.dumps(document).encode())


def test_a_reading_that_has_changed_is_reported_once(run: Harvest) -> None:
    before = Saying(querytranslation='"fatigue"[MeSH] AND 2021/06/01:2021/06/30[Date - Create]')
    assert run(before).translation_changes == []
    assert run(before, until=date(2021, 6, 29)).translation_changes == []
    after = Saying(
        querytranslation='("fatigue"[MeSH] OR "tiredness"[All Fields]) AND '
        "2021/06/02:2021/06/30[Date - Create]"
    )
    (change,) = run(after).translation_changes
    assert (change.topic, change.added, change.dropped) == (
        "me_cfs",
        ('"tiredness"[All Fields]',),
        (),
    )
    assert run(after).translation_changes == []


def test_phrases_that_are_not_found_are_grave_findings(run: Harvest) -> None:
    said = Saying(
        errorlist={"phrasesnotfound": ["fatigeu"], "fieldsnotfound": []},
        warninglist={
            "phrasesignored": ["the"],
            "quotedphrasesnotfound": [],
            "outputmessages": [],
        },
    )
    report = run(said)
    assert report.complete
    assert [(one.text, one.grave) for one in report.findings] == [
        ("phrase not found: fatigeu", True),
        ("phrase ignored: the", False),
    ]


def test_no_hits_for_a_query_that_was_not_understood_is_not_zero(
    run: Harvest, store: Store
) -> None:
    misread = Saying(
        count="0", idlist=[], errorlist={"phrasesnotfound": ["the"], "fieldsnotfound": []}
    )
    report = run(misread)
    assert not report.complete
    assert "phrase not found: the" in report.problems[0]
    assert run(Clones(30, FIRST, LAST)).complete
    with store.read() as tx:
        assert ledger.unfinished(tx) == ()


def test_days_of_an_outage_do_not_pile_up(run: Harvest, store: Store) -> None:
    def down(tool: str, asked: Mapping[str, str]) -> Answer:
        return Answer(503, "text/html", b"")

    for day in range(1, 8):
        today = NOW + timedelta(days=day)
        assert run(down, since=None, until=today.date(), now=today).source_down
    with store.read() as tx:
        assert len(ledger.unfinished(tx)) <= 2
    clones = Clones(30, FIRST, LAST)
    later = NOW + timedelta(days=8)
    assert run(clones, since=None, until=later.date(), now=later).complete
    with store.read() as tx:
        assert ledger.unfinished(tx) == ()


def reworded(store: Store, topic: Topic, query: str) -> Topic:
    """The topic with another query, activated as a new version of its strategy."""
    with store.write() as tx:
        added = strategies.add(
            tx,
            topic=topic.id,
            part="",
            version="9.0.0",
            query=query,
            author="A. Kurator",
            reason="a test",
            state="proposed",
            now=datetime(2026, 11, 3, tzinfo=UTC),
        )
        strategies.activate(tx, added.id, (), NOW)
    return msgspec.structs.replace(topic, parts=(Part(query=query, version="9.0.0"),))


def test_a_new_wording_covers_the_days_that_the_old_one_left(
    run: Harvest, store: Store, topic: Topic
) -> None:
    long_ago = date(2021, 3, 1)
    assert not run(Clones(500, long_ago, LAST), since=long_ago, ceiling=100).complete
    mended = reworded(store, topic, "chronic fatigue[ti]")
    report = run(Clones(40, long_ago, LAST), topics=(mended,), since=None)
    assert report.complete
    assert report.windows[0].first == long_ago
    assert report.windows[0].fingerprint == search.fingerprint("chronic fatigue[ti]")
    with store.read() as tx:  # or the month would never count as searched
        assert ledger.unfinished(tx) == ()


def test_what_pubmed_lists_no_more_before_it_came_is_named(run: Harvest, store: Store) -> None:
    clones = Clones(30, FIRST, LAST)
    lost = clones.pmids[7]

    def lists(pmids: list[str], count: int) -> Callable[[str, Mapping[str, str]], Answer]:
        def answer(tool: str, asked: Mapping[str, str]) -> Answer:
            if tool != "esearch":
                ids = [pmid for pmid in asked.get("id", "").split(",") if pmid != lost]
                return clones(tool, {**asked, "id": ",".join(ids)})
            found = {"count": str(count), "idlist": pmids, "querytranslation": "x"}
            return Answer(200, "application/json", json.dumps({"esearchresult": found}).encode())

        return answer

    everything = [str(pmid) for pmid in clones.pmids]
    first = run(lists(everything, 31))  # counts one more than it lists: asked again next time
    assert (first.complete, first.missing) == (False, [lost])
    others = [pmid for pmid in everything if pmid != lost]
    second = run(lists(others, 29))
    assert second.complete
    assert [problem for problem in second.problems if lost in problem] == [
        f"me_cfs, {FIRST} to {LAST}: PubMed listed {lost} earlier and lists it no more; it never came"
    ]


def test_what_the_old_wording_had_listed_is_still_fetched(
    run: Harvest, store: Store, topic: Topic
) -> None:
    clones = Clones(30, FIRST, LAST)

    def only_lists(tool: str, asked: Mapping[str, str]) -> Answer:
        return clones(tool, asked) if tool == "esearch" else Answer(503, "text/html", b"")

    assert run(only_lists).source_down
    other = reworded(store, topic, "bridges[ti]")

    def finds_nothing(tool: str, asked: Mapping[str, str]) -> Answer:
        if tool == "efetch":
            return clones(tool, asked)
        none = {"esearchresult": {"count": "0", "idlist": [], "querytranslation": "x"}}
        return Answer(200, "application/json", json.dumps(none).encode())

    assert run(finds_nothing, topics=(other,)).complete
    with store.read() as tx:
        assert catalog.ids(tx) == clones.pmids
        assert ledger.unfinished(tx) == ()


def test_a_missing_record_is_asked_for_at_every_harvest(run: Harvest, store: Store) -> None:
    clones = Clones(30, FIRST, LAST)
    late = clones.pmids[7]

    def without_one(tool: str, asked: Mapping[str, str]) -> Answer:
        ids = [pmid for pmid in asked.get("id", "").split(",") if pmid != late]
        return clones(tool, {**asked, "id": ",".join(ids)})

    first = run(without_one)
    assert (first.complete, first.missing) == (True, [late])
    again = run(without_one, since=LAST)
    assert again.recovered == []
    later = run(clones, since=LAST)
    assert later.recovered == [late]
    with store.read() as tx:
        assert catalog.ids(tx) == clones.pmids
        assert ledger.missing(tx) == {}
