"""What all tables share: names of constraints, times in UTC, ids that sort by their bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import CheckConstraint, DateTime, Dialect, MetaData, String, Table, TypeDecorator
from sqlmodel import Field, SQLModel

# Named constraints can be dropped by name in a migration, on either database.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time: `timestamptz` in PostgreSQL, ISO text without offset in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; times are passed in as UTC")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        # Many rows share few times: each is read once.
        return _from_text if dialect.name == "sqlite" else _from_server


@lru_cache(maxsize=4096)
def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


@lru_cache(maxsize=4096)
def _from_server(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


# Ids sort by their bytes on both databases; a server's own collation would reorder exports.
BYTEWISE = String().with_variant(String(collation="C"), "postgresql")


def one_of(column: str, *words: str) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def of_record(**more: Any) -> Any:
    return Field(sa_type=BYTEWISE, foreign_key="record.id", **more)


class Base(SQLModel):
    metadata = MetaData(naming_convention=_NAMES)


def table_of(row: type[SQLModel]) -> Table:
    return cast("Table", row.__table__)  # type: ignore[attr-defined]
