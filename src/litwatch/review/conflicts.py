"""Disagreements: two people have read a record and say different things of it.

Until they are resolved the verdict said last holds. A resolution appends a decision in the
resolver's name, and how it came about beside it; people's own verdicts stay as they were.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, get_args

import msgspec

from litwatch.errors import NeedsPerson, WrongUse
from litwatch.records import Decision, Verdict
from litwatch.records.reviewers import folded_name
from litwatch.review.kept import Kept
from litwatch.review.screening import check_free_text, decide
from litwatch.store import Tx, conflicts, readings
from litwatch.store.conflicts import How, Resolution, Said
from litwatch.store.decisions import decisions_of
from litwatch.store.notes import Note, notes_of

_MOST_INCLUDING: tuple[Verdict, ...] = ("include", "maybe", "exclude")


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A record whose readers differ: each one's last verdict, who read it first before others.

    `holds` is the decision that holds until this is resolved, the one said last; a resolution
    answers to its id, `newest`.
    """

    record_id: str
    sides: tuple[Said, ...]
    newest: int
    holds: Decision
    notes: tuple[Note, ...] = ()

    @property
    def by_rule(self) -> Verdict:
        """The verdict of the rule: the one that keeps most, so that nothing is lost."""
        return min((side.verdict for side in self.sides), key=_MOST_INCLUDING.index)

    @property
    def names(self) -> str:
        """Those who differ, `A. Kurator, B. Fysio`."""
        return ", ".join(side.reviewer for side in self.sides)

    def notes_of(self, name: str) -> tuple[Note, ...]:
        """What this person has noted on the record."""
        return tuple(note for note in self.notes if folded_name(note.reviewer) == folded_name(name))

    def has(self, name: str) -> bool:
        """Whether this person is one of those who differ."""
        return folded_name(name) in {folded_name(side.reviewer) for side in self.sides}


