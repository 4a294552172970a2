"""Decks of other sizes than PowerPoint's widescreen: 4:3, 10 × 5.625 inches, A4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Emu, Inches

from litwatch.digest.edition import Edition
from litwatch.slides import SlidePlan, build_edition_deck, draw_deck, limits, plan_deck
from litwatch.slides.canvas import Canvas, canvas_of
from litwatch.slides.inplace import Wanted, apply_plan, open_deck, plan_update
from litwatch.slides.inplace.notices import reworded, withdrawn_notice
from litwatch.slides.memory import series_of
from litwatch.slides.slide import Text

TODAY = date(2026, 12, 1)
SIZES = {  # inches, as PowerPoint and Google Slides name them
    "4:3": (10, 7.5),
    "10 × 5.625": (10, 5.625),
    "16:10": (10, 6.25),
    "A4": (10.833, 7.5),
    "A4 in full": (11.69, 8.27),
}


def template(size: str) -> bytes:
    presentation = Presentation()
    wide, high = SIZES[size]
    presentation.slide_width, presentation.slide_height = Inches(wide), Inches(high)
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def wanted_of(plans: tuple[SlidePlan, ...]) -> dict[str, Wanted]:
    return {p.key: Wanted(p.key, p, series=series_of(plans[0].key)) for p in plans}


def opened(deck: bytes) -> Any:
    return open_deck(deck, "deck.pptx")


def saved(presentation: Any) -> bytes:
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def words_of(slide: Any) -> Iterator[tuple[Any, float]]:
    """Each of litwatch's shapes with words, and the size of its smallest letters in points."""
    for shape in slide.shapes:
        if shape.has_text_frame and shape.text_frame.text:
            runs = [run for one in shape.text_frame.paragraphs for run in one.runs]
            if sizes := [run.font.size.pt for run in runs if run.font.size]:
                yield shape, min(sizes)


def overflows(presentation: Any) -> list[str]:
    """What stands outside its slide, is too small to read, or has no room in its box."""
    canvas, found = canvas_of(presentation), []
    sides = presentation.slide_width, presentation.slide_height
    for slide in presentation.slides:
        for shape in slide.shapes:
            right, below = shape.left + shape.width, shape.top + shape.height
            if min(shape.left, shape.top) < -Emu(12700) or right > sides[0] or below > sides[1]:
                found.append(f"{shape.name} stands outside")
        for shape, points in words_of(slide):
            least = 24 if shape.is_placeholder else limits.SMALL
            if points < least * canvas.unit - 0.01:
                found.append(f"{shape.text_frame.text!r} in {points} points")
            if shape.is_placeholder:
                box = limits.Box(0, 0, canvas.units(shape.width), canvas.units(shape.height))
                said = [one.text for one in shape.text_frame.paragraphs]
                if not limits.fits(said, points / canvas.unit - 0.1, box):
                    found.append(f"{said} does not fit")
    return found


@pytest.mark.parametrize("size", SIZES)
def test_an_edition_is_built_on_a_template_of_any_size(
    full_month: Edition, quiet_draft: Edition, size: str
) -> None:
    for edition in (full_month, quiet_draft):
        deck = opened(build_edition_deck(edition, "sv", template=template(size)))
        plans = plan_deck(edition, "sv", canvas=canvas_of(deck))
        assert [slide.shapes.title.text_frame.text for slide in deck.slides] == [
            plan.title.text.replace("covid-19", "covid\N{NON-BREAKING HYPHEN}19") for plan in plans
        ]
        assert not overflows(deck)


@pytest.mark.parametrize("size", ["4:3", "10 × 5.625"])
def test_a_months_new_slides_come_into_a_deck_of_another_size(
    full_month: Edition, size: str
) -> None:
    canvas = canvas_of(opened(template(size)))
    plans = plan_deck(full_month, "sv", canvas=canvas)
    first = draw_deck(
        plans[:2], "sv", name="Prov", made_at=full_month.made_at, template=template(size)
    )
    deck = opened(first)
    plan = plan_update(deck, wanted_of(plans), "sv", TODAY)
    assert not [one for one in plan.remarks if one.kind == "unplaced"]
    apply_plan(deck, plan)
    after = opened(saved(deck))
    assert len(after.slides) == len(plans)
    assert not overflows(after)
    assert plan_update(after, wanted_of(plans), "sv", TODAY).empty


