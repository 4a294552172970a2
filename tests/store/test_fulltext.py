"""Full text on both databases: what is saved is found, what is gone from a text is not."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import text

from litwatch.records import MeshHeading, Section
from litwatch.records.record import Keyword
from litwatch.search.words import words
from litwatch.store import catalog, create_or_upgrade, fulltext, open_store, schema
from litwatch.store.backup import backup, restore
from litwatch.store.engine import database_url, make_engine
from litwatch.store.fulltext import find
from litwatch.store.integrity import findings
from litwatch.store.mapper import LONGEST

# One store for all examples of a property: what was saved before may stay.
shared_store = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LETTERS = st.characters(categories=["L", "N"], max_codepoint=0x4FF)
WORDS = st.text(LETTERS, min_size=1, max_size=12)
SIGNS = st.sampled_from([" ", "-", "/", "–", "'", "’", ", ", ". ", "\n", "_", ' "', "* ", "±", "€"])


def _save(store, *records, now):
    with store.write() as tx:
        catalog.save(tx, [(record, b"") for record in records], source="f", now=now)


def _ids(store, typed, **more):
    with store.read() as tx:
        return [found.id for found in find(tx, typed, **more)]


@pytest.fixture
def library(store, make_record, now):
    _save(
        store,
        make_record("1", title="Sömn och trötthet vid ME/CFS"),
        make_record(
            "2",
            title="Pacing in long covid",
            abstract=(Section(label="RESULTS", text="Fatigue fell; CO₂ and TNF-α did not."),),
            keywords=(Keyword(text="post-COVID condition"),),
        ),
        make_record(
            "3",
            title="A review of covid, long after",
            mesh=(MeshHeading(name="Fatigue Syndrome, Chronic"),),
            vernacular_title="En översikt",
        ),
        now=now,
    )
    return store


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("covid long", {"2", "3"}),
        ('"long covid"', {"2"}),
        ("”long covid”", {"2"}),
        ('"long covid', {"2"}),
        ("covid -review", {"2"}),
        ('covid -"long covid"', {"3"}),
        ("CFS", {"1"}),
        ("me/cfs", {"1"}),
        ("trotthet", {"1"}),
        ("TRÖTTHET", {"1"}),
        ("trött*", {"1"}),
        ('"long cov"*', {"2"}),
        ("trött", set()),
        ("co2 tnf", {"2"}),
        ("post-covid", {"2"}),
        ("chronic", {"3"}),
        ("oversikt", {"3"}),
        ("nobody", {"1", "3"}),
        ("results", {"2"}),
        ("", set()),
        ("-review", set()),
        ("*", set()),
        ('"', set()),
    ],
)
def test_what_people_type(library, typed, ids):
    assert set(_ids(library, typed)) == ids


def test_a_word_of_the_title_comes_before_one_of_the_abstract(store, make_record, now):
    lines = (Section(text="Pacing was tried."),)
    _save(store, make_record("1", title="Rest", abstract=lines), now=now)
    _save(store, make_record("2", title="Pacing"), now=now)
    assert _ids(store, "pacing") == ["2", "1"]
    assert _ids(store, "pacing", limit=1) == ["2"]
    assert _ids(store, "pacing", limit=1, offset=1) == ["1"]
    assert _ids(store, "pacing", limit=0) == []


def test_the_snippet_marks_what_was_asked_for(library):
    with library.read() as tx:
        (found,) = find(tx, "fatigue tnf*")
    assert found.snippet.marked() == "RESULTS: [Fatigue] fell; CO₂ and [TNF]-α did not."
    assert (found.title, found.year, found.state) == ("Pacing in long covid", 2021, "ok")


def test_a_changed_text_is_found_by_its_new_words_only(library, make_record, now):
    _save(library, make_record("2", title="Resting in long covid"), now=now)
    assert _ids(library, "pacing") == []
    assert _ids(library, "resting") == ["2"]
    assert findings(library) == []


def test_an_older_copy_changes_nothing(library, make_record, now):
    older = make_record("2", title="Running in long covid", revised=None)
    _save(library, older, now=now)
    assert _ids(library, "running") == []
    assert _ids(library, "pacing") == ["2"]


def test_what_is_undone_is_undone_in_both(library, make_record, now):
    changed = make_record("2", title="Resting")

    def interrupted() -> None:
        with library.write() as tx:
            catalog.save(tx, [(changed, b""), (make_record("9"), b"")], source="f", now=now)
            assert [found.id for found in find(tx, "resting")] == ["2"]
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert _ids(library, "resting") == []
    assert _ids(library, "pacing") == ["2"]
    assert findings(library) == []


def test_a_text_without_end_is_stored_and_found_by_its_opening(store, make_record, now):
    endless = " ".join(f"word{number}" for number in range(400_000))
    _save(store, make_record("1", abstract=(Section(text=endless),)), now=now)
    assert _ids(store, "word1 word400") == ["1"]
    assert len(endless) > LONGEST
    assert findings(store) == []


def test_records_stored_before_are_found_after_the_upgrade(url, make_record, now):
    with open_store(url) as store:
        _save(store, *(make_record(str(n)) for n in range(1, 30)), now=now)
    engine = make_engine(database_url(url))
    with engine.connect() as connection:
        schema.downgrade(connection, "0002")
    engine.dispose()
    create_or_upgrade(url)
    with open_store(url) as store:
        assert _ids(store, "infection 17") == ["17"]
        assert findings(store) == []
        _save(store, make_record("17", title="Another"), now=now)
        assert _ids(store, "infection 17") == []


def _spoil(store, *statements):
    with store.write() as tx:
        for statement in statements:
            tx.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE record_text SET title = 'other' WHERE record_id = '2'",
            "of 2 is not the record's",
        ),
        ("DELETE FROM record_text WHERE record_id = '2'", "2 has no full text"),
    ],
)
def test_the_check_finds_what_is_astray_and_a_rebuild_mends_it(library, statement, says):
    _spoil(library, statement)
    found = findings(library)
    assert any(says in line and "litwatch db reindex" in line for line in found)
    with library.write() as tx:
        assert fulltext.rebuild(tx) == 3
    assert findings(library) == []
    assert _ids(library, "pacing") == ["2"]


def test_the_check_finds_an_index_that_lost_a_text(sqlite_url, make_record, now):
    with open_store(sqlite_url) as store:
        _save(store, make_record("1"), now=now)
        _spoil(store, "INSERT INTO record_text_fts (record_text_fts) VALUES ('delete-all')")
        assert [line for line in findings(store) if "index of the full text" in line]


def test_the_check_finds_a_text_without_its_record(sqlite_url):
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file, file:
        file.execute(
            "INSERT INTO record_text (record_id, title, terms, abstract) VALUES ('8','','','')"
        )
    with open_store(sqlite_url) as store:
        assert [line for line in findings(store) if "full text of 8, which is not stored" in line]


def test_a_backup_brings_the_full_text_along(sqlite_url, tmp_path, make_record, now):
    with open_store(sqlite_url) as store:
        _save(store, make_record("1", title="Pacing"), now=now)
    backup(sqlite_url, tmp_path / "backup.db")
    with open_store(sqlite_url) as store:
        _save(store, make_record("1", title="Resting"), now=now)
    restore(tmp_path / "backup.db", sqlite_url, now)
    with open_store(sqlite_url) as store:
        assert _ids(store, "pacing") == ["1"]
        assert _ids(store, "resting") == []
        assert findings(store) == []


def test_a_vacuum_keeps_texts_and_index_together(sqlite_url, make_record, now):
    with open_store(sqlite_url) as store:
        _save(store, *(make_record(str(n)) for n in range(1, 9)), now=now)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file:
        file.execute("VACUUM")
    with open_store(sqlite_url) as store:
        assert _ids(store, "infection 5") == ["5"]
        assert findings(store) == []


@shared_store
@given(typed=st.text())
def test_any_text_may_be_typed(library, typed):
    with library.read() as tx:
        assert len(find(tx, typed)) <= 3


@shared_store
@given(typed=st.text(alphabet="ab*\"-–( ):^+{}&|!<>\\'AND OR NOT NEAR", max_size=80))
def test_what_looks_like_a_databases_own_words_may_be_typed(library, typed):
    with library.read() as tx:
        assert len(find(tx, typed)) <= 3


@shared_store
@given(parts=st.lists(st.tuples(WORDS, SIGNS), min_size=1, max_size=20))
def test_what_was_saved_is_found_by_each_of_its_words_and_by_all(store, make_record, now, parts):
    said = "".join(word + sign for word, sign in parts)
    whole = make_record("1", title="Of itself", abstract=(Section(text=said),))
    with store.write() as tx:
        catalog.save(tx, [(whole, b"")], source="f", now=now)
        for word in words(said):
            assert [found.id for found in find(tx, word)] == ["1"]
        phrase = '"' + said.replace('"', " ") + '"'
        assert [found.id for found in find(tx, phrase)] == ["1"]


def test_notices_and_marks_leave_the_text_alone(library, make_record, retraction, now):
    with library.read() as tx:
        (kept,) = [catalog.get(tx, "2")]
    _save(library, structs.replace(kept, notices=(retraction,)), now=now)
    with library.read() as tx:
        (found,) = find(tx, "pacing")
    assert found.state == "retracted"
