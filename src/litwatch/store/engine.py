"""Connections: SQLite by default, PostgreSQL by psycopg; one transaction at a time to write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from litwatch.errors import WrongSettings
from litwatch.store.revision import WRITERS_LOCK, check_revision, current_revision
from litwatch.store.troubles import explained

Tx = Connection

_BUSY_MS = 30_000
_CONNECTIONS = 40  # starlette's threads
_BEGIN = "litwatch_begin"


def database_url(url: str) -> URL:
    """The URL with the driver we use. Raises WrongSettings for what we cannot open."""
    remedy = "Use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise WrongSettings("LITWATCH_DATABASE_URL is not a database address", remedy) from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise WrongSettings(f"litwatch cannot use {parsed.drivername} databases", remedy)
    if is_sqlite(parsed) and parsed.database in (None, "", ":memory:"):
        raise WrongSettings("an in-memory database would forget everything", remedy)
    return parsed


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: URL) -> Path:
    """The file of a SQLite URL."""
    return Path(url.database or "")


def display_name(url: URL) -> str:
    """The file, or the address with its password masked: what people are shown."""
    return str(sqlite_file(url)) if is_sqlite(url) else url.render_as_string(hide_password=True)


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # BEGIN is ours to send: the driver's own would start writes as reads and fail midway.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: a decision that was answered "saved" survives a power cut. We commit a few times
    # a second at most, so the extra fsync is not felt. Kill -9 is safe at any setting.
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def make_engine(url: URL) -> Engine:
    """An engine whose SQLite connections carry our pragmas and start transactions as asked."""
    if not is_sqlite(url):
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    # One for each thread of the pages' pool: a connection beyond would be made anew each time.
    engine = create_engine(url, pool_size=_CONNECTIONS)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class Store:
    """An open database. `write()` and `read()` give the transaction that all functions take.

    Writers wait for one another on both databases, so a function may read, decide and write
    without another process coming between.
    """

    def __init__(self, url: URL, engine: Engine, schema_revision: str) -> None:
        self.url_masked = url.render_as_string(hide_password=True)
        self.schema_revision = schema_revision
        self._name = display_name(url)
        self._engine = engine
        self._sqlite = is_sqlite(url)
        begin: dict[str, Any] = {_BEGIN: "BEGIN IMMEDIATE"}
        one_view: dict[str, Any] = {} if self._sqlite else {"isolation_level": "REPEATABLE READ"}
        self._writing = engine.execution_options(**begin)
        self._reading = engine.execution_options(**one_view)

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """One transaction: committed when the block ends, undone when it raises.

        Raises StoreBusy when another program holds the lock for 30 s or the disk is full,
        StoreDamaged when the file cannot be trusted.
        """
        with explained(self._name), self._writing.begin() as tx:
            if not self._sqlite:
                tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """One unchanging view of the store: later writes of others are not seen in the block."""
        with explained(self._name), self._reading.connect() as tx:
            yield tx

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str) -> Store:
    """The store at `url`, whose schema must be this litwatch's; a missing SQLite file is made.

    Raises SchemaOutdated when the schema is older or newer, StoreDamaged when the file is no
    database, StoreBusy when it is locked or out of reach.
    """
    address = database_url(url)
    name = display_name(address)
    if is_sqlite(address) and not sqlite_file(address).exists():
        create_or_upgrade(url)
    engine = make_engine(address)
    try:
        with explained(name), engine.connect() as connection:
            revision = check_revision(current_revision(connection), name)
    except BaseException:
        engine.dispose()
        raise
    return Store(address, engine, revision)


def _prepare_migration(connection: Connection) -> None:
    # Both pragmas do nothing inside a transaction, so they go past SQLAlchemy to the driver.
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    # WAL: readers go on while a harvest writes. The file keeps this setting.
    driver.execute("PRAGMA journal_mode = WAL")
    # A migration may rebuild a table that others point to (sqlite.org/lang_altertable.html).
    driver.execute("PRAGMA foreign_keys = OFF")


def create_or_upgrade(url: str) -> str:
    """Make the database, or bring its schema up to date; returns the schema revision.

    All or nothing: a migration that fails leaves the database as it was. Raises
    SchemaOutdated when a newer litwatch made it, WrongSettings when it holds another
    program's tables.
    """
    from litwatch.store import schema  # Alembic takes half a second to import

    address = database_url(url)
    name = display_name(address)
    if is_sqlite(address):
        try:
            sqlite_file(address).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongSettings(
                f"the folder of the database {name} cannot be made: {error.strerror}",
                "Check LITWATCH_HOME and LITWATCH_DATABASE_URL.",
            ) from error
    engine = make_engine(address)
    try:
        with explained(name), engine.connect() as connection:
            if is_sqlite(address):
                _prepare_migration(connection)
            return schema.upgrade(connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}), name)
    finally:
        engine.dispose()
