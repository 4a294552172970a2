"""Reports on the command line, over a harvested month with decisions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
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


def test_the_follow_up_counts_prints_and_writes_its_files(
    cli: Cli, month: None, tmp_path: Path
) -> None:
    today = datetime.now(UTC).date()  # the command line has a clock of its own
    period = ("--from", f"{today.year}-01-01", "--to", f"{today.year}-12-31")
    cli("seminar", "add", "--day", f"{today.year}-01-01", "--module", "m01_oversikt",
        "--audience", "both", "--vardcentral", "14", "--reviewer", "A")  # fmt: skip
    done = cli("report", "followup", *period, "-o", "report")
    assert done.code == 0
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in done.out.splitlines()}
    assert (rows["Hållna seminarier"][0], rows["Hållna seminarier"][-1]) == ("1", "1")
    assert (rows["Hittade poster"][-1], rows["Poster granskade av en person"][-1]) == ("4", "2")
    assert rows["Uppdaterade bilder"][-1] == "inte mätt"
    name = f"followup-{today.year}-01-01-{today.year}-12-31"
    written = sorted(path.name for path in (tmp_path / "report").iterdir())
    assert written == [f"{name}.{kind}" for kind in ("csv", "docx", "html", "json", "md")]

    found = json.loads(cli("report", "followup", *period, "--json").out)
    assert (found["whole"]["included"], found["whole"]["excluded"]) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--from", "2026-02-01", "--to", "2026-01-01"), "ends before it begins"),
        (("--from", "2998-01-01", "--to", "2999-01-01"), "has not begun"),
        (("--from", "igår", "--to", "2026-01-01"), "--from 'igår' is no date"),
        (("--from", "2026-01-01", "--to", "2026-02-01", "-o", "taken/report"), "taken"),
    ],
)
def test_a_follow_up_that_cannot_be_made_says_why_and_writes_nothing(
    cli: Cli, home: Path, tmp_path: Path, wrong: tuple[str, ...], words: str
) -> None:
    (tmp_path / "taken").write_text("a file, where a folder is asked for", encoding="utf-8")
    done = cli("report", "followup", *wrong)
    assert done.code == 2
    assert words in done.err
    assert list(tmp_path.rglob("followup-*")) == []
