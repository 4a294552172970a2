"""Plans drawn as PowerPoint slides: the only place where words become shapes."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Literal

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from litwatch.digest.edition import Edition
from litwatch.language import Lang, speech
from litwatch.slides import limits
from litwatch.slides.base import Base, open_base, template_canvas
from litwatch.slides.canvas import Canvas
from litwatch.slides.chart import draw_chart
from litwatch.slides.fields import fields_of
from litwatch.slides.limits import Box
from litwatch.slides.marks import draw_badges, draw_banner, draw_frame, draw_source
from litwatch.slides.memory import remember
from litwatch.slides.month import edition_name
from litwatch.slides.package import canonical
from litwatch.slides.placeholders import body_of
from litwatch.slides.plan import plan_deck
from litwatch.slides.sections import add_sections
from litwatch.slides.slide import RUN_LANGUAGE, SlidePlan, Text, unbroken
from litwatch.slides.tags import notes_line, shape_name, write_tags
from litwatch.slides.writing import readable, set_out, write_texts

_TEXT_FILL = f'<a:solidFill {nsdecls("a")}><a:schemeClr val="tx1"/></a:solidFill>'


def build_edition_deck(
    edition: Edition,
    lang: Lang,
    *,
    template: bytes | None = None,
    layouts: Mapping[str, str] | None = None,
    closed: Collection[str] = (),
) -> bytes:
    """The edition's deck as .pptx; the same edition and template give the same bytes.

    `template` is a user's .pptx: its size, fonts, colours and layouts are used, its
    slides are left out. `layouts` are as in `draw_deck`. `closed` are the ids of items with a closed gate. Raises BadInput or
    WrongUse as slides.base.open_base says.
    """
    return draw_deck(
        plan_deck(edition, lang, closed=closed, canvas=template_canvas(template)),
        lang,
        name=edition_name(edition, speech(lang)),
        made_at=edition.made_at,
        revision=edition.revision,
        template=template,
        layouts=layouts,
    )


def draw_deck(
    plans: Sequence[SlidePlan],
    lang: Lang,
    *,
    name: str,
    made_at: datetime,
    revision: int = 1,
    template: bytes | None = None,
    layouts: Mapping[str, str] | None = None,
) -> bytes:
    """The slides as .pptx under the name `name`; the same arguments give the same bytes.

    `layouts` names, for each role of slides.base.LAYOUTS, the template's layout to use. Raises
    BadInput or WrongUse as slides.base.open_base says.
    """
    base = open_base(template, layouts)
    for plan in plans:
        draw_slide(base, plan, lang)
    add_sections(base.presentation, [plan.section for plan in plans])
    remember(base.presentation, plans, lang, base.badge_room, made_at.date())
    _describe(base.presentation, name, made_at, revision, lang)
    out = BytesIO()
    base.presentation.save(out)
    return canonical(out.getvalue(), made_at)


def _describe(presentation: Any, name: str, made_at: datetime, revision: int, lang: Lang) -> None:
    properties = presentation.core_properties
    properties.title = name
    properties.language = RUN_LANGUAGE[lang]
    properties.author = properties.last_modified_by = "litwatch"
    stamp = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.created = properties.modified = stamp
    properties.revision = revision
    properties.subject = properties.keywords = properties.comments = properties.category = ""


def draw_slide(base: Base, plan: SlidePlan, lang: Lang) -> Any:
    """Draws a plan as the presentation's last slide and returns it."""
    role = {"opening": "opening", "flow": "chart"}.get(plan.kind, "message")
    layout = base.layouts[role]
    slide = base.presentation.slides.add_slide(layout)
    canvas = base.canvas
    title_box, title_sizes, body_box = canvas.places(plan.kind)
    title = slide.shapes.title
    write_texts(
        title.text_frame,
        (Text(unbroken(plan.title.text), plan.title.lang),),
        canvas,
        limits.fitting_size((plan.title.text,), title_sizes, title_box),
    )
    set_out(title, title_box, canvas, bottom=plan.kind == "opening")
    if plan.draft:
        draw_frame(slide, plan, base)
    if plan.banner:
        draw_banner(slide, plan, canvas, lang)
    draw_badges(slide, plan, base, lang)
    if role != "chart":
        _body(slide, plan, body_box, canvas)
    if plan.chart is not None:
        draw_chart(slide, plan.chart, shape_name(plan.key, "chart"), RUN_LANGUAGE[lang], canvas)
    draw_source(slide, plan, canvas)
    if plan.kind != "opening":
        _number(slide, layout, RUN_LANGUAGE[lang], canvas)
    _drop_empty_placeholders(slide)
    _notes(slide, plan, lang, canvas)
    write_tags(slide, plan.key, fields_of(plan, base.badge_room))
    return slide


def _body(slide: Any, plan: SlidePlan, box: Box, canvas: Canvas) -> None:
    if not plan.body:
        return
    body = body_of(slide)
    size = limits.fitting_size([text.text for text in plan.body], limits.body_sizes(plan.kind), box)
    write_texts(body.text_frame, plan.body, canvas, size)
    if plan.kind != "opening":
        readable(body)
    set_out(body, box, canvas)


def add_placeholder(
    slide: Any, plan: SlidePlan, name: Literal["title", "body"], canvas: Canvas
) -> None:
    """The placeholder that a slide was drawn without, filled; its layout has one."""
    layout = slide.slide_layout
    if name == "body":
        slide.shapes.clone_placeholder(body_of(layout))
        _body(slide, plan, canvas.places(plan.kind)[2], canvas)
        return
    kinds = ("title", "ctrTitle")
    slide.shapes.clone_placeholder(
        next(one for one in layout.placeholders if one.element.ph.get("type") in kinds)
    )
    box, sizes, _ = canvas.places(plan.kind)
    size = limits.fitting_size((plan.title.text,), sizes, box)
    write_texts(slide.shapes.title.text_frame, (plan.title,), canvas, size)
    set_out(slide.shapes.title, box, canvas)


def _number(slide: Any, layout: Any, lang: str, canvas: Canvas) -> None:
    """The layout's slide number: add_slide leaves it out, and a copy brings a used shape id."""
    for shape in layout.placeholders:
        if shape.element.ph.get("type") == "sldNum":
            tree = slide.shapes._spTree
            element = copy.deepcopy(shape.element)
            element.nvSpPr.cNvPr.set("id", str(max(map(int, tree.xpath(".//p:cNvPr/@id"))) + 1))
            tree.append(element)
            canvas.place(slide.shapes[-1], canvas.number)
            for field in element.iter(qn("a:rPr"), qn("a:endParaRPr")):
                field.set("lang", lang)
                field.set("sz", str(round(limits.SMALL * canvas.unit * 100)))
                for fill in field.findall(qn("a:solidFill")):
                    field.remove(fill)
                field.insert(0, parse_xml(_TEXT_FILL))
            return


def _drop_empty_placeholders(slide: Any) -> None:
    """An empty placeholder asks for a click in the middle of a talk."""
    for shape in list(slide.placeholders):
        if shape.has_text_frame and not shape.text_frame.text:
            shape._element.getparent().remove(shape._element)


def _notes(slide: Any, plan: SlidePlan, lang: Lang, canvas: Canvas) -> None:
    line = Text(notes_line(plan.key), RUN_LANGUAGE[lang])
    write_texts(slide.notes_slide.notes_text_frame, (*plan.notes, line), canvas, None)
