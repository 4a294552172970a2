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
