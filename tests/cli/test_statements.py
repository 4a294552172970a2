"""The ledger of key messages, as two curators type."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
A, B = ("--reviewer", "A. Kurator"), ("--reviewer", "B. Granskare")
RIS = "TY  - JOUR\nTI  - Rest after infection\nAN  - 93000001\nDO  - 10.9999/x.1\nER  - \n"
NEW = "Aktivitetsanpassning kan vara ett stöd."


@pytest.fixture
def record(cli: Cli, tmp_path: Path) -> str:
    """The id of a stored record."""
    (tmp_path / "one.ris").write_text(RIS)
    cli("db", "upgrade")
    cli("import", str(tmp_path / "one.ris"))
    lines = cli("export", "--background").out.splitlines()
    return str(json.loads(lines[0])["id"])


def test_one_proposes_and_another_settles(cli: Cli, record: str) -> None:
    revise = ("statement", "revise", "m03s4", "--text", NEW, "--why", "Ny studie.", "--pmid")
    done = cli(*revise, record, *A)
    assert done.out.startswith("m03s4: proposed as version 2. Another person settles it")
    own = cli("statement", "settle", "m03s4", "in_force", "--reviewer", "a.  KURATOR")
    assert own.code == 2
    assert "ask a colleague" in own.err
    assert cli("statement", "settle", "m03s4", "in_force", *B).out.startswith(
        "m03s4: version 2 is in force. Look at it again by "
    )
    told = json.loads(cli("statement", "show", "m03s4", "--json").out)
    assert (told["now"]["text"], told["origin"], len(told["earlier"])) == (NEW, "study", 1)
    read = cli("statement", "show", "m03s4").out
    assert "said before, version 1: Aktivitetsanpassning (pacing) är inte botande" in read
    assert "Ny studie. (A. Kurator, B. Granskare)" in read


def test_a_message_is_retired_with_what_to_say_instead(cli: Cli, record: str) -> None:
    retire = ("statement", "revise", "m03s1", "--retire", "--why", "Ny riktlinje.")
    assert "what to say instead" in cli(*retire, "--source", "NICE", *A).err
    cli(*retire, "--source", "NICE", "--say-now", "Fråga om PEM.", *A)
    cli("statement", "settle", "m03s1", "in_force", *B)
    assert "say now: Fråga om PEM." in cli("statement", "show", "m03s1").out
    assert "there is nothing to confirm" in cli("statement", "confirm", "m03s1", *A).err.casefold()


def test_the_list_tells_what_is_due_and_confirming_takes_it_off(cli: Cli, record: str) -> None:
    listed = ("statement", "list", "--module", "m03", "--due", "--json")
    assert len(json.loads(cli(*listed).out)) == 6
    assert "confirmed. Look at it again by" in cli("statement", "confirm", "m03s2", *A).out
    left = json.loads(cli(*listed).out)
    assert [one["id"] for one in left] == ["m03s1", "m03s3", "m03s4", "m03s5", "m03s6"]
    assert left[0]["weak"] == ["no source"]
    assert "one source" in cli("statement", "list").out
    assert cli("statement", "list", "--module", "m99").code == 2


def test_a_record_is_related_and_taken_back(cli: Cli, record: str) -> None:
    said = cli("statement", "relate", record, "m03s4", "supports", "--month", "2026-10", *A)
    assert said.out == f"{record}: supports m03s4.\n"
    (one,) = json.loads(cli("statement", "show", "m03s4", "--json").out)["relations"]
    assert (one["kind"], one["month"], one["reviewer"]) == ("supports", "2026-10", "A. Kurator")
    assert "taken back" in cli("statement", "relate", record, "m03s4", "none", *A).out
    assert cli("statement", "relate", record, "m03s4", "none", *A).code == 2
    assert "something new" in cli("statement", "relate", record, "", "new", "--why", "X.", *A).out


def test_what_does_not_exist_is_told_with_the_nearest(cli: Cli) -> None:
    cli("db", "upgrade")
    done = cli("statement", "show", "m3s4")
    assert done.code == 2
    assert "there is no key message 'm3s4'" in done.err
    assert "m03s4" in done.err
    assert "in_force or refused" in cli("statement", "settle", "m03s4", "yes", *A).err
    assert "nothing is proposed" in cli("statement", "settle", "m03s4", "refused", *A).err
    revise = ("statement", "revise", "m03s4", "--why", "x", "--status", "true", *A)
    assert "is no status" in cli(*revise).err
