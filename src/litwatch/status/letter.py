"""The mail about alarms that nobody has acknowledged, in plain text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from litwatch.language import Speech
from litwatch.records.notices import AlertState
from litwatch.records.state_words import state_label
from litwatch.status.raising import Touch


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm as a mail tells it."""

    record_id: str
    title: str
    state: AlertState
    source: str
    opened: date
    touches: tuple[Touch, ...]


def subject(say: Speech, alarms: Sequence[Alarm]) -> str:
    """One line: how many works, never their titles."""
    return say.n(
        "A work that you teach from has changed",
        "{count} works that you teach from have changed",
        len({one.record_id for one in alarms}),
    )


def text(say: Speech, alarms: Sequence[Alarm], page: str) -> str:
    """The mail's text; `page` is the address of the alerts' page, "" where there is none."""
    parts = [say._("Nobody has said yet what is done about this:")]
    for one in alarms:
        told = {"record": one.record_id, "day": say.day(one.opened), "source": one.source}
        lines = [
            state_label(say, one.state).upper(),
            one.title,
            say._("Record {record}. Known here since {day}, from {source}.", **told),
            *(f"- {_touched(say, touch)}" for touch in one.touches),
        ]
        parts.append("\n".join(lines))
    if page:
        parts.append(say._("Say what you do about it: {page}", page=page))
    else:
        parts.append(say._("Say what you do about it with `litwatch status acknowledge`."))
    parts.append(
        say._("Look at the slides before the next seminar. litwatch changes no text of yours.")
    )
    return "\n\n".join(parts) + "\n"


def _touched(say: Speech, touch: Touch) -> str:
    if touch.kind == "statement":
        return say._("Key message {id}: {words}", id=touch.id, words=touch.name)
    if touch.kind == "edition":
        return say._("The edition of {name}", name=touch.id)
    words = {"number": touch.place, "title": touch.name, "path": touch.path, "owner": touch.owner}
    if touch.via:
        return say._(
            "Slide {number}, “{title}”, in {path} ({owner}), through key message {id}",
            id=touch.via,
            **words,
        )
    return say._("Slide {number}, “{title}”, in {path} ({owner})", **words)
