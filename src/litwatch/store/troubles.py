"""What a database's complaint means, as an error with a remedy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from litwatch.errors import (
    LitwatchError,
    SchemaOutdated,
    StoreBusy,
    StoreDamaged,
    WrongSettings,
    WrongUse,
)

_RESTORE = "Restore a backup: `litwatch db restore FILE`; the damaged file is kept beside it."
_UPGRADE = "Run `litwatch db upgrade`."
_FREE_SPACE = "Free some disk space and run the same command again; nothing is half-written."
# libpq gives no SQLSTATE when a connection is refused, only the server's sentence.
_REFUSALS = ("authentication failed", "no pg_hba.conf entry", "does not exist", "no password")


def _of_sqlite(error: sqlite3.Error, name: str) -> LitwatchError | None:
    # The low byte is the primary result code (https://sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(
            f"the database {name} is locked by another program",
            "Close the other program, or wait until it is done, and run again; nothing is lost.",
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreBusy(f"the disk that holds the database {name} is full", _FREE_SPACE)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return WrongSettings(
            f"the database {name} cannot be opened for writing",
            "Check that its folder exists and that you may write to the file and the folder.",
        )
    if code == sqlite3.SQLITE_NOTADB:
        return StoreDamaged(f"{name} is not a database", _RESTORE)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR):
        return StoreDamaged(f"the database {name} is damaged: {error}", _RESTORE)
    if "no such table" in str(error) or "no such column" in str(error):
        return SchemaOutdated(f"the database {name} lacks a table or column: {error}", _UPGRADE)
    return None


def _of_postgresql(wrapped: DBAPIError, name: str) -> LitwatchError | None:
    # By its attributes, not its class: SQLite users need not wait for psycopg's import.
    error = wrapped.orig
    state = getattr(error, "sqlstate", None) or ""
    if state == "53100":
        return StoreBusy(f"the disk of the database {name} is full", _FREE_SPACE)
    if state == "25006":
        return WrongSettings(
            f"the database {name} is read-only",
            "Connect to the primary server, or give the user the right to write.",
        )
    refused = not state and any(words in str(error) for words in _REFUSALS)
    if state.startswith("28") or state in ("3D000", "42501") or refused:
        return WrongSettings(
            f"the database {name} refuses us: {error}",
            "Check the user, the password and the database name in LITWATCH_DATABASE_URL.",
        )
    if state in ("42P01", "42703"):
        return SchemaOutdated(f"the database {name} lacks a table or column: {error}", _UPGRADE)
    if state.startswith("XX"):
        return StoreDamaged(f"the database {name} is damaged: {error}", "Restore a backup.")
    if state in ("55P03", "40001", "40P01"):
        return StoreBusy(
            f"the database {name} is locked by another program", "Run the same command again."
        )
    if isinstance(wrapped, DataError):  # psycopg itself refuses NUL, without a SQLSTATE
        return WrongUse(
            f"the database {name} cannot keep what was given: {error}",
            "Take away signs that cannot be seen, and numbers that are too large.",
            common="unkept",
        )
    if isinstance(wrapped, OperationalError):
        return StoreBusy(
            f"the database server of {name} does not answer: {error}",
            "Check that the server runs and that LITWATCH_DATABASE_URL names it; run again.",
        )
    return None


def explain(error: DBAPIError | sqlite3.Error, name: str) -> LitwatchError | None:
    """The litwatch error that a driver's error amounts to; None when it is our own mistake."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, name)
    return _of_postgresql(error, name) if isinstance(error, DBAPIError) else None


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn driver errors inside the block into LitwatchErrors that name the database `name`."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        told = explain(error, name)
        if told is None:
            raise
        raise told from error
