"""The registers from the command line: seminars, views, decks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Cli

DAY = ("--day", "2026-10-06")
ME = ("--reviewer", "A. Kurator")


def test_a_seminar_is_noted_counted_and_taken_off(cli: Cli) -> None:
    seminar = (*DAY, "--module", "m03_pem_aktivitet", "--audience", "both", "--vardcentral", "14")
    assert cli("seminar", "add", *seminar, *ME).code == 0
    again = cli("seminar", "add", *seminar, *ME)
    assert "stood there already" in again.err
    listed = json.loads(cli("seminar", "list", "--json").out)
    assert [one["participants"] for one in listed["seminars"]] == [{"vardcentral": 14}]
    assert [(one["half"], one["participants"]) for one in listed["periods"]] == [
        (True, {"vardcentral": 14}),
        (False, {"vardcentral": 14}),
    ]
    assert cli("seminar", "remove", "1", *ME).code == 0
    assert json.loads(cli("seminar", "list", "--json").out)["seminars"] == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("--module", "m99"), "there is no module 'm99'"),
        (("--day", "2126-01-01"), "day has not come yet"),
        (("--vardcentral", "-3"), "vardcentral is no number of people"),
        (("--vardcentral", "0"), "nobody took part"),
        (("--remarks", "Patient 19850101-1234 asked"), "personal identity number"),
    ],
)
def test_a_seminar_that_cannot_be_right_is_refused(
    cli: Cli, wrong: tuple[str, str], says: str
) -> None:
    right = (*DAY, "--module", "m03_pem_aktivitet", "--audience", "both", "--vardcentral", "14")
    done = cli("seminar", "add", *right, *wrong, *ME)
    assert done.code == 2
    assert says in done.err


def test_a_view_is_received_and_handled(cli: Cli) -> None:
    assert cli("view", "add", "--party", "patients", *DAY, "--words", "Say more.", *ME).code == 0
    said = ("--words", "Slide 4 says so now.", "--informed", "2026-10-20")
    assert cli("view", "handle", "1", *said, *ME).code == 0
    (view,) = json.loads(cli("view", "list", "--json").out)
    assert (view["handled"], view["handled_by"], view["informed"]) == (
        "Slide 4 says so now.",
        "A. Kurator",
        "2026-10-20",
    )
    assert cli("view", "handle", "7", *said, *ME).code == 2


def test_a_deck_is_followed_by_its_file_and_let_go(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "pem.pptx"
    owner = ("--owner", "B. Lärare", "--mail", "larare@Example.org")
    assert "there is no file" in cli("deck", "add", str(file), *owner, *ME).err
    file.write_bytes(b"")
    assert cli("deck", "add", str(file), *owner, *ME).code == 0
    (deck,) = json.loads(cli("deck", "list", "--json").out)
    assert (deck["path"], deck["mail"], deck["read_at"]) == (
        str(file),
        "larare@example.org",
        None,
    )
    assert cli("deck", "remove", "1", *ME).code == 0
    assert json.loads(cli("deck", "list", "--json").out) == []


def test_a_register_needs_a_name(cli: Cli) -> None:
    done = cli("view", "add", "--party", "rpo", *DAY, "--words", "Good.")
    assert done.code == 2
    assert "needs a name" in done.err
