"""Searches on both databases, and the shelf that is kept in step with what is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.records import Author, Decision, Journal, PartialDate, Section, Tag, Usefulness
from litwatch.store import Store, catalog, opinions, screening
from litwatch.store.finding import Search, all_ids, search
from litwatch.store.shelf import Shelf, Standing, counts, shelved, with_these
from litwatch.store.sought import Unclear, read

from .conftest import MakeRecord

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def filled(store: Store, make_record: MakeRecord) -> Store:
    records = [
        make_record(
            "11",
            title="Pacing for fatigue",
            authors=(Author(last="Åkesson", fore="Eva", initials="E"),),
        ),
        make_record("12", title="Rest for fatigue", created=date(2021, 6, 5)),
        make_record(
            "13",
            title="Sleep",
            journal=Journal(title="The Journal of Rest"),
            published=PartialDate(year=2019, raw="2019"),
            created=date(2021, 7, 1),
        ),
    ]
    with store.write() as tx:
        catalog.save(tx, [(one, b"x") for one in records], source="pubmed", now=NOW)
    return store


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("fatigue", {"11", "12"}),
        ("title:fatigue -rest", {"11"}),
        ("title:followed", set()),
        ("pacing OR sleep", {"11", "13"}),
        ('title:"for fatigue"', {"11", "12"}),
        ("fat*", {"11", "12"}),
        ("author:akesson", {"11"}),
        ('author:"eva åkesson"', {"11"}),
        ('author:"åkesson e"', {"11"}),
        ('author:"eva åk"*', {"11"}),
        ('author:"eva eva"', set()),
        ("author:åkes", set()),
        ("author:0", set()),
        ('journal:"of rest"', {"13"}),
        ("sleep OR author:åkes*", {"11", "13"}),
        ("followed -author:åkesson", {"12", "13"}),
        ("year:-2020", {"13"}),
        ("followed pmid:12", {"12"}),
        ("", {"11", "12", "13"}),
    ],
)
def test_both_databases_find_the_same(filled: Store, words: str, ids: set[str]) -> None:
    assert set(all_ids(filled, Search(sought=read(words)), now=NOW)) == ids


def test_the_best_match_comes_first(store: Store, make_record: MakeRecord) -> None:
    """A word counts most in the title, and the more the rarer it is and the shorter the text."""
    told = {"1": ("Sleep", 1), "2": ("Pacing", 0), "3": ("Sleep", 3), "4": ("Rest", 0)}
    records = [
        make_record(key, title=title, abstract=(Section(text="pacing " * often + "and sleep"),))
        for key, (title, often) in told.items()
    ]
    with store.write() as tx:
        catalog.save(tx, [(one, b"x") for one in records], source="pubmed", now=NOW)
    found = search(store, Search(sought=read("pacing"), sort="relevance"), now=NOW)
    assert (found.ids, found.sort) == (("2", "3", "1"), "relevance")


def test_the_newest_come_first_and_pages_follow_a_record(filled: Store) -> None:
    assert search(filled, Search(sought=read("")), now=NOW).ids == ("13", "12", "11")
    after = search(filled, Search(sought=read(""), after="13"), now=NOW)
    assert (after.ids, after.before, after.after) == (("12", "11"), 1, 0)


def test_what_people_write_is_counted_at_once(filled: Store, make_record: MakeRecord) -> None:
    def having(facet: str, value: str) -> tuple[str, ...]:
        asked = Search(sought=read(""), chosen={facet: (value,)})
        return search(filled, asked, now=NOW).ids

    assert having("verdict", "include") == ()
    with filled.write() as tx:
        said = Decision(record_id="12", verdict="include", reviewer="A", at=NOW, reason="")
        number = screening.append_decision(tx, said)
        mine = Tag(facet="setting", value="vardcentral", by="A", state="accepted")
        opinions.tag_by_person(tx, "13", mine, single=False, now=NOW)
    assert (having("verdict", "include"), having("setting", "vardcentral")) == (("12",), ("13",))
    with filled.write() as tx:
        screening.take_back(tx, number, by="A", now=NOW)
        mine = Tag(facet="setting", value="vardcentral", by="A", state="rejected")
        opinions.tag_by_person(tx, "13", mine, single=False, now=NOW + timedelta(seconds=1))
        catalog.save(tx, [(make_record("14"), b"y")], source="pubmed", now=NOW)
    assert having("verdict", "include") == having("setting", "vardcentral") == ()
    assert "14" in having("verdict", "none")


def test_what_machines_write_is_counted_some_seconds_later(filled: Store) -> None:
    asked = Search(sought=read(""), chosen={"setting": ("vardcentral",)})
    assert search(filled, asked, now=NOW).ids == ()
    with filled.write() as tx:
        proposed = Tag(facet="setting", value="vardcentral")
        opinions.save_tags(tx, {"11": [proposed]}, "4", NOW)
        useful = Usefulness(by="rule", score=0.5)
        opinions.save_usefulness(tx, {"11": useful}, NOW)
    assert search(filled, asked, now=NOW + timedelta(seconds=6)).ids == ("11",)


@pytest.mark.parametrize(
    "text", ["OR a", "a OR", "a OR OR b", "a OR -b", "-a", "x:y", "year:1", "a*"]
)
def test_what_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(Unclear):
        read(text)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        groups = read(text).wanted
    except Unclear:
        return
    assert all(groups)


VALUES = st.frozensets(
    st.sampled_from([("design", "rct"), ("design", "cohort"), ("topic", "a"), ("topic", "b")])
)
STANDINGS = st.builds(
    lambda number, values, day, useful, year: Standing(
        number, f"r{number}", date(2020, 1, 1) + timedelta(days=day), useful, year, values
    ),
    number=st.integers(1, 40),
    values=VALUES,
    day=st.integers(0, 9),
    useful=st.sampled_from([0.0, 0.5, 1.0]),
    year=st.sampled_from([None, 2019, 2020]),
)


def solid(shelf: Shelf) -> tuple[object, ...]:
    """A shelf without the sets that nothing is in any more."""
    return (
        shelf.standing,
        shelf.numbers,
        {key: some for key, some in shelf.values.items() if some},
        {key: some for key, some in shelf.published.items() if some},
        list(shelf.newest),
        list(shelf.most_useful),
        shelf.everything,
    )


@given(st.lists(STANDINGS, max_size=20), st.lists(STANDINGS, max_size=6))
def test_a_changed_shelf_is_the_shelf_made_anew(
    before: list[Standing], changed: list[Standing]
) -> None:
    held = {one.number: one for one in before}
    new = held | {one.number: one for one in changed}
    assert solid(with_these(shelved(held.values()), changed)) == solid(shelved(new.values()))


@given(st.lists(STANDINGS, max_size=20))
def test_a_count_is_what_choosing_the_value_leaves(standings: list[Standing]) -> None:
    held = {one.number: one for one in standings}
    shelf = shelved(held.values())
    chosen = {"design": ("rct",)}
    for facet, values in counts(shelf, shelf.everything, chosen).items():
        for value, records, mine in values:
            asked = {**chosen, facet: (value,)}
            having = [
                one
                for one in held.values()
                if all((name, some[0]) in one.values for name, some in asked.items())
            ]
            assert records == len(having)
            assert mine == (value in chosen.get(facet, ()))
