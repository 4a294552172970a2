"""Recall is appended run by run, and the last of each part is found again."""

from __future__ import annotations

from datetime import timedelta

from litwatch.store import ledger, recall
from litwatch.store.recall import Recall


def _measured(part="", found=1, gold="g@1", how="offline", fingerprint="aa"):
    return Recall(
        gold=gold,
        topic="me_cfs",
        part=part,
        fingerprint=fingerprint,
        how=how,
        expected=2,
        found=found,
        missed=("7",),
        not_testable=("8", "9"),
    )


def test_the_latest_of_each_part_is_that_of_the_same_set_and_way(store, now):
    later = now + timedelta(days=1)
    with store.write() as tx:
        run = ledger.start_run(tx, "recall", now, {})
        recall.save(tx, run, [_measured(), _measured("a"), _measured(gold="g@2", found=0)], now)
        again = ledger.start_run(tx, "recall", later, {})
        recall.save(tx, again, [_measured(found=2, fingerprint="bb")], later)
        recall.save(tx, again, [_measured(how="live", found=0)], later)
        recall.save(tx, again, [], later)
    with store.read() as tx:
        last = recall.latest(tx, "g@1", "offline")
        assert last.keys() == {("me_cfs", ""), ("me_cfs", "a")}
        whole = last["me_cfs", ""]
        assert whole.recall == _measured(found=2, fingerprint="bb")
        assert (whole.run_id, whole.at) == (again, later)
        assert last["me_cfs", "a"].run_id == run
        assert recall.latest(tx, "g@3", "offline") == {}
        trend = recall.history(tx, "me_cfs")
        assert [(each.recall.how, each.recall.found) for each in trend] == [
            ("offline", 1), ("offline", 0), ("offline", 2), ("live", 0),
        ]  # fmt: skip
