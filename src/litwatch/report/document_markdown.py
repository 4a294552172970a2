"""A document as Markdown (CommonMark with pipe tables). Every text is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from litwatch.digest.filling import escape_markdown as plain
from litwatch.report.document import Bars, Document, Entries, Heading, Part, Table, Words

Place = Callable[[Bars], str]
"""What stands where bars are drawn elsewhere."""


def markdown(document: Document, place: Place = lambda bars: "") -> str:
    """The whole text. Bars are left to the tables beside them, or to what `place` gives."""
    blocks = [f"# {plain(document.title)}", plain(document.under), *map(plain, document.lead)]
    for section in document.sections:
        blocks.append(f"## {plain(section.title)}")
        for part in section.parts:
            blocks += _blocks(part, place)
    blocks += ["---", plain(document.foot)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _blocks(part: Part, place: Place) -> Iterator[str]:
    match part:
        case Words(text=text):
            yield plain(text)
        case Heading(text=text):
            yield f"### {plain(text)}"
        case Bars():
            yield place(part)
        case Table():
            yield f"**{plain(part.caption)}**"
            yield _table(part)
            yield f"*{plain(part.basis)}*" if part.basis else ""
        case Entries(entries=entries):
            for entry in entries:
                yield f"**{plain(entry.head)}**"
                yield from map(plain, entry.said)
                yield plain(" ".join(entry.lines))


def _table(part: Table) -> str:
    lines = [
        "| " + " | ".join(map(plain, part.heads)) + " |",
        "|---|" + "---:|" * (len(part.heads) - 1),
    ]
    for number, row in enumerate(part.rows, 1):
        cells = [plain(cell) for cell in row]
        if part.summed and number == len(part.rows):
            cells = [f"**{cell}**" for cell in cells]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
