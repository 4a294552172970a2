"""Rows as the rooms above know them: a struct with the columns' names, and the number of a new row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from sqlalchemy import RowMapping, Table, insert

from litwatch.store.engine import Tx

S = TypeVar("S", bound=msgspec.Struct)


def as_struct(kind: type[S], row: RowMapping) -> S:
    """The row as a struct; each of the struct's fields is a column of the same name."""
    return kind(**{name: row[name] for name in kind.__struct_fields__})


def add_row(tx: Tx, table: Table, values: Mapping[str, Any]) -> int:
    """Insert a row and return the number (column `id`) that it was given."""
    return int(tx.execute(insert(table).values(values).returning(table.c.id)).scalar_one())
