"""Which records are worth comparing, and the groups that pairs make; near-linear in records."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Sequence

from litwatch.records.described import Described, unversioned
from litwatch.records.duplicates import Pair, matched

LARGE = 40  # a block above this is sorted, and each compared with its next neighbours only
NEIGHBOURS = 8

_LENGTH = 18  # letters of a title's beginning and end that make a key
_SHORT = 30  # a title below this says too little without an author


def keys(one: Described) -> set[Hashable]:
    """What two records share if they are worth comparing: identifiers, links, title, place.

    A title gives its beginning, its end and its longest words, so that one misprint or one
    added subtitle leaves a key in common; its numbers are part of each key.
    """
    found: set[Hashable] = set()
    for identifier in (one.pmid, one.doi, one.pmcid):
        if identifier:
            found.add(identifier)
    if one.kind == "preprint" and one.doi:
        found.add(one.unversioned)
    for link in one.links:
        if link.type == "update":
            found.update(str(target) for target in (link.pmid, link.doi) if target)
            if link.doi:
                found.add(unversioned(link.doi))  # as a preprint's own key
    if one.kind == "notice":
        return found  # notices have the same few titles; only identifiers tell them apart
    if one.volume and one.page:
        found.add((one.volume, one.page, one.year))
    for title in (one.title, one.other_title):
        if title:
            found.update(_title_keys(title, one))
    return found


def _title_keys(title: str, one: Described) -> tuple[Hashable, ...]:
    letters = title.replace(" ", "")
    if len(title) < _SHORT:
        return ((letters, tuple(sorted(one.surname))),)
    words = sorted(set(title.split()))
    words.sort(key=len, reverse=True)
    return letters[:_LENGTH], (letters[-_LENGTH:], one.numbers, "end"), tuple(words[:4])


def pairs_in(
    block: Sequence[Described],
    compared: set[tuple[str, str]],
    wanted: Container[str] | None = None,
) -> Iterator[Pair]:
    """The pairs within one block; `compared` is added to. Of each, one key must be `wanted`.

    A large block is sorted by title and author, and only neighbours are compared.
    """
    large = len(block) > LARGE
    if large:
        block = sorted(block, key=lambda one: (one.title, sorted(one.surname), one.key))
    for place, one in enumerate(block):
        for other in block[place + 1 : place + 1 + NEIGHBOURS if large else None]:
            if wanted is not None and one.key not in wanted and other.key not in wanted:
                continue
            two = (one.key, other.key) if one.key < other.key else (other.key, one.key)
            if two in compared:
                continue
            compared.add(two)
            pair = matched(one, other)
            if pair is not None:
                yield pair


def pairs(described: Iterable[Described]) -> list[Pair]:
    """All pairs among descriptions that fit in memory, in the order of their keys."""
    blocks: dict[Hashable, list[Described]] = {}
    for one in described:
        for key in keys(one):
            blocks.setdefault(key, []).append(one)
    compared: set[tuple[str, str]] = set()
    found = [
        pair for block in blocks.values() if len(block) > 1 for pair in pairs_in(block, compared)
    ]
    return sorted(found, key=lambda pair: (pair.first, pair.second))


def groups(
    joined: Iterable[tuple[str, str]], apart: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, ...]]:
    """Connected records, each group and the whole in order. What is `apart` is never joined.

    Joins are taken in the order given; one that would bring an apart pair into one group is
    left out.
    """
    members: dict[str, set[str]] = {}
    foes: dict[str, set[str]] = {}
    for one, other in apart:
        foes.setdefault(one, set()).add(other)
        foes.setdefault(other, set()).add(one)
    for one, other in joined:
        mine = members.setdefault(one, {one})
        theirs = members.setdefault(other, {other})
        if mine is theirs:
            continue
        small, large = sorted((mine, theirs), key=len)
        if any(foes.get(member, set()) & large for member in small):
            continue
        large |= small
        for member in small:
            members[member] = large
    unique = {id(group): group for group in members.values() if len(group) > 1}
    return sorted(tuple(sorted(group)) for group in unique.values())
