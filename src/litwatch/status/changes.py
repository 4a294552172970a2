"""Which change of a record's state needs a person, and how gravely."""

from __future__ import annotations

from dataclasses import dataclass

from litwatch.records import State
from litwatch.records.notices import GRAVEST_FIRST

ALARMING: frozenset[State] = frozenset({"retracted", "republished", "withdrawn", "concern"})


@dataclass(frozen=True)
class StateChange:
    """A record whose state is no longer what it was when we last looked."""

    record_id: str
    title: str
    before: State
    after: State

    @property
    def alarming(self) -> bool:
        """Whether the work may no longer be taught as it was."""
        return self.after in ALARMING and self.before != self.after


def changed(
    before: dict[str, State], after: dict[str, State], titles: dict[str, str]
) -> tuple[StateChange, ...]:
    """The records whose state differs, gravest first, then by id."""
    changes = [
        StateChange(record_id=key, title=titles.get(key, ""), before=before[key], after=after[key])
        for key in before.keys() & after.keys()
        if before[key] != after[key]
    ]
    return tuple(sorted(changes, key=lambda c: (GRAVEST_FIRST.index(c.after), c.record_id)))
