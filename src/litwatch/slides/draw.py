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

from litwatch.digest.edition import Edition
from litwatch.language import Lang, speech
from litwatch.slides import limits
from litwatch.slides.base import Base, open_base, template_canvas
from litwatch.slides.canvas import HEIGHT, Canvas
from litwatch.slides.chart import draw_chart
from litwatch.slides.fields import badge_rows, fields_of
from litwatch.slides.limits import Box
from litwatch.slides.memory import remember
from litwatch.slides.month import edition_name
from litwatch.slides.package import canonical
from litwatch.slides.placeholders import body_of
from litwatch.slides.plan import plan_deck
from litwatch.slides.sections import add_sections
from litwatch.slides.slide import RUN_LANGUAGE, SlidePlan, Text, unbroken
from litwatch.slides.tags import notes_line, shape_name, write_tags

_LINE_HEIGHT = 28
_BANNER_GAP = 6
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
    _say(
        title.text_frame,
        (Text(unbroken(plan.title.text), plan.title.lang),),
        canvas,
        limits.fitting_size((plan.title.text,), title_sizes, title_box),
    )
    _set_out(title, title_box, canvas, bottom=plan.kind == "opening")
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


def _set_out(shape: Any, box: Box, canvas: Canvas, *, bottom: bool = False) -> None:
    """The structure stays whatever the template says: flush left, no bullets, no insets."""
    canvas.place(shape, box)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if bottom else MSO_ANCHOR.TOP
    frame.word_wrap = True
    for paragraph in frame.paragraphs:
        properties = paragraph._p.get_or_add_pPr()
        for name, value in (("marL", "0"), ("indent", "0"), ("algn", "l")):
            properties.set(name, value)
        properties.append(parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def _say(
    frame: Any,
    texts: Sequence[Text],
    canvas: Canvas,
    size: int | None,
    *,
    bold: bool | None = None,
) -> None:
    """Writes one paragraph per text, each run with its language and, if given, its size in units."""
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        for words, strong in ((text.text[: text.lead], True), (text.text[text.lead :], bold)):
            if not words:
                continue
            run = paragraph.add_run()
            run.text = words
            run.font._element.set("lang", text.lang)
            if size is not None:
                run.font.size = canvas.length(size)
            if strong is not None:
                run.font.bold = strong


def _body(slide: Any, plan: SlidePlan, box: Box, canvas: Canvas) -> None:
    if not plan.body:
        return
    body = body_of(slide)
    size = limits.fitting_size([text.text for text in plan.body], limits.body_sizes(plan.kind), box)
    _say(body.text_frame, plan.body, canvas, size)
    if plan.kind != "opening":
        _readable(body)
    _set_out(body, box, canvas)


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
    _say(slide.shapes.title.text_frame, (plan.title,), canvas, size)
    _set_out(slide.shapes.title, box, canvas)


def draw_small_box(
    slide: Any, name: str, box: Box, texts: Sequence[Text], canvas: Canvas, *, bold: bool
) -> None:
    """A named text box in the small size, without insets."""
    shape = slide.shapes.add_textbox(*canvas.lengths(box))
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    _say(frame, texts, canvas, limits.SMALL, bold=bold)
    _readable(shape)


def _readable(shape: Any) -> None:
    """The template's text colour, whatever grey its placeholders have."""
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            _theme_colour(run.font.color, MSO_THEME_COLOR.TEXT_1)


def _theme_colour(colour: ColorFormat, theme: MSO_THEME_COLOR) -> None:
    colour.theme_color = theme


def draw_banner(slide: Any, plan: SlidePlan, canvas: Canvas, lang: Lang) -> None:
    """Whose work the deck is, over everything but the guidance's band."""
    text, name = Text(plan.banner, RUN_LANGUAGE[lang]), shape_name(plan.key, "banner")
    draw_small_box(slide, name, _banner_box(plan, canvas), (text,), canvas, bold=True)


def _banner_box(plan: SlidePlan, canvas: Canvas) -> Box:
    return canvas.banner(plan.banner, below_band=bool(plan.mark) and plan.mark_style == "band")


def draw_badges(slide: Any, plan: SlidePlan, base: Base, lang: Lang) -> None:
    """The mark, then the plain badges beside it or under its band; all of it below a banner."""
    left, top, width, _ = base.badges
    if plan.banner:
        over = _banner_box(plan, base.canvas)
        top = max(top, over.top + over.height + _BANNER_GAP)
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
            box = box._replace(top=top + 5)
            draw_small_box(slide, name, box, (text,), base.canvas, bold=True)
        left += mark_width + limits.BADGE_SPACE
        width -= mark_width + limits.BADGE_SPACE
    if plan.badges:
        rows = badge_rows(plan, base.badge_room)
        texts = [Text(row, RUN_LANGUAGE[lang]) for row in rows]
        # One line stands level with the mark's text, which is padded by its frame.
        box = Box(left, top + 5, width, limits.SMALL * limits.LINE * len(rows))
        name = shape_name(plan.key, "badges")
        draw_small_box(slide, name, box, texts, base.canvas, bold=True)


def _framed(slide: Any, plan: SlidePlan, text: Text, box: Box, base: Base) -> None:
    """A frame round the mark: solid, or dashed where it is a draft."""
    shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *base.canvas.lengths(box))
    shape.adjustments[0] = 0.08
    shape.name = shape_name(plan.key, "mark")
    _unstyle(shape)
    shape.fill.background()
    colour = base.pencil if plan.draft else base.mark
    _theme_colour(shape.line.color, colour)
    shape.line.width = base.canvas.length(2)
    if plan.draft:
        shape.line.dash_style = MSO_LINE.DASH
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = False
    _say(frame, (text,), base.canvas, limits.SMALL, bold=True)
    frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    _theme_colour(frame.paragraphs[0].runs[0].font.color, colour)


