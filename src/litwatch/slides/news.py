"""Slides about what has changed: in a corrected edition, and in works we have shown."""

from __future__ import annotations

from dataclasses import replace

from litwatch.digest.edition import Edition, NoticeLine
from litwatch.digest.key_messages import MessageLine
from litwatch.language import Speech
from litwatch.records.state_words import state_label
from litwatch.slides import limits
from litwatch.slides.canvas import Canvas
from litwatch.slides.month import edition_name, month_name, month_slide
from litwatch.slides.naming import in_short
from litwatch.slides.pages import Piece, lay_out
from litwatch.slides.slide import WRITTEN, SlidePlan, Text, plain
from litwatch.slides.source import cited, identifier

_NEWS_ROWS = 3


def correction_slide(edition: Edition, say: Speech, canvas: Canvas) -> SlidePlan:
    """What was wrong and what stands now, in the words of the person who corrected it."""
    text = Text(plain(edition.correction), WRITTEN)
    ((piece,),) = lay_out(
        (Piece(text, "line", 0, say._("What was wrong stands in the notes.")),),
        canvas.long_body,
        say,
        canvas,
    )
    slide = month_slide(
        edition,
        say,
        "correction",
        "text",
        say._("What has been corrected in the edition of {month}", month=month_name(edition, say)),
        badges=(say._("Correction, version {revision}", revision=edition.revision),),
        source=_own_source(edition, say),
        notes=(say._("Say what was wrong and what stands now."),),
    )
    return replace(slide, body=(piece.shown,), notes=(*slide.notes, text))


def news_slide(edition: Edition, say: Speech, canvas: Canvas) -> SlidePlan:
    """What changed in our own material; when nothing did, that and the date."""
    used = tuple(line for line in edition.notices if line.used)
    changed = edition.changed()
    others = tuple(line for line in edition.messages if line not in changed)
    day = say.day(edition.made_at.date())
    if changed or used:
        rows = [_message_row(line, say, canvas) for line in changed]
        rows += [_one_line(line, say, canvas) for line in used]
        kept = len(rows) if len(rows) <= _NEWS_ROWS else _NEWS_ROWS - 1
        body = tuple(rows[:kept])
        if left := len(rows) - kept:
            body += (say.n("{count} more in the notes.", "{count} more in the notes.", left),)
        notes = (say._("All of them:"), *(row for line in changed for row in told(line, say)))
        notes += tuple(_news_row(line, say) for line in used)
        title = _changed_title(len(changed), say) if changed else _noticed_title(len(used), say)
    else:
        title = say._("New since last time: no wording has been changed")
        touching = len(edition.minute())
        body = (say._("As of {day}.", day=day),)
        if touching:
            body = (
                say.n(
                    "{count} study touches our key messages.",
                    "{count} studies touch our key messages.",
                    touching,
                )
                + " "
                + body[0],
            )
        notes = (say._("Say that the key messages stand as they are, and since when."),)
    notes += tuple(row for line in others for row in told(line, say))
    return month_slide(
        edition,
        say,
        "news",
        "news",
        title,
        body,
        badges=(edition_name(edition, say),),
        source=_own_source(edition, say),
        notes=(*notes, say._("Not studied: decks that litwatch does not know of.")),
    )


def _changed_title(count: int, say: Speech) -> str:
    return say.n(
        "New since last time: {count} key message has changed",
        "New since last time: {count} key messages have changed",
        count,
    )


def _noticed_title(count: int, say: Speech) -> str:
    return say.n(
        "New since last time: {count} work we have shown has a notice",
        "New since last time: {count} works we have shown have notices",
        count,
    )


def _message_row(line: MessageLine, say: Speech, canvas: Canvas) -> str:
    """Which message has changed, by its words as far as a line holds them; the notes have all.

    A message that cannot be shortened without harm is named by its id.
    """
    retired = line.happened == "retired"

    def row(words: str) -> str:
        if retired:
            return say._("No longer said: “{text}”", text=words)
        return say._("New wording: “{text}”", text=words)

    def fits(words: str) -> bool:
        return limits.lines(row(words), min(limits.BODY_SIZES), canvas.body.width) == 1

    if words := in_short(plain(line.text).rstrip("."), fits):
        return row(words)
    if retired:
        return say._("{id}: we no longer say it", id=line.id)
    return say._("{id}: new wording", id=line.id)


def told(line: MessageLine, say: Speech) -> tuple[str, ...]:
    """What has happened to a key message, in full."""
    if line.happened == "confirmed":
        return (say._("{id} looked at, unchanged: {text}", id=line.id, text=line.text),)
    if line.happened == "resourced":
        return (say._("{id} stands on other sources: {text}", id=line.id, text=line.text),)
    before = line.before or line.text
    now = line.say_now if line.happened == "retired" else line.text
    rows = (
        say._("{id}, we said: {text}", id=line.id, text=before),
        say._("Say now: {text}", text=now),
    )
    return (*rows, say._("Why: {text}", text=line.why)) if line.why else rows


def _news_row(line: NoticeLine, say: Speech) -> str:
    return plain(
        f"{state_label(say, line.item.state)}: {cited(line.item, say)}, {identifier(line.item)}"
    )


def _one_line(line: NoticeLine, say: Speech, canvas: Canvas) -> str:
    """The row; without the authors where their names alone would take two lines."""
    row = _news_row(line, say)
    if limits.lines(row, min(limits.BODY_SIZES), canvas.body.width) == 1:
        return row
    return plain(f"{state_label(say, line.item.state)}: {identifier(line.item)}")


def _own_source(edition: Edition, say: Speech) -> str:
    name = edition_name(edition, say)
    if edition.published_on is None:
        return say._("Source: {edition} · Draft, not reviewed", edition=name)
    return say._(
        "Source: {edition} · Published {day}", edition=name, day=say.day(edition.published_on)
    )
