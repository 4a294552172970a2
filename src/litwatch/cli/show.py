"""Output: JSON for machines, plain tables and sentences for people, data only on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any


def as_json(value: Any) -> None:
    """Print one JSON document on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say(text: str) -> None:
    """Tell a person something on stderr, where it does not mix with data."""
    print(text, file=sys.stderr)


def table(head: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Print a table on stdout: drawn in a terminal, tab-separated elsewhere."""
    if not sys.stdout.isatty():
        print("\t".join(head))
        for row in rows:
            print("\t".join(str(cell) for cell in row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left")
    for name in head:
        drawn.add_column(name)
    for row in rows:
        drawn.add_row(*(str(cell) for cell in row))
    Console().print(drawn)


class Bar:
    """A progress bar on stderr, drawn only in a terminal."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._progress: Any = None
        self._task: Any = None

    def __enter__(self) -> Bar:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task(self._text, total=None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def step(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress.update(self._task, completed=done, total=total)

    def note(self, text: str) -> None:
        if self._progress is not None:
            self._progress.update(self._task, description=text)
