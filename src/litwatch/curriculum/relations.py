"""What a person says of a record and a key message. People's alone: no machine writes here."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from litwatch.curriculum.evidence import check_bears
from litwatch.curriculum.refused import Refused, check_words
from litwatch.curriculum.resting import FALLEN
from litwatch.curriculum.wordings import find, wordings
from litwatch.records.reviewers import same_person
from litwatch.store import Tx, entries
from litwatch.store.entries import month_bounds
from litwatch.store.statements import Kind, Relation, append_relation, relations_of
from litwatch.watch import Watch

KINDS: tuple[Kind, ...] = get_args(Kind)


def relate(
    tx: Tx,
    watch: Watch,
    record_id: str,
    statement: str,
    kind: str,
    *,
    month: str = "",
    why: str = "",
    reviewer: str,
    now: datetime,
) -> Relation:
    """Keep that a record supports, nuances or contradicts a key message, or says something new.

    `new` names no message and says in `why` what is new; `none` takes back what was said last.
    `month` is that of the edition it is told in. Saying the same again keeps nothing.
    Raises Refused for an unknown kind, message or record, a message that is no longer said, a
    missing name, a preprint, protocol or retracted work, and patient data.
    """
    if kind not in KINDS:
        raise Refused("unknown_kind", f"{kind!r} is no relation", f"Say {', '.join(KINDS)}.")
    who = " ".join(reviewer.split())
    if not who:
        raise Refused(
            "no_name",
            "a relation needs a reviewer's name",
            "Give --reviewer NAME or set LITWATCH_REVIEWER.",
        )
    words = " ".join(why.split())
    check_words(words, "the reason")
    if month:
        month_bounds(month)
    entry = next(iter(entries(tx, ids=[record_id])), None)
    if entry is None:
        raise Refused(
            "unknown_record",
            f"no record {record_id} is stored",
            "Harvest or import it first, or check the id.",
            record_id,
        )
    live = {one.statement: one for one in relations_of(tx, [record_id]).get(record_id, ())}
    before = live.get(statement)
    if kind == "none":
        if before is None:
            raise Refused(
                "nothing_said",
                f"nobody has said what {record_id} says of {statement or 'something new'}",
                "There is nothing to take back.",
            )
    else:
        _check_message(tx, watch, statement, kind, words)
        check_bears(entry)
        if entry.state in FALLEN:
            raise Refused(
                "fallen",
                f"{record_id} is {entry.state}",
                "It says nothing of a key message.",
                record_id,
            )
        same = before is not None and (before.kind, before.why, before.month) == (
            kind,
            words,
            month,
        )
        if before is not None and same and same_person(before.reviewer, who):
            return before
    return append_relation(
        tx,
        record_id=record_id,
        statement=statement,
        kind=kind,
        month=month,
        why=words,
        reviewer=who,
        at=now,
    )


def _check_message(tx: Tx, watch: Watch, statement: str, kind: str, words: str) -> None:
    if kind == "new":
        if statement:
            raise Refused(
                "new_without_message",
                "something new has no key message yet",
                "Leave the id out, or say how it relates.",
            )
        if not words:
            raise Refused(
                "no_reason", "something new needs a word on what it is", "Give the reason."
            )
        return
    if find(wordings(tx, watch), statement).now.lifecycle == "retired":
        raise Refused(
            "retired",
            f"{statement} is no longer said",
            "Relate the record to what is said instead.",
        )
