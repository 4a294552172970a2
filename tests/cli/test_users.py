"""Accounts on the command line."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest

from .conftest import Cli

SECRET = "four words of ours"


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What stands on standard input."""
    return lambda words: monkeypatch.setattr(sys, "stdin", io.StringIO(words))


def test_a_person_comes_gets_a_password_and_leaves(cli: Cli, typing: Callable[[str], None]) -> None:
    typing(f"{SECRET}\n")
    added = cli("user", "add", "Asta Ek", "--role", "admin", "--password-stdin")
    assert (added.code, added.out) == (0, "Asta Ek: added as admin.\n")
    typing(f"{SECRET}\n")
    assert cli("user", "add", "Bo Alm", "--role", "curator", "--password-stdin").code == 0
    typing("entirely other words\n")
    assert cli("user", "password", "bo alm", "--password-stdin").out.startswith("Bo Alm")
    assert cli("user", "leave", "Bo Alm").code == 0
    everyone = json.loads(cli("user", "list", "--all", "--json").out)
    assert [(one["name"], one["left_at"] is None) for one in everyone] == [
        ("Asta Ek", True),
        ("Bo Alm", False),
    ]
    assert "Bo Alm" not in cli("user", "list").out
    for words in (SECRET, "argon2"):
        assert words not in cli("user", "list", "--all", "--json").out


@pytest.mark.parametrize(
    ("arguments", "words", "said"),
    [
        (("user", "add", "Bo", "--role", "curator", "--password-stdin"), "short", "too short"),
        (("user", "add", "Bo", "--role", "king", "--password-stdin"), SECRET, "king is no role"),
        (("user", "add", "", "--role", "curator", "--password-stdin"), SECRET, "needs a name"),
        (("user", "leave", "Nobody"), "", "Nobody has no account"),
    ],
)
def test_a_mistake_is_one_sentence(
    cli: Cli, typing: Callable[[str], None], arguments: tuple[str, ...], words: str, said: str
) -> None:
    typing(f"{words}\n")
    done = cli(*arguments)
    assert done.code == 2
    assert said in done.err
    assert SECRET not in done.err + done.out


def test_the_last_administrator_does_not_leave(cli: Cli, typing: Callable[[str], None]) -> None:
    typing(f"{SECRET}\n")
    cli("user", "add", "Asta Ek", "--role", "admin", "--password-stdin")
    done = cli("user", "leave", "Asta Ek")
    assert done.code == 2
    assert "the last administrator" in done.err


def test_behind_a_proxy_there_is_no_password(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITWATCH_AUTH", "proxy")
    assert cli("user", "add", "Asta Ek", "--role", "admin").code == 0


def test_the_pages_say_at_start_what_is_missing(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITWATCH_AUTH", "password")
    done = cli("web")
    assert done.code == 2
    assert "there is no account" in done.err
    assert "litwatch user add" in done.err
