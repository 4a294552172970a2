"""`litwatch works` as a user runs it: find, look, settle."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

RIS = """TY  - JOUR
AU  - Ek, Anna
TI  - Fatigue and orthostatic intolerance a year after infection
JO  - {journal}
VL  - 3
SP  - 11
PY  - 2024
DO  - {doi}
ER  -
"""


@pytest.fixture
def imported(cli: Cli, tmp_path: Path) -> None:
    """One article under two DOIs, as a journal in two languages has it."""
    file = tmp_path / "export.ris"
    both = (("J Tests (Sv)", "10.1000/sv"), ("J Tests (Engl)", "10.1000/en"))
    file.write_text("\n".join(RIS.format(journal=name, doi=doi) for name, doi in both))
    assert cli("import", str(file)).code == 0


def test_find_list_settle(cli: Cli, imported: None) -> None:
    found = cli("works", "find", "--json")
    report = json.loads(found.out)
    assert (found.code, report["waiting"], report["certain"]) == (1, 1, [])
    assert "works settle" in found.err

    (pair,) = json.loads(cli("works", "list", "--state", "proposed", "--json").out)
    assert (pair["first"], pair["second"]) == ("doi:10.1000/en", "doi:10.1000/sv")
    assert "DOI differs" in pair["evidence"]
    assert "DOI differs" in cli("works", "list").out

    settled = cli("works", "settle", "10.1000/sv", "10.1000/en", "same", "--reviewer", "A. Kurator")
    assert (settled.code, "one work" in settled.out) == (0, True)
    done = cli("works", "find")
    assert done.code == 0
    assert "1 works have several records" in done.out
    assert json.loads(cli("works", "list", "--json").out)[0]["by"] == "A. Kurator"


def test_settle_answers_in_json_with_the_whole_work(cli: Cli, imported: None) -> None:
    arguments = ("settle", "doi:10.1000/sv", "doi:10.1000/en", "different", "--reviewer", "A")
    answer = json.loads(cli("works", *arguments, "--json").out)
    assert (answer["state"], answer["work"]) == ("rejected", ["doi:10.1000/en"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("settle", "10.1000/sv", "10.1000/en", "same"), "reviewer"),
        (("settle", "10.1000/sv", "10.1000/en", "perhaps", "--reviewer", "A"), "perhaps"),
        (("settle", "10.1000/sv", "4", "same", "--reviewer", "A"), "no record 4"),
        (("settle", "nonsense", "4", "same", "--reviewer", "A"), "nonsense"),
        (("list", "--state", "odd"), "odd"),
    ],
)
def test_wrong_use_is_named(
    cli: Cli, imported: None, arguments: tuple[str, ...], says: str
) -> None:
    done = cli("works", *arguments)
    assert (done.code, says in done.err) == (2, True)
