"""Which record of a work stands for it, where a person would otherwise meet the work twice.

Only what is shown depends on it: every record stays stored, exported and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from litwatch.records.blocking import groups
from litwatch.records.described import kind_of
from litwatch.records.notices import State
from litwatch.records.record import Record


class Member(Protocol):
    """One of the records of a work, with its state and its role in the store."""

    @property
    def record(self) -> Record: ...
    @property
    def state(self) -> State: ...
    @property
    def role(self) -> str: ...


M = TypeVar("M", bound=Member)


def is_preprint(record: Record) -> bool:
    """Whether a record describes the preprint of a work, not what was published of it."""
    return kind_of(record) == "preprint"


def in_order(members: Iterable[M]) -> tuple[M, ...]:
    """The records of a work, the one that stands for it first.

    In this order: what people are shown before background, what PubMed still has before what
    it has deleted, the published version before the preprint, PubMed's record before others,
    one with an abstract, the newest, the fullest. No other state counts: a withdrawn preprint
    does not stand before its article, nor does the preprint take the place of an article that
    is retracted. Both states are told beside each other.
    """
    return tuple(sorted(members, key=_rank, reverse=True))


def by_record(members: Sequence[M], joined: Iterable[tuple[str, str]]) -> dict[str, tuple[M, ...]]:
    """For each record of a work the records of it that a reader may meet, the standing one first.

    Two articles that only a preprint joins are not one to a reader: each stands for itself,
    and only the preprint belongs to both.
    """
    preprints = {one.record.id for one in members if is_preprint(one.record)}
    articles = groups(pair for pair in joined if preprints.isdisjoint(pair))
    alike = {member: {*group} for group in articles for member in group}
    found: dict[str, tuple[M, ...]] = {}
    for one in members:
        key = one.record.id
        mine = alike.get(key, {key}) | preprints
        found[key] = in_order(
            other for other in members if key in preprints or other.record.id in mine
        )
    return found


def _rank(one: Member) -> tuple[object, ...]:
    record = one.record
    published = record.published
    day = (published.year, published.month, published.day) if published else ()
    filled = sum(bool(getattr(record, name)) for name in Record.__struct_fields__)
    return (
        one.role != "background",
        one.state != "gone",
        not is_preprint(record),
        record.pmid is not None,
        bool(record.abstract),
        tuple(part or 0 for part in day),
        filled,
        # A higher PMID, PPR number or version in a DOI is the later one.
        len(record.id),
        record.id,
    )
