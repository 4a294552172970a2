"""Hits before and after a change of a query: on what is stored, and on records of a file.

Recall tells what a change loses among known works; hits tell what it adds to the reading.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from litwatch import search
from litwatch.errors import BadInput, InvalidIdentifier
from litwatch.pipeline.in_force import in_force
from litwatch.records import Pmid, Record, Section
from litwatch.search import Document
from litwatch.sources.imports import read_file
from litwatch.sources.parsed import Parsed
from litwatch.store import Store, entries
from litwatch.watch import Part, Watch

_NAMED = 20  # records that come or go, told one by one


@dataclass(frozen=True, kw_only=True)
class Hits:
    """How many of some records a topic finds by its queries in force, and by a changed one.

    `gained` and `lost` name the records: their ids, or in a file their places.
    """

    among: str
    records: int
    before: int
    after: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    def __str__(self) -> str:
        said = f"hits among {self.records} {self.among}: {self.before} before, {self.after} after"
        return said + _named(", new: ", self.gained) + _named(", lost: ", self.lost)


def _named(what: str, ids: tuple[str, ...]) -> str:
    if not ids:
        return ""
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return what + ", ".join(ids[:_NAMED]) + more


@dataclass(frozen=True)
class Given:
    """Records of a file with their names: PMID, DOI, or the place of one that has neither."""

    name: str
    records: tuple[tuple[str, Record], ...]


def read_given(file: Path | None) -> Given | None:
    """The records of a file of any kind that can be imported, or of JSON lines; none of none.

    JSON lines hold `title`, `abstract` as a text and `pmid`. Raises BadInput for another file.
    """
    if file is None:
        return None
    if file.name.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        records: Iterable[Record] = read_lines(file)
    else:
        records = (each.record for each in read_file(file) if isinstance(each, Parsed))
    named = ((r.pmid or r.doi or f"record {n}", r) for n, r in enumerate(records, start=1))
    return Given(file.name, tuple(named))


def hits(
    store: Store, watch: Watch, topic_id: str, part_id: str, query: str, given: Given | None = None
) -> tuple[Hits, ...]:
    """What a topic finds now and with `query` in place of that part's: stored, then given.

    Raises WrongUse for a query that cannot be read.
    """
    with store.read() as tx:
        topic = in_force(tx, watch).topic(topic_id)
        changed = msgspec.structs.replace(
            topic,
            parts=tuple(Part(id=p.id, query=query) if p.id == part_id else p for p in topic.parts),
        )
        before, after = (
            search.predicate(search.parse(each.query), watch.mesh) for each in (topic, changed)
        )

        def counted(among: str, records: Iterable[tuple[str, Record]]) -> Hits:
            total, was, now = 0, set[str](), set[str]()
            for total, (name, record) in enumerate(records, start=1):  # noqa: B007
                document = Document.of(record)
                if before(document):
                    was.add(name)
                if after(document):
                    now.add(name)
            return Hits(
                among=among,
                records=total,
                before=len(was),
                after=len(now),
                gained=tuple(sorted(now - was, key=_order)),
                lost=tuple(sorted(was - now, key=_order)),
            )

        stored = ((entry.record.id, entry.record) for entry in entries(tx))
        told = [counted("stored records", stored)]
        if given is not None:
            told.append(counted(f"records of {given.name}", given.records))
    return tuple(told)


def _order(name: str) -> tuple[int, str]:
    return len(name), name


def read_lines(file: Path) -> Iterator[Record]:
    """The records of JSON lines (.gz too) with title, abstract as a text, and PMID.

    Raises BadInput naming the line for what is no such record.
    """
    opened = gzip.open if file.name.endswith(".gz") else open
    try:
        with opened(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield _record(line, f"{file.name}, line {number}")
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        raise BadInput(f"{file} cannot be read: {problem}", "Give JSON lines as UTF-8.") from None


def _record(line: str, where: str) -> Record:
    remedy = "Give each line title, abstract (a text) and pmid."
    try:
        row: Any = json.loads(line)
        pmid = Pmid(str(row["pmid"])) if row.get("pmid") else None
        title, text = row.get("title") or "", row.get("abstract") or ""
    except (ValueError, AttributeError, InvalidIdentifier) as problem:
        raise BadInput(f"{where} is no record: {problem}", remedy) from None
    if not isinstance(title, str) or not isinstance(text, str):
        raise BadInput(f"{where}: title and abstract are not both texts", remedy)
    return Record(pmid=pmid, title=title, abstract=(Section(text=text),) if text else ())
