"""Plans drawn as PowerPoint slides: the only place where words become shapes."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Literal

from pptx.dml.color import ColorFormat
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from litwatch.digest.edition import Edition
from litwatch.language import Lang, speech
from litwatch.slides import limits
from litwatch.slides.base import Base, open_base
from litwatch.slides.chart import draw_chart
from litwatch.slides.fields import badge_rows, fields_of
from litwatch.slides.limits import Box
from litwatch.slides.memory import remember
from litwatch.slides.month import edition_name
from litwatch.slides.package import canonical
from litwatch.slides.placeholders import body_of
from litwatch.slides.places import body_sizes, place, places
from litwatch.slides.plan import plan_deck
from litwatch.slides.slide import RUN_LANGUAGE, SlidePlan, Text, unbroken
from litwatch.slides.tags import notes_line, shape_name, write_tags

_LINE_HEIGHT = 28
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

    `template` is a user's widescreen .pptx: its fonts, colours and layouts are used, its
    slides are left out. `layouts` are as in `draw_deck`. `closed` are the ids of items with a closed gate. Raises BadInput or
    WrongUse as slides.base.open_base says.
    """
    return draw_deck(
        plan_deck(edition, lang, closed=closed),
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
    title_box, title_sizes, body_box = places(plan.kind)
    title = slide.shapes.title
    _say(
        title.text_frame,
        (Text(unbroken(plan.title.text), plan.title.lang),),
        limits.fitting_size((plan.title.text,), title_sizes, title_box),
    )
    _set_out(title, title_box, bottom=plan.kind == "opening")
    if plan.draft:
        draw_frame(slide, plan, base.pencil)
    if plan.banner:
        text = Text(plan.banner, RUN_LANGUAGE[lang])
        draw_small_box(slide, shape_name(plan.key, "banner"), limits.BANNER, (text,), bold=True)
    draw_badges(slide, plan, base, lang)
    if role != "chart":
        _body(slide, plan, body_box)
    if plan.chart is not None:
        draw_chart(slide, plan.chart, shape_name(plan.key, "chart"), RUN_LANGUAGE[lang])
    draw_source(slide, plan)
    if plan.kind != "opening":
        _number(slide, layout, RUN_LANGUAGE[lang])
    _drop_empty_placeholders(slide)
    _notes(slide, plan, lang)
    write_tags(slide, plan.key, fields_of(plan, base.badge_room))
    return slide


def _set_out(shape: Any, box: Box, *, bottom: bool = False) -> None:
    """The structure stays whatever the template says: flush left, no bullets, no insets."""
    place(shape, box)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if bottom else MSO_ANCHOR.TOP
    frame.word_wrap = True
    for paragraph in frame.paragraphs:
        properties = paragraph._p.get_or_add_pPr()
        for name, value in (("marL", "0"), ("indent", "0"), ("algn", "l")):
            properties.set(name, value)
        properties.append(parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def _say(frame: Any, texts: Sequence[Text], size: int | None, *, bold: bool | None = None) -> None:
    """Writes one paragraph per text, each run with its language and, if given, its size."""
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        for words, strong in ((text.text[: text.lead], True), (text.text[text.lead :], bold)):
            if not words:
                continue
            run = paragraph.add_run()
            run.text = words
            run.font._element.set("lang", text.lang)
            if size is not None:
                run.font.size = Pt(size)
            if strong is not None:
                run.font.bold = strong


def _body(slide: Any, plan: SlidePlan, box: Box) -> None:
    if not plan.body:
        return
    body = body_of(slide)
    size = limits.fitting_size([text.text for text in plan.body], body_sizes(plan.kind), box)
    _say(body.text_frame, plan.body, size)
    if plan.kind != "opening":
        _readable(body)
    _set_out(body, box)


def add_placeholder(slide: Any, plan: SlidePlan, name: Literal["title", "body"]) -> None:
    """The placeholder that a slide was drawn without, filled; its layout has one."""
    layout = slide.slide_layout
    if name == "body":
        slide.shapes.clone_placeholder(body_of(layout))
        _body(slide, plan, places(plan.kind)[2])
        return
    kinds = ("title", "ctrTitle")
    slide.shapes.clone_placeholder(
        next(one for one in layout.placeholders if one.element.ph.get("type") in kinds)
    )
    box, sizes, _ = places(plan.kind)
    size = limits.fitting_size((plan.title.text,), sizes, box)
    _say(slide.shapes.title.text_frame, (plan.title,), size)
    _set_out(slide.shapes.title, box)


def draw_small_box(slide: Any, name: str, box: Box, texts: Sequence[Text], *, bold: bool) -> None:
    """A named text box in the small size, without insets."""
    shape = slide.shapes.add_textbox(*(Pt(side) for side in box))
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    _say(frame, texts, limits.SMALL, bold=bold)
    _readable(shape)


def _readable(shape: Any) -> None:
    """The template's text colour, whatever grey its placeholders have."""
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            _theme_colour(run.font.color, MSO_THEME_COLOR.TEXT_1)


def _theme_colour(colour: ColorFormat, theme: MSO_THEME_COLOR) -> None:
    colour.theme_color = theme


def draw_badges(slide: Any, plan: SlidePlan, base: Base, lang: Lang) -> None:
    """The mark, then the plain badges beside it or under its band."""
    left, top, width, _ = base.badges
    top += limits.BANNER_SHIFT if plan.banner else 0
    text = Text(plan.mark, RUN_LANGUAGE[lang])
    if plan.mark and plan.mark_style == "band":
        _band(slide, shape_name(plan.key, "mark"), text, base)
    elif plan.mark:
        mark_width = limits.mark_width(plan.mark)
        box = Box(left, top, mark_width, _LINE_HEIGHT + 4)
        if plan.mark_style == "frame":
            _framed(slide, plan, text, box, base)
        else:
            name = shape_name(plan.key, "mark")
            draw_small_box(slide, name, box._replace(top=top + 5), (text,), bold=True)
        left += mark_width + limits.BADGE_SPACE
        width -= mark_width + limits.BADGE_SPACE
    if plan.badges:
        rows = badge_rows(plan, base.badge_room)
        texts = [Text(row, RUN_LANGUAGE[lang]) for row in rows]
        # One line stands level with the mark's text, which is padded by its frame.
        box = Box(left, top + 5, width, limits.SMALL * limits.LINE * len(rows))
        draw_small_box(slide, shape_name(plan.key, "badges"), box, texts, bold=True)


def _framed(slide: Any, plan: SlidePlan, text: Text, box: Box, base: Base) -> None:
    """A frame round the mark: solid, or dashed where it is a draft."""
    shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *(Pt(side) for side in box))
    shape.adjustments[0] = 0.08
    shape.name = shape_name(plan.key, "mark")
    _unstyle(shape)
    shape.fill.background()
    colour = base.pencil if plan.draft else base.mark
    _theme_colour(shape.line.color, colour)
    shape.line.width = Pt(2)
    if plan.draft:
        shape.line.dash_style = MSO_LINE.DASH
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = False
    _say(frame, (text,), limits.SMALL, bold=True)
    frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    _theme_colour(frame.paragraphs[0].runs[0].font.color, colour)


def _band(slide: Any, name: str, text: Text, base: Base) -> None:
    """The solid band over the whole width: the national guidance's, and no other slide's."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Pt(side) for side in limits.BAND))
    shape.name = name
    _unstyle(shape)
    shape.fill.solid()
    _theme_colour(shape.fill.fore_color, base.mark)
    shape.line.fill.background()
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = Pt(limits.MARGIN)
    frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = True
    _say(frame, (text,), limits.SMALL, bold=True)
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    _theme_colour(frame.paragraphs[0].runs[0].font.color, MSO_THEME_COLOR.BACKGROUND_1)


def draw_source(slide: Any, plan: SlidePlan) -> None:
    """The rule and the source line below it."""
    left, top, width, _ = limits.RULE
    rule = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, Pt(left), Pt(top), Pt(left + width), Pt(top)
    )
    _unstyle(rule)
    rule.name = shape_name(plan.key, "rule")
    _theme_colour(rule.line.color, MSO_THEME_COLOR.TEXT_1)
    rule.line.width = Pt(1)
    _decorative(rule)
    draw_small_box(slide, shape_name(plan.key, "source"), limits.SOURCE, (plan.source,), bold=False)


def draw_frame(slide: Any, plan: SlidePlan, colour: MSO_THEME_COLOR) -> None:
    """The dashed frame round a whole draft slide, behind everything else."""
    inset = 9
    shape = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE,
        Pt(inset),
        Pt(inset),
        Pt(limits.SLIDE.width - 2 * inset),
        Pt(limits.SLIDE.height - 2 * inset),
    )
    shape.name = shape_name(plan.key, "frame")
    _unstyle(shape)
    shape.fill.background()
    _theme_colour(shape.line.color, colour)
    shape.line.width = Pt(3)
    shape.line.dash_style = MSO_LINE.DASH
    _decorative(shape)
    tree = slide.shapes._spTree
    tree.remove(shape._element)
    tree.insert(2, shape._element)  # after the group's own two property elements


def _unstyle(shape: Any) -> None:
    """Takes away the theme's style for drawn shapes: shadows, effects, white text."""
    style = shape._element.find(qn("p:style"))
    shape._element.remove(style)


def _decorative(shape: Any) -> None:
    """Marks a line or frame as decoration, so that screen readers pass it over."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", "")
    properties.append(
        parse_xml(
            f'<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
            '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/'
            'decorative" val="1"/></a:ext></a:extLst>'
        )
    )


def _number(slide: Any, layout: Any, lang: str) -> None:
    """The layout's slide number: add_slide leaves it out, and a copy brings a used shape id."""
    for shape in layout.placeholders:
        if shape.element.ph.get("type") == "sldNum":
            tree = slide.shapes._spTree
            element = copy.deepcopy(shape.element)
            element.nvSpPr.cNvPr.set("id", str(max(map(int, tree.xpath(".//p:cNvPr/@id"))) + 1))
            tree.append(element)
            place(slide.shapes[-1], limits.NUMBER)
            for field in element.iter(qn("a:rPr"), qn("a:endParaRPr")):
                field.set("lang", lang)
                field.set("sz", str(limits.SMALL * 100))
                for fill in field.findall(qn("a:solidFill")):
                    field.remove(fill)
                field.insert(0, parse_xml(_TEXT_FILL))
            return


def _drop_empty_placeholders(slide: Any) -> None:
    """An empty placeholder asks for a click in the middle of a talk."""
    for shape in list(slide.placeholders):
        if shape.has_text_frame and not shape.text_frame.text:
            shape._element.getparent().remove(shape._element)


def _notes(slide: Any, plan: SlidePlan, lang: Lang) -> None:
    line = Text(notes_line(plan.key), RUN_LANGUAGE[lang])
    _say(slide.notes_slide.notes_text_frame, (*plan.notes, line), None)
