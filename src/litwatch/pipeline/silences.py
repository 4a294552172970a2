"""Of which used works the state is not known today, since a source has not answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from litwatch.pipeline.retractions import imported_at
from litwatch.records import Record
from litwatch.sources.crossref_answers import NAME as CROSSREF
from litwatch.status.silence import silent
from litwatch.store import Tx, catalog, checks, links
from litwatch.store.catalog import PUBMED


class Silences(msgspec.Struct, frozen=True, kw_only=True):
    """How many works are used, and of how many each source's word is not known now.

    `unheld` are used works that no source has given us. `file_of` is when the Retraction Watch
    file was last imported; None: never.
    """

    used: int
    unknown: dict[str, int]
    unheld: tuple[str, ...]
    file_of: datetime | None


def silences(tx: Tx, uses: Collection[str], now: datetime) -> Silences:
    """What is not known of the works with these ids, which we use."""
    records = list(links.bare(tx, uses))
    told = checks.answered(tx, [one.id for one in records])
    unknown: dict[str, int] = {}
    for one in records:
        for source in silent(_expected(one), told[one.id], now):
            unknown[source] = unknown.get(source, 0) + 1
    return Silences(
        used=len(uses),
        unknown=dict(sorted(unknown.items())),
        unheld=tuple(sorted(set(uses) - catalog.known(tx, uses))),
        file_of=imported_at(tx),
    )


def _expected(record: Record) -> Iterable[str]:
    """The sources that can be asked for a work."""
    if record.pmid:
        yield PUBMED
    if record.doi:
        yield CROSSREF
