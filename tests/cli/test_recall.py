"""`query recall` and `query mine` as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from litwatch.sample.server import RunningServer

Cli = Callable[..., Any]
RECORDS = """pmid,title,abstract
1,Chronic fatigue syndrome in primary care,We followed adults.
2,A fatiguing complaint,We followed adults.
3,Bridges of steel,We followed bridges.
"""
GOLD = "pmid,title,topics\n1,Chronic fatigue syndrome in primary care,me_cfs\n2,A fatiguing complaint,me_cfs\n"


@pytest.fixture
def gold(tmp_path: Path) -> str:
    (tmp_path / "gold.csv").write_text(GOLD, encoding="utf-8")
    return str(tmp_path / "gold.csv")


@pytest.fixture
def stocked(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text(RECORDS, encoding="utf-8")
    assert cli("import", str(tmp_path / "records.csv")).code == 0


def test_recall_is_never_told_without_its_number_and_interval(
    cli: Cli, stocked: None, gold: str
) -> None:
    done = cli("query", "recall", gold)
    assert done.code == 0
    head, row = (line.split("\t") for line in done.out.splitlines()[:2])
    told = dict(zip(head, row, strict=True))
    assert (told["topic"], told["found"], told["recall"]) == ("me_cfs", "1 of 2", "50.0%")
    assert told["95 % interval"] == "9.5% – 90.5%"
    assert told["since last"] == "first time"
    assert "missed by me_cfs: 2 A fatiguing complaint" in done.out
    assert '"fatiguing"[tiab] (+0)' in done.out
    assert "as same query" in cli("query", "recall", gold).out


def test_recall_speaks_json(cli: Cli, stocked: None, gold: str) -> None:
    told = json.loads(cli("query", "recall", gold, "--json").out)
    (part,) = told["parts"]
    assert (part["found"], part["expected"], part["recall"]) == (1, 2, 0.5)
    assert part["missed"] == ["2"]
    (miss,) = told["misses"]
    assert miss["words"][0] == {"term": '"fatiguing"[tiab]', "cost": 0}
    assert (
        json.loads(cli("query", "recall", gold, "--json").out)["parts"][0]["before"]["found"] == 1
    )


def test_the_packaged_set_is_the_default(cli: Cli) -> None:
    done = cli("query", "recall")
    assert done.code == 1
    assert "no work of gold_dev.csv could be tried" in done.err
    assert "and 52 more" in done.err
    titles = cli("query", "recall", "--titles", "--json")
    assert titles.code == 0
    assert len(json.loads(titles.out)["by_title"]) == 72


def test_rows_that_were_not_used_are_named_and_the_rest_is_measured(
    cli: Cli, stocked: None, gold: str
) -> None:
    with Path(gold).open("a", encoding="utf-8") as file:
        file.write("x,Wrong,me_cfs\n3,Wrong,mecfs\n")
    done = cli("query", "recall", gold)
    assert done.code == 1
    assert "1 of 2" in done.out
    assert "line 4: 'x' is no PMID" in done.err
    assert "line 5: PMID 3 names the topic 'mecfs'" in done.err


@pytest.mark.parametrize(
    ("text", "says"),
    [("pmid,topics\nx,me_cfs\n", "no row that can be used"), ("a,b\n1,2\n", "no columns pmid")],
)
def test_a_set_without_a_usable_row_is_wrong_use(
    cli: Cli, tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    done = cli("query", "recall", str(tmp_path / "bad.csv"))
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_titles_and_live_do_not_go_together(cli: Cli) -> None:
    assert cli("query", "recall", "--titles", "--live").code == 2


def test_live_asks_pubmed(
    cli: Cli,
    gold: str,
    article_xml: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    articles = [article_xml(1, "Chronic fatigue syndrome", date(1994, 1, 1))]
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of(articles).url)
    monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "loopback")
    told = json.loads(cli("query", "recall", gold, "--live", "--json").out)
    assert (told["how"], told["unknown"], told["parts"][0]["found"]) == ("live", ["2"], 1)


def test_mine_tells_terms_once_ten_are_included(cli: Cli, stocked: None, tmp_path: Path) -> None:
    done = cli("query", "mine", "--topic", "me_cfs")
    assert done.code == 1
    assert "nothing of me_cfs is included" in done.err
    rows = [f"{n},A fatiguing complaint part {n},We followed adults." for n in range(10, 20)]
    (tmp_path / "more.csv").write_text("\n".join(["pmid,title,abstract", *rows]), encoding="utf-8")
    cli("import", str(tmp_path / "more.csv"))
    for n in range(10, 20):
        assert cli("decide", str(n), "include", "--reviewer", "A").code == 0
    told = json.loads(cli("query", "mine", "--topic", "me_cfs", "--n", "3", "--json").out)
    assert (told["basis"], told["included"], told["missed"]) == ("included", 10, 10)
    assert told["terms"][0]["gain"] == 10
    assert len(told["terms"]) == 3
    shown = cli("query", "mine", "--topic", "me_cfs")
    assert shown.out.startswith("term\tgain\tcost\theld")
    assert "the query misses 10" in shown.err


def test_the_trend_is_told_a_line_for_each_change(cli: Cli, stocked: None, gold: str) -> None:
    assert "Nothing was measured yet" in cli("query", "recall", "--trend").err
    cli("query", "recall", gold)
    cli("query", "recall", gold)
    done = cli("query", "recall", "--trend")
    head, row = (line.split("\t") for line in done.out.splitlines())
    told = dict(zip(head, row, strict=True))
    assert (told["topic"], told["runs"], told["found"]) == ("me_cfs", "2", "1 of 2")
    assert told["newly missed"] == "–"
    (stretch,) = json.loads(cli("query", "recall", "--trend", "--json").out)
    assert (stretch["runs"], stretch["missed"], stretch["newly_missed"]) == (2, ["2"], [])
    assert cli("query", "recall", gold, "--trend").code == 2


def test_before_the_first_harvest_it_says_whose_query_was_measured(
    cli: Cli, stocked: None, gold: str
) -> None:
    done = cli("query", "recall", gold)
    assert "No version is in force yet" in done.err
    assert "of the watch files" in cli("query", "explain", "1").out
