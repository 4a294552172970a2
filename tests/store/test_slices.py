"""Slices: every record once, whatever the filters, on both databases."""

from __future__ import annotations

import pytest

from litwatch.store import catalog
from litwatch.store.slices import Wanted, slice_of


@pytest.fixture
def stocked(store, make_record, now):
    titles = ["Pacing in long covid", "Sleep in ME/CFS", "Pacing in ME/CFS", "Long covid, a review"]
    records = [make_record(str(9 - place), title=title) for place, title in enumerate(titles)]
    with store.write() as tx:
        catalog.save(tx, [(one, b"") for one in records], source="f", now=now)
        background = make_record("5", title="Pacing")
        catalog.save(tx, [(background, b"")], source="f", now=now, role="background")
    return store


def _walk(store, wanted, limit):
    ids, after, more = [], None, True
    while more:
        with store.read() as tx:
            found = slice_of(tx, wanted, after=after, limit=limit)
        ids += [entry.record.id for entry in found.entries]
        after, more = (ids or [None])[-1], found.more
    return ids


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9])
def test_slices_join_without_a_seam(stocked, limit):
    assert _walk(stocked, Wanted(), limit) == ["6", "7", "8", "9"]


@pytest.mark.parametrize(
    ("words", "ids"),
    [("pacing", ["7", "9"]), ('"long covid" -review', ["9"]), ("-pacing", []), ("\x00 : % '", [])],
)
def test_words_are_a_filter_and_keep_the_order(stocked, words, ids):
    assert _walk(stocked, Wanted(words=words), 1) == ids


def test_states_and_decisions_are_filters(stocked):
    assert _walk(stocked, Wanted(state="retracted"), 2) == []
    assert _walk(stocked, Wanted(state="ok", decision="none", words="review"), 2) == ["6"]
