"""Import: records from files, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from pathlib import Path

from litwatch.pipeline.packing import Packed, packing
from litwatch.pipeline.workers import Workers
from litwatch.sources import imports
from litwatch.sources.pubmed_xml import Deleted, Outcome, Parsed, ParseProblem
from litwatch.store import Store, catalog
from litwatch.store.mapper import Copy


@dataclass
class FileReport:
    """What one file held and what came of it."""

    path: Path
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0
    problems: list[ParseProblem] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Records that could not be read; each is named in `problems`."""
        return sum(problem.severity == "lost" for problem in self.problems)


def import_files(
    store: Store,
    paths: Sequence[Path],
    *,
    now: datetime,
    background: bool = False,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[FileReport]:
    """Store the records of each file, in one transaction a file.

    A file that is broken anywhere is not imported at all: BadInput names it. Background
    records train and test the model but never enter the queue. PubMed XML is read by
    `workers` processes; one writes, in the order of the file. `progress` hears bytes read
    and bytes in all.
    """
    sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
    reports = []
    with Workers(workers) as pool:
        for path, before in zip(paths, accumulate(sizes, initial=0), strict=False):

            def tell(read: int, before: int = before) -> None:
                progress(before + read, sum(sizes))

            parts = imports.read_file(path, run=packing(pool.run), tell=tell)
            reports.append(_import(store, path, parts, now=now, background=background))
    return reports


def _import(
    store: Store, path: Path, parts: Iterable[Outcome], *, now: datetime, background: bool
) -> FileReport:
    report = FileReport(path)
    gone: list[str] = []

    def delivered() -> Iterator[Copy]:
        for part in parts:
            if isinstance(part, Parsed):
                report.read += 1
                yield part.copy if isinstance(part, Packed) else Copy(part.record, part.raw)
            elif isinstance(part, Deleted):
                gone.extend(part.pmids)
            else:
                report.problems.append(part)

    with store.write() as tx:
        saved = catalog.save_copies(
            tx,
            delivered(),
            source=f"file:{path.name}",
            role="background" if background else "imported",
            now=now,
        )
        report.gone = len(catalog.mark_gone(tx, gone, now))
    report.new, report.updated = len(saved.new), len(saved.updated)
    report.unchanged = len(saved.unchanged)
    return report
