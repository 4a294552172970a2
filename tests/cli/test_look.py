"""TEMPLATES at the command line: refused before anything is done, and looked at by doctor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Cli


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "look"
    folder.mkdir()
    monkeypatch.setenv("LITWATCH_TEMPLATES", str(folder))
    return folder


def test_a_broken_template_stops_the_draft_with_file_and_line(
    cli: Cli, look: Path, tmp_path: Path
) -> None:
    (look / "mail.txt.j2").write_text("\n{{ monht }}\n", encoding="utf-8")
    done = cli("edition", "draft", "2026-10")
    assert done.code == 2
    assert f"{look / 'mail.txt.j2'}, line 2: monht is undefined" in done.err
    assert not (tmp_path / "digests").exists()


def test_doctor_tries_the_templates(cli: Cli, look: Path) -> None:
    (look / "edition.css").write_text("p{color:red}", encoding="utf-8")
    assert f"{look} replaces edition.css" in cli("doctor").out
    (look / "edition.css").write_text("@import 'x.css';", encoding="utf-8")
    done = cli("doctor", "--json")
    assert done.code == 2
    said = next(one for one in json.loads(done.out)["checks"] if one["what"] == "templates")
    assert not said["ok"]
    assert "edition.css, line 1" in said["says"]


def test_a_draft_wears_the_look(cli: Cli, look: Path, tmp_path: Path) -> None:
    (look / "edition.css").write_text("/* Region Exempel */", encoding="utf-8")
    assert cli("edition", "draft", "2026-10").code == 0
    page = tmp_path / "digests" / "2026-10.draft" / "digest.html"
    assert "/* Region Exempel */" in page.read_text(encoding="utf-8")
