"""Labels: what a model is trained towards, derived from people's decisions. Pure.

Two questions are kept apart: is a record about a watched condition (relevance), and is it
useful for teaching primary care and rehabilitation (usefulness)? The verdict of each reviewer
that counts is the newest one.

| what the reviewers' newest verdicts say          | relevance | usefulness |
|--------------------------------------------------|-----------|------------|
| all include                                      | yes       | yes        |
| all exclude, and each reason opens `off topic`   | no        | no         |
| all exclude, for any other reason                | no label  | no         |
| a maybe among them, or they differ               | no label  | no label   |

A work about long COVID that is excluded as a laboratory study is still about long COVID: only
`off topic` speaks against relevance. Where people differ a model is told nothing until they
agree. Nothing here is stored: a changed decision gives another label at the next training.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import msgspec

from litwatch.records import Decision

# How a reason opens when the record is about something else; Swedish and English.
_OFF_TOPIC = re.compile(r"\s*(?:off[- ]topic|wrong topic|fel ämne|inte vårt ämne)\b", re.IGNORECASE)


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What people's decisions on a record come to; None where they say nothing yet.

    `at` is the time of the newest decision: labels are split by it into earlier and later.
    """

    record_id: str
    relevant: bool | None
    useful: bool | None
    at: datetime


def labels(decisions: Iterable[Decision]) -> tuple[Label, ...]:
    """A label for each decided record, in the order of ids.

    `decisions` are all that were ever appended, oldest first.
    """
    newest: dict[str, dict[str, Decision]] = {}
    for decision in decisions:
        newest.setdefault(decision.record_id, {})[decision.reviewer] = decision
    return tuple(
        _label(record_id, list(newest[record_id].values())) for record_id in sorted(newest)
    )


def _label(record_id: str, said: list[Decision]) -> Label:
    verdicts = {decision.verdict for decision in said}
    relevant: bool | None = None
    useful: bool | None = None
    if verdicts == {"include"}:
        relevant = useful = True
    elif verdicts == {"exclude"}:
        useful = False
        relevant = False if all(_OFF_TOPIC.match(decision.reason) for decision in said) else None
    return Label(
        record_id=record_id,
        relevant=relevant,
        useful=useful,
        at=max(decision.at for decision in said),
    )
