"""MEDLINE tagged text (.nbib, PubMed's "PubMed" format) → records.

Bio.Medline reads the tags. Two things are done here first: an entry is cut at `PMID-`, so
that a blank line in an abstract does not end it, and wrapped lines are joined, because
Bio.Medline takes each line of a wrapped list value for a value of its own.
Tags: NLM, MEDLINE/PubMed Data Element (Field) Descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from Bio import Medline

from litwatch.errors import BadInput, InvalidIdentifier
from litwatch.records import Pmid
from litwatch.sources.medline_record import record
from litwatch.sources.parsed import Parsed, ParseProblem
from litwatch.sources.unpack import Readable, read_text

_START = re.compile(r"^PMID ?-", re.MULTILINE)
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,3} *- ?")


def read_medline(
    stream: Readable | bytes, name: str = "the MEDLINE text"
) -> Iterator[Parsed | ParseProblem]:
    """Each entry, in order; what is no entry is a problem by its line.

    Raises BadInput when there is no entry at all.
    """
    text = read_text(stream, name).replace("\r\n", "\n")
    starts = [found.start() for found in _START.finditer(text)]
    if not starts:
        raise BadInput(
            f"{name} holds no MEDLINE entry: no line begins with PMID-",
            "Export from PubMed with Save, format PubMed, or Send to, Citation manager.",
        )
    if text[: starts[0]].strip():
        yield ParseProblem(f"{name}, line 1", "", "text before the first PMID-", "lost")
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line = text.count("\n", 0, start) + 1
        yield from _entry(text[start:end].rstrip() + "\n", f"{name}, line {line}")


def _entry(text: str, where: str) -> Iterator[Parsed | ParseProblem]:
    doubts: list[str] = []
    lines = _unwrapped(text, doubts)
    tags: Mapping[str, str | Sequence[str]] = next(
        Medline.parse(lines)  # type: ignore[no-untyped-call]
    )
    try:
        pmid = Pmid(str(tags["PMID"]).strip())
    except InvalidIdentifier as error:
        yield ParseProblem(where, str(tags["PMID"]), f"{error}", "lost")
        return
    yield Parsed(record(tags, lines, pmid, doubts), text.encode())
    for doubt in doubts:
        yield ParseProblem(where, pmid, doubt, "kept")


def _unwrapped(text: str, doubts: list[str]) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        if _TAG.match(line):
            lines.append(line.rstrip())
        elif line.startswith(" ") and lines:
            lines[-1] = f"{lines[-1]} {line.strip()}".rstrip()
        elif line.strip():
            doubts.append(f"the line {line[:60]!r} has no tag")
    return lines
