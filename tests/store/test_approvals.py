"""An approval names a hash, and counts for no other content."""

from datetime import timedelta

from litwatch.records import Decision
from litwatch.store import approvals, catalog, editions, screening
from litwatch.store.approvals import Approval


def test_approvals_are_those_of_one_hash_in_their_order(store, now):
    def said(reviewer, sha256, revision=1):
        return Approval(
            month="2021-06",
            revision=revision,
            sha256=sha256,
            reviewer=reviewer,
            role="physician",
            at=now + timedelta(hours=1),
        )

    with store.write() as tx:
        for one in (said("B", "h1"), said("A", "h1"), said("A", "h2"), said("A", "h1", 2)):
            approvals.add(tx, one)
        assert approvals.given(tx, "2021-06", 1, "h1") == (said("B", "h1"), said("A", "h1"))
        assert approvals.given(tx, "2021-06", 1, "h3") == ()
        assert approvals.given(tx, "2021-07", 1, "h1") == ()


def test_who_wrote_is_told_by_the_live_words_of_any_month(store, make_record, now):
    with store.write() as tx:
        catalog.save(tx, [(make_record(key), b"") for key in ("1", "2")], source="f", now=now)
        for month, key, text, who in (
            ("2021-05", "1", "Words", "A"),
            ("2021-06", "1", "First", "B"),
            ("2021-06", "1", "Better", "C"),
            ("2021-06", "2", "Other", "D"),
        ):
            editions.write_field(tx, month, key, "result", None, text, who, "", now)
        assert approvals.writers(tx, {"1"}) == {"A", "C"}
        assert approvals.writers(tx, set()) == set()


def test_who_decided_is_told_by_the_ids_of_the_decisions(store, make_record, now):
    with store.write() as tx:
        catalog.save(tx, [(make_record("1"), b"")], source="f", now=now)
        said = {
            name: screening.append_decision(
                tx, Decision(record_id="1", verdict="include", reviewer=name, at=now, reason="")
            )
            for name in ("A", "B")
        }
        assert approvals.deciders(tx, [said["B"]]) == {"B"}
        assert approvals.deciders(tx, []) == set()
        assert approvals.bringers(tx, [1]) == set()
