"""The schema: its revision, how it is upgraded, and the SQL that shows it.

`python -m litwatch.store.schema --check` fails when db/schema.sql is stale, when the tables
and the migrations disagree, or when going down and up again does not give the same schema;
`--write` makes schema.sql anew; `--revise WORDS` drafts the next migration.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

from litwatch.errors import StoreDamaged, WrongSettings
from litwatch.store import fulltext
from litwatch.store.revision import HEAD, WRITERS_LOCK, current_revision, refuse_newer
from litwatch.store.tables import metadata

_HEADER = (
    "-- The database as the migrations make it in SQLite. Made by\n"
    "-- `python -m litwatch.store.schema --write`; change the migrations, not this file.\n\n"
)


def migrations_folder() -> Path:
    """Where the migrations are: inside an installed package, else in the checkout's db/."""
    here = Path(__file__).resolve()
    packaged = here.parent / "migrations"
    return packaged if packaged.is_dir() else here.parents[3] / "db" / "migrations"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _tables(connection: Connection) -> list[str]:
    return sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})


def upgrade(connection: Connection, name: str = "database") -> str:
    """Bring the schema to HEAD in one transaction on `connection`; returns HEAD."""
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
        revision = current_revision(connection)
        if revision is None and _tables(connection):
            raise WrongSettings(
                f"{name} holds another program's tables",
                "Point LITWATCH_DATABASE_URL to a database of its own.",
            )
        if revision is not None:
            refuse_newer(revision, name)
        command.upgrade(_config(connection), "head")
        fulltext.complete(connection)  # of records that were stored before there was any
        if connection.dialect.name == "sqlite":
            astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if astray:
                raise StoreDamaged(
                    f"the database {name} has rows that point to nothing, in {astray[0][0]}",
                    "Nothing was changed. Restore a backup.",
                )
    return HEAD


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Take the schema down to `revision`; the data of dropped tables is lost."""
    with connection.begin():
        command.downgrade(_config(connection), revision)


def in_tables(_: object, name: str | None, kind: str, reflected: bool, __: object) -> bool:
    """False for what only one of the databases has, which the tables in the code do not name.

    That is the full-text index: FTS5's tables in SQLite, a column with its index in PostgreSQL.
    """
    alone = {"column": "words", "index": "ix_record_text_words"}
    fts = kind == "table" and (name or "").startswith("record_text_fts")
    return not (reflected and (fts or alone.get(kind) == name))


def differences(connection: Connection) -> list[str]:
    """Where the tables in the code and the migrated database disagree; empty when nowhere."""
    opts = {"compare_type": True, "include_object": in_tables}
    context = MigrationContext.configure(connection, opts=opts)
    return [str(change) for change in compare_metadata(context, metadata)]


def _dump(connection: Connection) -> str:
    rows = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'sqlite_sequence' "
        # FTS5 makes these for itself.
        "AND name NOT LIKE 'record!_text!_fts!_%' ESCAPE '!' "
        "ORDER BY type DESC, name"
    )
    return "\n\n".join(f"{sql.strip()};".replace("\t", "    ") for (sql,) in rows) + "\n"


def schema_sql() -> str:
    """The text of db/schema.sql: what all migrations make of an empty SQLite database."""
    with create_engine("sqlite://").connect() as connection:
        upgrade(connection)
        lines = (line.rstrip() for line in _dump(connection).splitlines())
        return _HEADER + "\n".join(lines) + "\n"


def findings(schema_file: Path) -> list[str]:
    """What `--check` complains of; empty when the schema is in order."""
    found = []
    if not schema_file.exists() or schema_file.read_text(encoding="utf-8") != schema_sql():
        found.append("db/schema.sql is stale: run `python -m litwatch.store.schema --write`")
    with create_engine("sqlite://").connect() as connection:
        upgrade(connection)
        with connection.begin():
            before = _dump(connection)
            changes = differences(connection)
        found += [f"tables and migrations differ: {change}" for change in changes]
        downgrade(connection)
        with connection.begin():
            left = _tables(connection)
        found += [f"the way down leaves the table {name}" for name in left]
        upgrade(connection)
        if _dump(connection) != before:
            found.append("down and up again gives another schema")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m litwatch.store.schema", description=__doc__)
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("--check", action="store_true", help="exit 1 when something is stale")
    one.add_argument("--write", action="store_true", help="make db/schema.sql anew")
    one.add_argument("--revise", metavar="WORDS", help="draft the next migration")
    asked = parser.parse_args(arguments)
    schema_file = migrations_folder().parent / "schema.sql"
    if asked.write:
        schema_file.write_text(schema_sql(), encoding="utf-8")
        return 0
    if asked.revise:
        with create_engine("sqlite://").connect() as connection:
            upgrade(connection)
            command.revision(
                _config(connection),
                asked.revise,
                autogenerate=True,
                rev_id=f"{int(HEAD) + 1:04d}",
            )
        return 0
    found = findings(schema_file)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
