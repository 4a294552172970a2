"""Backup and restore of a SQLite database, checked before and after, moved into place."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from litwatch.errors import BadInput, StoreDamaged, WrongUse
from litwatch.store.engine import database_url, is_sqlite, sqlite_file
from litwatch.store.revision import refuse_newer
from litwatch.store.troubles import explained


def backup(url: str, file: Path) -> str:
    """Copy the database to `file` while others may use it; returns its schema revision.

    Raises StoreDamaged when the copy fails its check, WrongUse for PostgreSQL. An existing
    file is replaced only by a checked copy.
    """
    source = _our_file(url, f"pg_dump --format=custom --file={file} DATABASE")
    if not source.exists():
        raise WrongUse(f"there is no database at {source}", "Run `litwatch db upgrade` first.")
    if file.exists() and file.samefile(source):
        raise WrongUse(f"{file} is the database itself", "Name another file for the backup.")
    beside = file.with_name(file.name + ".part")
    try:
        _copy(source, beside)
        revision = _checked(beside, StoreDamaged, f"the copy of {source}")
        _move(beside, file)
    finally:
        beside.unlink(missing_ok=True)
    return revision


def restore(file: Path, url: str, now: datetime) -> Path | None:
    """Put a backup in the database's place; returns where the old database is kept, if any.

    Raises BadInput when `file` is no litwatch database, StoreBusy while another program has
    the database open. Until the last move nothing is changed.
    """
    target = _our_file(url, f"pg_restore --clean --dbname=DATABASE {file}")
    if not file.is_file():
        raise BadInput(f"there is no backup {file}", "See where `litwatch db backup` put it.")
    refuse_newer(_checked(file, BadInput, str(file)), str(file))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".restoring")
    try:
        _copy(file, beside)
        _checked(beside, StoreDamaged, f"the copy of {file}")
        kept = _set_aside(target, now) if target.exists() else None
        _move(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    with explained(str(target)), closing(sqlite3.connect(target)) as restored:
        restored.execute("PRAGMA journal_mode = WAL")
    return kept


def _our_file(url: str, by_hand: str) -> Path:
    address = database_url(url)
    if not is_sqlite(address):
        raise WrongUse("litwatch backs up SQLite databases only", f"Use `{by_hand}`.")
    return sqlite_file(address)


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with (
        explained(str(target)),
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.execute("PRAGMA busy_timeout = 30000")
        old.backup(new)
        # One file that stands alone: no -wal beside it that could be left behind.
        new.execute("PRAGMA journal_mode = DELETE")


def _checked(file: Path, error: type[BadInput] | type[StoreDamaged], name: str) -> str:
    """The schema revision of a whole and sound litwatch database; raises `error` otherwise."""
    remedy = "Use another backup."
    address = f"{file.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {
                row[0] for row in database.execute("SELECT name FROM sqlite_master").fetchall()
            }
            if verdict != "ok":
                raise error(f"{name} is damaged: {verdict.splitlines()[0]}", remedy)
            if not {"alembic_version", "record", "harvest_window"} <= tables:
                raise error(f"{name} is not a litwatch database", remedy)
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as trouble:
        raise error(f"{name} cannot be read as a database: {trouble}", remedy) from trouble
    return str(row[0]) if row else ""


def _set_aside(target: Path, now: datetime) -> Path:
    """Move the old database away under a name with the time, with what belongs to it."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = target.with_name(f"{target.name}.before-restore-{stamp}")
    if kept.exists():
        raise WrongUse(f"{kept} is already there", "Move it away and run again.")
    _fold_wal(target)
    for ending in ("-wal", "-shm"):
        left = target.with_name(target.name + ending)
        if left.exists():  # only a damaged database still has them
            left.replace(kept.with_name(kept.name + ending))
    target.replace(kept)
    return kept


def _fold_wal(target: Path) -> None:
    # Leaving WAL mode needs to be alone with the file: it proves that no program has it open,
    # and it writes the last pages home. A file too damaged to open is moved as it is.
    try:
        with explained(str(target)), closing(sqlite3.connect(target)) as old:
            old.execute("PRAGMA busy_timeout = 2000")
            old.execute("PRAGMA journal_mode = DELETE")
    except StoreDamaged:
        return


def _move(beside: Path, file: Path) -> None:
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
