from datetime import date, timedelta

import pytest

from litwatch.errors import WrongUse
from litwatch.records import Pmid
from litwatch.store import catalog, entries, ledger

_JUNE = {"first": date(2021, 6, 1), "last": date(2021, 6, 30)}
_KEY = {"topic": "me_cfs", "part": "", "fingerprint": "abc", **_JUNE}


def _open(tx, now, **changes):
    run = ledger.start_run(tx, "harvest", now, {"topics": ["me_cfs"]})
    given = {**_KEY, "version": "1.0.0", "term": "(fatigue) AND …", "now": now, **changes}
    return ledger.open_window(tx, run, **given)


def _list(tx, window, pmids, now, count=None):
    listed = [Pmid(pmid) for pmid in pmids]
    total = len(listed) if count is None else count
    return ledger.list_found(tx, window.id, total, listed, "translated", ["a warning"], now)


def test_a_whole_window_balances_and_its_records_are_watched(store, make_record, now):
    with store.write() as tx:
        catalog.save(tx, [(make_record("1"), b"")], source="f", role="background", now=now)
        window = _list(tx, _open(tx, now), ["1", "2", "3", "4"], now)
        assert (window.known, window.found) == (1, 3)
        assert ledger.pending(tx, window.id) == ["4", "3", "2"]
    with store.write() as tx:
        page = [(make_record("2"), b"<2/>"), (make_record("3"), b"<3/>")]
        saved = ledger.record_page(tx, window.id, page, now=now)
        assert saved.new == ("2", "3")
        assert ledger.pending(tx, window.id) == ["4"]
        ledger.record_page(tx, window.id, [], missing=["4"], now=now)
        closed = ledger.close_window(tx, window.id, now)
    assert (closed.state, closed.count, closed.listed) == ("complete", 4, 4)
    assert (closed.fetched, closed.known, closed.missing) == (2, 1, 1)
    assert closed.missing_pmids == ("4",)
    assert (closed.translation, closed.warnings) == ("translated", ("a warning",))
    with store.read() as tx:
        found = {entry.record.id: (entry.topics, entry.role) for entry in entries(tx)}
        assert [e.record.id for e in entries(tx, topic="me_cfs")] == ["1", "2", "3"]
    assert found == dict.fromkeys("123", (("me_cfs",), "watched"))


def test_a_count_that_differs_from_the_list_leaves_the_window_incomplete(store, make_record, now):
    with store.write() as tx:
        window = _list(tx, _open(tx, now), ["1"], now, count=2)
        ledger.record_page(tx, window.id, [(make_record("1"), b"")], now=now)
        assert ledger.close_window(tx, window.id, now).state == "incomplete"


def test_a_window_with_pending_pmids_or_never_listed_is_incomplete(store, now):
    with store.write() as tx:
        window = _open(tx, now)
        assert ledger.close_window(tx, window.id, now).state == "incomplete"
        _list(tx, window, ["1"], now)
        assert ledger.close_window(tx, window.id, now).state == "incomplete"


def test_an_empty_window_is_complete_once_it_was_listed(store, now):
    with store.write() as tx:
        window = _list(tx, _open(tx, now), [], now)
        assert ledger.close_window(tx, window.id, now).state == "complete"


def test_opening_an_unfinished_window_again_gives_the_same_one_to_the_new_run(
    store, make_record, now
):
    with store.write() as tx:
        first = _list(tx, _open(tx, now), ["1", "2"], now)
        ledger.record_page(tx, first.id, [(make_record("1"), b"")], now=now)
    with store.write() as tx:
        again = _open(tx, now)
        assert again.id == first.id
        assert again.run == first.run + 1
        assert ledger.pending(tx, again.id) == ["2"]
        assert ledger.unfinished_window(tx, **_KEY) == again
        assert ledger.unfinished(tx) == (again,)
        ledger.record_page(tx, again.id, [(make_record("2"), b"")], now=now)
        ledger.close_window(tx, again.id, now)
        assert ledger.unfinished_window(tx, **_KEY) is None
        assert _open(tx, now).id != again.id, "a complete window is history"


