"""Records found by their words: SQLite's FTS5, PostgreSQL's tsvector, kept with every save.

Both index the folded words of `record_text` (`mapper.words_of`), so that the same words find
the same records. PostgreSQL keeps its column and index itself. SQLite's is written here, one
statement a batch: by triggers FTS5 would write its pages at every row, at twice the cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, false, func, select, text
from sqlalchemy.exc import DatabaseError

from litwatch.records import State, decode
from litwatch.store.bulk import add, batches, put
from litwatch.store.engine import Tx
from litwatch.store.mapper import Words, words_of
from litwatch.store.snippet import Snippet, snippet
from litwatch.store.tables import record, record_text
from litwatch.store.typed import Term, for_postgresql, for_sqlite, read

_COLUMNS = ("title", "terms", "abstract")
_INDEX = (
    "INSERT INTO record_text_fts (rowid, title, terms, abstract) "
    "SELECT id, title, terms, abstract FROM record_text"
)
_UNINDEX = (
    "INSERT INTO record_text_fts (record_text_fts, rowid, title, terms, abstract) "
    "SELECT 'delete', id, title, terms, abstract FROM record_text"
)
_THESE = " WHERE record_id IN (SELECT value FROM json_each(:ids))"
# A word of the title says more than one of the terms, and that more than one of the abstract.
_FIND_SQLITE = text(
    "SELECT t.record_id FROM record_text_fts JOIN record_text AS t ON t.id = record_text_fts.rowid "
    "WHERE record_text_fts MATCH :asked "
    "ORDER BY bm25(record_text_fts, 8.0, 4.0, 1.0), t.record_id LIMIT :limit OFFSET :offset"
)
_FIND_POSTGRESQL = text(
    "SELECT record_id FROM record_text, to_tsquery('simple', :asked) AS asked "
    "WHERE words @@ asked "
    "ORDER BY ts_rank(words, asked, 1) DESC, record_id LIMIT :limit OFFSET :offset"
)

_IDS_SQLITE = (
    "SELECT t.record_id FROM record_text_fts JOIN record_text AS t ON t.id = record_text_fts.rowid "
    "WHERE record_text_fts MATCH :asked"
)
_IDS_POSTGRESQL = "SELECT record_id FROM record_text WHERE words @@ to_tsquery('simple', :asked)"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A record that holds what was asked for, and where."""

    id: str
    title: str
    year: int | None
    state: State
    snippet: Snippet


def find(tx: Tx, words: str, *, limit: int = 20, offset: int = 0) -> list[Found]:
    """The records that hold what a person typed, best first; see `typed.read`.

    Any text may be typed. One that holds nothing to look for, or only what is to be left out,
    finds nothing. The snippet is from the abstract, else from terms or title.
    """
    asked = read(words)
    if not asked.wanted or limit < 1:
        return []
    sqlite = _is_sqlite(tx)
    query = _FIND_SQLITE if sqlite else _FIND_POSTGRESQL
    said = for_sqlite(asked) if sqlite else for_postgresql(asked)
    values = {"asked": said, "limit": limit, "offset": max(offset, 0)}
    ids = list(tx.scalars(query, values))
    columns = (record.c.id, record.c.title, record.c.year, record.c.state, record.c.body)
    rows = {
        row.id: row
        for some in batches(ids)
        for row in tx.execute(select(*columns).where(record.c.id.in_(some)))
    }
    return [_found(rows[record_id], asked.wanted) for record_id in ids]


def holding(tx: Tx, words: str) -> ColumnElement[bool]:
    """The condition on table `record` that it holds what a person typed, as `find` reads it."""
    asked = read(words)
    if not asked.wanted:
        return false()
    sqlite = _is_sqlite(tx)
    ids = text(_IDS_SQLITE if sqlite else _IDS_POSTGRESQL).bindparams(
        asked=for_sqlite(asked) if sqlite else for_postgresql(asked)
    )
    return record.c.id.in_(ids.columns(record_text.c.record_id))


