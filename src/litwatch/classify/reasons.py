"""The reasons for a record's place, as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from litwatch.classify.model import READABLE
from litwatch.classify.names import NAME
from litwatch.classify.nearest import Near
from litwatch.language import Speech
from litwatch.records import Moved, Prediction, Usefulness

Named = Callable[[str, str], str]
"""(facet, value) → its name in the reader's language."""


def reasons(
    prediction: Prediction | None,
    useful: Usefulness | None,
    near: Sequence[Near],
    say: Speech,
    named: Named,
) -> list[str]:
    """What moved the score, what the usefulness stands on, and what was accepted before like it."""
    told: list[str] = []
    if prediction is not None:
        told.append(_band(prediction, say))
        told += _moved(prediction, say)
    if useful is not None and useful.points:
        points = ", ".join(
            f"{named(facet, value)} {points:+d}" for facet, value, points in useful.points
        )
        told.append(
            say._("Usefulness {score}: {points}.", score=say.number(useful.score, 2), points=points)
        )
    for one in near:
        words = ", ".join(_read(word, say) for word in one.shared)
        told.append(say._("Like {id}, which was taken: {words}.", id=one.record_id, words=words))
    return told


def _band(prediction: Prediction, say: Speech) -> str:
    score = say.number(prediction.score, 2)
    if prediction.known < READABLE:
        return say._("The model cannot read the text, so it calls it uncertain.")
    if prediction.band == "likely":
        return say._("The model calls it likely ({score}).", score=score)
    if prediction.band == "uncertain":
        return say._("The model calls it uncertain ({score}).", score=score)
    return say._("The model calls it unlikely ({score}).", score=score)


def _moved(prediction: Prediction, say: Speech) -> list[str]:
    if prediction.why is None:
        return []
    told = []
    up, down = (_list(prediction.why.words, sign, say) for sign in (1, -1))
    if up:
        told.append(say._("What raised it: {words}.", words=up))
    if down:
        told.append(say._("What lowered it: {words}.", words=down))
    told += [
        say._("Sentence that raised it: “{text}”", text=one.text)
        if one.by > 0
        else say._("Sentence that lowered it: “{text}”", text=one.text)
        for one in prediction.why.sentences[:1]
    ]
    return told


def _list(words: Sequence[Moved], sign: int, say: Speech) -> str:
    return ", ".join(_read(one.text, say) for one in words if one.by * sign > 0)


def _read(term: str, say: Speech) -> str:
    """A term as a person reads it: the mark of a name in words, a sign translated."""
    if term == NAME:
        return say._("a condition's name")
    plain = term.strip("{}").replace(NAME, say._("[name]"))
    return say._(plain)
