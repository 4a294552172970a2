"""What an audit found: files, the works they cite, and whether somebody has to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from litwatch.curriculum.resting import FALLEN
from litwatch.records import State
from litwatch.records.cited import Found, Place
from litwatch.records.cited.found import By, Confidence
from litwatch.store.statements import Lifecycle

# Nobody may be taught by these without a person having looked (digest.md §8).
ALARMING: frozenset[State] = FALLEN | {"concern"}


class Newer(msgspec.Struct, frozen=True, kw_only=True):
    """The work that has taken a cited one's place; `title` is empty when it is not stored."""

    id: str
    title: str = ""


class Rested(msgspec.Struct, frozen=True, kw_only=True):
    """A key message that a cited work supports, or did, and when it was last changed.

    `lately` says that it was changed after the file that cites the work was saved, or that
    nobody knows when that was.
    """

    id: str
    module: str
    text: str
    lifecycle: Lifecycle
    say_now: str = ""
    why: str = ""
    changed: datetime | None = None
    still: bool = True

    def lately(self, saved: datetime | None) -> bool:
        if self.changed is None:
            return False
        return saved is None or self.changed > saved


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """A cited work as it is now. `asked` is when PubMed was last asked about it."""

    id: str
    pmid: str = ""
    doi: str = ""
    title: str
    reference: str
    state: State
    newer: Newer | None = None
    statements: tuple[Rested, ...] = ()
    stored: bool = True
    asked: datetime | None = None

    @property
    def alarming(self) -> bool:
        return self.state in ALARMING


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Where a file cites a work, in which words, and how sure the match is."""

    place: Place
    words: str
    by: By
    confidence: Confidence


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A work with its mentions in one file, in the order of the file."""

    work: Work
    mentions: tuple[Mention, ...]

    @property
    def confidence(self) -> Confidence:
        """That of the surest mention."""
        order: tuple[Confidence, ...] = ("certain", "probable", "low")
        return min((one.confidence for one in self.mentions), key=order.index)


class Unmatched(msgspec.Struct, frozen=True, kw_only=True):
    """Words that cite something nobody could tell; `maybe` are works that are not ruled out."""

    place: Place
    words: str
    maybe: tuple[Work, ...] = ()


class AuditedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file, or why it could not be read (`problem`, `remedy`)."""

    path: Path
    saved: datetime | None = None
    problem: str = ""
    remedy: str = ""
    cited: tuple[Cited, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()

    @property
    def alarms(self) -> tuple[Cited, ...]:
        return tuple(one for one in self.cited if one.work.alarming)

    @property
    def doubts(self) -> tuple[Unmatched, ...]:
        """Words that may cite an alarming work."""
        return tuple(one for one in self.unmatched if any(work.alarming for work in one.maybe))

    @property
    def outdated(self) -> tuple[tuple[Cited, Rested], ...]:
        """Works whose key message was changed after the file was saved."""
        return tuple(
            (one, message)
            for one in self.cited
            for message in one.work.statements
            if message.lately(self.saved)
        )

    @property
    def needs_person(self) -> bool:
        return bool(self.problem or self.alarms or self.doubts or self.outdated)


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """The whole audit. `not_asked` says why PubMed was not asked, or not for all."""

    at: datetime
    files: tuple[AuditedFile, ...]
    not_asked: str = ""
    source_down: bool = False
    requests: int = 0

    @property
    def needs_person(self) -> bool:
        return any(file.needs_person for file in self.files)


def gathered(
    found: Sequence[Found], works: Mapping[str, Work]
) -> tuple[tuple[Cited, ...], tuple[Unmatched, ...]]:
    """The mentions of a file by work, in the order they first come, and those without a work."""
    mentions: dict[str, list[Mention]] = {}
    unmatched: list[Unmatched] = []
    named: set[tuple[Place, tuple[str, ...]]] = set()
    for one in found:
        if one.match is None:
            # The same identifier as words and as the target of their link is one mention.
            if one.named and (one.place, one.named) in named:
                continue
            named.add((one.place, one.named))
            maybe = tuple(works[key] for key in one.maybe)
            unmatched.append(Unmatched(place=one.place, words=one.words, maybe=maybe))
            continue
        said = mentions.setdefault(one.match.record_id, [])
        if all(before.place != one.place for before in said):
            said.append(
                Mention(
                    place=one.place,
                    words=one.words,
                    by=one.match.by,
                    confidence=one.match.confidence,
                )
            )
    cited = [Cited(work=works[key], mentions=tuple(said)) for key, said in mentions.items()]
    # What a person has to look at comes first.
    cited.sort(key=lambda one: not one.work.alarming)
    return tuple(cited), tuple(unmatched)
