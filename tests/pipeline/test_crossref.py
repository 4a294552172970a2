"""Crossref is asked what preprints have become; what it said stays, whatever comes after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from litwatch.pipeline.crossref import CrossrefReport, ask_crossref, to_ask
from litwatch.pipeline.works import join_works
from litwatch.records import Doi, Notice, Pmid, PublicationType, Record
from litwatch.sample.answers import Answer
from litwatch.sample.crossref import CrossrefServer, answer
from litwatch.sources.crossref import Crossref
from litwatch.sources.limiter import Limiter
from litwatch.store import Store, catalog, ledger, works

PREPRINT = (PublicationType(name="Preprint"),)
ARTICLE = Record(pmid=Pmid("2"), doi=Doi("10.1000/a"), title="Tiredness after infection")


def preprint(number: int = 7, **fields: Any) -> Record:
    given: dict[str, Any] = {
        "preprint_id": f"PPR{number}",
        "doi": Doi(f"10.1101/{number:03}"),
        "title": f"Fatigue {number}",
        "publication_types": PREPRINT,
    }
    return Record(**(given | fields))


def becomes(doi: str, article: str = "10.1000/a") -> dict[str, Any]:
    said = {"id-type": "doi", "id": article, "asserted-by": "subject"}
    return {"DOI": doi, "relation": {"is-preprint-of": [said]}}


class World:
    """A store and a Crossref whose works and willingness a test may change."""

    def __init__(self, store: Store, folder: Path, now: datetime) -> None:
        self.store, self.now = store, now
        self.items: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.answers_left: int | None = None
        self.server = CrossrefServer(self.answering)
        self.client = Crossref(
            self.server.url,
            email=None,
            limiter=Limiter(folder / "limits.db"),
            sleep=lambda _: None,
        )

    def answering(self, tool: str, asked: Mapping[str, str]) -> Answer:
        if self.answers_left == 0:
            return Answer(503, "text/plain", b"busy")
        if self.answers_left:
            self.answers_left -= 1
        self.asked += [each.removeprefix("doi:") for each in asked["filter"].split(",")]
        return answer(self.items, tool, asked)

    def save(self, *records: Record, role: Any = "watched", days: int = 0) -> None:
        with self.store.write() as tx:
            pairs = [(one, b"") for one in records]
            catalog.save(tx, pairs, source="test", now=self.now + timedelta(days=days), role=role)

    def ask(self, days: int = 0, **how: Any) -> CrossrefReport:
        self.asked = []
        return ask_crossref(self.store, self.client, now=self.now + timedelta(days=days), **how)

    def works(self, linked: list[str]) -> list[tuple[str, ...]]:
        join_works(self.store, now=self.now + timedelta(days=30), linked=linked)
        with self.store.read() as tx:
            return works.works(tx)


@pytest.fixture
def world(store: Store, tmp_path: Path, now: datetime) -> Iterator[World]:
    made = World(store, tmp_path, now)
    yield made
    made.server.close()


def test_a_link_joins_records_that_were_compared_long_ago(world: World) -> None:
    world.save(preprint(), ARTICLE)
    assert world.works([]) == []
    world.items = [becomes("10.1101/007")]
    report = world.ask(days=20)
    assert (report.asked, report.of, report.linked) == (2, 2, ["PPR7"])
    assert report.unknown == ["10.1000/a"]
    assert world.works(report.linked) == [("2", "PPR7")]
    with world.store.read() as tx:
        (pair,) = works.pairs(tx)
        assert catalog.states(tx, ["PPR7"]) == {"PPR7": "preprint_published"}
    assert (pair.how, pair.state) == ("preprint", "certain")
    assert pair.evidence == "crossref: is-preprint-of (stated by this record)"


def test_a_link_to_an_article_that_comes_later_joins_it_without_asking_again(world: World) -> None:
    world.items = [becomes("10.1101/007")]
    world.save(preprint())
    world.ask()
    world.save(ARTICLE, days=9)
    assert world.works([]) == [("2", "PPR7")]


def test_a_link_to_one_version_is_a_link_to_the_preprint(world: World) -> None:
    said = {"id-type": "doi", "id": "10.21203/rs.3/v1", "asserted-by": "object"}
    world.items = [{"DOI": "10.1000/a", "relation": {"has-preprint": [said]}}]
    world.save(preprint(doi=Doi("10.21203/rs.3/v2")), ARTICLE)
    assert world.works(world.ask().linked) == [("2", "PPR7")]


def test_preprints_are_asked_for_until_they_have_an_article_others_once(world: World) -> None:
    world.items = [becomes("10.1101/008")]
    world.save(preprint(7), preprint(8), ARTICLE)
    world.save(preprint(9), role="background")
    world.ask(days=3)
    assert world.asked == ["10.1000/a", "10.1101/007", "10.1101/008"]
    world.ask(days=7)
    assert world.asked == ["10.1101/007"]
    world.ask(days=14, everything=True)
    assert world.asked == ["10.1000/a", "10.1101/007"]


def test_a_guessed_link_is_asked_about_all_the_same() -> None:
    guess = Notice(
        type="update", direction="in", pmid=Pmid("2"), note="probable: title-first author match"
    )
    linked = Notice(type="update", direction="in", ref_type="Preprint of", pmid=Pmid("2"))
    asked = to_ask([preprint(7, notices=(guess,)), preprint(8, notices=(linked,))], frozenset())
    assert asked == {"10.1101/007": ["PPR7"]}


def test_what_was_found_before_the_source_fell_silent_stays(world: World) -> None:
    many = [preprint(n) for n in range(1, 31)]
    world.items = [becomes(f"10.1101/{n:03}", f"10.1000/{n}") for n in range(1, 31)]
    world.save(*many)
    world.answers_left = 1
    report = world.ask()
    assert (report.asked, report.of, len(report.linked)) == (20, 30, 20)
    assert "gave no usable answer" in report.source_down
    with world.store.read() as tx:
        assert ledger.runs(tx)[-1].state == "source_down"
        states = catalog.states(tx, [one.id for one in many])
    assert sum(state == "preprint_published" for state in states.values()) == 20
    world.answers_left = None
    assert len(world.ask(days=1).linked) == 10


def test_the_link_of_a_rejected_pair_leaves_it_to_the_person(world: World) -> None:
    world.items = [becomes("10.1101/007")]
    world.save(preprint(), ARTICLE)
    with world.store.write() as tx:
        works.settle(tx, "2", "PPR7", "different", "A. Kurator", world.now)
    assert world.works(world.ask().linked) == []


def test_progress_is_told_in_dois(world: World) -> None:
    told: list[tuple[int, int]] = []
    world.save(*(preprint(n) for n in range(1, 31)))
    world.ask(progress=lambda *step: told.append(step))
    assert told == [(20, 30), (30, 30)]
