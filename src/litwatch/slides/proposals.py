"""Slides about works that nobody has reviewed: they say what waits, and claim nothing."""

from __future__ import annotations

from litwatch.digest.edition import Edition, Item
from litwatch.language import Speech
from litwatch.slides import limits
from litwatch.slides.canvas import Canvas
from litwatch.slides.script import about
from litwatch.slides.slide import RUN_LANGUAGE, TITLES, Kind, SlidePlan, Text, plain
from litwatch.slides.source import audience, design, on_conditions, source, state

MAX_PROPOSALS = 7


def proposal_slide(
    item: Item, place: int, total: int, edition: Edition, say: Speech, canvas: Canvas
) -> SlidePlan:
    """An unreviewed work: what kind of study of which condition, and its title as a quotation."""
    own = RUN_LANGUAGE[say.lang]
    headings = [
        say._("To review, {place} of {total}: {study}", place=place, total=total, study=study)
        for study in (*on_conditions(design(item, say), item, say), say._("study"))
    ]
    title = plain(item.title).rstrip(".")
    kind, body, more = _quotation(title, say, canvas)
    missing = (
        say._("Missing: text, or an answer about PEM.")
        if item.reviewed
        else say._("Missing: a person's decision and text.")
    )
    return SlidePlan(
        key=f"{edition.month}.proposal.{item.id}",
        kind=kind,
        title=Text(next(filter(canvas.is_heading, headings), headings[-1]), own),
        body=(body,),
        mark=say._("Draft, do not show"),
        badges=tuple(badge for badge in (state(item, say), audience(item, say)) if badge),
        draft=True,
        source=Text(source(item, say, canvas, draft=True), own),
        notes=(
            Text(say._("This slide is a draft for the reviewers. Do not show it."), own),
            Text(missing, own),
            Text(say._("Review the record in litwatch. Then the slide shows your own words."), own),
            Text(say._("Not studied: no one has described it yet."), own),
            *more,
            *about(item, say),
        ),
    )


def _quotation(title: str, say: Speech, canvas: Canvas) -> tuple[Kind, Text, tuple[Text, ...]]:
    """The title whole on a slide with room for it; one longer than a slide stands in the notes."""
    quoted = Text(say._("“{title}”", title=title), TITLES)
    if limits.fits((quoted.text,), min(limits.BODY_SIZES), canvas.body):
        return "message", quoted, ()
    if limits.fits((quoted.text,), min(limits.BODY_SIZES), canvas.long_body):
        return "text", quoted, ()
    told = say._("The title is long and stands in the notes.")
    return "message", Text(told, RUN_LANGUAGE[say.lang]), (quoted,)
