"""Subscribers and deliveries on both databases: a mail is claimed by one only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from litwatch.store import Store, deliveries, open_store, subscribers
from litwatch.store.deliveries import Delivery
from litwatch.store.subscribers import Subscriber

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
ANNA = Subscriber(
    mail="Anna@example.org", lang="sv", audience="vardcentral", token="t0", added_at=NOW
)
KEY = ("2026-10", 1, ANNA.mail)


@pytest.fixture
def anna(store: Store) -> Subscriber:
    with store.write() as tx:
        subscribers.add(tx, ANNA)
    return ANNA


def kept(store: Store) -> Delivery | None:
    with store.read() as tx:
        return deliveries.delivery_to(tx, *KEY)


def test_a_subscriber_is_found_by_address_in_any_case_and_by_token(
    store: Store, anna: Subscriber
) -> None:
    with store.read() as tx:
        assert subscribers.known(tx, "ANNA@EXAMPLE.ORG") == anna
        assert subscribers.needed(tx, "t0") == anna
        assert subscribers.known(tx, "anna@example.com") is None


def test_who_left_is_listed_only_when_asked_for(store: Store, anna: Subscriber) -> None:
    with store.write() as tx:
        subscribers.leave(tx, anna.mail, NOW)
    with store.read() as tx:
        assert subscribers.listed(tx) == ()
        (left,) = subscribers.listed(tx, left=True)
    assert left.left_at == NOW


def test_a_mail_is_begun_settled_and_begun_again(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    with store.write() as tx:
        deliveries.begin(tx, None, *KEY, "<1@example.org>", NOW)
    begun = kept(store)
    assert begun is not None
    assert (begun.state, begun.attempts, begun.at) == ("sending", 1, NOW)
    with store.write() as tx:
        deliveries.settle(tx, *KEY, "failed", "452 full", later)
    failed = kept(store)
    assert failed is not None
    assert (failed.state, failed.answer, failed.at) == ("failed", "452 full", later)
    with store.write() as tx:
        deliveries.begin(tx, failed, *KEY, "<1@example.org>", later)
    again = kept(store)
    assert again is not None
    assert (again.state, again.attempts, again.answer) == ("sending", 2, "")
    with store.write() as tx:
        deliveries.put_back(tx, failed, *KEY)
    assert kept(store) == failed


def test_what_was_never_begun_before_is_put_back_as_nothing(store: Store) -> None:
    with store.write() as tx:
        deliveries.begin(tx, None, *KEY, "<1@example.org>", NOW)
        deliveries.put_back(tx, None, *KEY)
    assert kept(store) is None


@pytest.mark.parametrize("what", ["settle", "put_back"])
def test_who_is_erased_midway_stays_erased(store: Store, anna: Subscriber, what: str) -> None:
    with store.write() as tx:
        deliveries.begin(tx, None, *KEY, "<1@example.org>", NOW)
    before = kept(store)
    with store.write() as tx:
        assert subscribers.erase(tx, anna.mail, "erased-1") == 1
    with store.write() as tx:
        if what == "settle":
            deliveries.settle(tx, *KEY, "sent", "250 <Anna@example.org> ok", NOW)
        else:
            deliveries.put_back(tx, before, *KEY)
    with store.read() as tx:
        (row,) = deliveries.deliveries(tx, "2026-10", 1).values()
    assert (row.mail, row.state, row.answer) == ("erased-1", "sending", "")


def test_of_two_who_claim_at_once_one_gets_it(url: str, anna: Subscriber) -> None:
    start = Barrier(2)

    def claim(_: int) -> bool:
        with open_store(url) as own:
            start.wait(10)
            with own.write() as tx:
                if deliveries.delivery_to(tx, *KEY) is not None:
                    return False
                deliveries.begin(tx, None, *KEY, "<1@example.org>", NOW)
                return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(claim, range(2))) == [False, True]
