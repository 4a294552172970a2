"""The flow of records from search to inclusion, after PRISMA 2020. Every box adds up.

    identified = duplicates + same work + identified earlier + missing + not yet fetched + to screen
    to screen  = waiting + maybe + screened
    screened   = excluded + included

Page MJ et al. The PRISMA 2020 statement. BMJ 2021;372:n71. Its boxes for reports sought and
retrieved are left out: litwatch screens records, not full texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from litwatch.records import Decision
from litwatch.store.identification import Hit


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one search or one file gave: its listings, and how many records that is.

    `only` counts the records that nothing else gave.
    """

    source: str
    topic: str
    part: str
    hits: int
    records: int
    only: int


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """The boxes of the diagram. `first` and `last` are the days the searches were made on."""

    first: date | None
    last: date | None
    on: date  # the day whose decisions count
    lines: tuple[Line, ...] = ()
    identified: int = 0
    duplicates: int = 0
    same_work: int = 0  # unread records of works for which another record stands
    earlier: int = 0
    missing: tuple[str, ...] = ()
    unfetched: int = 0
    to_screen: int = 0
    waiting: int = 0
    maybe: int = 0
    screened: int = 0
    excluded: int = 0
    reasons: tuple[tuple[str, int], ...] = ()  # most frequent first; "" where none was given
    included: int = 0
    incomplete: tuple[str, ...] = ()  # searches whose ledger does not balance
    down: tuple[str, ...] = ()  # runs that a source broke off

    @property
    def removed(self) -> int:
        return self.duplicates + self.same_work + self.earlier + len(self.missing) + self.unfetched

    @property
    def by_source(self) -> dict[str, int]:
        """The listings of each database, and of all files together under `file`."""
        found: Counter[str] = Counter()
        for line in self.lines:
            found[kind(line.source)] += line.hits
        return dict(found)


def kind(source: str) -> str:
    """`file` for an imported file, else the database's own name."""
    return "file" if source.startswith("file:") else source


def flow(
    hits: Sequence[Hit],
    *,
    stored: Collection[str],
    earlier: Collection[str],
    decisions: Mapping[str, Decision],
    stood_for: Collection[str] = (),
    first: date | None,
    last: date | None,
    on: date,
    incomplete: Iterable[str] = (),
    down: Iterable[str] = (),
) -> Flow:
    """Count the boxes. `stored` are the records we hold, `earlier` those of earlier periods.

    `stood_for` are records for which another record of the same work stands: they are removed
    before screening, unless somebody has screened them all the same.
    """
    ids = {hit.record_id for hit in hits}
    lacking = ids - set(stored)
    pending = {hit.record_id for hit in hits if hit.state == "found"} & lacking
    held = ids - lacking
    new = held - set(earlier)
    verdicts = {record_id: decisions[record_id] for record_id in new if record_id in decisions}
    fresh = new - (set(stood_for) - verdicts.keys())
    said = Counter(each.verdict for each in verdicts.values())
    reasons = Counter(
        each.reason.strip() for each in verdicts.values() if each.verdict == "exclude"
    )
    return Flow(
        first=first,
        last=last,
        on=on,
        lines=_lines(hits),
        identified=len(hits),
        duplicates=len(hits) - len(ids),
        same_work=len(new) - len(fresh),
        earlier=len(held) - len(new),
        missing=tuple(sorted(lacking - pending)),
        unfetched=len(pending),
        to_screen=len(fresh),
        waiting=len(fresh) - len(verdicts),
        maybe=said["maybe"],
        screened=said["include"] + said["exclude"],
        excluded=said["exclude"],
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        included=said["include"],
        incomplete=tuple(incomplete),
        down=tuple(down),
    )


def _lines(hits: Sequence[Hit]) -> tuple[Line, ...]:
    listings = Counter((hit.source, hit.topic, hit.part) for hit in hits)
    members: dict[tuple[str, str, str], set[str]] = {key: set() for key in listings}
    for hit in hits:
        members[hit.source, hit.topic, hit.part].add(hit.record_id)
    shared = Counter(record_id for ids in members.values() for record_id in ids)
    return tuple(
        Line(
            source=source,
            topic=topic,
            part=part,
            hits=listings[source, topic, part],
            records=len(ids),
            only=sum(shared[record_id] == 1 for record_id in ids),
        )
        for (source, topic, part), ids in sorted(members.items())
    )
