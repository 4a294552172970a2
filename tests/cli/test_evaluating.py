"""`litwatch evaluate` as a user runs it."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.classify.invented_reviews import review

Cli = Callable[..., Any]

METRICS = [
    "recall_at_10pct",
    "wss_95",
    "average_precision",
    "auc",
    "brier",
    "screened_at_95",
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """An invented review of 80 records, 20 included, dated in the order of its lines."""
    texts, included = review(80, 20)
    path = tmp_path / "review.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["title", "abstract", "label_included", "date"])
        for at, (text, label) in enumerate(zip(texts, included, strict=True)):
            title, _, abstract = text.partition(" ")
            rows.writerow([title, abstract, int(label), f"20{20 + at // 12}-{1 + at % 12:02}-01"])
    return path


def test_one_off_for_machines(cli: Cli, labelled: Path) -> None:
    done = cli("evaluate", str(labelled), "--json", "--seeds", "2")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert list(told)[:6] == METRICS
    for name in METRICS:
        assert told[name]["low"] <= told[name]["value"] <= told[name]["high"]
    assert (told["records"], told["included"], told["seeds"]) == (80, 20, 2)
    assert told["interval"].endswith("records and seeds")


def test_the_same_set_gives_the_same_figures(cli: Cli, labelled: Path) -> None:
    first, second = (cli("evaluate", str(labelled), "--json", "--seeds", "1") for _ in range(2))
    assert first.out == second.out


def test_temporal_for_machines(cli: Cli, labelled: Path) -> None:
    told = json.loads(cli("evaluate", str(labelled), "--temporal", "--json").out)
    assert told["dated_by"] == "date"
    assert set(told["updates"]) == {"half_of_included", "three_quarters"}
    last = told["updates"]["three_quarters"]
    assert (last["known"], last["new"]) == (60, 20)
    assert {name: told[name] for name in METRICS} == last["metrics"]


def test_for_people(cli: Cli, labelled: Path) -> None:
    done = cli("evaluate", str(labelled), "--seeds", "1")
    assert "80 records, 20 included." in done.out
    assert "work saved over sampling at 95 % recall" in done.out


def test_too_few_new_records_are_told_not_guessed(cli: Cli, labelled: Path) -> None:
    lines = labelled.read_text(encoding="utf-8").splitlines()
    late = [line.replace(",1,20", ",0,20") for line in lines[61:]]
    labelled.write_text("\n".join([*lines[:61], *late]), encoding="utf-8")
    done = cli("evaluate", str(labelled), "--temporal", "--json")
    told = json.loads(done.out)
    assert set(told["updates"]) == {"half_of_included"}
    assert told["auc"] == {"value": None, "low": None, "high": None}
    plain = cli("evaluate", str(labelled), "--temporal")
    assert "Three quarters of the records known: not measured" in plain.err


def test_temporal_needs_dates(cli: Cli, labelled: Path) -> None:
    lines = labelled.read_text(encoding="utf-8").splitlines()
    labelled.write_text("\n".join(line.rpartition(",")[0] for line in lines), encoding="utf-8")
    done = cli("evaluate", str(labelled), "--temporal")
    assert done.code == 2
    assert "no column date (or pmid)" in done.err
    assert "leave out --temporal" in done.err


@pytest.mark.parametrize("arguments", [("missing.csv",), ("review.csv", "--seeds", "0")])
def test_wrong_use_is_told(cli: Cli, labelled: Path, arguments: tuple[str, ...]) -> None:
    done = cli("evaluate", *arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_bad_labels_are_told_by_line(cli: Cli, labelled: Path) -> None:
    with labelled.open("a", encoding="utf-8") as file:
        file.write(f"Pacing,{random.Random(1).random()},maybe,2026-01-01\n")
    done = cli("evaluate", str(labelled))
    assert done.code == 2
    assert "review.csv: label_included is not 1 or 0 on line 82 (first: 'maybe')" in done.err
