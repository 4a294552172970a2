"""Windows that were cut, left, withdrawn or mended afterwards keep an account that balances."""

from datetime import date, timedelta

import pytest

from litwatch.errors import WrongUse
from litwatch.records import Pmid
from litwatch.store import entries, integrity, ledger
from litwatch.store.settling import (
    found_after_all,
    leave_incomplete,
    proven,
    settle_split,
    withdraw,
)

FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)
KEY = {"topic": "me_cfs", "part": "", "fingerprint": "abc", "first": FIRST, "last": LAST}


def opened(tx, now, **changes):
    run = ledger.start_run(tx, "harvest", now, {})
    given = {**KEY, "version": "1.0.0", "term": "(fatigue) AND …", "now": now, **changes}
    return ledger.open_window(tx, run, **given)


def listed(tx, window, pmids, now):
    return ledger.list_found(
        tx, window.id, len(pmids), [Pmid(pmid) for pmid in pmids], "translated", [], now
    )


def complete(tx, now, make_record, pmids, missing=(), **changes):
    window = listed(tx, opened(tx, now, **changes), [*pmids, *missing], now)
    came = [(make_record(pmid), b"") for pmid in pmids]
    ledger.record_page(tx, window.id, came, missing=missing, now=now)
    return ledger.close_window(tx, window.id, now)


def test_a_cut_window_holds_what_its_parts_hold(store, make_record, now):
    with store.write() as tx:
        parent = opened(tx, now)
        middle = date(2021, 6, 15)
        parts = [
            complete(tx, now, make_record, ["1", "2"], ["9"], last=middle),
            complete(tx, now, make_record, ["3"], first=middle + timedelta(days=1)),
        ]
        assert [window.id for window in proven(tx, parent)] == [part.id for part in parts]
        settled = settle_split(tx, parent.id, [part.id for part in parts], now)
    assert (settled.state, settled.count, settled.known, settled.missing) == ("complete", 4, 3, 1)
    assert integrity.findings(store) == []


def test_parts_that_leave_a_gap_do_not_settle_a_window(store, make_record, now):
    with store.write() as tx:
        parent = opened(tx, now)
        left = complete(tx, now, make_record, ["1"], last=date(2021, 6, 14))
        right = complete(tx, now, make_record, ["2"], first=date(2021, 6, 16))
        for parts in ([left.id, right.id], [left.id], []):
            with pytest.raises(WrongUse, match="is not covered by its parts"):
                settle_split(tx, parent.id, parts, now)
        half = listed(tx, opened(tx, now, first=date(2021, 6, 15)), ["3"], now)
        with pytest.raises(WrongUse, match="is not covered"):
            settle_split(tx, parent.id, [left.id, half.id], now)
        assert ledger.unfinished_window(tx, **KEY).state == "open"


def test_what_was_complete_before_a_window_was_opened_proves_nothing(store, make_record, now):
    with store.write() as tx:
        complete(tx, now, make_record, ["1"], last=date(2021, 6, 14))
        assert proven(tx, opened(tx, now)) == []


def test_a_window_left_for_a_reason_keeps_its_list_and_cannot_balance(store, make_record, now):
    with store.write() as tx:
        window = listed(tx, opened(tx, now), ["1"], now)
        left = leave_incomplete(tx, window.id, 0, "PubMed did not understand", ["w"], now)
        assert (left.state, left.count, left.listed) == ("incomplete", 0, 1)
        assert left.warnings == ("w", "PubMed did not understand")
        empty = opened(tx, now, topic="other")
        assert leave_incomplete(tx, empty.id, 0, "why", [], now).state == "incomplete"
        assert ledger.close_window(tx, empty.id, now).state == "incomplete", "zero is no proof"


def test_only_a_window_without_a_list_can_be_withdrawn(store, make_record, now):
    with store.write() as tx:
        withdraw(tx, opened(tx, now).id)
        assert ledger.windows(tx) == ()
        for window in (
            listed(tx, opened(tx, now), ["1"], now),
            complete(tx, now, make_record, [], topic="done"),
        ):
            with pytest.raises(WrongUse, match="holds an account"):
                withdraw(tx, window.id)


def test_a_missing_record_that_another_window_brought_is_known_and_its_topics(
    store, make_record, now
):
    with store.write() as tx:
        first = complete(tx, now, make_record, ["1"], ["7"])
        assert ledger.missing(tx) == {first.id: ["7"]}
        assert found_after_all(tx, first.id, now) == []
        complete(tx, now, make_record, ["7"], topic="other")
        assert found_after_all(tx, first.id, now) == ["7"]
        assert ledger.missing(tx) == {}
        (seven,) = entries(tx, ids=["7"])
        assert seven.topics == ("me_cfs", "other")
    assert integrity.findings(store) == []


def test_the_last_reading_is_that_of_the_same_question(store, make_record, now):
    later = now + timedelta(days=7)
    with store.write() as tx:
        before = complete(tx, now, make_record, ["1"])
        complete(tx, now, make_record, ["1"], fingerprint="other")
        complete(tx, now, make_record, ["1"], date_field="mhda")
        after = listed(tx, opened(tx, later), ["1"], later)
        assert ledger.last_reading(tx, after).id == before.id


def test_the_watermark_waits_for_an_unfinished_start(store, make_record, now):
    with store.write() as tx:
        mark = lambda: ledger.watermark(tx, "me_cfs", "", "abc")  # noqa: E731
        day = opened(tx, now, last=FIRST)
        leave_incomplete(tx, day.id, 12_000, "a day that cannot be split", [], now)
        complete(tx, now, make_record, [], first=FIRST + timedelta(days=1))
        assert mark() is None
        complete(tx, now, make_record, [], last=FIRST)
        assert mark() == LAST


def test_what_is_on_a_list_and_what_came_lately(store, make_record, now):
    with store.write() as tx:
        assert ledger.delivered_lately(tx) == []
        window = complete(tx, now, make_record, ["1", "2", "3", "4"], ["9"])
        assert ledger.delivered_lately(tx) == ["4", "3", "2"]
        assert ledger.listed(tx, window.id, [Pmid("2"), Pmid("9"), Pmid("8")]) == {"2", "9"}
        assert ledger.pending(tx, window.id, among=[Pmid("2")]) == []