def _band(slide: Any, name: str, text: Text, base: Base) -> None:
    """The solid band over the whole width: the national guidance's, and no other slide's."""
    canvas = base.canvas
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *canvas.lengths(canvas.band))
    shape.name = name
    _unstyle(shape)
    shape.fill.solid()
    _theme_colour(shape.fill.fore_color, base.mark)
    shape.line.fill.background()
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = canvas.length(canvas.margin)
    frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = True
    _say(frame, (text,), base.canvas, limits.SMALL, bold=True)
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    _theme_colour(frame.paragraphs[0].runs[0].font.color, MSO_THEME_COLOR.BACKGROUND_1)


def draw_source(slide: Any, plan: SlidePlan, canvas: Canvas) -> None:
    """The rule and the source line below it."""
    left, top, width, _ = canvas.lengths(canvas.rule)
    rule = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, left, top, left + width, top)
    _unstyle(rule)
    rule.name = shape_name(plan.key, "rule")
    _theme_colour(rule.line.color, MSO_THEME_COLOR.TEXT_1)
    rule.line.width = canvas.length(1)
    _decorative(rule)
    name = shape_name(plan.key, "source")
    draw_small_box(slide, name, canvas.source, (plan.source,), canvas, bold=False)


def draw_frame(slide: Any, plan: SlidePlan, base: Base) -> None:
    """The dashed frame round a whole draft slide, behind everything else."""
    inset, canvas = 9, base.canvas
    box = Box(inset, inset, canvas.width - 2 * inset, HEIGHT - 2 * inset)
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *canvas.lengths(box))
    shape.name = shape_name(plan.key, "frame")
    _unstyle(shape)
    shape.fill.background()
    _theme_colour(shape.line.color, base.pencil)
    shape.line.width = canvas.length(3)
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
    _say(slide.notes_slide.notes_text_frame, (*plan.notes, line), canvas, None)
