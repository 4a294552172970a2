import copy as copying
from datetime import date, timedelta

import pytest
from msgspec import structs
from sqlalchemy import select

from litwatch.errors import WrongUse
from litwatch.records import Doi, Notice, Record, Section, encode
from litwatch.store import Store, catalog, entries
from litwatch.store.mapper import Copy
from litwatch.store.planning import changed_fields
from litwatch.store.tables import record

from .kept_copies import raw_bytes, revisions


def _only(store: Store, **conditions):
    with store.read() as tx:
        (entry,) = entries(tx, **conditions)
    return entry


def test_a_copy_from_another_process_is_stored_like_one_made_here(store, make_record, now):
    made = Copy(make_record("1", title="Trötthet"), b"<a>bytes</a>")
    arrived = copying.copy(made)  # goes the same way as pickling
    assert arrived.record == made.record
    with store.write() as tx:
        catalog.save_copies(tx, [arrived], source="file:a.xml", now=now)
        again = catalog.save_copies(tx, [made], source="file:a.xml", now=now)
    with store.read() as tx:
        assert catalog.get(tx, "1") == made.record
        assert catalog.raw_xml(tx, "1") == b"<a>bytes</a>"
    assert again.unchanged == ("1",)


def test_a_record_comes_back_as_it_was_saved_with_its_bytes(store, make_record, now):
    record = make_record("34107557", title="Trötthet & \N{GREEK SMALL LETTER BETA}-blockers")
    with store.write() as tx:
        saved = catalog.save(tx, [(record, b"<a>bytes</a>")], source="file:a.xml", now=now)
    with store.read() as tx:
        assert catalog.get(tx, "34107557") == record
        assert catalog.raw_xml(tx, "34107557") == b"<a>bytes</a>"
        assert catalog.known(tx, ["34107557", "2"]) == {"34107557"}
        assert catalog.get(tx, "2") is None
        assert catalog.raw_xml(tx, "2") is None
    assert saved == (("34107557",), (), ())
    entry = _only(store)
    assert (entry.role, entry.state, entry.sources) == ("imported", "ok", ("file:a.xml",))
    assert entry.first_seen == now


def test_saving_the_same_again_changes_nothing(store, make_record, now):
    record = make_record()
    for _ in range(2):
        with store.write() as tx:
            saved = catalog.save(tx, [(record, b"<a/>")], source="pubmed", now=now)
    assert saved.unchanged == ("1",)


def test_a_newer_version_replaces_an_older_and_never_the_other_way(store, make_record, now):
    old = make_record(revised=date(2021, 6, 4), title="First")
    new = make_record(revised=date(2021, 7, 1), title="Second")
    later = now + timedelta(days=1)
    for copy, when in ((old, now), (new, later), (old, later)):
        with store.write() as tx:
            catalog.save(tx, [(copy, copy.title.encode())], source="pubmed", now=when)
    entry = _only(store)
    assert entry.record.title == "Second"
    assert entry.first_seen == now
    with store.read() as tx:
        assert catalog.raw_xml(tx, "1") == b"Second"


def test_a_record_twice_in_one_file_is_new_once_and_the_newest_copy_stays(store, make_record, now):
    copies = [make_record(revised=date(2021, 6, day), title=f"Day {day}") for day in (5, 9, 7)]
    with store.write() as tx:
        saved = catalog.save(tx, [(copy, b"") for copy in copies], source="f", now=now)
    assert saved.new == ("1",)
    assert _only(store).record.title == "Day 9"


def test_a_notice_once_seen_stays_with_the_day_it_was_seen(store, make_record, retraction, now):
    marked = make_record(notices=(retraction,))
    silent = make_record(revised=date(2022, 1, 1))
    for copy, when in ((marked, now), (silent, now + timedelta(days=30))):
        with store.write() as tx:
            catalog.save(tx, [(copy, b"")], source="pubmed", now=when)
    entry = _only(store)
    assert entry.record.notices == ()
    assert [(notice.type, notice.first_seen) for notice in entry.notices] == [
        ("retraction", now.date())
    ]
    assert entry.notices[0].pmid == "99"
    assert entry.state == "retracted"


def test_a_notice_without_an_identifier_is_kept_by_its_citation(store, make_record, now):
    unknown = Notice(type="unknown", ref_type="SomethingNew", citation="J Tests 2021;1:2")
    dataset = Notice(
        type="dataset", direction="in", ref_type="AssociatedDataset", doi=Doi("10.1000/x")
    )
    with store.write() as tx:
        catalog.save(tx, [(make_record(notices=(unknown, dataset)), b"")], source="f", now=now)
    kept = {notice.ref_type: notice for notice in _only(store).notices}
    assert kept["SomethingNew"].citation == "J Tests 2021;1:2"
    assert kept["AssociatedDataset"].doi == "10.1000/x"


