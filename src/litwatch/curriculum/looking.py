"""What a person sees of the ledger: all messages at a glance, or one with all that touches it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

import msgspec

from litwatch.curriculum.candidates import candidates
from litwatch.curriculum.resting import Flag, flags
from litwatch.curriculum.wordings import Wording, find, wordings
from litwatch.language import Speech
from litwatch.records import State
from litwatch.store import Entry, Tx, catalog, entries
from litwatch.store.statements import Relation, relations_to, used_on
from litwatch.watch import Watch

Show = Literal["", "waiting", "weak", "due"]

# The newest included records are looked through for candidates: enough for a year of months.
_LOOKED_THROUGH = 200
_PROPOSED = 5


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One message, what gives way under it, what was said of it, and where it is used."""

    wording: Wording
    flags: tuple[Flag, ...] = ()
    relations: tuple[Relation, ...] = ()
    used: tuple[int, int] = (0, 0)  # slides, decks
    due: bool = False


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """All messages by module (id, title, messages), those in order, and those no longer said."""

    modules: tuple[tuple[str, str, tuple[Seen, ...]], ...]
    retired: tuple[Wording, ...]

    @property
    def every(self) -> tuple[Seen, ...]:
        return tuple(seen for _, _, rows in self.modules for seen in rows)

    def kept(self, show: Show) -> tuple[tuple[str, str, tuple[Seen, ...]], ...]:
        """The modules with those of their messages that are asked for; empty ones left out."""
        found = (
            (key, title, tuple(seen for seen in rows if _is_shown(seen, show)))
            for key, title, rows in self.modules
        )
        return tuple(module for module in found if module[2])

    @property
    def waiting(self) -> int:
        return sum(seen.wording.proposal is not None for seen in self.every)

    @property
    def due(self) -> int:
        return sum(seen.due for seen in self.every)

    @property
    def weak(self) -> int:
        """Those with a source that has changed; one source is common and no alarm."""
        return sum(is_weak(seen) for seen in self.every)


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """One message with its works (id → title, state) and the records that may touch it."""

    seen: Seen
    works: dict[str, tuple[str, State]]
    proposed: tuple[tuple[Entry, str], ...]  # a record, and why it may touch the message

    @property
    def wording(self) -> Wording:
        return self.seen.wording


def is_weak(seen: Seen) -> bool:
    """Whether a source of it has changed."""
    return any(flag.weakness == "changed_source" for flag in seen.flags)


def _is_shown(seen: Seen, show: Show) -> bool:
    return {
        "": True,
        "waiting": seen.wording.proposal is not None,
        "weak": is_weak(seen),
        "due": seen.due,
    }[show]


def overview(tx: Tx, watch: Watch, today: date, *, unread: Collection[str] = ()) -> Overview:
    """The whole ledger at a glance. Messages that the watch files no longer name come last.

    What was said of `unread` records is left out: somebody is to read them without knowing it.
    """
    every = wordings(tx, watch)
    states = _states(tx, every)
    related, used = relations_to(tx), used_on(tx)
    rows: dict[str, list[Seen]] = {}
    titles: dict[str, str] = {module.id: module.title_sv for module in watch.modules}
    for one in every.values():
        if one.lifecycle != "retired":
            known = _known(related.get(one.id, ()), unread)
            seen = _seen(one, states, known, used, today)
            rows.setdefault(one.module, []).append(seen)
    return Overview(
        modules=tuple((key, titles.get(key, ""), tuple(kept)) for key, kept in rows.items()),
        retired=tuple(one for one in every.values() if one.lifecycle == "retired"),
    )


def whole(
    tx: Tx, watch: Watch, key: str, today: date, *, say: Speech, unread: Collection[str] = ()
) -> Whole:
    """One message with all that touches it, but for what was said of `unread` records.

    Raises Refused, naming the nearest ids.
    """
    one = find(wordings(tx, watch), key)
    related = _known(relations_to(tx, key).get(key, ()), unread)
    told = (*one.earlier, one.now, *((one.proposal,) if one.proposal else ()))
    named = {pmid for version in told for pmid in version.pmids}
    named |= {said.record_id for said in related}
    states, titles = catalog.states(tx, named), catalog.titles(tx, named)
    return Whole(
        seen=_seen(one, states, related, used_on(tx), today),
        works={pmid: (titles[pmid], states[pmid]) for pmid in titles},
        proposed=_proposed(tx, watch, one, {said.record_id for said in related} | set(unread), say),
    )


def _known(related: tuple[Relation, ...], unread: Collection[str]) -> tuple[Relation, ...]:
    return tuple(said for said in related if said.record_id not in unread)


def _seen(
    one: Wording,
    states: Mapping[str, State],
    related: tuple[Relation, ...],
    used: Mapping[str, tuple[int, int]],
    today: date,
) -> Seen:
    return Seen(
        wording=one,
        flags=flags(one, states),
        relations=related,
        used=used.get(one.id, (0, 0)),
        due=one.is_due(today),
    )


def _states(tx: Tx, every: Mapping[str, Wording]) -> dict[str, State]:
    return catalog.states(tx, {pmid for one in every.values() for pmid in one.now.pmids})


def _proposed(
    tx: Tx, watch: Watch, one: Wording, said: set[str], say: Speech
) -> tuple[tuple[Entry, str], ...]:
    """The newest included records of which this message is a candidate, but for those in `said`."""
    if one.lifecycle == "retired":
        return ()
    included = sorted(
        (entry for entry in entries(tx, decision="include") if entry.record.id not in said),
        key=lambda entry: (entry.record.created or date.min, entry.record.id),
        reverse=True,
    )
    found = [
        (entry, reasons[one.id])
        for entry in included[:_LOOKED_THROUGH]
        if one.id in (reasons := dict(candidates(entry, watch, say)))
    ]
    return tuple(found[:_PROPOSED])
