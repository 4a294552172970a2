"""Versions of strategies: numbers, states, and that a version is never changed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.errors import WrongUse
from litwatch.search import fingerprint
from litwatch.store import Store, Tx, strategies
from litwatch.store.strategies import StrategyVersion, next_version, number


def _add(tx: Tx, now: datetime, version: str, query: str, **changes: object) -> StrategyVersion:
    given: dict[str, object] = {
        "topic": "me_cfs",
        "part": "",
        "author": "A. Ek",
        "reason": "A new term.",
        "state": "proposed",
        "now": now,
        **changes,
    }
    return strategies.add(tx, version=version, query=query, **given)  # type: ignore[arg-type]


def test_a_version_keeps_what_it_was_given(store: Store, now: datetime) -> None:
    with store.write() as tx:
        kept = _add(tx, now, "1.0.0", 'fatigue[ti]\n  OR "x"[ti]', findings=["S08 …"])
    with store.read() as tx:
        assert strategies.get(tx, kept.id) == kept
    assert (kept.query, kept.name) == ('fatigue[ti] OR "x"[ti]', "me_cfs")
    assert kept.fingerprint == fingerprint('fatigue[ti] OR "x"[ti]')
    assert (kept.author, kept.reason, kept.state) == ("A. Ek", "A new term.", "proposed")
    assert (kept.findings, kept.at) == (("S08 …",), now)


def test_activating_retires_the_one_before_of_the_same_part_only(
    store: Store, now: datetime
) -> None:
    with store.write() as tx:
        first = _add(tx, now, "1.0.0", "a[ti]", state="active")
        other = _add(tx, now, "1.0.0", "b[ti]", state="active", part="named")
        second = _add(tx, now + timedelta(days=1), "1.1.0", "c[ti]", findings=["lint"])
        assert strategies.active(tx) == {("me_cfs", ""): first, ("me_cfs", "named"): other}
        put = strategies.activate(tx, second.id, ["recall: 3 of 3"], now)
        assert (put.state, put.findings) == ("active", ("lint", "recall: 3 of 3"))
    with store.read() as tx:
        assert strategies.active(tx) == {("me_cfs", ""): put, ("me_cfs", "named"): other}
        assert [each.state for each in strategies.versions(tx, "me_cfs", "")] == [
            "retired",
            "active",
        ]
        assert len(strategies.versions(tx)) == 3
        assert strategies.versions(tx, "postcovid") == ()


def test_only_a_proposed_version_can_be_activated(store: Store, now: datetime) -> None:
    with store.write() as tx:
        kept = _add(tx, now, "1.0.0", "a[ti]", state="active")
        with pytest.raises(WrongUse, match=r"1\.0\.0 of me_cfs is active"):
            strategies.activate(tx, kept.id, [], now)
        with pytest.raises(WrongUse, match="no strategy version 99"):
            strategies.activate(tx, 99, [], now)


def test_a_number_is_given_once(store: Store, now: datetime) -> None:
    with store.write() as tx:
        _add(tx, now, "1.0.0", "a[ti]")
        with pytest.raises(WrongUse, match=r"me_cfs has a version 1\.0\.0 already"):
            _add(tx, now, "1.0.0", "b[ti]")
        _add(tx, now, "1.0.0", "b[ti]", part="named")


@pytest.mark.parametrize(
    ("known", "step", "following"),
    [
        ([], "minor", "1.0.0"),
        (["1.0.0"], "minor", "1.1.0"),
        (["1.9.0", "1.10.0"], "minor", "1.11.0"),
        (["1.2.3"], "patch", "1.2.4"),
        (["1.2.3"], "major", "2.0.0"),
        (["2", "draft"], "minor", "2.1.0"),
    ],
)
def test_the_number_after(known: list[str], step: str, following: str) -> None:
    assert next_version(known, step) == following  # type: ignore[arg-type]


@given(
    st.lists(st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){0,2}", fullmatch=True) | st.text()),
    st.sampled_from(["major", "minor", "patch"]),
)
def test_the_number_after_is_higher_than_all(known: list[str], step: str) -> None:
    following = number(next_version(known, step))  # type: ignore[arg-type]
    assert all(number(each) < following for each in known)
