"""A trainer's deck kept true: what is written, what is left, and what a second run does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from litwatch.digest.edition import Edition
from litwatch.slides import build_edition_deck, plan_deck
from litwatch.slides.inplace import Wanted, apply_plan, open_deck, plan_update
from litwatch.slides.inplace.notices import withdrawn_notice
from litwatch.slides.memory import series_of
from litwatch.slides.slide import SlidePlan, Text

from .deck_texts import deck_texts

TODAY = date(2026, 12, 1)
ITEM = "2026-10.item.90000002"


def wanted_of(plans: tuple[SlidePlan, ...]) -> dict[str, Wanted]:
    return {p.key: Wanted(p.key, p, series=series_of(plans[0].key)) for p in plans}


def updated(
    deck: bytes, wanted: dict[str, Wanted], change: Callable[[Any], None] | None = None
) -> tuple[bytes, Any]:
    """The deck after the trainer's change and an update, which has to be settled by one run."""
    presentation = Presentation(BytesIO(deck))
    if change is not None:
        change(presentation)
    presentation = reopened(presentation)
    plan = plan_update(presentation, wanted, "sv", TODAY)
    apply_plan(presentation, plan)
    again = reopened(presentation)
    assert plan_update(again, wanted, "sv", TODAY).empty
    out = BytesIO()
    again.save(out)
    return out.getvalue(), plan


def reopened(presentation: Any) -> Any:
    out = BytesIO()
    presentation.save(out)
    return open_deck(out.getvalue(), "deck.pptx")


def slide_of(presentation: Any, key: str) -> Any:
    return next(
        slide
        for slide in presentation.slides
        if any(shape.name == f"litwatch:{key}:source" for shape in slide.shapes)
    )


def text_of(deck: bytes, key: str) -> Any:
    return next(one for one in deck_texts(deck) if one.key == key)


@pytest.fixture(scope="module")
def plans(full_month: Edition) -> tuple[SlidePlan, ...]:
    return plan_deck(full_month, "sv")


@pytest.fixture(scope="module")
def deck(full_month: Edition) -> bytes:
    return build_edition_deck(full_month, "sv")


def reworded(plans: tuple[SlidePlan, ...], key: str, **changes: Any) -> dict[str, Wanted]:
    return wanted_of(tuple(replace(p, **changes) if p.key == key else p for p in plans))


def test_a_new_deck_has_nothing_to_update(deck: bytes, plans: tuple[SlidePlan, ...]) -> None:
    plan = plan_update(open_deck(deck, "deck.pptx"), wanted_of(plans), "sv", TODAY)
    assert plan.empty
    assert not plan.remarks


def test_a_new_text_is_written_where_ours_stood(deck: bytes, plans: tuple[SlidePlan, ...]) -> None:
    wanted = reworded(plans, ITEM, title=Text("Var fjärde hade yrsel", "sv-SE"))
    after, plan = updated(deck, wanted)
    assert text_of(after, ITEM).title == "Var fjärde hade yrsel"
    (change,) = [one for one in plan.slides if one.written]
    assert [(one.field, one.before) for one in change.written] == [
        ("title", "Var tredje hade yrsel i stående två år efter infektionen")
    ]
    others = [(a, b) for a, b in zip(deck_texts(deck), deck_texts(after), strict=True)]
    assert all(a == b for a, b in others if a.key != ITEM)


def test_the_trainers_title_stays_and_ours_goes_to_the_notes(
    deck: bytes, plans: tuple[SlidePlan, ...]
) -> None:
    def edit(presentation: Any) -> None:
        slide_of(presentation, ITEM).shapes.title.text_frame.text = "Min egen rubrik"

    same, _ = updated(deck, wanted_of(plans), edit)
    assert text_of(same, ITEM).title == "Min egen rubrik"
    assert text_of(same, ITEM).notes == text_of(deck, ITEM).notes

    wanted = reworded(plans, ITEM, title=Text("Var fjärde hade yrsel", "sv-SE"))
    after, plan = updated(deck, wanted, edit)
    text = text_of(after, ITEM)
    assert text.title == "Min egen rubrik"
    assert text.notes.endswith("Var fjärde hade yrsel")
    assert plan.needs_person
    slide = slide_of(Presentation(BytesIO(after)), ITEM)
    banner = next(shape for shape in slide.shapes if shape.name == f"litwatch:{ITEM}:notice")
    assert "1 december 2026" in banner.text_frame.text
    assert slide.notes_slide.notes_text_frame.text.endswith(f"[litwatch:{ITEM}]")


def test_a_withdrawn_work_takes_its_slide_over(deck: bytes, plans: tuple[SlidePlan, ...]) -> None:
    wanted = wanted_of(plans)
    notice = withdrawn_notice("PMID 90000002", "retracted", "sv")
    wanted[ITEM] = replace(wanted[ITEM], plan=None, notice=notice)
    after, _ = updated(deck, wanted)
    before, text = text_of(deck, ITEM), text_of(after, ITEM)
    assert text.title == notice.title.text
    assert text.badges == (notice.mark,)
    assert before.title in text.notes
    assert before.source in text.notes
    assert before.notes in text.notes  # the script, under a line that it holds no longer
    assert not text.banner

    back, _ = updated(after, wanted_of(plans))
    text = text_of(back, ITEM)
    assert (text.title, text.body, text.source) == (before.title, before.body, before.source)


