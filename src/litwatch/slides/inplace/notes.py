"""litwatch's own lines among a trainer's speaker notes. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from litwatch.slides.inplace.merge import Deed, settle
from litwatch.slides.memory import Remembered, same, short


@dataclass(frozen=True)
class Block:
    """Where our lines stand in the notes: paragraphs `start` up to `end`."""

    start: int
    end: int


def find_block(lines: Sequence[str], fingerprint: str) -> Block | None:
    """The run of paragraphs whose text has the fingerprint, the longest from the top first."""
    words = [" ".join(line.split()) for line in lines]
    for start, first in enumerate(words):
        if not first:
            continue
        so_far, found = hashlib.sha256(), None
        for end in range(start, len(words)):
            if words[end]:
                so_far.update((" " if end > start else "").encode() + words[end].encode())
                if same(so_far.hexdigest(), fingerprint):
                    found = Block(start, end + 1)
        if found is not None:
            return found
    return None


def settle_notes(
    lines: Sequence[str] | None, want: str, last: Remembered | None
) -> tuple[Deed, Block | None]:
    """What becomes of our part of the notes, by the three-way rule, and where it stands."""
    if lines is None or not any(line.strip() for line in lines):
        return settle(None, want, last), None
    if want.strip() and (there := find_block(lines, short(want))):
        return "same", there
    ours = find_block(lines, last.written) if last is not None else None
    if ours is not None:
        return "write" if want.strip() else "clear", ours
    return settle("\n".join(lines), want, last), None
