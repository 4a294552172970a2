"""A month as a user lives it: from the first harvest to a published edition and a safe backup."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from litwatch.sample.server import RunningServer

Cli = Callable[..., Any]
WHOLE_MONTH = ("harvest", "--since", "2021-06-01", "--until", "2021-06-30")
HARVEST = ("harvest", "--topic", "me_cfs", "--since", "2021-06-01", "--until", "2021-06-30")


@pytest.fixture
def pubmed(
    article_xml: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three records on loopback, and settings that point at them."""
    articles = [
        article_xml(n, f"Chronic fatigue syndrome in primary care, part {n}", date(2021, 6, n))
        for n in (1, 2, 3)
    ]
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of(articles).url)
    monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "loopback")


def test_harvest_prints_the_contract(cli: Cli, pubmed: None) -> None:
    done = cli(*HARVEST, "--json")
    assert done.code == 0
    report = json.loads(done.out)
    (window,) = report["windows"]
    assert (report["complete"], report["new"], report["missing"]) == (True, 3, [])
    assert report["works"] == {"certain": [], "proposed": [], "waiting": 0}
    assert window["count"] == window["fetched"] + window["known"] + window["missing"] == 3
    assert set(window) >= {
        "topic",
        "from",
        "to",
        "count",
        "fetched",
        "missing",
        "known",
        "state",
    }


def test_classify_queue_decide(cli: Cli, pubmed: None) -> None:
    cli(*HARVEST)
    classified = json.loads(cli("classify", "--json").out)
    assert (classified["scored"], classified["tagged"]) == (3, 3)
    assert json.loads(cli("classify", "--json").out)["scored"] == 0
    assert len(json.loads(cli("queue", "--json").out)) == 3

    assert cli("decide", "1", "include", "--reviewer", "A. Kurator").code == 0
    assert cli("decide", "2", "exclude", "--reviewer", "A", "--reason", "animals").code == 0
    assert [row["pmid"] for row in json.loads(cli("queue", "--json").out)] == ["3"]
    included = cli("export", "--decision", "include").out.splitlines()
    assert [json.loads(line)["decision"]["reviewer"] for line in included] == ["A. Kurator"]


def test_explain_shows_the_words_in_their_sentence(cli: Cli, pubmed: None) -> None:
    cli(*HARVEST)
    done = cli("query", "explain", "1")
    assert done.code == 0
    assert "me_cfs" in done.out
    assert "‹Chronic fatigue syndrome› in primary care, part 1" in done.out


@pytest.mark.parametrize("kind", ["jsonl", "csv", "ris", "bibtex", "csl-json", "nbib"])
def test_every_export_format_holds_every_record(
    cli: Cli, pubmed: None, tmp_path: Path, kind: str
) -> None:
    cli(*HARVEST)
    out = tmp_path / "records.out"
    assert cli("export", "--format", kind, "-o", str(out)).code == 0
    text = out.read_text(encoding="utf-8")
    assert all(f"part {n}" in text for n in (1, 2, 3))
    assert cli("export", "--format", kind).out.replace("\r\n", "\n") == text


