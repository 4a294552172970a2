"""The deck of an edition, decided: which slides, in which order, with which words. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from litwatch.digest.edition import Edition, Item
from litwatch.language import Lang, Speech, speech
from litwatch.slides.canvas import WIDE, Canvas
from litwatch.slides.findings import (
    item_slides,
    may_be_shown,
    minute_line,
    minute_slides,
    needs_own_slide,
    ready,
)
from litwatch.slides.month import flow_slide, opening_slide, quiet_slide
from litwatch.slides.news import correction_slide, news_slide
from litwatch.slides.proposals import MAX_PROPOSALS, proposal_slide
from litwatch.slides.slide import SlidePlan, plain
from litwatch.slides.source import cited, identifier
from litwatch.slides.titles import with_unique_titles


def plan_deck(
    edition: Edition,
    lang: Lang,
    *,
    closed: Collection[str] = (),
    canvas: Canvas = WIDE,
) -> tuple[SlidePlan, ...]:
    """The slides of an edition in order, with unique titles.

    Opening · in a correction what it corrects · the minute · the slides of each reviewed item · in a draft at most seven proposals ·
    the flow · what is new since last time. Preprints, protocols and retracted works never
    get a slide (digest §8); the flow slide's notes name every item that has none. An item in
    `closed` has a closed gate: whatever is written of it, it is a proposal.
    `canvas` is the shape of the slides; what does not fit them goes on in others or in the notes.
    """
    say = speech(lang)
    items = tuple(item for item in edition.items() if may_be_shown(item))
    findings = tuple(item for item in items if ready(item) and item.id not in closed)
    in_minute = tuple(
        item
        for item in edition.minute()
        if may_be_shown(item) and ready(item) and item.id not in closed and minute_line(item)
    )
    waiting = tuple(item for item in items if item not in findings)
    proposed = waiting[:MAX_PROPOSALS] if edition.state == "draft" else ()

    own = tuple(item for item in findings if needs_own_slide(item, item in in_minute))

    slides = [opening_slide(edition, say)]
    if plain(edition.correction):
        slides.append(correction_slide(edition, say, canvas))
    for item in in_minute:
        slides += minute_slides(item, edition, say, canvas, alone=item not in own)
    if not in_minute and not edition.changed():
        slides.append(quiet_slide(edition, len(waiting), say))
    for item in own:
        slides += item_slides(item, edition, say, canvas)
    slides += [
        proposal_slide(item, place, len(proposed), edition, say, canvas)
        for place, item in enumerate(proposed, 1)
    ]
    left_out = tuple(
        f"{cited(item, say)}, {identifier(item)} ({_why(item, say)})"
        for item in edition.items()
        if item not in findings and item not in proposed
    )
    slides += [flow_slide(edition, left_out, say), news_slide(edition, say, canvas)]
    banner = _banner(edition, say)
    return tuple(replace(slide, banner=banner) for slide in with_unique_titles(slides))


def _banner(edition: Edition, say: Speech) -> str:
    """What every slide of a trial says: slides are shown one by one and copied one by one."""
    if not edition.trial:
        return ""
    name, made = (
        say._("Trial edition"),
        say._("Made by the developers, not reviewed by APC’s curators."),
    )
    return f"{name}. {made}"


def _why(item: Item, say: Speech) -> str:
    if item.preprint or item.state == "preprint_published":
        return say._("preprint")
    if item.state != "ok" and not may_be_shown(item):
        return say._("retracted or withdrawn")
    if not may_be_shown(item):
        return say._("protocol or notice")
    return say._("waits for review")
