"""Records made ready for the store where they are read: encoded, hashed and packed.

That takes longer than reading them, so it pays to leave it to the processes that read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from litwatch.sources.parsed import Entry, Parsed, ParseProblem
from litwatch.sources.pubmed_batches import Batch
from litwatch.sources.pubmed_xml import Run
from litwatch.store.mapper import Copy

Read = Callable[[Batch], list[Entry] | None]


@dataclass(frozen=True, slots=True)
class Packed(Parsed):
    """A record and its bytes, as the store keeps them."""

    copy: Copy


@dataclass(frozen=True, slots=True)
class PackedEntry(Entry):
    """An entry with a record. Between processes only its copy travels, made ready by that."""

    copy: Copy | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, (self.copy, self.problems)

    def outcomes(self, raw: bytes) -> Iterator[Parsed | ParseProblem]:
        if self.copy is not None:
            self.copy.raw = raw
            yield Packed(self.copy.record, raw, self.copy)
        yield from self.problems


def _arrived(copy: Copy, problems: tuple[ParseProblem, ...]) -> PackedEntry:
    return PackedEntry(copy.record, problems, copy)


def packing(run: Run) -> Run:
    """The same, but what is read comes as Packed."""

    def packed(read: Read, batches: Iterable[Batch], /) -> Iterable[list[Entry] | None]:
        return run(partial(_read, read), batches)

    return packed


def _read(read: Read, batch: Batch) -> list[Entry] | None:
    entries = read(batch)
    if entries is None:
        return None
    return [
        entry
        if entry.record is None
        else PackedEntry(entry.record, entry.problems, Copy(entry.record, batch.data[start:end]))
        for (start, end), entry in zip(batch.places, entries, strict=True)
    ]
