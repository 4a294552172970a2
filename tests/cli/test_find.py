"""`litwatch find` as a user runs it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

RIS = """TY  - JOUR
AU  - Ek, Anna
TI  - {title}
AB  - {abstract}
JO  - J Tests
PY  - 2024
DO  - 10.1000/{doi}
ER  -
"""


@pytest.fixture
def imported(cli: Cli, tmp_path: Path) -> None:
    works = (
        ("Pacing in ME/CFS", "Trötthet fell over a year.", "pacing"),
        ("Sleep after infection: a review", "Fatigue fell in some.", "sleep"),
    )
    file = tmp_path / "export.ris"
    file.write_text(
        "\n".join(RIS.format(title=title, abstract=text, doi=doi) for title, text, doi in works)
    )
    assert cli("import", str(file)).code == 0


def test_find_prints_what_it_found_and_where(cli: Cli, imported: None) -> None:
    done = cli("find", "trotthet", "cfs")
    head, row = done.out.splitlines()
    assert head.split("\t") == ["id", "year", "title", "state", "snippet"]
    assert row.split("\t") == [
        "doi:10.1000/pacing",
        "2024",
        "Pacing in ME/CFS",
        "ok",
        "[Trötthet] fell over a year.",
    ]


def test_find_speaks_json_and_keeps_to_n(cli: Cli, imported: None) -> None:
    (found,) = json.loads(cli("find", "fell", "--n", "1", "--json").out)
    start, end = found["marks"][0]
    assert found["snippet"][start:end] == "fell"
    assert len(json.loads(cli("find", "fell", "--json").out)) == 2


def test_a_word_to_leave_out_is_no_option(cli: Cli, imported: None) -> None:
    (found,) = json.loads(cli("find", "fell", "-review", "--json").out)
    assert found["id"] == "doi:10.1000/pacing"


def test_nothing_found_is_said_beside_the_data(cli: Cli, imported: None) -> None:
    done = cli("find", "bridges")
    assert (done.code, done.out.splitlines()[1:]) == (0, [])
    assert "Nothing stored" in done.err


@pytest.mark.parametrize("typed", [("-review",), ("***",), ("fell", "--jsno")])
def test_what_cannot_be_looked_for_says_so(
    cli: Cli, imported: None, typed: tuple[str, ...]
) -> None:
    done = cli("find", *typed)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("litwatch: there is no ")


def test_reindex_mends_what_the_check_finds(cli: Cli, home: Path, imported: None) -> None:
    with closing(sqlite3.connect(home / "litwatch.db")) as file, file:
        file.execute("DELETE FROM record_text")
    found = cli("db", "check")
    assert found.code == 1
    assert "litwatch db reindex" in found.out
    assert "2 records" in cli("db", "reindex").out
    assert cli("db", "check").code == 0
