"""What a wording rests on, and what of that gives way: one source only, or a changed one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from litwatch.curriculum.wordings import Wording
from litwatch.records import State

# A reader must not be told anything on the strength of these.
FALLEN: frozenset[State] = frozenset({"retracted", "republished", "withdrawn"})
_SOUND: frozenset[State] = frozenset({"ok", "unknown"})

Weakness = Literal["no_source", "one_source", "changed_source"]


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """Why a wording should be looked at; `works` are the changed ones with their states."""

    weakness: Weakness
    works: tuple[tuple[str, State], ...] = ()

    @property
    def fallen(self) -> bool:
        """Whether it rests on something retracted or withdrawn."""
        return any(state in FALLEN for _, state in self.works)


def flags(wording: Wording, states: Mapping[str, State]) -> tuple[Flag, ...]:
    """The weaknesses of what we say now; `states` are those of the stored works.

    A work that is not stored has no state and is no alarm. What we no longer say has none.
    """
    if wording.now.lifecycle == "retired":
        return ()
    found: list[Flag] = []
    changed = tuple(
        (pmid, states[pmid]) for pmid in wording.now.pmids if states.get(pmid, "ok") not in _SOUND
    )
    if changed:
        found.append(Flag(weakness="changed_source", works=changed))
    number = sources(wording)
    if number < 2:
        found.append(Flag(weakness="one_source" if number else "no_source"))
    return tuple(found)


def sources(wording: Wording) -> int:
    """How many sources the wording rests on: works, and a source named in words beside them."""
    now, first = wording.now, wording.starting
    # The watch files name a work by its PMID and in words: that is one source.
    same = now.source == first.source and bool(set(now.pmids) & set(first.pmids))
    return len(now.pmids) + (1 if now.source and not same else 0)
