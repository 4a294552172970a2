import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from litwatch.errors import SchemaOutdated, WrongSettings
from litwatch.store import create_or_upgrade, open_store, schema
from litwatch.store.engine import database_url, make_engine
from litwatch.store.revision import HEAD

_SCHEMA_SQL = Path(__file__).parents[2] / "db" / "schema.sql"


def _stamp(url: str, revision: str) -> None:
    statement = "UPDATE alembic_version SET version_num = 'REVISION'".replace("REVISION", revision)
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute(statement)
            connection.commit()
    else:
        with psycopg.connect(url) as connection:
            connection.execute(statement.encode())


def test_schema_sql_is_what_the_migrations_make():
    assert schema.findings(_SCHEMA_SQL) == []


def test_the_check_that_make_runs_passes():
    assert schema.main(["--check"]) == 0


def test_a_stale_schema_sql_is_found(tmp_path):
    stale = tmp_path / "schema.sql"
    stale.write_text("-- of last year\n")
    assert any("stale" in found for found in schema.findings(stale))


def test_the_code_works_with_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_up_down_up_gives_the_same_tables_and_tables_match_the_code(empty_url):
    engine = make_engine(database_url(empty_url))
    with engine.connect() as connection:
        schema.upgrade(connection)
        with connection.begin():
            assert schema.differences(connection) == []
            before = set(inspect(connection).get_table_names())
        schema.downgrade(connection)
        with connection.begin():
            assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        schema.upgrade(connection)
        with connection.begin():
            assert schema.differences(connection) == []
            assert set(inspect(connection).get_table_names()) == before
    engine.dispose()


def test_a_missing_file_is_made_with_its_folder_and_a_second_time_nothing_happens(tmp_path):
    url = f"sqlite:///{tmp_path / 'new folder' / 'litwatch.db'}"
    with open_store(url) as store:
        assert store.schema_revision == HEAD
    assert create_or_upgrade(url) == HEAD


@pytest.mark.parametrize(("revision", "words"), [("0000", "needs"), ("9999", "newer")])
def test_another_schema_is_named_with_the_remedy(url, revision, words):
    _stamp(url, revision)
    with pytest.raises(SchemaOutdated, match=words) as caught:
        open_store(url)
    assert caught.value.exit_code == 4
    assert caught.value.remedy


def test_a_newer_database_is_not_upgraded(url):
    _stamp(url, "9999")
    with pytest.raises(SchemaOutdated, match="newer"):
        create_or_upgrade(url)


def test_a_database_without_a_schema_asks_for_an_upgrade(tmp_path):
    (tmp_path / "empty.db").touch()
    with pytest.raises(SchemaOutdated) as caught:
        open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    assert "litwatch db upgrade" in caught.value.remedy


def test_another_programs_tables_are_left_alone(tmp_path):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    with create_engine(url).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(WrongSettings, match="another program"):
        create_or_upgrade(url)
    with create_engine(url).connect() as connection:
        assert inspect(connection).get_table_names() == ["theirs"]


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/name", "sqlite://"])
def test_addresses_that_cannot_be_used_say_what_can(url):
    with pytest.raises(WrongSettings) as caught:
        open_store(url)
    assert "sqlite:///" in caught.value.remedy


def test_the_password_is_masked(tmp_path):
    address = database_url("postgresql://kim:hemlig@127.0.0.1/x")
    assert address.drivername == "postgresql+psycopg"
    assert "hemlig" not in address.render_as_string(hide_password=True)
