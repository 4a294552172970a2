"""One door: every stage uses the versions in force, and says which; a part has its own version."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from litwatch.classify.model import Model
from litwatch.pipeline import strategies as stage
from litwatch.pipeline.editions import draft
from litwatch.pipeline.explain import explain
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.in_force import in_force, standings
from litwatch.pipeline.mined_terms import mined_terms
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify
from litwatch.pipeline.recall import measure
from litwatch.pipeline.reports import search_report
from litwatch.pipeline.second_source import harvest_europepmc
from litwatch.records import Decision, Pmid, Record, Section
from litwatch.sample.clones import Clones
from litwatch.sample.europepmc import EuropePmcServer, answer
from litwatch.sample.server import RunningServer
from litwatch.sources.europepmc import EuropePmc
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.store import Store, catalog, entries, screening, strategies
from litwatch.watch import Watch
from litwatch.watch.gold import Gold, GoldWork

pytestmark = pytest.mark.usefixtures("few_formats")

FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
TITLE = (
    "Graded exercise therapy for recoveritis: a randomised trial"  # no strategy of ours knows it
)
RECOVERITIS = '"recoveritis"[tiab]'


class Answer:
    count = 7
    translation = "as written"
    warnings = ()


class PubMed:
    def search(self, term: str, *, retmax: int = 0) -> Answer:
        return Answer()


@pytest.fixture
def activate(
    store: Store, watch: Watch, now: datetime
) -> Callable[..., strategies.StrategyVersion]:
    """Put the query of a part, with more words, in force."""

    def put_in_force(
        topic: str, part: str = "", more: str = RECOVERITIS, when: datetime = now
    ) -> strategies.StrategyVersion:
        query = next(each.query for each in watch.topic(topic).parts if each.id == part)
        kept = stage.propose(
            store,
            watch,
            topic=topic,
            part=part,
            query=f"({query}) OR {more}",
            author="A. Ek",
            reason="A word.",
            now=now,
        ).version
        assert kept is not None
        done = stage.activate(
            store, watch, kept.id, client=PubMed(), recall_of=lambda *_: (1, 1), now=when
        )
        assert done.against == []
        return done.version

    return put_in_force


@pytest.fixture
def stocked(store: Store, now: datetime) -> Store:
    abstract = (Section(text="We followed adults."),)
    with store.write() as tx:
        record = Record(pmid=Pmid("7"), title=TITLE, abstract=abstract)
        catalog.save(tx, [(record, b"")], source="f", now=now)
    return store


def versions_of(windows: Any, topic: str) -> dict[str, str]:
    return {each.part: each.version for each in windows if each.topic == topic}


@pytest.fixture
def closed(
    store: Store, watch: Watch, tmp_path: Path, activate: Callable[..., Any]
) -> Callable[[datetime], Any]:
    """Harvest June for post-COVID with one part's version changed."""

    def run(now: datetime) -> Any:
        activate("postcovid", "persistent")
        with RunningServer(Clones(20, FIRST, LAST)) as server:
            limiter = Limiter(tmp_path / "limits.db")
            client = Eutils(server.url, email=None, api_key=None, limiter=limiter)
            topics = ["postcovid"]
            return harvest(store, client, watch, now=now, topics=topics, since=FIRST, until=LAST)

    return run


def test_a_windows_version_is_its_parts(
    store: Store, watch: Watch, now: datetime, closed: Callable[[datetime], Any]
) -> None:
    assert {part.version for part in watch.topic("postcovid").parts} == {"1.1.0"}
    report = closed(now)
    expected = {"named": "1.1.0", "persistent": "1.2.0", "symptom_after_covid": "1.1.0"}
    assert versions_of(report.windows, "postcovid") == expected
    with store.read() as tx:
        kept = {
            part: v.version for (t, part), v in strategies.active(tx).items() if t == "postcovid"
        }
        assert kept == expected


def test_the_appendix_the_methods_and_the_manifest_tell_the_parts_versions(
    store: Store, watch: Watch, now: datetime, tmp_path: Path, closed: Callable[[datetime], Any]
) -> None:
    expected = {"named": "1.1.0", "persistent": "1.2.0", "symptom_after_covid": "1.1.0"}
    closed(now)
    ran = search_report(store, first=None, last=None, now=now).strategies
    assert versions_of(ran, "postcovid") == expected
    made = draft(store, watch, "2021-06", digests=tmp_path, lang="en", now=now)
    told = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))["strategies"]
    assert {e["part"]: e["version"] for e in told if e["topic"] == "postcovid"} == expected
    rows = (made.folder / "digest.md").read_text(encoding="utf-8").splitlines()
    (row,) = (row for row in rows if ", persistent |" in row)
    assert row.split(" | ")[1].replace("\\", "") == "1.2.0"


