"""How long `litwatch --help` takes, beside a bare interpreter and beside peers' ways, in one run.

    python benchmarks/cli_start.py [ROUNDS]

Prints medians of whole processes taken in turn (A B C, A B C, …), and each one's ratio to
`python -c pass`. The mark is ≤ 10 ×.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent

COMMANDS: dict[str, list[str]] = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import click": [sys.executable, "-c", "import click"],
    "import typer": [sys.executable, "-c", "import typer"],
    "litwatch --help": [str(BIN / "litwatch"), "--help"],
    "litwatch harvest --help": [str(BIN / "litwatch"), "harvest", "--help"],
    "import requests": [sys.executable, "-c", "import requests"],
    "import sqlmodel": [sys.executable, "-c", "import sqlmodel"],
    "import sklearn": [sys.executable, "-c", "import sklearn.linear_model"],
    "import prefect": [sys.executable, "-c", "from prefect import flow"],
}


def seconds(command: list[str]) -> float:
    """Wall time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(rounds: int) -> None:
    for command in COMMANDS.values():  # warm the file cache once
        seconds(command)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    bare = statistics.median(times["python -c pass"])
    print(f"{'command':<26}{'median ms':>10}{'min':>8}{'max':>8}{'× bare':>9}")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(
            f"{name:<26}{middle * 1000:>10.0f}{min(taken) * 1000:>8.0f}"
            f"{max(taken) * 1000:>8.0f}{middle / bare:>9.1f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
