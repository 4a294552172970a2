"""Two processes on one window: whatever the other does meanwhile, the account stays right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from litwatch.pipeline import page
from litwatch.pipeline.harvest import HarvestReport, harvest
from litwatch.sample.answers import Answer
from litwatch.sample.clones import Clones
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, catalog, integrity, ledger
from litwatch.watch import Watch

FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
NOW = datetime(2021, 7, 15, 8, 0, tzinfo=UTC)


class NoLimit:
    def wait(self, *_: object, **__: object) -> float:
        return 0.0

    def hold(self, *_: object) -> None:
        pass


class Two:
    """One harvest, and another that runs through whole while the first waits for an answer."""

    def __init__(self, store: Store, watch: Watch, during: str) -> None:
        self._store, self._watch, self._during = store, watch, during
        self.clones = Clones(30, FIRST, LAST)
        self.inner: HarvestReport | None = None
        self.alter = lambda answer, inner: answer
        self._started = False

    def run(self, answering: Any) -> HarvestReport:
        with RunningServer(answering) as server:
            client = Eutils(
                server.url,
                email=None,
                api_key=None,
                limiter=NoLimit(),  # type: ignore[arg-type]
                sleep=lambda _: None,
            )
            return harvest(
                self._store,
                client,
                self._watch,
                now=NOW,
                topics=["me_cfs"],
                since=FIRST,
                until=LAST,
            )

    def __call__(self, tool: str, asked: Mapping[str, str]) -> Answer:
        true = self.alter(self.clones(tool, asked), False)
        if tool == self._during and not self._started:
            self._started = True
            self.inner = self.run(lambda tool, asked: self.alter(self.clones(tool, asked), True))
        return true


@pytest.mark.parametrize("during", ["esearch", "efetch"])
def test_the_other_finishes_the_window_meanwhile(
    store: Store, watch: Watch, monkeypatch: pytest.MonkeyPatch, during: str
) -> None:
    monkeypatch.setattr(page, "SIZE", 7)
    two = Two(store, watch, during)
    report = two.run(two)
    assert two.inner is not None
    assert report.complete
    assert two.inner.complete
    with store.read() as tx:
        assert catalog.ids(tx) == two.clones.pmids
        assert ledger.unfinished(tx) == ()
    assert integrity.findings(store) == []


def test_the_other_lists_the_window_anew_without_what_is_on_its_way_here(
    store: Store, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PubMed counts 31 and lists 30; then the other finds 29, for one was just deleted."""
    monkeypatch.setattr(page, "SIZE", 40)
    two = Two(store, watch, "efetch")
    gone = two.clones.pmids[4]

    def alter(answer: Answer, inner: bool) -> Answer:
        if b"esearchresult" not in answer.body:
            return answer
        document = json.loads(answer.body)
        result = document["esearchresult"]
        if inner:
            result["idlist"].remove(gone)
        result["count"] = str(29 if inner else 31)
        return answer._replace(body=json.dumps(document).encode())

    two.alter = alter
    two.run(two)
    with store.read() as tx:
        assert catalog.ids(tx) == two.clones.pmids, "it was listed, so it is stored"
        assert ledger.unfinished(tx) == ()
        (window,) = ledger.windows(tx)
        assert (window.count, window.listed, window.state) == (29, 29, "complete")
    assert integrity.findings(store) == []
