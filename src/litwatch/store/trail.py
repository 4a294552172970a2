"""Everything that people have written, from all the tables that keep it: who, when, what.

`_SOURCES` names the tables; a new one that people write to is one line there. Rows of
machines are left out. What was taken back or closed is a row of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Select, String, Table, cast, func, literal, select, union_all
from sqlalchemy.sql.selectable import Subquery

from litwatch.records.reviewers import folded_name, same_person
from litwatch.store import tables as t
from litwatch.store.engine import Tx
from litwatch.store.rows import as_struct

_BATCH = 1000


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a person did.

    `kind` is a word of `KINDS`; `about` the record, month, message or person it was done to;
    `what` a short value (a verdict, a state); `words` what was written. `who` is empty where
    the table does not keep it.
    """

    at: datetime
    who: str
    kind: str
    about: str
    what: str
    words: str


class _Source(NamedTuple):
    """Where one kind is read: columns by name, or expressions over the table.

    `joined` is a table that is needed for `about` or `what`, with its condition.
    """

    kind: str
    table: Table
    who: str | ColumnElement[str]
    at: str
    about: Any = ""
    what: Any = ""
    words: Any = ""
    where: Callable[[], ColumnElement[bool]] | None = None
    joined: tuple[Table, ColumnElement[bool]] | None = None


def _side_by_side(*parts: Any) -> ColumnElement[str]:
    """Columns and words as one text, with spaces between."""
    first, *rest = (
        cast(part, String) if hasattr(part, "type") else literal(part) for part in parts
    )
    text: ColumnElement[str] = first
    for part in rest:
        text = text + literal(" ") + part
    return text


_undone = (t.decision, t.decision.c.id == t.decision_undo.c.decision_id)
_account = (t.user_account, t.user_account.c.id == t.account_event.c.user_id)
_owner = (t.user_account, t.user_account.c.id == t.api_token.c.user_id)
_SOURCES = (
    _Source("decision", t.decision, "reviewer", "at", "record_id", "verdict", "reason"),
    _Source(
        "undo",
        t.decision_undo,
        "by",
        "at",
        t.decision.c.record_id,
        t.decision.c.verdict,
        joined=_undone,
    ),
    _Source(
        "tag",
        t.tag,
        "by",
        "at",
        "record_id",
        _side_by_side(t.tag.c.facet, t.tag.c.value, t.tag.c.state),
        where=lambda: t.tag.c.by != "machine",
    ),
    _Source(
        "rating",
        t.rating,
        "reviewer",
        "at",
        "record_id",
        _side_by_side(t.rating.c.audience, t.rating.c.scale, t.rating.c.value),
    ),
    _Source("note", t.record_note, "reviewer", "at", "record_id", words="text"),
    _Source(
        "works",
        t.same_work,
        "by",
        "at",
        _side_by_side(t.same_work.c.first, t.same_work.c.second),
        "state",
        where=lambda: t.same_work.c.state.in_(("confirmed", "rejected")),
    ),
    _Source("asked", t.reading, "asked_by", "asked_at", "record_id", "kind", "words"),
    _Source("answered", t.reading, "closed_by", "closed_at", "record_id", "kind", "answer"),
    _Source("resolution", t.resolution, "by", "at", "record_id", "how", "words"),
    _Source(
        "text",
        t.written_field,
        "reviewer",
        "at",
        _side_by_side(t.written_field.c.month, t.written_field.c.record_id),
        _side_by_side(t.written_field.c.field, t.written_field.c.audience),
        "text",
    ),
    _Source(
        "approval",
        t.approval,
        "reviewer",
        "at",
        _side_by_side(t.approval.c.month, "r", t.approval.c.revision),
        "role",
    ),
    _Source(
        "publication",
        t.edition,
        "published_by",
        "published_at",
        _side_by_side(t.edition.c.month, "r", t.edition.c.revision),
        words="note",
    ),
    _Source("outside", t.outside_item, "added_by", "at", "link", "title", "words"),
    _Source(
        "wording",
        t.statement_version,
        "proposed_by",
        "proposed_at",
        _side_by_side(t.statement_version.c.statement, "v", t.statement_version.c.version),
        "lifecycle",
        "text",
    ),
    _Source(
        "settled",
        t.statement_version,
        "settled_by",
        "settled_at",
        _side_by_side(t.statement_version.c.statement, "v", t.statement_version.c.version),
        "state",
    ),
    _Source(
        "relation",
        t.relation,
        "reviewer",
        "at",
        _side_by_side(t.relation.c.record_id, t.relation.c.statement),
        "kind",
        "why",
    ),
    _Source("deck", t.deck, "added_by", "added_at", "path", "module"),
    _Source("task", t.task, "done_by", "done_at", "about", "kind", "done_words"),
    _Source("alert", t.alert, "acknowledged_by", "acknowledged_at", "record_id", "state", "reason"),
    _Source(
        "alarm_closed", t.alert, "closed_by", "closed_at", "record_id", "state", "closed_words"
    ),
    _Source("seminar", t.seminar, "added_by", "at", "day", "module", "remarks"),
    _Source("view", t.received_view, "added_by", "at", "party", "about", "words"),
    _Source("handled", t.received_view, "handled_by", "handled_at", "party", "about", "handled"),
    _Source("fault", t.fault_report, "closed_by", "closed_at", "page", words="answer"),
    _Source(
        "strategy",
        t.strategy,
        "author",
        "at",
        _side_by_side(t.strategy.c.topic, t.strategy.c.part, t.strategy.c.version),
        "state",
        "reason",
    ),
    _Source("model", t.model_event, "by", "at", "model", "action", "reason"),
    _Source(
        "account",
        t.account_event,
        "by",
        "at",
        t.user_account.c.name,
        _side_by_side(t.account_event.c.what, t.account_event.c.role),
        joined=_account,
    ),
    _Source("key", t.api_token, t.user_account.c.name, "made_at", "label", joined=_owner),
    _Source(
        "key_revoked", t.api_token, t.user_account.c.name, "revoked_at", "label", joined=_owner
    ),
    _Source("subscriber", t.subscriber, "", "added_at", "mail", "lang"),
    _Source("subscriber_left", t.subscriber, "", "left_at", "mail"),
)
KINDS = tuple(source.kind for source in _SOURCES)


