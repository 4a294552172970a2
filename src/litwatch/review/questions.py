"""Questions to an expert: sent to a role, waited for without blocking, answered once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from litwatch.errors import NeedsPerson, WrongUse
from litwatch.records.reviewers import folded_name
from litwatch.review.roles import Role
from litwatch.review.screening import check_free_text
from litwatch.store import Tx, catalog, readings
from litwatch.store.readings import Reading

Expert = Literal["specialist", "child_specialist", "rpo"]
EXPERTS: tuple[Expert, ...] = get_args(Expert)
# Those who coordinate may answer for a role that has no account: the answer names who wrote it.
_FOR_ALL: frozenset[Role] = frozenset({"editor", "admin"})


class AnsweredAlready(NeedsPerson):
    """Somebody has answered or withdrawn the question meanwhile."""


def ask(tx: Tx, record_id: str, role: str, words: str, *, by: str, now: datetime) -> int:
    """Ask a role about a stored record; returns the question's id. Sent twice, it is asked once.

    Raises WrongUse for another role, without words or a name, for a record that is not
    stored, and for words that seem to hold patient data.
    """
    text = words.strip()
    if role not in EXPERTS:
        raise WrongUse(f"{role!r} is nobody to ask", f"Ask one of: {', '.join(EXPERTS)}.")
    if not text:
        raise WrongUse("a question needs words", "Write what you want to know.")
    if not folded_name(by):
        raise WrongUse(
            "a question needs a name", "Set LITWATCH_REVIEWER, or log in.", common="no_name"
        )
    check_free_text(text, "the question")
    if catalog.get(tx, record_id) is None:
        raise WrongUse(
            f"no record {record_id} is stored",
            "Harvest or import it first, or check the id.",
            common="unknown_record",
            about=record_id,
        )
    for earlier in readings.questions_on(tx, record_id):
        same = (earlier.role, earlier.words, folded_name(earlier.asked_by))
        if earlier.closed_at is None and same == (role, text, folded_name(by)):
            return earlier.id
    return readings.ask_expert(tx, record_id, role, text, asked_by=by, now=now)


def told_to(asked: Iterable[Reading], reader: str, *, blind: bool) -> list[Reading]:
    """The questions on a record that its reader may see: a `blind` one, who is to give a second
    verdict, sees no answer to what others asked.
    """
    me = folded_name(reader)
    return [
        one
        for one in asked
        if not blind or one.closed_at is None or folded_name(one.asked_by) == me
    ]


def may_answer(role: Role, question: Reading) -> bool:
    """Whether a question is for those who hold this role."""
    return role == question.role or role in _FOR_ALL


def for_role(tx: Tx, role: Role) -> list[Reading]:
    """The open questions that this role may answer, oldest first."""
    return [one for one in readings.open_readings(tx, "expert") if may_answer(role, one)]


def answer(tx: Tx, question_id: int, text: str, *, by: str, role: Role, now: datetime) -> Reading:
    """Answer a question and return it. The same answer sent twice is kept once.

    Raises WrongUse for another role's question, without words, and for words that seem to
    hold patient data; AnsweredAlready when it is closed with other words.
    """
    question = readings.the_reading(tx, question_id)
    words = text.strip()
    if question.kind != "expert" or not may_answer(role, question):
        raise WrongUse(
            f"question {question_id} is for another role", "Leave it to them.", common="not_yours"
        )
    if question.closed_at is not None:
        if (question.answer, folded_name(question.closed_by)) == (words, folded_name(by)):
            return question
        raise AnsweredAlready(
            f"question {question_id} is closed already", "Read what stands there."
        )
    if not words:
        raise WrongUse("an answer needs words", "Write what you think of the study.")
    check_free_text(words, "the answer")
    readings.close(tx, question_id, answer=words, by=by, now=now)
    return readings.the_reading(tx, question_id)


def withdraw(tx: Tx, question_id: int, *, by: str, role: Role, now: datetime) -> None:
    """Ask no longer. Only who asked may, and those who coordinate; a closed one stays closed."""
    question = readings.the_reading(tx, question_id)
    if question.kind != "expert" or not (
        folded_name(question.asked_by) == folded_name(by) or role in _FOR_ALL
    ):
        raise WrongUse(
            f"question {question_id} is another person's",
            "Ask them to withdraw it.",
            common="not_yours",
        )
    if question.closed_at is None:
        readings.close(tx, question_id, by=by, now=now)