def test_listing_again_keeps_the_fetched_and_gives_the_missing_another_chance(
    store, make_record, now
):
    with store.write() as tx:
        window = _list(tx, _open(tx, now), ["1", "2", "3"], now)
        ledger.record_page(tx, window.id, [(make_record("1"), b"")], missing=["2"], now=now)
        window = _list(tx, window, ["1", "2", "4"], now)
        assert (window.fetched, window.found, window.missing) == (1, 2, 0)
        assert ledger.pending(tx, window.id) == ["4", "2"]


def test_marking_twice_changes_nothing(store, make_record, now):
    """Two processes that work on one window: the second delivery, or a late 'missing'."""
    with store.write() as tx:
        window = _list(tx, _open(tx, now), ["1"], now)
        page = [(make_record("1"), b"")]
        ledger.record_page(tx, window.id, page, now=now)
        assert ledger.record_page(tx, window.id, page, now=now).unchanged == ("1",)
        ledger.record_page(tx, window.id, [], missing=["1"], now=now)
        closed = ledger.close_window(tx, window.id, now)
    assert (closed.fetched, closed.missing, closed.state) == (1, 0, "complete")


def test_a_page_with_an_unlisted_pmid_is_refused_whole(store, make_record, now):
    with store.write() as tx:
        window = _list(tx, _open(tx, now), ["1"], now)
    with pytest.raises(WrongUse, match="did not list 7"), store.write() as tx:
        ledger.record_page(tx, window.id, [(make_record("7"), b"")], now=now)
    with store.read() as tx:
        assert catalog.ids(tx) == []


def test_background_records_are_a_ledger_line_without_a_topic(store, make_record, now):
    with store.write() as tx:
        window = _list(tx, _open(tx, now, topic=ledger.BACKGROUND), ["1"], now)
        ledger.record_page(tx, window.id, [(make_record("1"), b"")], now=now)
        assert ledger.hit_by_strategies(tx, ["1"]) == set()
        (entry,) = entries(tx)
        assert (entry.role, entry.topics) == ("background", ())
        _list(tx, _open(tx, now), ["1"], now)
        (entry,) = entries(tx)
        assert (entry.role, entry.topics) == ("watched", ("me_cfs",))
        assert ledger.hit_by_strategies(tx, ["1", "2"]) == {"1"}


def _complete(tx, now, first, last, **changes):
    window = _list(tx, _open(tx, now, first=first, last=last, **changes), [], now)
    ledger.close_window(tx, window.id, now)


def test_the_watermark_stops_at_the_first_gap_and_before_today(store, now):
    today = now.date()
    with store.write() as tx:
        mark = lambda: ledger.watermark(tx, "me_cfs", "", "abc")  # noqa: E731
        assert mark() is None
        _complete(tx, now, date(2026, 9, 1), date(2026, 9, 30))
        _complete(tx, now, date(2026, 10, 15), date(2026, 10, 20))
        assert mark() == date(2026, 9, 30)
        _complete(tx, now, date(2026, 9, 25), date(2026, 10, 14))
        assert mark() == date(2026, 10, 20)
        _complete(tx, now, date(2026, 10, 21), today + timedelta(days=30))
        assert mark() == today - timedelta(days=1), "today is not over"
        assert ledger.watermark(tx, "me_cfs", "", "new query") is None


def test_runs_and_windows_can_be_read_back(store, now):
    with store.write() as tx:
        _complete(tx, now, date(2021, 5, 20), date(2021, 6, 2))
        _complete(tx, now, date(2021, 7, 1), date(2021, 7, 2), version="1.1.0", fingerprint="def")
        first, second = ledger.runs(tx)
        ledger.finish_run(tx, first.id, "complete", now, requests=3, retries=1, note="fine")
    with store.read() as tx:
        done = ledger.runs(tx)[0]
        assert (done.state, done.requests, done.retries, done.note) == ("complete", 3, 1, "fine")
        assert done.params == {"topics": ["me_cfs"]}
        assert done.started_at == now == done.finished_at
        assert [window.run for window in ledger.windows(tx, month="2021-06")] == [first.id]
        assert [window.run for window in ledger.windows(tx, run=second.id)] == [second.id]


def test_unknown_windows_and_turned_dates_are_wrong_use(store, now):
    with store.write() as tx:
        with pytest.raises(WrongUse, match="no window 42"):
            ledger.close_window(tx, 42, now)
        with pytest.raises(WrongUse, match="ends before"):
            _open(tx, now, first=date(2021, 6, 2), last=date(2021, 6, 1))
