"""The stopping aid: silent without enough decisions, and never below what was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from litwatch.classify.stopping import Progress, seen

_counts = st.integers(0, 60)


def test_under_twenty_decisions_nothing_is_claimed() -> None:
    assert seen({"likely": Progress(read=19, included=10, unread=5)}) is None


def test_a_band_that_is_hardly_read_is_counted_and_not_guessed_at() -> None:
    told = seen(
        {
            "likely": Progress(read=40, included=30, unread=0),
            "unlikely": Progress(read=19, included=1, unread=3_000),
        }
    )
    assert told is not None
    assert (told.found, told.total, told.untold) == (31, 31, 3_000)


def test_a_queue_read_to_its_end_leaves_nothing_to_guess() -> None:
    told = seen({"likely": Progress(read=40, included=17, unread=0)})
    assert told is not None
    assert (told.found, told.total, told.low, told.high) == (17, 17, 17, 17)


def test_the_unread_are_judged_by_their_own_band() -> None:
    told = seen(
        {
            "likely": Progress(read=30, included=27, unread=10),
            "unlikely": Progress(read=24, included=0, unread=400),
        }
    )
    assert told is not None
    assert told.found == 27
    assert 36 <= told.total <= 60
    assert told.high > 60  # nothing among 24 of 424 is weak proof


@given(st.tuples(_counts, _counts, _counts), st.tuples(_counts, _counts, _counts))
def test_the_estimate_lies_within_its_interval_and_within_the_queue(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    bands = {
        name: Progress(read=read + included, included=included, unread=unread)
        for name, (read, included, unread) in (("likely", one), ("uncertain", other))
    }
    told = seen(bands)  # type: ignore[arg-type]
    if told is not None:
        unread = sum(band.unread for band in bands.values())
        assert told.found <= told.low <= told.total <= told.high <= told.found + unread
