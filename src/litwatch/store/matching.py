"""Which records a search finds, and in which order: the full text asked, sets intersected."""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import select, text

from litwatch.store.engine import Tx
from litwatch.store.name_index import NameIndex
from litwatch.store.shelf import NONE, Bits, Shelf, bits
from litwatch.store.sought import Part, Sought
from litwatch.store.tables import record, record_text

# Above this many hits their order by words says nothing, and scoring takes 4 µs for each.
RANKED = 5_000
_KEPT = 128  # searches that are remembered

# As one text, read as JSON: of thousands of rows each would wait anew for its thread's turn.
_FOUND_SQLITE = text(
    "SELECT group_concat(rowid) FROM record_text_fts WHERE record_text_fts MATCH :asked"
)
# SQLite keeps the order of a subquery for group_concat (select.c, "omit subquery ORDER BY");
# that the aggregate has one itself it knows since 3.44 only.
_RANKED_SQLITE = text(
    "SELECT group_concat(rowid) FROM (SELECT rowid FROM record_text_fts "
    "WHERE record_text_fts MATCH :asked "
    "ORDER BY bm25(record_text_fts, 8.0, 4.0, 1.0), rowid LIMIT :most)"
)
_FOUND_POSTGRESQL = text(
    "SELECT string_agg(CAST(id AS text), ',') FROM record_text "
    "WHERE words @@ to_tsquery('simple', :asked)"
)
_RANKED_POSTGRESQL = text(
    "SELECT string_agg(CAST(id AS text), ',' ORDER BY rank DESC, id) FROM ("
    "SELECT id, ts_rank(words, asked, 1) AS rank "
    "FROM record_text, to_tsquery('simple', :asked) AS asked WHERE words @@ asked LIMIT :most) AS found"
)


class Matched(NamedTuple):
    """What a search finds, and its records best first; None where words give no order."""

    found: Bits
    ranked: Sequence[int] | None


class Matcher:
    """Answers searches over one store; remembers the last ones while no words change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Matched] = OrderedDict()
        self._names = NameIndex()

    def prepare(self, tx: Tx, version: tuple[int, int]) -> None:
        """Read what searches by author or journal rest on."""
        self._names.follow(tx, version)

    def match(self, tx: Tx, shelf: Shelf, asked: Sought, version: tuple[int, int]) -> Matched:
        """The records that the search finds, of those on the shelf; all for an empty one.

        `version` is the one that came with the shelf.
        """
        found = shelf.everything
        plain = [group for group in asked.wanted if all(part.in_text for part in group)]
        without = [part for part in asked.unwanted if part.in_text]
        ranked = None
        if plain:
            said = _expression(tx, plain, without)
            matched = self._text(tx, said, version, ranked=True)
            found &= matched.found
            ranked = matched.ranked
            without = []
        for group in asked.wanted:
            if group not in plain:
                some = NONE
                for part in group:
                    some |= self._one(tx, shelf, part, version)
                found &= some
        for part in asked.unwanted:
            if part in without or not part.in_text:
                found &= ~self._one(tx, shelf, part, version)
        return Matched(found, ranked)

    def _one(self, tx: Tx, shelf: Shelf, part: Part, version: tuple[int, int]) -> Bits:
        """The records that hold one part."""
        if part.in_text:
            return self._text(tx, _expression(tx, [(part,)], ()), version, ranked=False).found
        if part.field == "year":
            return _any(
                had
                for year, had in shelf.published.items()
                if part.years[0] <= year <= part.years[1]
            )
        if part.field in ("author", "journal"):
            return self._names.having(tx, part.field, part.term, version)
        column = record.c.pmid if part.field == "pmid" else record.c.doi
        query = select(record_text.c.id).join(record, record.c.id == record_text.c.record_id)
        return bits(tx.scalars(query.where(column == part.value.removeprefix("https://doi.org/"))))

    def _text(self, tx: Tx, said: str, version: tuple[int, int], *, ranked: bool) -> Matched:
        keyed = (said, version, ranked)
        with self._lock:
            if keyed in self._kept:
                self._kept.move_to_end(keyed)
                return self._kept[keyed]
        sqlite = _is_sqlite(tx)
        query = _FOUND_SQLITE if sqlite else _FOUND_POSTGRESQL
        numbers = _listed(tx.scalar(query, {"asked": said}))
        order = None
        if ranked and len(numbers) <= RANKED:
            query = _RANKED_SQLITE if sqlite else _RANKED_POSTGRESQL
            order = array("I", _listed(tx.scalar(query, {"asked": said, "most": RANKED})))
        matched = Matched(bits(numbers), order)
        with self._lock:
            self._kept[keyed] = matched
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return matched


def _listed(numbers: str | None) -> list[int]:
    """The numbers of a text such as `3,1,2`."""
    return msgspec.json.decode(f"[{numbers or ''}]", type=list[int])


def _any(sets: Iterable[Bits]) -> Bits:
    found = NONE
    for one in sets:
        found |= one
    return found


def _expression(tx: Tx, groups: Sequence[Sequence[Part]], without: Sequence[Part]) -> str:
    """The text parts of a search in the words of the database's own full text."""
    if _is_sqlite(tx):
        wanted = ["(" + " OR ".join(map(_in_sqlite, group)) + ")" for group in groups]
        return " NOT ".join([" AND ".join(wanted), *map(_in_sqlite, without)])
    wanted = ["(" + " | ".join(map(_in_postgresql, group)) + ")" for group in groups]
    return " & ".join([*wanted, *(f"!({_in_postgresql(part)})" for part in without)])


def _in_sqlite(part: Part) -> str:
    # Terms hold letters and digits only, so quotes suffice.
    column = f"{part.field} : " if part.field else ""
    return f'{column}"{" ".join(part.term.words)}"{" *" if part.term.prefix else ""}'


def _in_postgresql(part: Part) -> str:
    ends = ["", "*" if part.term.prefix else ""]
    weight = "A" if part.field == "title" else ""
    last = len(part.term.words) - 1
    marked = [(word, ends[number == last] + weight) for number, word in enumerate(part.term.words)]
    return " <-> ".join(f"{word}:{mark}" if mark else word for word, mark in marked)


def _is_sqlite(tx: Tx) -> bool:
    return tx.dialect.name == "sqlite"
