"""Every command and setting is documented, and every command shows an example."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import litwatch.cli
from litwatch.settings import PREFIX, Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference.md"


def commands(group: Any, path: str = "litwatch") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its whole name."""
    if hasattr(group, "commands"):
        for name, command in group.commands.items():
            yield from commands(command, f"{path} {name}")
    else:
        yield path, group


litwatch.cli.register()
ALL = dict(commands(typer.main.get_command(litwatch.cli.app)))


@pytest.mark.parametrize("name", sorted(ALL))
def test_command_is_documented_with_an_example(name: str) -> None:
    assert f"`{name}`" in REFERENCE.read_text(encoding="utf-8")
    assert f"Example: {name}" in " ".join((ALL[name].help or "").split())


def test_reference_names_no_command_that_does_not_exist() -> None:
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    named = {line.split("`")[1] for line in lines if line.startswith("| `litwatch ")}
    assert named == set(ALL)


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_setting_is_documented(setting: str) -> None:
    assert f"`{PREFIX}{setting.upper()}`" in REFERENCE.read_text(encoding="utf-8")
    assert Settings.model_fields[setting].description


def test_commands_that_report_speak_json() -> None:
    silent = {
        "litwatch demo",
        "litwatch export",
        "litwatch db upgrade",
        "litwatch db backup",
        "litwatch db restore",
        "litwatch slides build",
        "litwatch edition write",
        "litwatch web",
    }
    with_json = {
        name for name, command in ALL.items() if any("--json" in p.opts for p in command.params)
    }
    assert with_json == set(ALL) - silent
