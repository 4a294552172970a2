import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from litwatch import exchange
from litwatch.errors import BadInput, SchemaOutdated, StoreBusy, WrongUse
from litwatch.store import catalog, entries, open_store
from litwatch.store.backup import backup, restore
from litwatch.store.revision import HEAD


def _export(url: str) -> str:
    out = StringIO()
    with open_store(url) as store, store.read() as tx:
        exchange.write("jsonl", entries(tx), out)
    return out.getvalue()


def _save(url: str, records, now) -> None:
    with open_store(url) as store, store.write() as tx:
        catalog.save(tx, [(record, b"<a/>") for record in records], source="f", now=now)


def test_a_backup_restores_to_the_same_export(sqlite_url, tmp_path, make_record, now):
    _save(sqlite_url, [make_record(str(n)) for n in range(1, 30)], now)
    before = _export(sqlite_url)
    file = tmp_path / "backup.db"
    assert backup(sqlite_url, file) == HEAD
    _save(sqlite_url, [make_record("99")], now)
    kept = restore(file, sqlite_url, now)
    assert _export(sqlite_url) == before
    assert kept is not None
    assert kept.name == "litwatch.db.before-restore-20261103T080000Z"
    assert '"pmid":"99"' in _export(f"sqlite:///{kept}")
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_a_backup_restores_where_there_was_nothing(sqlite_url, tmp_path, make_record, now):
    _save(sqlite_url, [make_record()], now)
    backup(sqlite_url, tmp_path / "backup.db")
    elsewhere = f"sqlite:///{tmp_path / 'new' / 'home.db'}"
    assert restore(tmp_path / "backup.db", elsewhere, now) is None
    assert _export(elsewhere) == _export(sqlite_url)


def test_a_backup_is_taken_while_another_writes(sqlite_url, tmp_path, make_record, now):
    _save(sqlite_url, [make_record("1")], now)
    with open_store(sqlite_url) as store, store.write() as tx:
        catalog.save(tx, [(make_record("2"), b"")], source="f", now=now)
        backup(sqlite_url, tmp_path / "backup.db")
    with open_store(f"sqlite:///{tmp_path / 'backup.db'}") as copy, copy.read() as tx:
        assert catalog.ids(tx) == ["1"]


def _not_ours(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "no backup"),
        (lambda path: path.write_bytes(b"<html>" * 100), "cannot be read"),
        (lambda path: path.write_bytes(b""), "not a litwatch database"),
        (_not_ours, "not a litwatch database"),
    ],
)
def test_what_is_no_backup_is_refused_and_the_database_stays(
    sqlite_url, tmp_path, make_record, now, make, words
):
    _save(sqlite_url, [make_record()], now)
    before = _export(sqlite_url)
    make(tmp_path / "backup.db")
    with pytest.raises(BadInput, match=words):
        restore(tmp_path / "backup.db", sqlite_url, now)
    assert _export(sqlite_url) == before


def test_a_cut_backup_is_refused(sqlite_url, tmp_path, make_record, now):
    _save(sqlite_url, [make_record(str(n), title="t" * 2000) for n in range(1, 60)], now)
    backup(sqlite_url, tmp_path / "backup.db")
    whole = (tmp_path / "backup.db").read_bytes()
    (tmp_path / "backup.db").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput):
        restore(tmp_path / "backup.db", sqlite_url, now)


def test_a_backup_of_a_newer_litwatch_is_refused(sqlite_url, tmp_path, now):
    backup(sqlite_url, tmp_path / "backup.db")
    with closing(sqlite3.connect(tmp_path / "backup.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(SchemaOutdated, match="newer"):
        restore(tmp_path / "backup.db", sqlite_url, now)


def test_restore_waits_for_nobody_to_have_the_database_open(sqlite_url, tmp_path, make_record, now):
    _save(sqlite_url, [make_record()], now)
    backup(sqlite_url, tmp_path / "backup.db")
    with open_store(sqlite_url) as store, store.read() as tx:
        assert catalog.ids(tx) == ["1"]
        with pytest.raises(StoreBusy):
            restore(tmp_path / "backup.db", sqlite_url, now)
    assert '"pmid":"1"' in _export(sqlite_url)
    assert list(tmp_path.glob("*.restoring")) == []


def test_a_damaged_database_is_moved_aside_and_replaced(sqlite_url, tmp_path, make_record, now):
    _save(sqlite_url, [make_record()], now)
    before = _export(sqlite_url)
    backup(sqlite_url, tmp_path / "backup.db")
    (tmp_path / "litwatch.db").write_bytes(b"\xff" * 8192)
    kept = restore(tmp_path / "backup.db", sqlite_url, now)
    assert kept is not None
    assert kept.read_bytes() == b"\xff" * 8192
    assert _export(sqlite_url) == before


def test_postgresql_is_backed_up_by_its_own_tools(tmp_path, now):
    url = "postgresql://kim:hemlig@127.0.0.1/litwatch"
    for act in (lambda: backup(url, tmp_path / "b"), lambda: restore(tmp_path / "b", url, now)):
        with pytest.raises(WrongUse) as caught:
            act()
        assert "pg_" in caught.value.remedy
        assert "hemlig" not in caught.value.remedy


def test_the_database_itself_is_no_place_for_its_backup(sqlite_url, tmp_path):
    with pytest.raises(WrongUse, match="database itself"):
        backup(sqlite_url, tmp_path / "litwatch.db")
