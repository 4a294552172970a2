"""Who gets a place: the best of what people included, up to the budget; the rest waits.

What waits is named, and stands in a later edition. In a draft, proposals fill the places
that are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from litwatch.digest.edition import AUDIENCES, Item

AUDIENCE_ITEMS = 7  # digest.md §2.5–6: 3–7 items an audience; so never more than 14 in all
MECHANISM_LINES = 5  # digest.md §2.12
LIST_LINES = 10

# Section 7 always stands: its studies come before others of the month (digest.md §2.7).
_AGES = (frozenset({"children", "adolescents"}), frozenset({"older"}))


class Seats(NamedTuple):
    """Those that stand, and the included ones that wait; both in the order they came."""

    standing: tuple[Item, ...]
    waiting: tuple[Item, ...]


def seated(ranked: Sequence[Item], limit: int, *, proposals: bool) -> Seats:
    """The first `limit` of the included ones; proposals only where places are left."""
    reviewed = [item for item in ranked if item.reviewed]
    chosen = _in_turn(reviewed)[:limit]
    proposed = [item for item in ranked if not item.reviewed] if proposals else []
    ids = {item.id for item in chosen}
    standing = sorted((item for item in reviewed if item.id in ids), key=_place)
    return Seats(
        standing=(
            *standing,
            *proposed[: max(0, limit - len(chosen))],
        ),
        waiting=tuple(item for item in reviewed if item.id not in ids),
    )


def _place(item: Item) -> tuple[bool, int]:
    """Where a person has put it decides in which order those with a seat are read; not who
    gets one. What nobody has put anywhere comes after, by rank."""
    return not item.place, item.place


def by_audience(ranked: Sequence[Item], *, proposals: bool) -> tuple[Seats, Seats]:
    """The seats of each audience. What stands for either waits for neither."""
    care, rehab = (
        seated(
            [item for item in ranked if audience in item.audiences],
            AUDIENCE_ITEMS,
            proposals=proposals,
        )
        for audience in AUDIENCES
    )
    stands = {item.id for item in care.standing + rehab.standing}
    return (
        care._replace(waiting=tuple(one for one in care.waiting if one.id not in stands)),
        rehab._replace(waiting=tuple(one for one in rehab.waiting if one.id not in stands)),
    )


def _in_turn(reviewed: Sequence[Item]) -> list[Item]:
    """The order in which places are given.

    What changes a statement, then what waited longest, so that nothing waits for ever; then
    the best on children and on older people; then by rank.
    """
    first = {
        next((item.id for item in reviewed if ages & {name.id for name in item.populations}), "")
        for ages in _AGES
    }
    turns = sorted(
        enumerate(reviewed),
        key=lambda pair: (
            not pair[1].words("minute"),
            not pair[1].carried_from,
            pair[1].carried_from,
            pair[1].id not in first,
            pair[0],
        ),
    )
    return [item for _, item in turns]


def of_age(items: Sequence[Item], ages: set[str]) -> tuple[Item, ...]:
    """All included ones that studied these ages, and proposals as far as places are left."""
    theirs = [item for item in items if ages & {name.id for name in item.populations}]
    reviewed = [item for item in theirs if item.reviewed]
    proposed = [item for item in theirs if not item.reviewed]
    return (*reviewed, *proposed[: max(0, AUDIENCE_ITEMS - len(reviewed))])


def both_sides(debate: Seats) -> Seats:
    """What answers the same work stands together, even past the budget (digest.md §2.11)."""
    chosen = {_target(item) for item in debate.standing}
    standing = [*debate.standing, *(one for one in debate.waiting if _target(one) in chosen)]
    return Seats(
        standing=tuple(sorted(standing, key=lambda one: (_target(one).zfill(12), _by_id(one)))),
        waiting=tuple(one for one in debate.waiting if _target(one) not in chosen),
    )


def _target(item: Item) -> str:
    answered = (link.pmid or link.doi for link in item.links if link.direction == "of")
    return next(answered, item.id)


def _by_id(item: Item) -> str:
    return item.id.zfill(12)
