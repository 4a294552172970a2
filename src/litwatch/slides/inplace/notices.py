"""The notices that a slide gives way to: the work is withdrawn, or the slide has no ground left."""

from __future__ import annotations

from datetime import date

from litwatch.language import Lang, speech
from litwatch.records import State
from litwatch.records.state_words import state_phrase
from litwatch.slides.inplace.wanted import Notice
from litwatch.slides.slide import RUN_LANGUAGE, Text

# Works that a slide may not be shown on any more; every other state is a badge.
WITHDRAWN: frozenset[State] = frozenset({"retracted", "republished", "withdrawn", "gone"})


def withdrawn_notice(work: str, state: State, lang: Lang) -> Notice:
    """For a slide on a work (`PMID 90000001`) that is retracted, withdrawn or gone."""
    say = speech(lang)
    what = state_phrase(say, state)
    return _notice(
        lang,
        title=say._("Do not show: the study is {what}", what=what),
        body=(
            say._("{work} is {what}.", work=work, what=what),
            say._("What the slide said stands in the notes. It is no longer valid."),
        ),
        mark=say._("Do not show"),
        source=say._("Source: {work} · {what}", work=work, what=what),
        banner=say._("Do not show: {work} is {what}.", work=work, what=what),
        notes=(
            say._("{work} is {what}. Do not use the slide as support.", work=work, what=what),
            say._("Look in the next edition for what stands now, or delete the slide."),
        ),
    )


def dropped_notice(origin: str, lang: Lang) -> Notice:
    """For a slide that its edition or module (`origin`, by name) does not have any more."""
    say = speech(lang)
    return _notice(
        lang,
        title=say._("This slide is no longer part of its source"),
        body=(
            say._("{origin} does not have it any more.", origin=origin),
            say._("What the slide said stands in the notes. Delete the slide, or write your own."),
        ),
        mark=say._("Do not show"),
        source=say._("Source: {origin}", origin=origin),
        banner=say._("No longer in {origin}. Check before you show it.", origin=origin),
        notes=(say._("{origin} does not have this slide any more.", origin=origin),),
    )


def reworded(day: date, lang: Lang) -> str:
    """The banner over a trainer's words when the key message behind them has changed."""
    say = speech(lang)
    return say._("Key message changed {day}. The new wording is in the notes.", day=f"{day}")


def under_review(lang: Lang) -> str:
    """The banner over a trainer's words while people look at the key message anew."""
    say = speech(lang)
    return say._("Key message under review. Do not teach it until it is settled.")


def withdrawn_basis(work: str, state: State, lang: Lang) -> str:
    """The banner over a trainer's words when a work under the key message has been withdrawn."""
    return withdrawn_notice(work, state, lang).banner


def retired(day: date, lang: Lang) -> str:
    """The banner over a trainer's words when we no longer say the key message."""
    say = speech(lang)
    return say._("We no longer say this, since {day}. See the notes.", day=f"{day}")


def _notice(
    lang: Lang,
    *,
    title: str,
    body: tuple[str, ...],
    mark: str,
    source: str,
    banner: str,
    notes: tuple[str, ...],
) -> Notice:
    own = RUN_LANGUAGE[lang]
    return Notice(
        title=Text(title, own),
        body=tuple(Text(text, own) for text in body),
        mark=mark,
        source=Text(source, own),
        banner=banner,
        notes=tuple(Text(text, own) for text in notes),
    )
