"""Many rows at once, in the same words for SQLite and PostgreSQL.

The statements and the conversion of values are SQLAlchemy Core's; the rows go to the driver
whole. Its own many-row path converts and copies every row by itself, which costs as much as
the writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    BindParameter,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    bindparam,
    column,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from litwatch.store.engine import Tx
from litwatch.store.tables import UtcDateTime

T = TypeVar("T")
Rows = Sequence[dict[str, Any]]
Names = tuple[str, ...]

# What binary COPY must be told; all else is text.
_TYPES: dict[type[TypeEngine[Any]], str] = {
    JSON: "json",
    LargeBinary: "bytea",
    UtcDateTime: "timestamptz",
    Date: "date",
    Integer: "int4",
    Float: "float8",
}

BATCH = 500  # rows or ids in one statement; SQLite before 3.32 takes 999 variables


# Of statements that pages ask again and again: making one anew takes longer than its answer.
IDS: BindParameter[str] = bindparam("ids", expanding=True)


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most `size`, in order."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def add(tx: Tx, table: Table, rows: Rows) -> None:
    """Insert rows that the caller, who alone may write now, has seen not to be there.

    PostgreSQL takes them by COPY, its quickest way in, which knows no conflicts.
    """
    if not rows:
        return
    names = tuple(part.name for part in table.columns if part.name in rows[0])
    columns = _columns(tx, table, rows, names)
    if tx.dialect.name == "sqlite":
        statement = _sqlite_insert(table, names, (), ())
        tx.exec_driver_sql(statement, list(zip(*columns, strict=True)))
        return
    _copy(tx, table, table.name, names, columns)


def put(
    tx: Tx,
    table: Table,
    rows: Rows,
    *,
    replace: Iterable[str] = (),
    key: Sequence[str] = (),
) -> None:
    """Insert rows; where `key` (the primary key) exists, set the `replace` columns or do nothing.

    All rows hold the same columns. Of two with the same key the last one replaces.
    """
    if not rows:
        return
    keys = tuple(key) or tuple(part.name for part in table.primary_key)
    names = tuple(part.name for part in table.columns if part.name in rows[0])
    write = _into_sqlite if tx.dialect.name == "sqlite" else _into_postgresql
    write(tx, table, rows, names, keys, tuple(replace))


def _into_sqlite(
    tx: Tx, table: Table, rows: Rows, names: Names, key: Names, replace: Names
) -> None:
    columns = _columns(tx, table, rows, names)
    statement = _sqlite_insert(table, names, key, replace)
    tx.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _columns(tx: Tx, table: Table, rows: Rows, names: Names) -> list[list[Any]]:
    """The rows' values, a list a column, as the driver takes them."""
    found = []
    for name in names:
        values = [row[name] for row in rows]
        kind = table.columns[name].type.dialect_impl(tx.dialect)
        to_driver = kind.bind_processor(tx.dialect)
        found.append(values if to_driver is None else _converted(values, to_driver))
    return found


def _converted(values: list[Any], to_driver: Callable[[Any], Any]) -> list[Any]:
    """Many rows share few times and days: each is converted once."""
    try:
        once = {value: to_driver(value) for value in set(values)}
    except TypeError:  # a list, to be JSON
        return [to_driver(value) for value in values]
    return [once[value] for value in values]


@lru_cache(maxsize=64)
def _sqlite_insert(table: Table, names: Names, key: Names, replace: Names) -> str:
    insert = sqlite.insert(table)
    changed = {name: insert.excluded[name] for name in replace}
    statement = insert
    if key and replace:
        statement = insert.on_conflict_do_update(index_elements=key, set_=changed)
    elif key:
        statement = insert.on_conflict_do_nothing(index_elements=key)
    return str(statement.compile(dialect=sqlite.dialect(), column_keys=names))


def _into_postgresql(
    tx: Tx, table: Table, rows: Rows, names: Names, key: Names, replace: Names
) -> None:
    """By COPY into a table beside, then all at once: conflicts are PostgreSQL's to settle."""
    # One statement may not set the same row twice.
    by_key = {tuple(row[name] for name in key): row for row in rows}
    if not replace and len(key) == 1:
        # What is there stays: the rest goes in directly, so that large values are sent once.
        mine = table.columns[key[0]]
        held = set(tx.scalars(select(mine).where(mine.in_([one for (one,) in by_key]))))
        rows = [row for (one,), row in by_key.items() if one not in held]
        _copy(tx, table, table.name, names, _columns(tx, table, rows, names))
        return
    rows = list(by_key.values())
    listed = ", ".join(names)
    beside = f"{table.name}_beside"
    tx.exec_driver_sql(
        f"CREATE TEMP TABLE {beside} AS SELECT {listed} FROM {table.name} WITH NO DATA"  # noqa: S608
    )
    _copy(tx, table, beside, names, _columns(tx, table, rows, names))
    tx.execute(_postgresql_insert(table, beside, names, key, replace))
    tx.exec_driver_sql(f"DROP TABLE {beside}")


def _copy(tx: Tx, like: Table, into: str, names: Names, columns: list[list[Any]]) -> None:
    """COPY in binary form: as text, the bytes of a record would be sent twice as long."""
    driver: Any = tx.connection
    try:
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {into} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types([_postgresql_type(like.columns[name].type) for name in names])
            for row in zip(*columns, strict=True):
                copy.write_row(row)
    except tx.dialect.loaded_dbapi.Error as error:
        # COPY goes past SQLAlchemy; its errors are told as all others are.
        raise DBAPIError.instance(
            f"COPY {into}",
            None,
            error,
            tx.dialect.loaded_dbapi.Error,
            dialect=tx.dialect,
        ) from error


def _postgresql_type(kind: TypeEngine[Any]) -> str:
    return next((name for ours, name in _TYPES.items() if isinstance(kind, ours)), "text")


@lru_cache(maxsize=64)
def _postgresql_insert(
    table: Table, beside: str, names: Names, key: Names, replace: Names
) -> postgresql.Insert:
    source = select(*(column(name) for name in names)).select_from(text(beside))
    insert = postgresql.insert(table).from_select(names, source, include_defaults=False)
    if not replace:
        return insert.on_conflict_do_nothing(index_elements=key)
    changed = {name: insert.excluded[name] for name in replace}
    return insert.on_conflict_do_update(index_elements=key, set_=changed)
