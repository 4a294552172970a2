"""Reports on the command line, over a harvested month with decisions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from litwatch.sample.server import RunningServer

Cli = Callable[..., Any]


@pytest.fixture
def month(
    cli: Cli,
    article_xml: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four records harvested; one included, one excluded."""
    articles = [
        article_xml(n, f"Chronic fatigue syndrome, part {n}", date(2021, 6, n)) for n in range(1, 5)
    ]
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of(articles).url)
    monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "loopback")
    cli("harvest", "--topic", "me_cfs", "--since", "2021-06-01", "--until", "2021-06-30")
    cli("decide", "1", "include", "--reviewer", "A")
    cli("decide", "2", "exclude", "--reviewer", "B", "--reason", "animals")


def test_the_flow_as_json_table_and_picture(cli: Cli, month: None, tmp_path: Path) -> None:
    done = cli("report", "prisma", "--json", "-o", "flow.svg")
    assert done.code == 0
    flow = json.loads(done.out)
    assert flow["identified"] == flow["removed"] + flow["to_screen"]
    assert (flow["to_screen"], flow["waiting"], flow["screened"]) == (4, 2, 2)
    assert (flow["included"], flow["reasons"]) == (1, {"animals": 1})
    assert "Uteslutna poster" in (tmp_path / "flow.svg").read_text(encoding="utf-8")

    assert cli("report", "prisma", "-o", "flow.html").code == 0
    assert "<table>" in (tmp_path / "flow.html").read_text(encoding="utf-8")
    assert "Poster att granska\t4" in cli("report", "prisma").out


def test_a_period_without_searches_is_empty_and_says_so(cli: Cli, month: None) -> None:
    done = cli("report", "prisma", "--to", "2001-01-01", "--json")
    assert json.loads(done.out)["identified"] == 0
    done = cli("report", "prisma-s", "--to", "2001-01-01")
    assert "Ingen sökning gjordes under perioden." in done.out


def test_the_appendix_holds_the_strategy_as_it_was_sent(
    cli: Cli, month: None, tmp_path: Path
) -> None:
    done = cli("report", "prisma-s", "--json")
    (strategy, *_) = json.loads(done.out)["strategies"]
    text = cli("report", "prisma-s").out
    assert strategy["term"] in text
    assert "2021/06/01" in strategy["term"]
    assert cli("report", "prisma-s", "-o", "appendix.md").code == 0
    assert (tmp_path / "appendix.md").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "wrong",
    [
        ("prisma", "--from", "yesterday"),
        ("prisma", "--from", "2026-02-01", "--to", "2026-01-01"),
        ("prisma", "-o", "flow.png"),
        ("prisma-s", "--to", "2026-13-01"),
    ],
)
def test_wrong_use_names_the_thing_and_writes_nothing(
    cli: Cli, home: Path, tmp_path: Path, wrong: tuple[str, ...]
) -> None:
    done = cli("report", *wrong)
    assert done.code == 2
    assert wrong[-1] in done.err
    assert not list(tmp_path.glob("flow*"))
