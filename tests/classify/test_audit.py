"""The audit sample: large enough, the same for whoever draws it, and honest about what it shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.classify.audit import draw, missed, sample_size


@pytest.mark.parametrize(
    ("band", "read"), [(0, 0), (7, 7), (20, 20), (21, 20), (400, 20), (401, 21), (3000, 150)]
)
def test_five_in_a_hundred_are_read_and_at_least_twenty(band: int, read: int) -> None:
    assert sample_size(band) == read


@given(
    st.sets(st.integers(1, 10**8).map(str), max_size=300), st.sampled_from(["2026-10", "2021-06"])
)
def test_a_sample_can_be_drawn_again(ids: set[str], month: str) -> None:
    sample = draw(month, ids)
    assert sample == draw(month, sorted(ids, reverse=True))
    assert len(sample) == sample_size(len(ids))
    assert set(sample) <= ids
    assert all(0 <= place < 1 for place in sample.values())


def test_another_month_gives_another_sample() -> None:
    ids = [str(pmid) for pmid in range(1000)]
    assert draw("2026-10", ids) != draw("2026-11", ids)


def test_a_sample_only_grows_when_records_come_later() -> None:
    early = {str(pmid) for pmid in range(300)}
    late = early | {str(pmid) for pmid in range(300, 900)}
    assert len(draw("2026-10", late)) == 45
    kept = set(draw("2026-10", early)) & set(draw("2026-10", late))
    assert kept  # and what leaves the draw stays in the store's sample


def test_those_drawn_stand_anywhere_in_the_queue() -> None:
    places = draw("2026-10", [str(pmid) for pmid in range(2000)]).values()
    assert min(places) < 0.1
    assert max(places) > 0.9


def test_none_found_among_twenty_four_still_leaves_room_for_some() -> None:
    found = missed(band=451, drawn=24, read=24, found=0)
    assert found.rate == 0
    assert 0.13 < found.high < 0.14
    assert found.most == 58


def test_an_unread_sample_proves_nothing() -> None:
    found = missed(band=100, drawn=20, read=0, found=0)
    assert found.rate is None
    assert (found.low, found.high) == (0.0, 1.0)