def _found(row: Any, terms: Iterable[Term]) -> Found:
    body = decode(row.body)
    named = [word.text for word in body.keywords] + [heading.name for heading in body.mesh]
    texts = (body.abstract_text, "; ".join(named), body.title, body.vernacular_title)
    return Found(
        id=row.id, title=row.title, year=row.year, state=row.state, snippet=snippet(texts, terms)
    )


def save(tx: Tx, *, new: Mapping[str, Words], changed: Mapping[str, Words]) -> None:
    """Keep the words of new records, and of those that had other words, in step with them."""
    sqlite = _is_sqlite(tx)
    if new:
        last = _last(tx) if sqlite else 0
        add(tx, record_text, _rows(new))
        if sqlite:
            tx.execute(text(f"{_INDEX} WHERE id > :last"), {"last": last})
    if changed:
        these = {"ids": msgspec.json.encode(list(changed)).decode()}
        if sqlite:
            tx.execute(text(_UNINDEX + _THESE), these)
        put(tx, record_text, _rows(changed), key=("record_id",), replace=_COLUMNS)
        if sqlite:
            tx.execute(text(_INDEX + _THESE), these)


def complete(tx: Tx) -> int:
    """Give a text to each record that has none; returns how many had none."""
    last = _last(tx) if _is_sqlite(tx) else 0
    lacking = (
        select(record.c.id, record.c.body)
        .outerjoin(record_text, record_text.c.record_id == record.c.id)
        .where(record_text.c.id.is_(None))
        .order_by(record.c.id)
        .limit(1000)
    )
    done, after = 0, ""
    while rows := tx.execute(lacking.where(record.c.id > after)).all():
        after = rows[-1].id
        add(tx, record_text, _rows({row.id: words_of(decode(row.body)) for row in rows}))
        done += len(rows)
    if done and _is_sqlite(tx):
        tx.execute(text(f"{_INDEX} WHERE id > :last"), {"last": last})
        tx.execute(text("INSERT INTO record_text_fts (record_text_fts) VALUES ('optimize')"))
    return done


def rebuild(tx: Tx) -> int:
    """Make the full text of all records anew; returns how many there are."""
    if _is_sqlite(tx):
        tx.execute(text("INSERT INTO record_text_fts (record_text_fts) VALUES ('delete-all')"))
    tx.execute(record_text.delete())
    return complete(tx)


def findings(tx: Tx) -> Iterator[str]:
    """Records whose words are missing or not theirs, and words without a record."""
    remedy = "run `litwatch db reindex`"
    query = (
        select(record.c.id, record.c.body, record_text.c.record_id, *_text_columns())
        .outerjoin(record_text, record_text.c.record_id == record.c.id)
        .order_by(record.c.id)
        .execution_options(yield_per=500)
    )
    for row in tx.execute(query):
        if row.record_id is None:
            yield f"the record {row.id} has no full text: {remedy}"
        elif tuple(row[3:]) != words_of(decode(row.body)):
            yield f"the full text of {row.id} is not the record's: {remedy}"
    lost = (
        select(record_text.c.record_id)
        .outerjoin(record, record_text.c.record_id == record.c.id)
        .where(record.c.id.is_(None))
    )
    for record_id in tx.scalars(lost):
        yield f"there is a full text of {record_id}, which is not stored: {remedy}"


def index_findings(tx: Tx) -> Iterator[str]:
    """Whether SQLite's index holds the words of the texts; PostgreSQL keeps its own in step."""
    if not _is_sqlite(tx):
        return
    ask = "INSERT INTO record_text_fts (record_text_fts, rank) VALUES ('integrity-check', 1)"
    try:
        tx.execute(text(ask))
    except DatabaseError:
        yield "the index of the full text is not that of the texts: run `litwatch db reindex`"


def _text_columns() -> list[Any]:
    return [record_text.c[name] for name in _COLUMNS]


def _rows(words: Mapping[str, Words]) -> list[dict[str, Any]]:
    return [{"record_id": record_id, **some._asdict()} for record_id, some in words.items()]


def _is_sqlite(tx: Tx) -> bool:
    return tx.dialect.name == "sqlite"


def _last(tx: Tx) -> int:
    return tx.scalar(select(func.max(record_text.c.id))) or 0
