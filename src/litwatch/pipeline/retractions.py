"""The Retraction Watch file: imported whole or not at all, and put on the records it names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from litwatch import __version__
from litwatch.errors import NeedsPerson
from litwatch.pipeline.asking import note_retractions
from litwatch.sources.retraction_watch import read_retractions
from litwatch.store import Store, Tx, ledger, links, retractions

RUN = "retraction-watch"
_LEAST_SHARE = 0.9  # the file only grows; what is much shorter is cut off


@dataclass(frozen=True)
class RetractionImport:
    """What a file held: rows read and kept, blemishes by name, and our records with news."""

    read: int
    kept: int
    before: int
    blemishes: dict[str, int]
    news: tuple[str, ...]


def import_retractions(
    store: Store, path: Path, *, now: datetime, fewer: bool = False
) -> RetractionImport:
    """Hold the file in place of the last one, and note on our records what it says of them.

    Raises BadInput for what is not the file, and NeedsPerson for one with far fewer rows than
    the last unless `fewer` is right; then nothing is changed.
    """
    data = path.read_bytes()
    found = read_retractions(data)
    with store.write() as tx:
        before = retractions.count(tx)
        if len(found.rows) < _LEAST_SHARE * before and not fewer:
            raise NeedsPerson(
                f"{path.name} holds {len(found.rows)} usable rows, the file before it {before}: it "
                "is not whole, and nothing was changed",
                "Fetch it again; if it is right, import it with --fewer.",
            )
        params = {
            "file": path.name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "rows": len(found.rows),
            "blemishes": dict(found.blemishes),
            "litwatch": __version__,
        }
        run = ledger.start_run(tx, RUN, now, params)
        retractions.replace_all(tx, found.rows)
        news = note_retractions(tx, links.bare(tx, retractions.named(tx)), now)
        ledger.finish_run(tx, run, "complete", now)
    return RetractionImport(found.read, len(found.rows), before, dict(found.blemishes), news)


def imported_at(tx: Tx) -> datetime | None:
    """When a file was last imported; None when none ever was."""
    done = [run for run in ledger.runs(tx) if run.kind == RUN and run.state == "complete"]
    return done[-1].started_at if done else None
