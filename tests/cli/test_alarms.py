"""The commands of the status watch on one machine, with three sources on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from litwatch.sample.crossref import serve_crossref
from litwatch.sample.europepmc import serve_europepmc
from litwatch.sample.server import RunningServer
from litwatch.store import create_or_upgrade, decks, open_store
from litwatch.store.tables import deck_slide

from ..conftest import article
from ..sources.test_retraction_watch import file_of

TRIAL = 90000001


@pytest.fixture
def house(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    pubmed_of: Callable[[list[str]], RunningServer],
    now: Any,
) -> Iterator[Path]:
    """A house whose one followed deck uses one trial, which Crossref calls retracted."""
    said = {"DOI": "10.9999/notice", "type": "retraction", "source": "publisher"}
    trial = article(TRIAL, "An invented trial", date(2026, 5, 4)).replace(
        "<Language>", '<ELocationID EIdType="doi" ValidYN="Y">10.9999/trial</ELocationID><Language>'
    )
    with (
        serve_crossref([{"DOI": "10.9999/trial", "updated-by": [said]}]) as crossref,
        serve_europepmc([]) as europepmc,
    ):
        home.mkdir()
        monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of([trial]).url)
        monkeypatch.setenv("LITWATCH_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("LITWATCH_EUROPEPMC_URL", europepmc.url)
        monkeypatch.setenv("LITWATCH_REVIEWER", "A. Kurator")
        url = f"sqlite:///{home / 'litwatch.db'}"
        create_or_upgrade(url)
        with open_store(url) as store, store.write() as tx:
            deck = decks.add(
                tx, path="/srv/pem.pptx", owner="B. Lärare", mail="larare@example.org",
                module="", added_by="A. Kurator", now=now,
            )  # fmt: skip
            row = {"deck_id": deck.id, "place": 4, "key": "", "title": "PEM", "statements": []}
            tx.execute(deck_slide.insert().values({**row, "works": [str(TRIAL)]}))
        yield home


def test_watch_list_acknowledge(house: Path, cli: Callable[..., Any]) -> None:
    watched = cli("status", "watch", "--json")
    assert watched.code == 1
    (alert,) = json.loads(watched.out)["new_alerts"]
    assert (alert["record"], alert["state"], alert["source"]) == (
        str(TRIAL), "retracted", "crossref",
    )  # fmt: skip
    assert "slide 4 of /srv/pem.pptx" in cli("status", "list").out
    dry = cli("status", "escalate", "--after", "0")
    assert "larare@example.org: Ett verk som du undervisar från har ändrats" in dry.out
    assert "Dry run: --send would send 1 mail(s)." in dry.out
    closing = cli("status", "close", "1", "--reason", "I like it.")
    assert closing.code == 2
    assert "no source says that it holds no longer" in closing.err
    seen = cli("status", "acknowledge", "1", "--reason", "Taken out of slide 4.")
    assert "acknowledged by A. Kurator" in seen.out
    assert json.loads(cli("status", "list", "--json").out) == []
    (kept,) = json.loads(cli("status", "list", "--all", "--json").out)
    assert kept["reason"] == "Taken out of slide 4."


def test_a_file_of_retraction_watch_is_imported_or_refused(
    house: Path, cli: Callable[..., Any]
) -> None:
    cli("status", "watch")
    file = house / "retraction_watch.csv"
    file.write_bytes(file_of({"OriginalPaperPubMedID": str(TRIAL), "OriginalPaperDOI": ""}, {}))
    done = cli("status", "import-retractions", str(file))
    assert "1 rows read, 1 kept (before: 0)." in done.out
    assert "1 × empty rows" in done.err
    assert "1 stored records have a new notice" in done.err
    file.write_bytes(b"<html>504</html>")
    refused = cli("status", "import-retractions", str(file))
    assert refused.code == 2
    assert "a web page" in refused.err
    (alert,) = json.loads(cli("status", "list", "--json").out)
    assert alert["source"] == "crossref, retraction-watch"