def test_gone_is_a_state_and_our_copy_stays_until_pubmed_has_it_again(store, make_record, now):
    record = make_record()
    with store.write() as tx:
        catalog.save(tx, [(record, b"<a/>")], source="pubmed", now=now)
        assert catalog.mark_gone(tx, ["1", "2"], now) == ("1",)
    assert _only(store).state == "gone"
    with store.write() as tx:
        catalog.save(tx, [(record, b"<a/>")], source="file:old.xml", now=now)
    assert _only(store).state == "gone"
    with store.write() as tx:
        catalog.save(tx, [(record, b"<a/>")], source="pubmed", now=now)
    assert _only(store).state == "ok"


def test_a_background_record_rises_when_a_person_imports_it(store, make_record, now):
    for source, role in (
        ("pubmed", "background"),
        ("file:mine.ris", "imported"),
        ("pubmed", "background"),
    ):
        with store.write() as tx:
            catalog.save(tx, [(make_record(), b"")], source=source, role=role, now=now)
    entry = _only(store)
    assert entry.role == "imported"
    assert entry.sources == ("file:mine.ris", "pubmed")


def test_records_without_a_pmid_have_an_id_too(store, now):
    preprint = Record(preprint_id="PPR123", title="A preprint")
    article = Record(doi=Doi("10.1000/ABC"), title="An article")
    with store.write() as tx:
        catalog.save(tx, [(preprint, b""), (article, b"")], source="file:x.ris", now=now)
        assert catalog.ids(tx) == ["PPR123", "doi:10.1000/abc"]


def test_entries_are_in_the_order_of_bytes_and_filter_by_month_and_role(store, make_record, now):
    with store.write() as tx:
        catalog.save(
            tx,
            [
                (make_record("10", created=date(2021, 5, 31)), b""),
                (make_record("9", created=date(2021, 6, 1)), b""),
                (make_record("100", created=date(2021, 6, 30)), b""),
                (Record(doi=Doi("10.1000/b"), created=date(2021, 7, 1)), b""),
                (Record(preprint_id="PPR5", created=date(2021, 6, 15)), b""),
            ],
            source="f",
            now=now,
        )
        catalog.save(tx, [(make_record("8"), b"")], source="f", role="background", now=now)
    with store.read() as tx:
        assert [e.record.id for e in entries(tx)] == [
            "10", "100", "8", "9", "PPR5", "doi:10.1000/b",
        ]  # fmt: skip
        assert [e.record.id for e in entries(tx, month="2021-06", roles=("imported",))] == [
            "100", "9", "PPR5",
        ]  # fmt: skip
        assert [e.record.id for e in entries(tx, ids=["9", "10", "9", "77"])] == ["10", "9"]
        assert catalog.ids(tx, role="background") == ["8"]


def test_entries_come_page_after_page_without_loss(store, make_record, now):
    made = [make_record(str(number)) for number in range(1, 1203)]
    with store.write() as tx:
        saved = catalog.save(tx, [(record, b"") for record in made], source="f", now=now)
    assert len(saved.new) == 1202
    with store.read() as tx:
        found = [entry.record.id for entry in entries(tx)]
    assert found == sorted(str(number) for number in range(1, 1203))


@pytest.mark.parametrize("month", ["2021-13", "2021", "June", "2021-06-01", "2021-W1"])
def test_a_wrong_month_is_named(store, month):
    with store.read() as tx, pytest.raises(WrongUse, match="is not a month"):
        list(entries(tx, month=month))


def test_what_pubmed_was_not_asked_for_lately_is_due(store, make_record, now):
    with store.write() as tx:
        catalog.save(tx, [(make_record("1"), b"")], source="pubmed", now=now)
        catalog.save(tx, [(make_record("2"), b"")], source="file:x.xml", now=now)
        catalog.save(tx, [(make_record("3"), b"")], source="file:x.xml", role="background", now=now)
    with store.write() as tx:
        earlier = now - timedelta(days=1)
        assert catalog.due_for_check(tx, before=earlier) == ["2"]
        catalog.mark_checked(tx, ["2"], now)
        assert catalog.due_for_check(tx, before=earlier) == []
        assert catalog.due_for_check(tx, before=now) == ["1", "2"]
        assert catalog.states(tx, ["1", "9"]) == {"1": "ok"}
        assert catalog.titles(tx, ["1"]) == {"1": "Fatigue after infection 1"}


