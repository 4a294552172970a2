"""The deck of a seminar module, decided: which slides, in which order, with which words. Pure."""

from __future__ import annotations

from dataclasses import replace

from litwatch.language import Lang, speech
from litwatch.slides.canvas import WIDE, Canvas
from litwatch.slides.module_material import Material
from litwatch.slides.module_news import news_slides
from litwatch.slides.module_opening import evidence_slides, goal_slides, opening_slide
from litwatch.slides.module_retired import retired_slides
from litwatch.slides.module_statement import review_slide, statement_slides
from litwatch.slides.slide import SlidePlan
from litwatch.slides.titles import with_unique_titles


def plan_module_deck(
    material: Material, lang: Lang, *, canvas: Canvas = WIDE
) -> tuple[SlidePlan, ...]:
    """The slides of a module in order, with unique titles and keys that months do not change.

    Opening · goals · each key message (`statement:ID`; under review: that it is) · the works
    behind them · what we no longer say · what is new since last time. Retracted works,
    preprints and protocols are cited nowhere (digest §8). `canvas` is the shape of the slides.
    """
    say = speech(lang)
    said: list[SlidePlan] = []
    retired: list[SlidePlan] = []
    for one in material.wordings:
        standing = material.standing(one)
        if standing == "under_review":
            said.append(review_slide(one, material, say))
        elif standing == "retired":
            retired += retired_slides(one, material, say, canvas)
        else:
            said += statement_slides(one, material, say, canvas)
    parts = (
        (say._("Beginning"), (opening_slide(material, say), *goal_slides(material, say, canvas))),
        (say._("Key messages"), said),
        (say._("Works behind them"), evidence_slides(material, say)),
        (say._("Say no longer"), retired),
        (say._("New since last time"), news_slides(material, say, canvas)),
    )
    slides = [replace(slide, section=name) for name, part in parts for slide in part]
    return tuple(with_unique_titles(slides))
