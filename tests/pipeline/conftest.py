"""What the tests of the monthly edition share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from litwatch.classify.model import Model
from litwatch.pipeline import edition_files
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store
from litwatch.watch import Watch

from .desk import Desk

STUDY = "Chronic fatigue syndrome in primary care: a cohort study"


@pytest.fixture
def few_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editions without PDF and Word, which take most of the time: not what is tested here."""
    for possible in ("pdf_is_possible", "docx_is_possible"):
        monkeypatch.setattr(edition_files, possible, lambda: "not made in this test")


@pytest.fixture
def study(article_xml: Callable[..., str]) -> Callable[..., str]:
    """PubMed's entry of the one study, as it is or as it has become."""

    def entry(title: str = STUDY, extra: str = "") -> str:
        return article_xml(101, title, date(2021, 6, 3), extra)

    return entry


@pytest.fixture
def desk(
    store: Store,
    watch: Watch,
    study: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    client_for: Callable[[RunningServer], Eutils],
    tmp_path: Path,
    now: datetime,
) -> Desk:
    """A month with one study, harvested today."""
    client = client_for(pubmed_of([study()]))
    harvest(store, client, watch, now=now, since=date(2021, 6, 1), until=date(2021, 6, 30))
    classify(store, watch, Models(Model.load(), None), now=now)
    return Desk(store, watch, tmp_path / "digests", now)
