"""`litwatch show`: one record as a curator reads it before deciding."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from litwatch.sample.server import RunningServer

Cli = Callable[..., Any]


@pytest.fixture
def harvested(
    cli: Cli,
    article_xml: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A classified record, PMID 7."""
    article = article_xml(7, "Chronic fatigue syndrome in primary care", date(2021, 6, 7))
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of([article]).url)
    monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "loopback")
    monkeypatch.setenv("LITWATCH_REVIEWER", "A. Kurator")
    harvest = ("harvest", "--topic", "me_cfs", "--since", "2021-06-01", "--until", "2021-06-30")
    assert cli(*harvest).code == 0
    assert cli("classify").code == 0


def test_a_record_is_shown_with_all_that_is_said_of_it(cli: Cli, harvested: None) -> None:
    cli("tag", "7", "design", "cohort")
    cli("decide", "7", "maybe")
    cli("decide", "7", "include", "--reason", "from primary care")
    cli("rate", "7", "--audience", "vardcentral", "--relevance", "6", "--newsworthiness", "5")
    words = "Tröttheten bestod i ett halvår."
    cli("edition", "write", "2021-06", "7", "bottom_line", words, "--role", "allmänläkare")
    done = cli("show", "7")
    assert done.code == 0
    assert done.out.startswith("Chronic fatigue syndrome in primary care\n")
    for line in (
        "State: ok",
        "Design: Cohort (level 3)",
        "Topics: me_cfs",
        "  size: 120, from “We followed 120 adults for six months.”",
        "  Study design: Cohort (A. Kurator)",
        f"  2021-06, bottom_line: {words}",
    ):
        assert line in done.out
    assert "Relevance: likely, 0." in done.out
    assert " (machine, " in done.out
    decisions = done.out.split("Decisions\n")[1].splitlines()[:2]
    assert [line.split()[0] for line in decisions] == ["maybe", "include"]
    assert decisions[1].endswith(": from primary care")
    assert "  relevance 6 for vardcentral, by A. Kurator" in done.out


def test_json_is_the_object_that_the_export_holds(cli: Cli, harvested: None) -> None:
    assert json.loads(cli("show", "7", "--json").out) == json.loads(cli("export").out)


def test_what_may_be_the_same_work_is_named(cli: Cli, harvested: None, tmp_path: Any) -> None:
    before = cli("show", "7").out
    assert "same work" not in before
    assert "Decisions" not in before
    file = tmp_path / "other.ris"
    file.write_text(
        "TY  - JOUR\nTI  - Another work altogether\nAB  - We followed people.\nDO  - 10.1000/x\nER  - \n"
    )
    assert cli("import", str(file)).code == 0
    assert cli("works", "settle", "7", "10.1000/x", "same").code == 0
    assert "  doi:10.1000/x (ok): Another work altogether" in cli("show", "7").out


def test_an_unknown_record_says_how_to_bring_it_in(cli: Cli, harvested: None) -> None:
    done = cli("show", "9999")
    assert (done.code, done.out) == (2, "")
    assert "no record 9999 is stored" in done.err
    assert "`litwatch harvest`" in done.err
    assert "`litwatch import FILE`" in done.err
