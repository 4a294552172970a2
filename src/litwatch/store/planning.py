"""What saving a record amounts to, decided without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import compress
from operator import ne
from typing import Literal, NamedTuple

import msgspec

from litwatch.records import Notice, Record, State
from litwatch.records.notices import implied
from litwatch.records.notices import state as state_of
from litwatch.records.precedence import Standing, supersedes
from litwatch.store.mapper import Copy, NoticeKey, Stored, notice_key
from litwatch.store.tables import ROLES, Role

PUBMED = "pubmed"
Outcome = Literal["unchanged", "updated", "new"]


class Plan(NamedTuple):
    """What saving one record amounts to.

    `copy` is the delivered copy that is kept, None when the stored content stays; `changed`
    names the fields in which it differs from `before`. `notices` are those that the store lacks
    or holds in other words.
    """

    before: Stored | None
    after: Stored
    copy: Copy | None
    notices: tuple[Notice, ...]
    changed: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        if self.before is None:
            return "new"
        return "updated" if self.copy else "unchanged"


_FIELDS = Record.__struct_fields__
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_standing = msgspec.json.Decoder(Standing)


def changed_fields(before: str, after: str) -> tuple[str, ...]:
    """The top-level fields in which two bodies differ, in the order in which Record names them.

    The bytes of each field are compared: `encode` gives equal fields equal bytes.
    """
    old, new = _members.decode(before), _members.decode(after)
    differs = map(ne, map(old.get, _FIELDS), map(new.get, _FIELDS))
    return tuple(compress(_FIELDS, differs))


def plan(
    arrived: Sequence[Copy],
    before: Stored | None,
    seen: Mapping[NoticeKey, Notice],
    *,
    source: str,
    role: Role,
    now: datetime,
) -> Plan:
    """Decide what becomes of copies of one record, given what is stored and the notices seen.

    The newest copy is kept (`supersedes`); notices of all of them are kept for good; a role
    only rises. A record that PubMed delivers again is no longer gone. Other bytes for the same
    content are no news.
    """
    standing: Record | None = None
    held: Standing | None = None  # of the stored content, read only when something differs
    winner: Copy | None = None
    said: dict[NoticeKey, Notice] = {}
    alone: State = "ok"  # what the copy at hand amounts to without any link
    for copy in arrived:
        new = copy.record
        alone = state_of(new.title, new.type_names, ())
        if new.notices or alone != "ok":  # else nothing is said, not even by type or title
            for notice in (*new.notices, *implied(new.title, new.type_names, new.notices)):
                said[notice_key(notice)] = notice
        if before is not None and winner is None:
            if copy.body == before.body:
                standing = new
                continue
            held = held or _standing.decode(before.body)
            if supersedes(new, held):
                standing, winner = new, copy
        elif standing is None or supersedes(new, standing):
            standing, winner = new, copy
    if standing is None:
        if before is None:
            raise ValueError("no copy to plan for")
        standing = before.record
    gone = before is not None and before.gone_at is not None and source != PUBMED
    state = alone
    if seen or said or gone or standing is not arrived[-1].record:
        cleared = {key: notice for key, notice in seen.items() if notice.cleared is not None}
        links = {**seen, **said, **cleared}.values()
        state = state_of(standing.title, standing.type_names, links, gone=gone)
    notices = tuple(notice for key, notice in said.items() if _is_news(notice, seen.get(key)))
    if before is None:
        return Plan(None, _first(winner or arrived[0], state, role, source, now), winner, notices)
    after = before._replace(
        state=state,
        role=max(role, before.role, key=ROLES.index),
        checked_at=now if source == PUBMED else before.checked_at,
        gone_at=before.gone_at if gone else None,
    )
    if winner is None or winner.body == before.body:
        return Plan(before, after, None, notices)
    after = after._replace(body=winner.body, raw_sha=winner.sha256, updated_at=now)
    return Plan(before, after, winner, notices, changed_fields(before.body, winner.body))


def _first(copy: Copy, state: State, role: Role, source: str, now: datetime) -> Stored:
    checked_at = now if source == PUBMED else None
    return Stored(copy.body, state, role, copy.sha256, now, now, checked_at, None)


def _is_news(notice: Notice, seen: Notice | None) -> bool:
    if seen is None:
        return True
    texts = (notice.doi, notice.citation, notice.note)
    return texts != (seen.doi, seen.citation, seen.note)
