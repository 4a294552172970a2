"""The Retraction Watch file as last imported, and what it says of given works."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import RowMapping, delete, func, select

from litwatch.records import Doi, Pmid
from litwatch.records.retractions import REINSTATEMENT, RETRACTION, Retraction
from litwatch.store.bulk import add, batches
from litwatch.store.engine import Tx
from litwatch.store.tables import record, retraction_watch


def count(tx: Tx) -> int:
    """How many rows are held; 0 when no file was ever imported."""
    return int(tx.scalar(select(func.count()).select_from(retraction_watch)) or 0)


def replace_all(tx: Tx, rows: Iterable[Retraction]) -> None:
    """Hold these rows in place of all earlier ones."""
    tx.execute(delete(retraction_watch))
    for some in batches(rows, 5_000):
        add(tx, retraction_watch, [_row(one) for one in some])


def of_works(
    tx: Tx, dois: Collection[str], pmids: Collection[str]
) -> tuple[dict[str, list[Retraction]], dict[str, list[Retraction]]]:
    """The rows that name these articles: by DOI, and by PMID."""
    by_doi: dict[str, list[Retraction]] = {}
    by_pmid: dict[str, list[Retraction]] = {}
    for column, wanted, found in (
        (retraction_watch.c.doi, dois, by_doi),
        (retraction_watch.c.pmid, pmids, by_pmid),
    ):
        for some in batches(sorted(set(wanted))):
            query = select(retraction_watch).where(column.in_(some)).order_by(retraction_watch.c.id)
            for row in tx.execute(query).mappings():
                found.setdefault(row[column.name], []).append(_retraction(row))
    return by_doi, by_pmid


def named(tx: Tx) -> list[str]:
    """The ids of the stored records that a row names by DOI or PMID."""
    found: set[str] = set()
    for mine, theirs in (
        (record.c.doi, retraction_watch.c.doi),
        (record.c.pmid, retraction_watch.c.pmid),
    ):
        found.update(tx.scalars(select(record.c.id).join(retraction_watch, mine == theirs)))
    return sorted(found)


def retracted_pmids(tx: Tx, pmids: Collection[str]) -> set[str]:
    """Those of the PMIDs whose newest retraction or reinstatement in the file is a retraction.

    A row without a day is older than all others.
    """
    _, found = of_works(tx, (), pmids)
    return {
        pmid
        for pmid, rows in found.items()
        if (
            decisive := max(
                (row for row in rows if row.nature in (RETRACTION, REINSTATEMENT)),
                key=lambda row: (row.dated or date.min, row.id),
                default=None,
            )
        )
        and decisive.nature == RETRACTION
    }


def _row(one: Retraction) -> dict[str, Any]:
    # Plain text: sqlite3 looks for an adapter for each value of a type of ours.
    names = ("doi", "pmid", "notice_doi", "notice_pmid")
    plain = {name: str(value) if (value := getattr(one, name)) else None for name in names}
    return {**msgspec.structs.asdict(one), **plain}


def _retraction(row: RowMapping) -> Retraction:
    read: dict[str, Any] = {"doi": Doi, "pmid": Pmid, "notice_doi": Doi, "notice_pmid": Pmid}
    given: dict[str, Any] = {name: row[name] for name in Retraction.__struct_fields__}
    return Retraction(
        **{
            name: read[name](value) if value and name in read else value
            for name, value in given.items()
        }
    )