def traces(
    tx: Tx,
    *,
    who: str = "",
    first: datetime | None = None,
    before: datetime | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Trace]:
    """What people did, newest first; `who` however the name is spelt, from `first` to `before`."""
    every = _every()
    query = _narrowed(tx, every, select(every), who, first, before)
    query = query.order_by(every.c.at.desc(), every.c.kind, every.c.number.desc(), every.c.about)
    if limit is not None:
        query = query.limit(limit).offset(offset)
    rows = tx.execute(query.execution_options(yield_per=_BATCH)).mappings()
    for row in rows:
        yield as_struct(Trace, row)


def how_many(
    tx: Tx, *, who: str = "", first: datetime | None = None, before: datetime | None = None
) -> int:
    """How many things `traces` gives."""
    every = _every()
    counted = select(func.count()).select_from(every)
    return tx.scalar(_narrowed(tx, every, counted, who, first, before)) or 0


def writers(tx: Tx) -> list[str]:
    """Everybody who has done something, one spelling each, by name."""
    found: dict[str, str] = {}
    for name in _spellings(tx):
        found.setdefault(folded_name(name), name)
    return [found[key] for key in sorted(found)]


def _spellings(tx: Tx) -> list[str]:
    every = _every()
    return sorted(tx.scalars(select(every.c.who).where(every.c.who != "").distinct()))


def _narrowed(
    tx: Tx,
    every: Subquery,
    query: Select[Any],
    who: str,
    first: datetime | None,
    before: datetime | None,
) -> Select[Any]:
    if who:
        spelt = [name for name in _spellings(tx) if same_person(name, who)]
        query = query.where(every.c.who.in_(spelt))
    if first is not None:
        query = query.where(every.c.at >= first)
    if before is not None:
        query = query.where(every.c.at < before)
    return query


def _every() -> Subquery:
    return union_all(*(_select(source) for source in _SOURCES)).subquery()


def _select(source: _Source) -> Select[Any]:
    def text(part: Any) -> ColumnElement[Any]:
        if not isinstance(part, str):
            return cast(part, String)
        return cast(source.table.c[part], String) if part else literal("")

    at = source.table.c[source.at]
    who = text(source.who)
    number = source.table.c.id if "id" in source.table.c else literal(0)
    query = select(
        at.label("at"),
        func.coalesce(who, "").label("who"),
        literal(source.kind).label("kind"),
        number.label("number"),
        text(source.about).label("about"),
        text(source.what).label("what"),
        text(source.words).label("words"),
    ).where(at.is_not(None))
    if source.joined is not None:
        query = query.select_from(source.table.join(*source.joined))
    if source.where is not None:
        query = query.where(source.where())
    return query