def test_what_is_exported_can_be_imported_elsewhere(
    cli: Cli, pubmed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(*HARVEST)
    for kind, name in (("nbib", "out.nbib"), ("ris", "out.ris"), ("csv", "out.csv")):
        cli("export", "--format", kind, "-o", str(tmp_path / name))
        monkeypatch.setenv("LITWATCH_HOME", str(tmp_path / kind))
        report = json.loads(cli("import", str(tmp_path / name), "--json").out)
        assert (report[0]["new"], report[0]["lost"]) == (3, 0), kind
        monkeypatch.setenv("LITWATCH_HOME", str(tmp_path / "home"))


def test_a_backup_restores_to_the_same_export(cli: Cli, pubmed: None, tmp_path: Path) -> None:
    cli(*HARVEST)
    cli("classify")
    cli("decide", "1", "include", "--reviewer", "A. Kurator")
    before = cli("export").out
    assert cli("db", "backup", str(tmp_path / "safe.db")).code == 0
    cli("decide", "1", "exclude", "--reviewer", "B", "--reason", "second thoughts")
    assert cli("export").out != before
    assert cli("db", "restore", str(tmp_path / "safe.db")).code == 0
    assert cli("export").out == before
    assert cli("db", "check").code == 0


def test_edition_from_draft_to_published(cli: Cli, pubmed: None, tmp_path: Path) -> None:
    cli(*WHOLE_MONTH)
    cli("classify")
    drafted = cli("edition", "draft", "2021-06")
    assert drafted.code == 0
    assert Path(drafted.out.strip(), "digest.html").is_file()
    refused = cli("edition", "publish", "2021-06", "--reviewer", "A")
    assert refused.code == 1
    assert "closed gate" in refused.err
    for n in ("1", "2", "3"):
        cli("decide", n, "exclude", "--reviewer", "A", "--reason", "invented")
    cli("edition", "draft", "2021-06")
    assert cli("edition", "check", "2021-06").code == 0
    published = cli("edition", "publish", "2021-06", "--reviewer", "A")
    assert published.code == 0
    page = Path(published.out.strip(), "digest.html").read_text(encoding="utf-8")
    assert "Inget den här månaden ändrar råden i kunskapsstödet." in page
    rows = json.loads(cli("edition", "list", "--json").out)
    assert [(row["month"], row["state"]) for row in rows][-1] == ("2021-06", "published")
    deck = tmp_path / "deck.pptx"
    assert cli("slides", "build", "2021-06", "-o", str(deck)).code == 0
    assert deck.is_file()


def test_the_page_of_editions_is_made_anew_when_states_are_asked_for(
    cli: Cli, pubmed: None, tmp_path: Path
) -> None:
    page = tmp_path / "digests" / "index.html"
    cli(*WHOLE_MONTH)
    assert cli("status", "refresh", "--max-age", "0").code == 0
    assert not page.exists()  # nothing is published
    for n in ("1", "2", "3"):
        cli("decide", n, "exclude", "--reviewer", "A", "--reason", "invented")
    cli("edition", "draft", "2021-06")
    assert cli("edition", "publish", "2021-06", "--reviewer", "A").code == 0
    for again in (("status", "refresh", "--max-age", "0"), ("run", "--month", "2021-05")):
        page.unlink()
        cli(*again)
        assert "2021-06/digest.html" in page.read_text(encoding="utf-8"), again


def test_two_persons_publish_a_month_and_correct_it(
    cli: Cli, pubmed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITWATCH_TWO_PERSONS", "true")
    cli(*WHOLE_MONTH)
    cli("classify")
    for n in ("1", "2", "3"):
        cli("decide", n, "exclude", "--reviewer", "A", "--reason", "invented")
    cli("edition", "draft", "2021-06")
    early = cli("edition", "approve", "2021-06", "--sha256", "0123456789ab", "--reviewer", "B")
    assert (early.code, "edition submit 2021-06" in early.err) == (1, True)
    read = cli("edition", "submit", "2021-06")
    assert (read.code, "2021-06.draft" in read.err) == (0, True)
    alone = cli("edition", "publish", "2021-06", "--reviewer", "A")
    assert (alone.code, "these did: A" in alone.err) == (1, True)
    own = cli("edition", "approve", "2021-06", "--sha256", read.out.strip(), "--reviewer", "A")
    assert "Before it can be published it needs the approval of somebody" in own.err
    approve = ("edition", "approve", "2021-06", "--sha256", read.out.strip()[:12])
    assert json.loads(cli(*approve, "--reviewer", "B", "--json").out)["lacks"] == ""
    assert cli("edition", "publish", "2021-06", "--reviewer", "A").code == 0
    assert cli("edition", "publish", "2021-06", "--reviewer", "A").code == 2

    assert cli("edition", "correct", "2021-07", "--reason", "x", "--reviewer", "A").code == 2
    corrected = cli(
        "edition", "correct", "2021-06", "--reason", "Fel.", "--reviewer", "A", "--json"
    )
    assert json.loads(corrected.out)["revision"] == 2
    published = json.loads(cli("edition", "publish", "2021-06", "--reviewer", "B", "--json").out)
    assert Path(published["folder"]).name == "2021-06.r2"
    rows = json.loads(cli("edition", "list", "--json").out)
    assert [(row["revision"], row["state"], row["correction"]) for row in rows] == [
        (1, "corrected", ""), (2, "published", "Fel."),
    ]  # fmt: skip
    assert [one["reviewer"] for one in rows[0]["approvals"]] == ["A", "B"]
    assert "Fel." in cli("edition", "list").out


def test_check_gives_advice_beside_the_closed_gates(cli: Cli, pubmed: None) -> None:
    cli(*WHOLE_MONTH)
    cli("decide", "1", "include", "--reviewer", "A")
    cli("tag", "1", "design", "cohort", "--reviewer", "A")
    words = " ".join(["aktivitetsanpassning"] * 30) + "."
    cli("edition", "write", "2021-06", "1", "limitations", words, "--reviewer", "A")
    gates = json.loads(cli("edition", "check", "2021-06", "--json").out)
    both = json.loads(cli("edition", "check", "2021-06", "--json", "--advice").out)
    assert both["gates"] == gates
    assert [(one["item"], one["field"]) for one in both["advice"]] == [("1", "limitations")] * 2
    assert "LIX 130" in cli("edition", "check", "2021-06").out


def test_run_does_the_whole_month(cli: Cli, pubmed: None) -> None:
    done = cli("run", "--month", "2021-06", "--json")
    assert done.code == 1  # done, and three records wait for a person
    report = json.loads(done.out)
    assert (report["harvest"]["complete"], report["classified"]) == (True, 3)
    assert report["closed_gates"] > 0
    assert {each["topic"]: each["newly_missed"] for each in report["recall"]["topics"]}[
        "me_cfs"
    ] == []
    (stretch,) = (
        each
        for each in json.loads(cli("query", "recall", "--trend", "--json").out)
        if each["topic"] == "me_cfs"
    )
    assert (stretch["runs"], stretch["expected"]) == (1, stretch["found"] + len(stretch["missed"]))


def test_a_run_that_misses_a_known_work_for_the_first_time_names_it(
    cli: Cli, pubmed: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from datetime import UTC, datetime

    from litwatch.store import open_store, strategies

    cli("run", "--month", "2021-06")
    at = datetime(2026, 11, 3, tzinfo=UTC)
    with open_store(f"sqlite:///{tmp_path / 'home' / 'litwatch.db'}") as store, store.write() as tx:
        narrow = strategies.add(
            tx, topic="me_cfs", part="", version="9.0.0", query="encephalomyelitis[ti]",
            author="A. Ek", reason="Narrow.", state="proposed", now=at,
        )  # fmt: skip
        strategies.activate(tx, narrow.id, (), at)
    done = cli("run", "--month", "2021-06")
    assert done.code == 1
    assert "me_cfs misses now " in done.err
    assert "(the query changed, version 9.0.0)" in done.err
    assert "miss known works that they found last time" in done.err


def test_status_refresh(cli: Cli, pubmed: None) -> None:
    cli(*HARVEST)
    done = cli("status", "refresh", "--max-age", "0", "--json")
    assert done.code == 0
    assert json.loads(done.out)["checked"] == 3


def test_doctor_shows_settings_with_their_source_and_hides_the_key(cli: Cli, pubmed: None) -> None:
    done = cli("doctor", "--json")
    assert done.code == 0
    report = json.loads(done.out)
    rows = {row["name"]: row for row in report["settings"]}
    assert rows["NCBI_API_KEY"]["value"] == "set (hidden)"
    assert rows["HOME"]["source"] == "environment"
    assert rows["WATCH"]["source"] == "default"
    assert all(check["ok"] for check in report["checks"])


def test_a_month_that_was_not_searched_is_not_published(cli: Cli, pubmed: None) -> None:
    cli(*HARVEST)  # one topic of eighteen
    for n in ("1", "2", "3"):
        cli("decide", n, "exclude", "--reviewer", "A", "--reason", "invented")
    cli("edition", "draft", "2021-06")
    refused = cli("edition", "publish", "2021-06", "--reviewer", "A")
    assert refused.code == 1
    gates = json.loads(cli("edition", "check", "2021-06", "--json").out)
    assert {gate["gate"] for gate in gates} == {"search"}


def test_a_person_sets_a_tag(cli: Cli, pubmed: None) -> None:
    cli(*HARVEST)
    cli("classify")
    assert cli("tag", "1", "design", "cohort", "--reviewer", "A. Kurator").code == 0
    rows = [json.loads(line) for line in cli("export").out.splitlines()]
    mine = [tag for tag in rows[0]["tags"] if tag["by"] == "A. Kurator"]
    assert [(tag["facet"], tag["value"]) for tag in mine] == [("design", "cohort")]
    assert cli("tag", "1", "colour", "red", "--reviewer", "A").code == 2
