"""The reasons for a record's place, as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from babel import Locale

from litwatch.classify.model import READABLE
from litwatch.classify.names import NAME
from litwatch.classify.nearest import Near
from litwatch.language import Speech
from litwatch.records import Fact, Moved, Prediction, Usefulness, Why

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


def spoken(why: Why, say: Speech) -> Why:
    """The reasons with each word as a person reads it."""
    words = tuple(msgspec.structs.replace(one, text=_read(one.text, say)) for one in why.words)
    return msgspec.structs.replace(why, words=words)


def _read(term: str, say: Speech) -> str:
    """A term as a person reads it: the mark of a name in words, a sign translated."""
    name = say._("a condition's name")
    return name if term == NAME else say._(term.strip("{}").replace(NAME, f"[{name}]"))


def told(facts: Sequence[Fact], say: Speech) -> list[str]:
    """The facts that a text seems to tell, each with its quote, under a line that says so."""
    if not facts:
        return []
    lines = [_fact(one, say) for one in facts]
    return [say._("Read from the text by a machine, to be checked:"), *lines]


def _fact(one: Fact, say: Speech) -> str:
    named = {
        "size": say._("People in the study"),
        "women": say._("Women, per cent"),
        "country": say._("Country"),
        "criteria": say._("Diagnostic criteria"),
        "pem_required": say._("PEM was required to take part"),
        "pem_measured": say._("PEM was asked for or measured"),
    }[one.fact]
    quoted = say._("“{text}”", text=one.quote)
    if one.value is True:
        return f"  {named}: {quoted}"
    return f"  {named}: {_value(one, say)}. {quoted}"


def _value(one: Fact, say: Speech) -> str:
    if one.fact == "country":
        return str(Locale.parse(say.locale).territories.get(str(one.value), one.value))
    return one.value if isinstance(one.value, str) else say.number(one.value)
