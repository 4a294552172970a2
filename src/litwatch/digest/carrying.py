"""What an edition takes over from earlier months, so that nothing a person included is lost.

Published editions are never changed. What missed the budget of its month, or was included
after that month's edition was out, stands in the next one, once (digest.md §2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from litwatch.digest.edition import Edition, Outside
from litwatch.digest.inputs import OutsideRow
from litwatch.digest.key_messages import versions_told
from litwatch.digest.placing import NEVER_ITEMS


class Issue(NamedTuple):
    """A published revision of a month's edition."""

    month: str
    revision: int
    published_at: datetime
    edition: Edition


class Included(Protocol):
    """A record that a person included (store.carrying.Included)."""

    @property
    def id(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def said(self) -> datetime: ...


class Earlier(NamedTuple):
    """What the published editions leave to say in the edition of a month.

    `used`: ids that any published revision has shown. `told`: ids and `outside` items that
    are done with, since another month's edition tells them, as are these versions of `messages`. `published`: month → when its
    first revision came out. `corrected`: what the edition of this very month says, where
    it is published: a correction tells nothing that is new.
    """

    used: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    outside: frozenset[int] = frozenset()
    published: Mapping[str, datetime] = {}
    corrected: Edition | None = None
    messages: Mapping[str, Sequence[int]] = {}


def told_in(edition: Edition) -> frozenset[str]:
    """The records that a published edition is done with.

    What it shows, what people rated too low to be shown, and what it named as withdrawn.
    """
    return frozenset(
        [item.id for item in edition.shown()]
        + [item.id for item in edition.further if item.reviewed]
        + [line.item.id for line in edition.notices if line.item.state in NEVER_ITEMS]
    )


def earlier(issues: Sequence[Issue], month: str) -> Earlier:
    """What all published revisions leave to the edition of `month`."""
    newest: dict[str, Edition] = {}
    published: dict[str, datetime] = {}
    for issue in sorted(issues, key=lambda issue: (issue.month, issue.revision)):
        newest[issue.month] = issue.edition
        published.setdefault(issue.month, issue.published_at)
    others = [edition for key, edition in newest.items() if key != month]
    return Earlier(
        used=frozenset(item.id for issue in issues for item in issue.edition.shown()),
        told=frozenset[str]().union(*map(told_in, others)),
        outside=frozenset(one.id for edition in others for one in edition.outside),
        published=published,
        corrected=newest.get(month),
        messages=versions_told(edition.messages for edition in others),
    )


def overdue(day: date, said: datetime, month: str, published: Mapping[str, datetime]) -> bool:
    """Whether what belongs to an earlier day stands in the edition of `month`.

    It does once the edition of its own month is published. A month without an edition can
    still have one: what was included in time stands there, what was said after a later
    month's edition had come out does not wait for it.
    """
    own = f"{day:%Y-%m}"
    if own >= month:
        return False
    if own in published:
        return True
    passed = [at for other, at in published.items() if own < other < month]
    return bool(passed) and said > min(passed)


def late(included: Iterable[Included], month: str, before: Earlier) -> dict[str, str]:
    """The records of earlier months that the edition of `month` takes over → their month."""
    if before.corrected is not None:
        return {
            item.id: item.carried_from
            for item in (*before.corrected.shown(), *before.corrected.further)
            if item.carried_from
        }
    return {
        one.id: f"{one.day:%Y-%m}"
        for one in included
        if one.id not in before.told and overdue(one.day, one.said, month, before.published)
    }


def unmade(
    included: Iterable[Included], month: str, before: Earlier
) -> tuple[tuple[str, int], ...]:
    """Earlier months without an edition → how many included records wait for it there."""
    return tuple(
        sorted(
            Counter(
                f"{one.day:%Y-%m}"
                for one in included
                if one.id not in before.told
                and f"{one.day:%Y-%m}" < month
                and not overdue(one.day, one.said, month, before.published)
            ).items()
        )
    )


def settled_for(before: Earlier, own: Iterable[str]) -> frozenset[str]:
    """What the edition leaves out: told elsewhere, or new since the edition that it corrects.

    `own` are the included records of the month itself.
    """
    if before.corrected is None:
        return before.told
    return before.told | (set(own) - told_in(before.corrected))


def outside_of(rows: Iterable[OutsideRow], month: str, before: Earlier) -> tuple[Outside, ...]:
    """The month's items from outside PubMed, and those that came too late for theirs, by day."""
    again = None if before.corrected is None else {one.id for one in before.corrected.outside}
    return tuple(
        Outside(
            id=row.id, body=row.body, title=row.title, link=row.link, day=row.day, words=row.words
        )
        for row in sorted(rows, key=lambda row: (row.day, row.id))
        if row.id not in before.outside
        and (
            row.id in again
            if again is not None
            else f"{row.day:%Y-%m}" == month or overdue(row.day, row.at, month, before.published)
        )
    )