def test_europe_pmcs_windows_have_their_parts_version_and_its_query(
    store: Store, watch: Watch, now: datetime, tmp_path: Path, activate: Callable[..., Any]
) -> None:
    activate("postcovid", "persistent")
    entry = {
        "id": "PPR1", "source": "PPR", "doi": "10.1101/2021.06.00000001", "title": TITLE,
        "firstIndexDate": "2021-06-10", "firstPublicationDate": "2021-06-10",
        "pubTypeList": {"pubType": ["preprint"]},
    }  # fmt: skip
    with EuropePmcServer(lambda tool, asked: answer([entry], tool, asked)) as server:
        client = EuropePmc(server.url, email=None, limiter=Limiter(tmp_path / "limits.db"))
        report = harvest_europepmc(
            store, client, watch, now=now, topics=["postcovid"], since=FIRST, until=LAST
        )
    assert versions_of(report.windows, "postcovid") == {
        "named": "1.1.0", "persistent": "1.2.0", "symptom_after_covid": "1.1.0",
    }  # fmt: skip
    assert {each.part: each.count for each in report.windows}["persistent"] == 1


def test_classify_tags_by_the_version_in_force(
    stocked: Store, watch: Watch, now: datetime, activate: Callable[..., Any]
) -> None:
    notes: list[list[str]] = []

    def flagged(at: datetime) -> bool:
        notes.append(
            classify(stocked, watch, Models(Model.load(), None), now=at, everything=True).notes
        )
        with stocked.read() as tx:
            (entry,) = entries(tx)
        return "safety_pem_check" in {tag.value for tag in entry.tags}

    assert not flagged(now)
    activate("me_cfs")
    assert flagged(now + timedelta(days=1))
    assert notes[0][0].startswith("No version is in force yet")
    assert [note.split(",")[0] for note in notes[1]] == ["me_cfs: version 1.2.0"]


def test_explain_shows_the_words_of_the_version_in_force_and_its_number(
    stocked: Store, watch: Watch, now: datetime, activate: Callable[..., Any]
) -> None:
    assert explain(stocked, watch, "7") == []
    version = activate("me_cfs")
    (match,) = explain(stocked, watch, "7")
    assert match.topic == "me_cfs"
    assert [hit.term for hit in match.hits] == ['"recoveritis"[tiab]']
    assert str(match.standing) == (
        f"version {version.version}, in force since 2026-11-03 "
        "(the watch files hold another query, which is not in force)"
    )


def test_recall_measures_the_version_in_force(
    stocked: Store, watch: Watch, now: datetime, activate: Callable[..., Any]
) -> None:
    gold = Gold(name="g", works=(GoldWork(pmid=Pmid("7"), topics=("postcovid",)),))
    assert len(measure(stocked, watch, gold, now=now).parts[0].found) == 0
    activate("postcovid", "persistent")
    report = measure(stocked, watch, gold, now=now)
    told = {part.part: (len(part.found), part.version) for part in report.parts}
    assert told == {
        "": (1, "1.1.0, 1.2.0"), "named": (0, "1.1.0"), "persistent": (1, "1.2.0"),
        "symptom_after_covid": (0, "1.1.0"),
    }  # fmt: skip
    assert report.misses == ()


def test_mined_terms_are_what_the_version_in_force_misses(
    stocked: Store, watch: Watch, now: datetime, activate: Callable[..., Any]
) -> None:
    abstract = (Section(text="We followed adults."),)
    with stocked.write() as tx:
        for n in range(10, 20):
            record = Record(pmid=Pmid(str(n)), title=f"Recoveritis part {n}", abstract=abstract)
            catalog.save(tx, [(record, b"")], source="f", now=now)
            screening.append_decision(
                tx, Decision(record_id=str(n), verdict="include", reviewer="A", at=now)
            )
    assert mined_terms(stocked, watch, "me_cfs").missed == 10
    activate("me_cfs")
    assert mined_terms(stocked, watch, "me_cfs").missed == 0


def test_since_when_a_version_is_in_force_is_the_day_of_its_activation(
    store: Store, watch: Watch, now: datetime, activate: Callable[..., Any]
) -> None:
    later = now + timedelta(days=20)
    activate("me_cfs", when=later)
    with store.read() as tx:
        told = {each.topic: each for each in standings(tx, watch) if not each.part}
        assert in_force(tx, in_force(tx, watch)).topics == in_force(tx, watch).topics
    assert told["me_cfs"].since == later.date()
    assert told["pots_dysautonomia"].since == now.date()
    assert str(told["pots_dysautonomia"]) == (
        f"version {watch.topic('pots_dysautonomia').version}, in force since 2026-11-03"
    )


def test_before_anything_is_kept_the_files_query_is_used_and_said_to_be_so(
    stocked: Store, watch: Watch
) -> None:
    with stocked.read() as tx:
        assert in_force(tx, watch).topics == watch.topics
        first = standings(tx, watch)[0]
    assert (first.since, first.kept) == (None, False)
    assert str(first) == (
        f"version {watch.topics[0].version} of the watch files; no version is in force yet"
    )
