"""The filters beside a search: where each value leads, and which months are offered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from litwatch.language import speech
from litwatch.store.shelf import MONTH, TOPIC, YEAR, Count
from litwatch.watch import load_watch
from litwatch.web.facet_list import facet_lists
from litwatch.web.search_address import Address, read_address

WATCH = load_watch()
FACETS = st.sampled_from([TOPIC, YEAR, MONTH, "design", "symptom"])
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)


@given(
    words=st.text(st.sampled_from('a "&=+%å')).map(lambda text: " ".join(text.split())),
    chosen=st.dictionaries(
        FACETS, st.lists(VALUES, min_size=1, max_size=4, unique=True).map(tuple)
    ),
    sort=st.sampled_from(["", "newest", "useful"]),
    facet=FACETS,
    value=VALUES,
)
def test_an_address_with_one_more_value_is_read_as_just_that(
    words: str, chosen: dict[str, tuple[str, ...]], sort: str, facet: str, value: str
) -> None:
    address = Address(words=words, chosen=chosen, sort=sort, after="90000001")
    _, _, query = address.adding(facet)(value).partition("?")
    values = tuple(dict.fromkeys((*chosen.get(facet, ()), value)))
    assert read_address(query, WATCH) == Address(
        words=words, chosen={**chosen, facet: values}, sort=sort
    )


def months(address: Address) -> list[str]:
    """The months that are offered of the years 2015–2024, as their addresses end."""
    counts = {MONTH: [Count(f"{y}-{m:02}", 1, False) for y in range(2015, 2025) for m in (1, 2, 7)]}
    _, rest = facet_lists(counts, address, WATCH, speech("en"))
    main, _ = facet_lists(counts, address, WATCH, speech("en"))
    (facet,) = [one for one in (*main, *rest) if one.id == MONTH]
    return [value.address.rpartition("=")[2] for value in (*facet.values, *facet.more)]


def test_the_newest_months_are_offered_and_those_of_a_year_that_is_chosen() -> None:
    newest = months(Address())
    assert (newest[0], newest[-1], len(newest)) == ("2024-07", "2017-01", 24)
    assert months(Address(chosen={YEAR: ("2015",)})) == ["2015-07", "2015-02", "2015-01"]


def test_a_month_that_is_chosen_can_be_taken_away_however_old_it_is() -> None:
    counts = {MONTH: [Count(f"20{y}-01", 1, y == 11) for y in range(11, 60)]}
    main, _ = facet_lists(counts, Address(chosen={MONTH: ("2011-01",)}), WATCH, speech("en"))
    (facet,) = [one for one in main if one.id == MONTH]
    assert [(value.chosen, value.address) for value in facet.chosen] == [(True, "/records")]