@pytest.mark.parametrize("size", ["4:3", "10 × 5.625"])
def test_a_stale_slide_says_so_and_hides_no_mark(full_month: Edition, size: str) -> None:
    """Reworded, withdrawn, and withdrawn under a trainer's own heading."""
    whole = build_edition_deck(full_month, "sv", template=template(size))
    deck = opened(whole)
    plans = plan_deck(full_month, "sv", canvas=canvas_of(deck))
    wanted = wanted_of(plans)
    keys = [f"2026-10.item.9000000{number}" for number in (2, 3, 4)]
    own = opened(whole)
    for slide, plan in zip(own.slides, plans, strict=True):
        if plan.key in keys[:2]:
            slide.shapes.title.text_frame.text = "Min egen rubrik"
    one = wanted[keys[0]].plan
    assert one is not None
    new = replace(one, title=Text("Var fjärde hade yrsel", "sv-SE"))
    wanted[keys[0]] = replace(wanted[keys[0]], plan=new, changed=reworded(TODAY, "sv"))
    for key in keys[1:]:
        notice = withdrawn_notice("PMID 90000003", "republished", "sv")
        wanted[key] = replace(wanted[key], plan=None, notice=notice)
    deck = opened(saved(own))
    apply_plan(deck, plan_update(deck, wanted, "sv", TODAY))
    after = opened(saved(deck))
    assert not overflows(after)
    boxes = {
        plan.key: {shape.name.rpartition(":")[2]: shape for shape in slide.shapes}
        for slide, plan in zip(after.slides, plans, strict=True)
    }
    for key in keys[:2]:
        banner, mark = boxes[key]["notice"], boxes[key]["mark"]
        assert banner.top + banner.height <= mark.top or banner.top >= mark.top + mark.height
    assert "notice" not in boxes[keys[2]], "the whole slide is the notice"


GUIDANCE = SlidePlan(
    key="statement:m03s1",
    kind="message",
    title=Text("Fråga alltid om PEM innan träning föreslås", "sv-SE"),
    mark="Socialstyrelsens kunskapsstöd, s. 34",
    mark_style="band",
    badges=("Patientsäkerhet", "Tillförlitlighet: ej bedömd", "Vårdcentral och rehab"),
    source=Text("Källa: Socialstyrelsen, s. 34 · m03s1 v2", "sv-SE"),
)


def drawn(plan: SlidePlan, size: str | None) -> Any:
    made_at = datetime(2026, 11, 3, tzinfo=UTC)
    given = template(size) if size else None
    return opened(draw_deck([plan], "sv", name="Prov", made_at=made_at, template=given))


def covered(slide: Any) -> set[tuple[str, str]]:
    """The pairs of litwatch's shapes of which one lies over the other."""
    boxes = {s.name.rpartition(":")[2]: (s.top, s.top + s.height) for s in slide.shapes}
    boxes = {name: boxes[name] for name in ("mark", "badges", "notice", "banner") if name in boxes}
    return {
        (one, other)
        for one, other in combinations(sorted(boxes), 2)
        if boxes[one][0] < boxes[other][1] and boxes[other][0] < boxes[one][1]
    }


@pytest.mark.parametrize("size", [None, "4:3", "10 × 5.625"])
def test_the_guidances_band_and_what_stands_over_a_slide_are_both_seen(size: str | None) -> None:
    trial = replace(GUIDANCE, banner="Provutgåva. Gjord av utvecklarna, inte granskad av någon.")
    assert not covered(drawn(trial, size).slides[0])

    deck = drawn(GUIDANCE, size)
    deck.slides[0].shapes.title.text_frame.text = "Min egen rubrik"
    deck = opened(saved(deck))
    new = replace(GUIDANCE, title=Text("Fråga om PEM", "sv-SE"))
    wanted = {GUIDANCE.key: Wanted(GUIDANCE.key, new, changed=reworded(TODAY, "sv"))}
    apply_plan(deck, plan_update(deck, wanted, "sv", TODAY))
    slide = deck.slides[0]
    assert any(shape.name.endswith(":notice") for shape in slide.shapes)
    # On a narrow slide two lines of words may cover the badges, never the band.
    assert covered(slide) <= {("badges", "notice")}
    assert size == "4:3" or not covered(slide)
    if covered(slide):
        boxes = {shape.name.rpartition(":")[2]: shape for shape in slide.shapes}
        notice, badges = boxes["notice"], boxes["badges"]
        assert notice.top <= badges.top
        assert notice.top + notice.height >= badges.top + badges.height


def test_small_slides_have_type_of_the_same_share() -> None:
    wide, small = Canvas(), canvas_of(opened(template("10 × 5.625")))
    assert small.width == wide.width
    assert small.length(24).pt == 18
    assert canvas_of(opened(template("4:3"))) == Canvas(720)