class Replaced(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody took over: open readings, open disagreements, and those left as they were
    because the new person is the other one who differs.
    """

    readings: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


Fault = Literal["how", "third", "rule", "words", "personal"]


class Unfit(WrongUse):
    """A way to resolve that does not fit; `fault` says what is wrong with it."""

    def __init__(self, fault: Fault, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.fault = fault


class Overtaken(NeedsPerson):
    """Somebody has said more of the record since the page was shown."""


def sides_of(said: Sequence[Said], aside: Collection[str]) -> tuple[Said, ...]:
    """Each person's last verdict, when they differ; else none. `aside` are no longer asked."""
    last: dict[str, Said] = {}
    for one in said:
        if folded_name(one.reviewer) not in aside:
            last[folded_name(one.reviewer)] = one
    differ = len({one.verdict for one in last.values()}) > 1
    return tuple(last.values()) if differ else ()


def differing() -> Kept[None]:
    """The records on which names differ and that nobody has resolved, kept for pages."""
    return Kept(lambda tx, among: dict.fromkeys(conflicts.differing(tx, among)))


def open_conflicts(
    tx: Tx, among: Collection[str] | None = None, *, kept: Kept[None] | None = None
) -> list[Conflict]:
    """The disagreements that nobody has resolved, the oldest first.

    With `kept` not all that was ever decided is looked through.
    """
    ids = list(kept.at(tx)) if kept else conflicts.differing(tx, among)
    aside = readings.set_aside(tx, ids)
    live = decisions_of(tx, ids)
    found = []
    for record_id, said in conflicts.said_on(tx, ids).items():
        sides = sides_of(said, aside.get(record_id, ()))
        if sides:
            newest, holds = live[record_id]
            found.append(
                Conflict(
                    record_id=record_id,
                    sides=sides,
                    newest=newest,
                    holds=holds,
                )
            )
    return sorted(found, key=lambda one: one.newest)


def with_notes(tx: Tx, conflict: Conflict) -> Conflict:
    """The disagreement with what its readers have noted on the record."""
    return msgspec.structs.replace(conflict, notes=notes_of(tx, conflict.record_id))


def resolve(
    tx: Tx,
    record_id: str,
    verdict: str,
    *,
    how: str,
    words: str,
    seen: int,
    by: str,
    now: datetime,
) -> int:
    """Resolve a disagreement in one verdict; returns the id of the decision that it gave.

    `seen` is the `newest` of the page that was answered. The same answer sent twice resolves
    once. Raises Unfit for a way that does not fit or for words that are missing, Overtaken
    when somebody has said more of the record since.
    """
    newest, said = decisions_of(tx, [record_id]).get(record_id, (0, None))
    earlier = conflicts.resolution_of(tx, newest)
    if earlier and said and newest > seen:
        same = (earlier.how, earlier.words, earlier.by, said.verdict)
        if same == (how, words.strip(), by, verdict):
            return newest
    if newest != seen or not said:
        raise Overtaken(
            f"somebody has said more of {record_id} since you opened the page",
            "Look at what stands now, and decide anew if it is still needed.",
        )
    open_now = open_conflicts(tx, [record_id])
    if not open_now:
        raise Overtaken(f"nobody differs on {record_id} any more", "There is nothing to resolve.")
    check_way(open_now[0], verdict, how, words, by)
    decide(tx, record_id, verdict, reviewer=by, reason=words, now=now)
    decision_id, _ = decisions_of(tx, [record_id])[record_id]
    conflicts.add_resolution(
        tx,
        Resolution(
            record_id=record_id,
            decision_id=decision_id,
            how=how,  # type: ignore[arg-type]  # checked above
            words=words.strip(),
            by=by,
            at=now,
        ),
    )
    return decision_id


def check_way(conflict: Conflict, verdict: str, how: str, words: str, by: str) -> None:
    """Raise Unfit when a disagreement cannot be resolved in this way by this person."""
    if how not in get_args(How):
        raise Unfit("how", "nobody has said how it was resolved", "Choose one of the ways.")
    if how == "third" and conflict.has(by):
        raise Unfit(
            "third",
            "a third person is somebody else than the two who differ",
            "Say that you have talked, or let a colleague decide.",
        )
    if how == "rule" and verdict != conflict.by_rule:
        raise Unfit(
            "rule",
            f"the rule keeps what one of you would keep: {conflict.by_rule}",
            "Take that verdict, or choose another way.",
        )
    if how != "rule" and not words.strip():
        raise Unfit("words", "a resolution needs its reason", "Write a sentence on why.")
    try:
        check_free_text(words, "the reason")
    except WrongUse as found:
        raise Unfit("personal", str(found), found.remedy) from None


def replace_reader(tx: Tx, old: str, new: str, *, by: str, now: datetime) -> Replaced:
    """Let `new` take over what waits for `old`: open readings, and their part in disagreements.

    In a disagreement the verdict of `old` is set aside and `new` reads the record blind; the
    other's verdict stands. Doing it twice does it once. Raises WrongUse without two names.
    """
    if not folded_name(old) or not folded_name(new) or folded_name(old) == folded_name(new):
        raise WrongUse(
            "one who takes over is somebody else", "Give the name of each, as they sign."
        )
    taken = []
    for one in readings.open_readings(tx, "second"):
        if folded_name(one.reader) == folded_name(old):
            readings.close(tx, one.id, by=by, now=now)
            readings.ask_second(
                tx, one.record_id, new.strip(), instead_of=one.instead_of, asked_by=by, now=now
            )
            taken.append(one.record_id)
    moved, left = [], []
    for conflict in open_conflicts(tx):
        if conflict.has(old):
            if conflict.has(new):
                left.append(conflict.record_id)
                continue
            readings.ask_second(
                tx, conflict.record_id, new.strip(), instead_of=old.strip(), asked_by=by, now=now
            )
            moved.append(conflict.record_id)
    return Replaced(readings=tuple(taken), conflicts=tuple(moved), left=tuple(left))
