"""What an edition says of the key messages: sections 2 and 3, and an item's relation to them.

From the ledger's wordings to lines, purely. The ledger holds whose word it was; an edition is
public and says only that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from litwatch.curriculum.resting import FALLEN
from litwatch.curriculum.wordings import Origin, Wording
from litwatch.records import State
from litwatch.store.statements import Relation, Version

Happened = Literal["changed", "resourced", "confirmed", "retired"]


class MessageLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What has happened to a key message since the last edition; always something in force.

    `before` is what we said then, `text` what we say now; of a `retired` one `text` is what we
    said and `say_now` what to say instead. `resourced`: the words stand on other sources.
    """

    id: str
    happened: Happened
    version: int
    text: str
    before: str = ""
    say_now: str = ""
    why: str = ""
    origin: Origin = "other"
    page: str = ""
    source: str = ""
    pmids: tuple[str, ...] = ()
    on: date | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person said of an item and a key message; something `new` has no message."""

    kind: Literal["supports", "nuances", "contradicts", "new"]
    statement: str = ""
    text: str = ""
    why: str = ""


class Unsettled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change to a key message that rests on an item here and that no second person settled."""

    id: str
    version: int
    pmids: tuple[str, ...]


class Fallen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A key message that we say and that rests on retracted or withdrawn works."""

    id: str
    text: str
    works: tuple[str, ...]


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """What selection takes from the ledger of key messages."""

    messages: tuple[MessageLine, ...] = ()
    said: dict[str, tuple[Said, ...]] = {}
    unsettled: tuple[Unsettled, ...] = ()
    fallen: tuple[Fallen, ...] = ()


Told = Mapping[str, Sequence[int]]
"""Key message → the versions that published editions of other months have told."""


def ledger(
    wordings: Mapping[str, Wording],
    relations: Mapping[str, Sequence[Relation]],
    states: Mapping[str, State],
    *,
    told: Told,
    again: Mapping[str, int] | None = None,
) -> Ledger:
    """What an edition has to tell. `again` are the versions that the edition it corrects told:
    a correction tells those and none that is newer."""
    lines = (
        _line(one, told.get(key, ()), None if again is None else again.get(key, 0))
        for key, one in wordings.items()
    )
    return Ledger(
        messages=tuple(line for line in lines if line is not None),
        said={
            record: tuple(_said(one, wordings) for one in said)
            for record, said in relations.items()
        },
        unsettled=tuple(
            Unsettled(id=key, version=one.proposal.version, pmids=one.proposal.pmids)
            for key, one in wordings.items()
            if one.proposal is not None
        ),
        fallen=tuple(
            Fallen(id=key, text=one.text, works=works)
            for key, one in wordings.items()
            if one.now.lifecycle != "retired"
            and (works := tuple(w for w in one.now.pmids if states.get(w) in FALLEN))
        ),
    )


def versions_told(lines: Iterable[Iterable[MessageLine]]) -> dict[str, list[int]]:
    """Key message → the versions that these editions' lines tell."""
    found: dict[str, list[int]] = {}
    for line in (line for edition in lines for line in edition):
        found.setdefault(line.id, []).append(line.version)
    return found


def _line(one: Wording, told: Sequence[int], again: int | None) -> MessageLine | None:
    """What is untold of a message: from the last version told elsewhere to the last in force."""
    whole = [v for v in (*one.earlier, one.now) if again is None or v.version <= again]
    if not whole:
        return None
    last = whole[-1]
    since = max((version for version in told if version < last.version), default=1)
    if again is None:
        since = max(told, default=1)
    if last.version <= since:
        return None
    before = next((v for v in reversed(whole) if v.version <= since), whole[0])
    what = happened(before, last)
    return MessageLine(
        id=one.id,
        happened=what,
        version=last.version,
        text=last.text,
        before=before.text if what == "changed" else "",
        say_now=last.say_now,
        why=last.why or _last_reason(whole, since),
        origin=_origin(one, last),
        page=last.ks_page,
        source=last.source,
        pmids=last.pmids,
        on=last.settled_at.date() if last.settled_at else None,
    )


def happened(before: Version, last: Version) -> Happened:
    """What people did to a key message between two versions in force."""
    if last.lifecycle == "retired":
        return "retired"
    if before.text != last.text or before.lifecycle == "retired":
        return "changed"
    marks = [(v.status, v.ks_page, v.source, v.pmids) for v in (before, last)]
    return "confirmed" if marks[0] == marks[1] else "resourced"


def _last_reason(whole: Sequence[Version], since: int) -> str:
    """The last reason that somebody gave: a confirmation may have none."""
    return next((v.why for v in reversed(whole) if v.version > since and v.why), "")


def _origin(one: Wording, last: Version) -> Origin:
    return msgspec.structs.replace(one, now=last).origin


def _said(one: Relation, wordings: Mapping[str, Wording]) -> Said:
    if one.kind == "none":
        raise ValueError(f"relation {one.id} has been taken back")
    named = wordings.get(one.statement)
    return Said(
        kind=one.kind, statement=one.statement, text=named.text if named else "", why=one.why
    )
