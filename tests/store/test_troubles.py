"""Damage, locks, a full disk: one clear sentence, the right exit code, nothing half-written."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from litwatch.errors import SchemaOutdated, StoreBusy, StoreDamaged, WrongSettings
from litwatch.store import catalog, create_or_upgrade, engine, open_store
from litwatch.store.integrity import findings
from litwatch.store.tables import raw


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_a_locked_database_says_to_close_the_other_program(
    sqlite_url, monkeypatch, make_record, now
):
    monkeypatch.setattr(engine, "_BUSY_MS", 10)
    with open_store(sqlite_url) as store, closing(sqlite3.connect(_file(sqlite_url))) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="locked") as caught, store.write():
            pass
        assert caught.value.exit_code == 3
        with store.read() as tx:
            assert catalog.ids(tx) == [], "reading goes on"
        other.execute("ROLLBACK")
        with store.write() as tx:
            saved = catalog.save(tx, [(make_record("1"), b"")], source="f", now=now)
        assert saved.new == ("1",)


def test_a_full_disk_says_so_and_leaves_nothing(sqlite_url, make_record, now):
    with open_store(sqlite_url) as store:

        def fill() -> None:
            with store.write() as tx:
                pages = tx.exec_driver_sql("PRAGMA page_count").scalar()
                tx.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
                made = [(make_record(str(n), title="t" * 9000), b"") for n in range(1, 50)]
                catalog.save(tx, made, source="f", now=now)

        with pytest.raises(StoreBusy, match="full") as caught:
            fill()
        assert "disk space" in caught.value.remedy
        with store.read() as tx:
            assert catalog.ids(tx) == []


@pytest.mark.parametrize("content", [b"<html>not a database</html>" * 50, b"\x00" * 4096])
def test_a_file_that_is_no_database_is_damaged_not_overwritten(tmp_path, content):
    file = tmp_path / "litwatch.db"
    file.write_bytes(content)
    for act in (open_store, create_or_upgrade):
        with pytest.raises(StoreDamaged) as caught:
            act(f"sqlite:///{file}")
        assert str(file) in str(caught.value)
        assert caught.value.exit_code == 4
    assert file.read_bytes() == content


def test_a_damaged_page_is_named_when_it_is_read(sqlite_url, make_record, now):
    with open_store(sqlite_url) as store, store.write() as tx:
        made = [(make_record(str(n), title="t" * 3000), b"") for n in range(1, 60)]
        catalog.save(tx, made, source="f", now=now)
    with closing(sqlite3.connect(_file(sqlite_url))) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'record'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    whole = bytearray(_file(sqlite_url).read_bytes())
    whole[(root - 1) * size : root * size] = b"\xff" * size
    _file(sqlite_url).write_bytes(whole)
    with open_store(sqlite_url) as store:
        with pytest.raises(StoreDamaged, match="damaged"), store.read() as tx:
            catalog.get(tx, "1")
        assert any("damaged" in found for found in _findings_or_error(store))


def _findings_or_error(store) -> list[str]:
    try:
        return findings(store)
    except StoreDamaged as error:
        return [str(error)]


def test_a_folder_in_the_files_place_cannot_be_opened(tmp_path):
    with pytest.raises(WrongSettings, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_read_only_file_says_who_may_write(sqlite_url, make_record, now):
    def save_without_permission() -> None:
        with open_store(sqlite_url) as store, store.write() as tx:
            # Root may write every file: SQLite's own switch stands in for the permission.
            tx.exec_driver_sql("PRAGMA query_only = ON")
            catalog.save(tx, [(make_record(), b"")], source="f", now=now)

    with pytest.raises(WrongSettings, match="writing") as caught:
        save_without_permission()
    assert "may write" in caught.value.remedy


def test_a_lacking_table_is_an_outdated_schema(sqlite_url):
    with closing(sqlite3.connect(_file(sqlite_url))) as connection:
        connection.execute("DROP TABLE harvest_window")
    with open_store(sqlite_url) as store, pytest.raises(SchemaOutdated, match="harvest_window"):
        findings(store)


def test_a_server_that_does_not_answer_is_busy_not_damaged():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(StoreBusy, match="does not answer") as caught:
        open_store(f"postgresql://kim:hemlig@127.0.0.1:{port}/litwatch")
    assert "hemlig" not in str(caught.value)


def test_an_unknown_server_database_is_a_setting(cluster):
    with pytest.raises(WrongSettings, match="refuses"):
        open_store(cluster.url("no_such_database"))


def test_a_sound_store_has_no_findings_and_changed_raw_bytes_are_found(store, make_record, now):
    with store.write() as tx:
        catalog.save(tx, [(make_record(), b"<a/>")], source="f", now=now)
    assert findings(store) == []
    with store.write() as tx:
        tx.execute(update(raw).values(body=b"other bytes"))
    assert ["raw bytes" in found for found in findings(store)] == [True]
