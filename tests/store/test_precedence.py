"""The rule of which copy stays is pure; it is tested without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.records import Pmid, PublicationType, Record
from litwatch.records.precedence import supersedes

_XML = (PublicationType(ui="D016428", name="Journal Article"),)


def _copy(**fields):
    return Record(pmid=Pmid("1"), **fields)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ({"version": 2}, {"version": 1, "revised": date(2030, 1, 1), "status": "MEDLINE"}),
        ({"revised": date(2021, 6, 2)}, {"revised": date(2021, 6, 1), "status": "MEDLINE"}),
        ({"revised": date(2021, 6, 2)}, {"status": "MEDLINE"}),
        ({"status": "MEDLINE"}, {"status": "In-Process"}),
        ({"status": "In-Process"}, {"status": "Publisher"}),
        ({"status": "Publisher"}, {"status": "SomethingNew"}),
        ({"publication_types": _XML}, {"publication_types": (PublicationType(name="Review"),)}),
    ],
)
def test_the_newer_copy_takes_the_place_of_the_older_only(newer, older):
    assert supersedes(_copy(**newer), _copy(**older))
    assert not supersedes(_copy(**older), _copy(**newer))


def test_of_two_equals_the_last_one_is_heard():
    assert supersedes(_copy(title="parsed better"), _copy(title="parsed"))


_copies = st.builds(
    _copy,
    version=st.integers(1, 3),
    revised=st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 5)),
    status=st.sampled_from(["", "Publisher", "In-Process", "MEDLINE"]),
    publication_types=st.sampled_from([(), _XML]),
)


@given(st.lists(_copies, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter_for_what_is_newest(copies, random):
    def last_standing(arrivals):
        kept = arrivals[0]
        for copy in arrivals[1:]:
            kept = copy if supersedes(copy, kept) else kept
        return kept

    shuffled = random.sample(copies, len(copies))
    one, other = last_standing(copies), last_standing(shuffled)
    assert supersedes(one, other)
    assert supersedes(other, one)
