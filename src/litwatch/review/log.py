"""The log as somebody may read it: no verdict is told while a second one is still to be given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from litwatch.records.reviewers import same_person
from litwatch.store.trail import Trace

WITHHELD = "withheld"  # what such a trace says in the place of its value
# As `timeline.OPINIONS`: that something was said, by whom and when, is told; what it was is not.
_OPINIONS = frozenset(
    {"decision", "undo", "tag", "rating", "note", "answered", "resolution", "text", "relation"}
)


def as_told_to(
    reader: str, traces: Iterable[Trace], still_open: Collection[str]
) -> Iterator[Trace]:
    """The traces, those on a record that waits for a second verdict without what was said.

    Whoever reads the log may be the second reader, or sit beside one. Their own words are theirs.
    """
    for trace in traces:
        hidden = trace.kind in _OPINIONS and not same_person(trace.who, reader)
        if hidden and any(part in still_open for part in trace.about.split()):
            yield replace(trace, what=WITHHELD, words="")
        else:
            yield trace
