"""Many rows at once, in the same words for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

T = TypeVar("T")

BATCH = 500  # rows or ids in one statement; SQLite before 3.32 takes 999 variables


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most `size`, in order."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def put(
    tx: Session,
    table: Table,
    rows: Sequence[dict[str, Any]],
    *,
    replace: Iterable[str] = (),
    key: Sequence[str] = (),
) -> None:
    """Insert rows; where `key` (the primary key) exists, set the `replace` columns or do nothing."""
    if not rows:
        return
    dialect = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table)
    columns = list(key) or [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in replace}
    if changed:
        statement = insert.on_conflict_do_update(index_elements=columns, set_=changed)
    else:
        statement = insert.on_conflict_do_nothing(index_elements=columns)
    # The plain connection: the session's own bulk path costs twice the time and adds nothing.
    tx.connection().execute(statement, list(rows))
