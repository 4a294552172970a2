"""Wording: what a key message says now, what it said before, and what is proposed. Pure.

The watch files give each message its starting wording; from the first proposal on the ledger
holds it, and the files' text counts no longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from itertools import pairwise
from typing import Literal

import msgspec

from litwatch.curriculum.refused import Refused
from litwatch.store import Tx
from litwatch.store.statements import Lifecycle, Version, versions
from litwatch.watch import Statement, Watch

Origin = Literal["guidance", "study", "other", "draft"]
YEAR = timedelta(days=365)


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """A key message: `now` is what we say, `earlier` what we said, newest last.

    `proposal` waits for a second person. `module` is empty for a message that the watch files
    no longer name. A retired message is one we no longer say; `now` holds what we said last,
    what to say instead and why.
    """

    id: str
    module: str = ""
    module_title: str = ""
    now: Version
    earlier: tuple[Version, ...] = ()
    proposal: Version | None = None
    refused: tuple[Version, ...] = ()
    safety: bool = False
    sensitive_to: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        return self.now.text

    @property
    def starting(self) -> Version:
        """The wording that the watch files gave it."""
        return self.earlier[0] if self.earlier else self.now

    @property
    def changes(self) -> tuple[Version, ...]:
        """The versions that differ from the one before, newest last: all but confirmations."""
        whole = (*self.earlier, self.now)
        return tuple(after for before, after in pairwise(whole) if _said(before) != _said(after))

    @property
    def lifecycle(self) -> Lifecycle:
        """`under_review` while a proposal waits; else as the version in force says."""
        if self.proposal is not None and self.now.lifecycle == "active":
            return "under_review"
        return self.now.lifecycle

    @property
    def origin(self) -> Origin:
        """Whose word it is: the three must never look alike (digest.md §7)."""
        if self.now.status == "ks_summary":
            return "guidance"
        if self.now.status == "draft":
            return "draft"
        return "study" if set(self.now.pmids) - set(self.starting.pmids) else "other"

    @property
    def since(self) -> datetime | None:
        """When these words came in force; None for those the watch files began with."""
        told = self.now
        for before in reversed(self.earlier):
            if before.text != told.text or before.lifecycle != told.lifecycle:
                break
            told = before
        return told.settled_at

    @property
    def looked_at(self) -> datetime | None:
        """When two people changed it or somebody confirmed it last; None if nobody has."""
        return self.now.settled_at

    def is_due(self, today: date) -> bool:
        """Whether somebody should look at it: a year has passed, or nobody ever has."""
        if self.now.lifecycle == "retired":
            return False
        return self.now.due is None or self.now.due <= today


def wordings(tx: Tx, watch: Watch) -> dict[str, Wording]:
    """Every key message by id: in the order of the modules, then those the files name no more."""
    stored = versions(tx)
    found = {
        line.id: wording(
            line, stored.pop(line.id, ()), module=module.id, module_title=module.title_sv
        )
        for module in watch.modules
        for line in module.statements
    }
    return found | {key: _orphan(key, rows) for key, rows in sorted(stored.items())}


def find(known: Mapping[str, Wording], statement_id: str) -> Wording:
    """The key message with this id. Raises Refused, which names the nearest ids."""
    if statement_id in known:
        return known[statement_id]
    near = get_close_matches(statement_id, known, n=3, cutoff=0.4)
    names = ", ".join(near)
    remedy = f"Did you mean {names}?" if near else "`litwatch statement list` shows all."
    raise Refused("unknown_message", f"there is no key message {statement_id!r}", remedy, names)


def wording(
    line: Statement, stored: Sequence[Version], *, module: str = "", module_title: str = ""
) -> Wording:
    """A key message as the watch files begin it and the ledger goes on; `stored` by version."""
    whole = _told(stored) if stored else (starting(line),)
    return Wording(
        id=line.id,
        module=module,
        module_title=module_title,
        now=whole[-1],
        earlier=whole[:-1],
        proposal=_open(stored),
        refused=_refused(stored),
        safety=line.safety,
        sensitive_to=line.sensitive_to,
        note=line.note,
    )


def starting(line: Statement) -> Version:
    """The wording of the watch files as version 1, in force, with what it rests on."""
    source = line.source
    pmids = () if source is None else ((source.pmid,) if source.pmid else ()) + source.pmids
    named = [] if source is None else [source.title, source.pages and f"s. {source.pages}"]
    return Version(
        statement=line.id,
        text=line.sv,
        status=line.status,
        source=", ".join(part for part in named if part),
        pmids=tuple(map(str, pmids)),
    )


def _said(version: Version) -> tuple[object, ...]:
    """What makes a wording another one: its words, whose they are, and what they rest on."""
    return (
        version.text,
        version.status,
        version.ks_page,
        version.source,
        version.pmids,
        version.lifecycle,
        version.say_now,
    )


def _orphan(key: str, stored: Sequence[Version]) -> Wording:
    whole = _told(stored)
    return Wording(
        id=key,
        now=whole[-1],
        earlier=whole[:-1],
        proposal=_open(stored),
        refused=_refused(stored),
    )


def _told(stored: Sequence[Version]) -> tuple[Version, ...]:
    return tuple(one for one in stored if one.state == "in_force")


def _open(stored: Sequence[Version]) -> Version | None:
    return next((one for one in stored if one.state == "proposed"), None)


def _refused(stored: Sequence[Version]) -> tuple[Version, ...]:
    return tuple(one for one in stored if one.state == "refused")