def test_over_the_trainers_words_the_notice_is_a_banner(
    deck: bytes, plans: tuple[SlidePlan, ...]
) -> None:
    def edit(presentation: Any) -> None:
        slide_of(presentation, ITEM).shapes.title.text_frame.text = "Min egen rubrik"

    wanted = wanted_of(plans)
    notice = withdrawn_notice("PMID 90000002", "retracted", "sv")
    wanted[ITEM] = replace(wanted[ITEM], plan=None, notice=notice)
    after, _ = updated(deck, wanted, edit)
    slide = slide_of(Presentation(BytesIO(after)), ITEM)
    assert slide.shapes.title.text_frame.text == "Min egen rubrik"
    banner = next(shape for shape in slide.shapes if shape.name == f"litwatch:{ITEM}:notice")
    assert banner.text_frame.text == notice.banner
    assert banner.top + banner.height <= Pt(540)


def test_text_without_room_or_with_animated_paragraphs_goes_to_the_notes_once(
    deck: bytes, plans: tuple[SlidePlan, ...]
) -> None:
    def small(presentation: Any) -> None:
        title = slide_of(presentation, ITEM).shapes.title
        title.left, title.top, title.width, title.height = Pt(60), Pt(100), Pt(200), Pt(30)

    def animate(presentation: Any) -> None:
        slide = slide_of(presentation, ITEM)
        body = slide.placeholders[1]
        timing = (
            f'<p:timing {nsdecls("p")}><p:tnLst><p:par><p:cTn id="1"><p:childTnLst><p:set><p:cBhvr>'
            f'<p:cTn id="2"/><p:tgtEl><p:spTgt spid="{body.shape_id}"><p:txEl><p:pRg st="0" end="0"/>'
            "</p:txEl></p:spTgt></p:tgtEl></p:cBhvr></p:set></p:childTnLst></p:cTn></p:par></p:tnLst>"
            "</p:timing>"
        )
        slide.element.append(parse_xml(timing))

    new = "En helt annan och ganska lång rubrik om yrsel i stående"
    wanted = reworded(plans, ITEM, title=Text(new, "sv-SE"))
    after, plan = updated(deck, wanted, small)
    assert [(one.field, one.why) for one in change_of(plan).proposed] == [("title", "no_room")]
    assert text_of(after, ITEM).notes.count(new) == 1
    again, _ = updated(after, wanted)
    assert text_of(again, ITEM) == text_of(after, ITEM)

    body = (Text("En rad.", "sv-SE"), Text("Två.", "sv-SE"), Text("Tre.", "sv-SE"))
    wanted = reworded(plans, ITEM, body=body)
    after, plan = updated(deck, wanted, animate)
    assert [(one.field, one.why) for one in change_of(plan).proposed] == [("body", "animated")]
    assert text_of(after, ITEM).body == text_of(deck, ITEM).body


def change_of(plan: Any) -> Any:
    return next(one for one in plan.slides if one.found.key == ITEM)


def test_other_programs_tags_and_words_set_off_by_the_trainer_survive(
    deck: bytes, plans: tuple[SlidePlan, ...]
) -> None:
    def edit(presentation: Any) -> None:
        slide = slide_of(presentation, ITEM)
        part = next(r.target_part for r in slide.part.rels.values() if r.reltype.endswith("/tags"))
        part._blob = part.blob.replace(b"</p:tagLst>", b'<p:tag name="OTHER" val="7"/></p:tagLst>')
        paragraph = slide.shapes.title.text_frame.paragraphs[0]
        text = paragraph.runs[0].text
        paragraph.runs[0].text = text[:10]
        run = paragraph.add_run()
        run.text, run.font.italic = text[10:], True

    wanted = reworded(
        plans, ITEM, title=Text("Var fjärde", "sv-SE"), source=Text("Källa: ny", "sv-SE")
    )
    after, _ = updated(deck, wanted, edit)
    assert text_of(after, ITEM).title == text_of(deck, ITEM).title
    assert text_of(after, ITEM).source == "Källa: ny"
    slide = slide_of(Presentation(BytesIO(after)), ITEM)
    part = next(r.target_part for r in slide.part.rels.values() if r.reltype.endswith("/tags"))
    assert b'name="OTHER" val="7"' in part.blob


def test_a_slide_pasted_into_another_deck_is_kept_true_and_brings_no_others(
    deck: bytes, plans: tuple[SlidePlan, ...]
) -> None:
    def paste(presentation: Any) -> None:
        listing = presentation.slides._sldIdLst
        for entry in list(listing)[1:]:
            presentation.part.drop_rel(entry.rId)
            listing.remove(entry)
        package = presentation.part.package
        for relation in list(package._rels.values()):
            if relation.reltype.endswith("/custom-properties"):
                package._rels.pop(relation.rId)

    after, plan = updated(deck, wanted_of(plans), paste)
    assert len(deck_texts(after)) == 1
    assert not plan.insertions
    assert not plan.remarks


def test_new_slides_stand_in_their_order_after_their_neighbour(
    deck: bytes, plans: tuple[SlidePlan, ...]
) -> None:
    place = next(n for n, plan in enumerate(plans) if plan.key == ITEM)
    news = [
        replace(plans[place], key=f"2026-10.item.9500000{n}", title=Text(f"Ny bild {n}", "sv-SE"))
        for n in range(3)
    ]
    wanted = wanted_of((*plans[: place + 1], *news, *plans[place + 1 :]))

    def move_first(presentation: Any) -> None:
        listing = presentation.slides._sldIdLst
        listing.insert(0, listing[place])

    after, _ = updated(deck, wanted, move_first)
    assert [text.key for text in deck_texts(after)][:4] == [ITEM, *(one.key for one in news)]