def test_a_failed_block_leaves_nothing(store, make_record, now):
    def broken_off():
        yield make_record(), b"<a/>"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), store.write() as tx:
        catalog.save(tx, broken_off(), source="f", now=now)
    with store.read() as tx:
        assert catalog.ids(tx) == []


def _save(store: Store, *pairs, now, **more):
    with store.write() as tx:
        return catalog.save(tx, pairs, source="pubmed", now=now, **more)


def test_a_changed_abstract_is_visible_as_a_change_and_both_bytes_stay(store, make_record, now):
    before = make_record(revised=date(2021, 6, 4))
    after = make_record(revised=date(2021, 7, 1), abstract=(Section(text="120 were followed."),))
    later = now + timedelta(days=30)
    _save(store, (before, b"<first/>"), now=now)
    assert _save(store, (after, b"<second/>"), now=later).updated == ("1",)
    with store.read() as tx:
        (revision,) = revisions(tx, "1")
        assert raw_bytes(tx, revision.raw_before) == b"<first/>"
        assert raw_bytes(tx, revision.raw_after) == b"<second/>"
        assert revisions(tx, "2") == ()
    assert (revision.record_id, revision.at) == ("1", later)
    assert revision.changed == ("abstract", "revised")


def test_no_revision_for_the_same_content_or_an_older_copy(store, make_record, now):
    record, older = make_record(), make_record(title="Older", revised=date(2020, 1, 1))
    for copy, raw in ((record, b"<a/>"), (record, b"<a/>"), (record, b"<a />"), (older, b"<o/>")):
        _save(store, (copy, raw), now=now)
    with store.read() as tx:
        assert revisions(tx, "1") == ()
        assert catalog.raw_xml(tx, "1") == b"<a/>"


def test_copies_in_one_delivery_are_one_revision_from_what_was_stored(store, make_record, now):
    first, second, third = (make_record(title=title) for title in ("One", "Two", "Three"))
    _save(store, (first, b"1"), now=now)
    _save(store, (second, b"2"), (third, b"3"), now=now)
    _save(store, (second, b"2"), (third, b"3"), now=now)  # there and back again
    with store.read() as tx:
        assert [r.changed for r in revisions(tx, "1")] == [("title",)]


def test_records_with_the_same_bytes_share_them(store, make_record, now):
    _save(store, (make_record("1"), b"<both/>"), (make_record("2"), b"<both/>"), now=now)
    _save(store, (make_record("3"), b"<both/>"), now=now)
    with store.read() as tx:
        assert {catalog.raw_xml(tx, number) for number in "123"} == {b"<both/>"}


def test_changed_fields_are_named_in_the_records_own_order(make_record):
    before = make_record()
    after = make_record(status="In-Process", title="Other", doi=Doi("10.1000/x"))
    assert changed_fields(_body(before), _body(after)) == ("doi", "title", "status")
    assert changed_fields(_body(before), _body(before)) == ()


def _body(record: Record) -> str:
    return encode(record).decode()


def test_a_changed_doi_state_or_role_is_found_under_its_new_value(store, make_record, now):
    _save(store, (make_record(doi=Doi("10.1000/old")), b"1"), now=now)
    _save(store, (make_record(doi=Doi("10.1000/new"), title="Other"), b"2"), now=now)
    with store.read() as tx:
        assert tx.scalar(select(record.c.id).where(record.c.doi == "10.1000/new")) == "1"
        assert tx.scalar(select(record.c.id).where(record.c.doi == "10.1000/old")) is None
    said = make_record(doi=Doi("10.1000/new"), title="RETRACTED: Other")
    with store.write() as tx:
        catalog.save(tx, [(said, b"3")], source="f", now=now, role="watched")
    with store.read() as tx:
        assert catalog.ids(tx, role="watched") == ["1"]
        assert tx.scalar(select(record.c.id).where(record.c.state == "retracted")) == "1"


def test_a_notice_said_again_in_other_words_keeps_its_day(store, make_record, retraction, now):
    said = make_record(notices=(retraction,))
    again = make_record(notices=(structs.replace(retraction, note="fabricated data"),))
    _save(store, (said, b""), now=now)
    _save(store, (again, b""), now=now + timedelta(days=9))
    (kept,) = _only(store).notices
    assert (kept.note, kept.first_seen) == ("fabricated data", now.date())


def test_only_what_changed_is_written_of_a_known_record(store, make_record, now):
    later = now + timedelta(days=2)
    _save(store, (make_record(), b"<a/>"), now=now, role="background")
    _save(store, (make_record(), b"<a/>"), now=later, role="watched")
    entry = _only(store)
    assert (entry.role, entry.first_seen) == ("watched", now)
    with store.read() as tx:
        assert catalog.due_for_check(tx, before=later - timedelta(days=1)) == []
