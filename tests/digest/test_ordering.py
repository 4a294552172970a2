"""The order of a section: moved one step at a time, and never a question of who gets a seat."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from litwatch.digest.edition import Edition, Item
from litwatch.digest.ordering import moved
from litwatch.digest.seating import seated
from litwatch.digest.typed import with_words


def item(key: str, place: int = 0, *, reviewed: bool = True) -> Item:
    return Item(id=key, title=f"Study {key}", reviewed=reviewed, place=place)


def edition(care: str, rehab: str = "") -> Edition:
    return Edition(
        month="2026-10",
        made_at=datetime(2026, 11, 3, tzinfo=UTC),
        primary_care=tuple(map(item, care)),
        rehabilitation=tuple(map(item, rehab)),
    )


def order(places: dict[str, int]) -> str:
    return "".join(sorted(places, key=places.__getitem__))


def test_an_item_changes_places_with_its_neighbour() -> None:
    assert order(moved(edition("abc"), "primary_care", "b", "up")) == "bac"
    assert order(moved(edition("abc"), "primary_care", "b", "down")) == "acb"


def test_nothing_moves_past_the_ends_or_from_elsewhere() -> None:
    assert moved(edition("abc"), "primary_care", "a", "up") == {}
    assert moved(edition("abc"), "primary_care", "c", "down") == {}
    assert moved(edition("abc"), "primary_care", "x", "up") == {}


def test_both_audiences_are_numbered_together() -> None:
    assert order(moved(edition("abc", "bd"), "rehabilitation", "d", "up")) == "adbc"


def test_those_with_a_place_are_read_first_but_seats_go_by_rank() -> None:
    ranked = [item("a"), item("b", 2), item("c", 1), item("d", 3)]
    seats = seated(ranked, 3, proposals=True)
    assert [one.id for one in seats.standing] == ["c", "b", "a"]
    assert [one.id for one in seats.waiting] == ["d"]


def test_typed_words_replace_those_of_one_item_only() -> None:
    typed = with_words(edition("ab"), "a", {("bottom_line", None): " Ny rad. "}, "läkare")
    a, b = typed.primary_care
    assert (a.words("bottom_line"), a.reviewer_role) == ("Ny rad.", "läkare")
    assert b == msgspec.structs.replace(item("b"))
