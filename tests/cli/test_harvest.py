"""What `litwatch harvest` prints and how it ends: sweeps, the ceiling, findings of PubMed's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from litwatch.sample.answers import Answer
from litwatch.sample.clones import Clones
from litwatch.sample.server import RunningServer

Cli = Callable[..., Any]
JUNE = ("--topic", "me_cfs", "--since", "2021-06-01", "--until", "2021-06-30")
CLONES = Clones(30, date(2021, 6, 1), date(2021, 6, 30))


@pytest.fixture
def pubmed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Start a PubMed that answers as given, and let the settings point at it."""
    running: list[RunningServer] = []

    def start(answering: Any) -> None:
        running.append(RunningServer(answering))
        monkeypatch.setenv("LITWATCH_EUTILS_URL", running[-1].url)
        monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "loopback")

    yield start
    for server in running:
        server.close()


def harvest(cli: Cli, *more: str) -> tuple[int, dict[str, Any], str]:
    done = cli("harvest", *JUNE, *more, "--json")
    return done.code, json.loads(done.out), done.err


def test_a_sweep_tells_its_two_dates_apart(cli: Cli, pubmed: Any) -> None:
    pubmed(CLONES)
    code, report, _ = harvest(cli, "--sweep")
    assert code == 0
    windows = [w for w in report["windows"] if w.get("source", "pubmed") == "pubmed"]
    assert [(w["date_field"], w["count"]) for w in windows] == [("crdt", 30), ("mhda", 30)]
    assert (report["findings"], report["translation_changes"], report["recovered"]) == ([], [], [])


def test_above_the_ceiling_and_without_a_terminal_it_stops(cli: Cli, pubmed: Any) -> None:
    pubmed(CLONES)
    code, report, err = harvest(cli, "--ceiling", "20")
    assert code == 1
    assert not report["complete"]
    assert "--ceiling 30" in report["problems"][0]
    assert "do not balance" in err


def test_a_phrase_that_pubmed_does_not_know_is_for_a_person(cli: Cli, pubmed: Any) -> None:
    def saying(tool: str, asked: Mapping[str, str]) -> Answer:
        true = CLONES(tool, asked)
        if tool != "esearch":
            return true
        document = json.loads(true.body)
        document["esearchresult"]["warninglist"] = {"quotedphrasesnotfound": ['"fatigeu"']}
        return true._replace(body=json.dumps(document).encode())

    pubmed(saying)
    code, report, err = harvest(cli)
    assert (code, report["complete"], report["new"]) == (1, True, 30)
    assert [one["text"] for one in report["findings"]] == ['quoted phrase not found: "fatigeu"']
    assert "does not know some words" in err


def test_a_missing_record_is_printed_by_its_number(cli: Cli, pubmed: Any) -> None:
    def without_one(tool: str, asked: Mapping[str, str]) -> Answer:
        ids = [pmid for pmid in asked.get("id", "").split(",") if pmid != CLONES.pmids[7]]
        return CLONES(tool, {**asked, "id": ",".join(ids)})

    pubmed(without_one)
    done = cli("harvest", *JUNE)
    assert done.code == 0
    assert f"Missing, me_cfs: {CLONES.pmids[7]}." in done.err
