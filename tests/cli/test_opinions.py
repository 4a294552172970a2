"""What the machine says of records, as a user reads it: what is left, facts, reasons."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from litwatch.sample.server import RunningServer

Cli = Callable[..., Any]
HARVEST = ("harvest", "--topic", "me_cfs", "--since", "2021-06-01", "--until", "2021-06-30")


@pytest.fixture
def harvested(
    cli: Cli,
    article_xml: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twenty-five classified records about the condition."""
    articles = [
        article_xml(n, f"Chronic fatigue syndrome in primary care, part {n}", date(2021, 6, n))
        for n in range(1, 26)
    ]
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of(articles).url)
    monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "loopback")
    monkeypatch.setenv("LITWATCH_REVIEWER", "A. Kurator")
    assert cli(*HARVEST).code == 0
    assert cli("classify").code == 0


def test_the_queue_says_what_is_left_once_it_can(cli: Cli, harvested: None) -> None:
    before = cli("queue")
    assert "cannot be told before 20" in before.err
    assert "cannot be told" not in before.out
    for n in range(1, 21):
        cli("decide", str(n), "include" if n <= 10 else "exclude", "--reason", "animals")
    after = cli("queue", "--n", "2")
    assert "Found 10 of about 1" in after.err  # of the five unread about half, by the read ones
    assert len(json.loads(cli("queue", "--json").out)) == 5  # a list of records, as before

    told = json.loads(cli("queue", "--progress", "--json").out)
    assert told["decisions"] == 20
    assert told["bands"]["likely"] == {"read": 20, "included": 10, "unread": 5}
    assert told["seen"]["found"] == 10 <= told["seen"]["low"] <= told["seen"]["total"] <= 15
    assert "likely\t20\t10\t5" in cli("queue", "--progress").out


def test_facts_and_readable_reasons_are_shown_and_exported(
    cli: Cli, harvested: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = {"fact": "size", "value": 120, "quote": "We followed 120 adults for six months."}
    assert json.loads(cli("query", "explain", "1", "--json").out)["facts"] == [size]
    assert "  Personer i studien: 120. ”We followed 120 adults" in cli("query", "explain", "1").out
    lines = [json.loads(line) for line in cli("export").out.splitlines()]
    assert [line["facts"] for line in lines] == [[size]] * 25
    words = {word["text"] for line in lines for word in line["why"]["words"]}
    assert any("namnet på ett tillstånd" in word for word in words)
    assert not any(mark in word for word in words for mark in "‹{")
    monkeypatch.setenv("LITWATCH_LANG", "en")
    assert "a condition's name" in cli("export").out
    assert json.loads(cli("queue", "--json").out)[0]["facts"] == [size]


def test_decisions_that_no_training_has_seen_are_counted(cli: Cli, harvested: None) -> None:
    cli("decide", "1", "include")
    said = cli("model", "list")
    assert "usefulness: 1 decision, never trained." in said.err
    listed = json.loads(cli("model", "list", "--json").out)
    assert listed["since"][0] == {
        "question": "relevance", "trained": None, "decisions": 1, "changed": 0,
    }  # fmt: skip
    assert "1 decision, never trained" in cli("doctor").out


def test_a_wrong_value_is_taken_back_and_counted(cli: Cli, harvested: None) -> None:
    tags = json.loads(cli("export").out.splitlines()[0])["tags"]
    assert ("setting", "vardcentral") in {(tag["facet"], tag["value"]) for tag in tags}
    assert cli("model", "tags").err == "Nobody has judged a value that the machine proposes.\n"
    done = cli("tag", "1", "setting", "vardcentral", "--wrong")
    assert done.out == "1: setting is not vardcentral, by A. Kurator.\n"
    tags = json.loads(cli("export").out.splitlines()[0])["tags"]
    assert ("setting", "vardcentral") not in {(tag["facet"], tag["value"]) for tag in tags}
    (told,) = json.loads(cli("model", "tags", "--json").out)
    assert (told["value"], told["kept"], told["rejected"]) == ("vardcentral", 0, 1)
    assert told["confidence"] is None
    assert "too few to say" in cli("model", "tags").out
