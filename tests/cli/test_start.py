"""The command line starts quickly: nothing heavy is imported before a command needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "sklearn",
    "numpy",
    "prefect",
    "sqlmodel",
    "sqlalchemy",
    "requests",
    "lxml",
    "pptx",
    "rapidfuzz",
)


@pytest.mark.parametrize("arguments", [["--help"], ["harvest", "--help"], ["edition", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        f"sys.argv = ['litwatch', *{arguments!r}]\n"
        "from litwatch.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', *[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "Usage" in done.stdout
    assert done.stdout.splitlines()[-1] == "HEAVY"
