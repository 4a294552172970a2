"""Which schema a database has, and whether this litwatch can work with it."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from litwatch.errors import SchemaOutdated

HEAD = "0008"  # the revision that this code works with; a test holds it to the newest migration

# "litw": the advisory lock that lets one writer at a time into a PostgreSQL database.
WRITERS_LOCK = 0x6C697477


def current_revision(connection: Connection) -> str | None:
    """The revision stamped in the database; None when it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check_revision(revision: str | None, name: str) -> str:
    """The revision, when it is the one we work with; SchemaOutdated with the remedy when not."""
    if revision is None:
        raise SchemaOutdated(f"the database {name} has no schema yet", "Run `litwatch db upgrade`.")
    refuse_newer(revision, name)
    if revision != HEAD:
        raise SchemaOutdated(
            f"the database {name} has schema {revision}, this litwatch needs {HEAD}",
            "Run `litwatch db backup FILE` and then `litwatch db upgrade`.",
        )
    return revision


def refuse_newer(revision: str, name: str) -> None:
    """Raise SchemaOutdated when a newer litwatch made the database: we cannot know its rules."""
    if revision > HEAD:  # revisions are four digits
        raise SchemaOutdated(
            f"the database {name} has schema {revision}, newer than this litwatch's {HEAD}",
            "Install the newer litwatch that made it, or restore an older backup.",
        )
