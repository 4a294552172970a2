"""Predictions and tags reach every record that people may read, whatever came first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from litwatch.classify.model import Model
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.imports import import_files
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify
from litwatch.records import Tag
from litwatch.review import screening
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, entries
from litwatch.watch import Watch

DAY = date(2021, 6, 3)
TITLE = "Graded exercise therapy in chronic fatigue syndrome: a randomised trial"


@pytest.fixture
def file(tmp_path: Path, article_xml: Callable[..., str]) -> Path:
    path = tmp_path / "set.xml"
    path.write_text(f"<PubmedArticleSet>{article_xml(7, TITLE, DAY)}</PubmedArticleSet>")
    return path


def tags(store: Store) -> tuple[Tag, ...]:
    with store.read() as tx:
        (entry,) = entries(tx)
    return entry.tags


def flags(store: Store) -> set[str]:
    return {tag.value for tag in tags(store) if tag.facet == "flags"}


def test_an_imported_record_gets_its_safety_flag_without_any_harvest(
    store: Store, watch: Watch, file: Path, now: datetime
) -> None:
    import_files(store, [file], now=now)
    classify(store, watch, Models(Model.load(), None), now=now)
    assert "safety_pem_check" in flags(store)


def test_background_that_a_strategy_hits_later_is_tagged_then(
    store: Store,
    watch: Watch,
    file: Path,
    article_xml: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    client_for: Callable[[RunningServer], Eutils],
    now: datetime,
) -> None:
    import_files(store, [file], now=now, background=True)
    classify(store, watch, Models(Model.load(), None), now=now)
    assert tags(store) == ()
    later = now + timedelta(days=1)
    client = client_for(pubmed_of([article_xml(7, TITLE, DAY)]))
    harvest(store, client, watch, now=later, topics=["me_cfs"], since=DAY, until=DAY)
    report = classify(store, watch, Models(Model.load(), None), now=later)
    assert (report.scored, report.tagged) == (0, 1)
    assert "safety_pem_check" in flags(store)
    assert classify(store, watch, Models(Model.load(), None), now=later).tagged == 0


def test_background_that_a_person_includes_is_no_background_any_more(
    store: Store, watch: Watch, file: Path, now: datetime
) -> None:
    import_files(store, [file], now=now, background=True)
    with store.write() as tx:
        screening.decide(tx, "7", "include", reviewer="A. Kurator", now=now)
    with store.read() as tx:
        (entry,) = entries(tx)
    assert entry.role == "imported"
