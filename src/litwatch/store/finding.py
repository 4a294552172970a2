"""A search with its filters: how many records, one page of them, and what each filter would show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Literal, get_args
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import select

from litwatch.records import Decision, Record, State, decode
from litwatch.store.bulk import batches
from litwatch.store.decisions import decisions_of
from litwatch.store.engine import Store, Tx
from litwatch.store.matching import RANKED as RANKED
from litwatch.store.matching import Matched, Matcher
from litwatch.store.shelf import (
    ROLE,
    Bits,
    Chosen,
    Count,
    Shelf,
    counts,
    filtered,
    members,
)
from litwatch.store.shelving import shelving_of
from litwatch.store.snippet import Snippet, snippet
from litwatch.store.sought import Sought
from litwatch.store.tables import Role, record
from litwatch.store.typed import Term

Sort = Literal["relevance", "newest", "useful"]
SORTS: tuple[Sort, ...] = get_args(Sort)
PAGE = 25
_SHOWN: tuple[Role, ...] = ("imported", "watched")  # background only when it is asked for


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: words, chosen values of facets, an order, and after which record.

    The records of `blind` count as undecided: who asks is to read them as a second person.
    """

    sought: Sought
    chosen: Chosen = {}
    sort: Sort = "newest"
    after: str = ""
    blind: frozenset[str] = frozenset()


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """What a search gives. `sort` is the order it has: words do not order too many hits.

    `before` and `after` count the records on earlier pages and on those that follow.
    """

    total: int
    ids: tuple[str, ...]
    sort: Sort
    before: int
    counts: dict[str, list[Count]]

    @property
    def after(self) -> int:
        return self.total - self.before - len(self.ids)


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A found record as a list shows it. The snippet may be from the abstract."""

    record: Record
    state: State
    role: Role
    decision: Decision | None
    snippet: Snippet

    @property
    def id(self) -> str:
        return self.record.id


_matchers: WeakKeyDictionary[Store, Matcher] = WeakKeyDictionary()


def search(store: Store, asked: Search, *, now: datetime) -> Hits:
    """The page of 25 records that follows `after`, and the counts of every facet."""
    shelf, matched, order, sort = _ordered(store, asked, now)
    chosen = _with_role(asked.chosen)
    within = filtered(shelf, matched.found, chosen)
    listed, before = _page(shelf, within, order, asked.after)
    return Hits(
        total=within.bit_count(),
        ids=tuple(shelf.standing[number].id for number in listed),
        sort=sort,
        before=before,
        counts=counts(shelf, matched.found, chosen),
    )


def prepare(store: Store, *, now: datetime) -> None:
    """Read now what the first search would have to wait for."""
    _, version = shelving_of(store).current(now)
    with store.read() as tx:
        _matcher_of(store).prepare(tx, version)


def all_ids(store: Store, asked: Search, *, now: datetime) -> tuple[str, ...]:
    """Every record of a search, in its order; `after` plays no part."""
    shelf, matched, order, _ = _ordered(store, asked, now)
    within = filtered(shelf, matched.found, _with_role(asked.chosen))
    return tuple(shelf.standing[number].id for number in members(within, order))


def hits(tx: Tx, ids: Sequence[str], terms: Iterable[Term], *, abstracts: bool) -> list[Hit]:
    """The records of a page, in the order of the ids.

    Without `abstracts` a snippet is only from keywords, MeSH terms and title.
    """
    sought = tuple(terms)
    decisions = decisions_of(tx, ids)
    found: dict[str, Hit] = {}
    columns = (record.c.id, record.c.state, record.c.role, record.c.body)
    for some in batches(ids):
        for row in tx.execute(select(*columns).where(record.c.id.in_(some))):
            body = decode(row.body)
            found[row.id] = Hit(
                record=body,
                state=row.state,
                role=row.role,
                decision=decisions[row.id][1] if row.id in decisions else None,
                snippet=snippet(_texts(body, abstracts=abstracts), sought),
            )
    return [found[record_id] for record_id in ids if record_id in found]


def _texts(body: Record, *, abstracts: bool) -> tuple[str, ...]:
    named = [word.text for word in body.keywords] + [heading.name for heading in body.mesh]
    return (body.abstract_text if abstracts else "", "; ".join(named))


def _ordered(
    store: Store, asked: Search, now: datetime
) -> tuple[Shelf, Matched, Sequence[int], Sort]:
    shelving = shelving_of(store)
    shelf, version = shelving.current(now)
    shelf = shelving.veiled(shelf, asked.blind)
    with store.read() as tx:
        matched = _matcher_of(store).match(tx, shelf, asked.sought, version)
    if asked.sort == "relevance" and matched.ranked is not None:
        return shelf, matched, matched.ranked, "relevance"
    if asked.sort == "useful":
        return shelf, matched, shelf.most_useful, "useful"
    return shelf, matched, shelf.newest, "newest"


def _matcher_of(store: Store) -> Matcher:
    return _matchers.setdefault(store, Matcher())


def _with_role(chosen: Chosen) -> Chosen:
    return chosen if ROLE in chosen else {**chosen, ROLE: _SHOWN}


def _page(shelf: Shelf, within: Bits, order: Sequence[int], after: str) -> tuple[list[int], int]:
    """The page that follows a record in the order, and how many stand before it.

    After a record that is not among them the first page follows.
    """
    key = shelf.numbers.get(after)
    found = members(within, order)
    if key is None or not within >> key & 1:
        return list(islice(found, PAGE)), 0
    before = 0
    for number in found:
        before += 1
        if number == key:
            break
    return list(islice(found, PAGE)), before
