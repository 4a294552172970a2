"""The command line as a user runs it, with a home of the test's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest


class Done(NamedTuple):
    code: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and a digests folder; the user's own settings do not reach the test."""
    for name in (
        "DATABASE_URL",
        "WATCH",
        "TEMPLATES",
        "NCBI_EMAIL",
        "NCBI_API_KEY",
        "EUTILS_URL",
        "CROSSREF_URL",
        "REVIEWER",
        "TWO_PERSONS",
        "SMTP_URL",
        "MAIL_FROM",
        "MAIL_PACE",
        "ALERT_MAIL",
        "LEAVE",
        "PUBLIC_URL",
        "AUTH",
        "WEB_ORIGIN",
        "PROXIES",
    ):
        monkeypatch.delenv(f"LITWATCH_{name}", raising=False)
    monkeypatch.setenv("LITWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LITWATCH_DIGESTS", str(tmp_path / "digests"))
    monkeypatch.setenv("LITWATCH_LANG", "sv")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def cli(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run `litwatch …`; returns its exit code, its data and what it said."""
    from litwatch.cli import main

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["litwatch", *arguments])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run
