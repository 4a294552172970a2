"""Slides about what has changed: in a corrected edition, and in works we have shown."""

from __future__ import annotations

from dataclasses import replace

from litwatch.digest.edition import Edition, NoticeLine
from litwatch.language import Speech
from litwatch.slides import limits
from litwatch.slides.month import edition_name, month_name, month_slide
from litwatch.slides.pages import Piece, lay_out
from litwatch.slides.slide import WRITTEN, SlidePlan, Text, plain
from litwatch.slides.source import cited, identifier

_NEWS_ROWS = 3


def correction_slide(edition: Edition, say: Speech) -> SlidePlan:
    """What was wrong and what stands now, in the words of the person who corrected it."""
    text = Text(plain(edition.correction), WRITTEN)
    ((piece,),) = lay_out(
        (Piece(text, "line", 0, say._("What was wrong stands in the notes.")),),
        limits.LONG_BODY,
        say,
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


def news_slide(edition: Edition, say: Speech) -> SlidePlan:
    """What changed in our own material; when nothing did, that and the date."""
    used = tuple(line for line in edition.notices if line.used)
    day = say.day(edition.made_at.date())
    if used:
        title = say.n(
            "New since last time: {count} work we have shown has a notice",
            "New since last time: {count} works we have shown have notices",
            len(used),
        )
        rows = [_news_row(line, say) for line in used]
        kept = _NEWS_ROWS if len(rows) <= _NEWS_ROWS else _NEWS_ROWS - 1
        body = tuple(_one_line(line, say) for line in used[:kept])
        if left := len(rows) - kept:
            body += (say.n("{count} more in the notes.", "{count} more in the notes.", left),)
        notes = (say._("All of them:"), *rows)
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


def _news_row(line: NoticeLine, say: Speech) -> str:
    return plain(f"{_notice(line, say)}: {cited(line.item, say)}, {identifier(line.item)}")


def _one_line(line: NoticeLine, say: Speech) -> str:
    """The row; without the authors where their names alone would take two lines."""
    row = _news_row(line, say)
    if limits.lines(row, min(limits.BODY_SIZES), limits.BODY.width) == 1:
        return row
    return plain(f"{_notice(line, say)}: {identifier(line.item)}")


def _notice(line: NoticeLine, say: Speech) -> str:
    return {
        "retraction": say._("Retracted"),
        "retracted_republished": say._("Retracted and republished"),
        "withdrawal": say._("Withdrawn"),
        "concern": say._("The journal is investigating"),
        "erratum": say._("Corrected"),
        "update": say._("A newer version exists"),
        "published": say._("Published as an article"),
    }.get(line.type, say._("Notice to look up"))


def _own_source(edition: Edition, say: Speech) -> str:
    name = edition_name(edition, say)
    if edition.published_on is None:
        return say._("Source: {edition} · Draft, not reviewed", edition=name)
    return say._(
        "Source: {edition} · Published {day}", edition=name, day=say.day(edition.published_on)
    )
