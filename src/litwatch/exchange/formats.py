"""The formats by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from litwatch.errors import WrongUse
from litwatch.exchange import bibtex, csl, jsonl, nbib, ris, table
from litwatch.store import Entry

_WRITERS: dict[str, Callable[[Iterable[Entry], TextIO], int]] = {
    "jsonl": jsonl.write,
    "csv": table.write,
    "ris": ris.write,
    "bibtex": bibtex.write,
    "csl-json": csl.write,
    "nbib": nbib.write,
}
FORMATS = tuple(_WRITERS)


def write(name: str, entries: Iterable[Entry], out: TextIO) -> int:
    """Write entries in the named format as they come; returns how many were written.

    Open files with `newline=""`: CSV and RIS lines end in CR LF. Raises WrongUse for an
    unknown format.
    """
    if name not in _WRITERS:
        raise WrongUse(f"{name!r} is no export format", f"Formats: {', '.join(FORMATS)}.")
    return _WRITERS[name](entries, out)
