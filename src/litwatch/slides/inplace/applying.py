"""A planned update carried out on the presentation it was planned on."""

from __future__ import annotations

from typing import Any

from pptx.oxml.ns import qn

from litwatch.language import Lang
from litwatch.slides import draw, marks
from litwatch.slides.base import Base
from litwatch.slides.chart import draw_chart
from litwatch.slides.inplace.inserting import base_of
from litwatch.slides.inplace.marking import draw_notice, redraw_badges, write_badges
from litwatch.slides.inplace.plan import FieldChange, Insertion, SlideChange, UpdatePlan
from litwatch.slides.inplace.writing import remove_shape, write_chart, write_line, write_texts
from litwatch.slides.memory import write_memory
from litwatch.slides.slide import RUN_LANGUAGE, Text
from litwatch.slides.tagging import tags_of
from litwatch.slides.tags import notes_line, set_tags, shape_name

_SECTIONS = "http://schemas.microsoft.com/office/powerpoint/2010/main"


def apply_plan(presentation: Any, plan: UpdatePlan) -> None:
    """Carries the plan out. `presentation` is the very object that it was made from."""
    lang = plan.memory.lang or "sv"
    base = base_of(presentation)
    for one in plan.slides:
        if one.touches:
            _apply(base, one, lang)
    _insert(base, plan.insertions, lang)
    write_memory(presentation, plan.memory)


def _apply(base: Base, change: SlideChange, lang: Lang) -> None:
    for field in change.written:
        if field.field == "notice":
            _notice(base, change, field, lang)
        elif field.field != "notes":
            _write(base, change, field, lang)
    _notes(change)
    set_tags(change.found.slide, change.found.key, tags_of(change.memory, change.texts))


def _write(base: Base, change: SlideChange, field: FieldChange, lang: Lang) -> None:
    slide, shapes, shown = change.found.slide, change.shapes, change.wanted.shown
    if field.field == "badges":
        if field.deed == "write":
            write_badges(slide, shapes, shown, base, lang)
        else:
            redraw_badges(slide, shapes, shown, base, lang)
        return
    shape = getattr(shapes, field.field)
    if field.deed == "clear":
        remove_shape(slide, shape)
    elif field.deed == "add":
        _add(base, change, field.field, lang)
    elif field.field == "chart":
        if shown.chart is not None:
            write_chart(shape, shown.chart)
    elif field.field != "frame":
        texts = {
            "title": (shown.title,),
            "body": shown.body,
            "source": (shown.source,),
            "banner": (Text(shown.banner, RUN_LANGUAGE[lang]),),
        }[field.field]
        write_texts(shape.text_frame, texts, field.size)


def _add(base: Base, change: SlideChange, name: str, lang: Lang) -> None:
    """A shape that the slide never had, drawn as on a new slide."""
    slide, shown = change.found.slide, change.wanted.shown
    if name in ("title", "body"):
        draw.add_placeholder(slide, shown, "title" if name == "title" else "body", base.canvas)
    elif name == "source":
        marks.draw_source(slide, shown, base.canvas)
    elif name == "banner":
        marks.draw_banner(slide, shown, base.canvas, lang)
    elif name == "frame":
        marks.draw_frame(slide, shown, base)
    elif name == "chart" and shown.chart is not None:
        name = shape_name(shown.key, "chart")
        draw_chart(slide, shown.chart, name, RUN_LANGUAGE[lang], base.canvas)


def _notice(base: Base, change: SlideChange, field: FieldChange, lang: Lang) -> None:
    text = Text(field.after, RUN_LANGUAGE[lang])
    slide, shape = change.found.slide, change.shapes.notice
    if field.deed == "clear":
        remove_shape(slide, shape)
    elif field.deed == "write":
        write_texts(shape.text_frame, (text,))
    else:
        draw_notice(slide, shape_name(change.found.key, "notice"), text, change.shapes, base.canvas)


def _notes(change: SlideChange) -> None:
    """Our block rewritten where it stands, then the added lines, before the key's line."""
    wanted = [
        one
        for one in change.fields
        if one.field == "notes" and one.deed in ("write", "add", "clear")
    ]
    if not wanted and not change.notes:
        return
    frame = change.found.slide.notes_slide.notes_text_frame
    if frame is None:
        return
    marker = notes_line(change.found.key)
    elements = [paragraph._p for paragraph in frame.paragraphs]
    lines = [element for element in elements if _text(element).strip() != marker]
    last = next((element for element in elements if _text(element).strip() == marker), None)
    model = lines[0] if lines else elements[0]
    if last is None and not any(_text(element).strip() for element in elements):
        lines = []
    block = lines[change.block.start : change.block.end] if change.block else []
    if wanted:
        texts = change.wanted.shown.notes
        new = [_line(model, text) for text in texts]
        if change.old_notes is not None:
            # What we said before stays below, under a line that says it holds no longer.
            new.append(_line(model, change.old_notes))
            _before(block[0], new)
        elif block:
            _before(block[0], new)
            for element in block:
                element.getparent().remove(element)
        else:
            _end(frame, last, new)
    _end(frame, last, [_line(model, text) for text in change.notes])


def _text(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(qn("a:t")))


def _line(model: Any, text: Text) -> Any:
    import copy

    paragraph = copy.deepcopy(model)
    write_line(paragraph, text)
    return paragraph


def _before(element: Any, new: list[Any]) -> None:
    for one in new:
        element.addprevious(one)


def _end(frame: Any, marker: Any, new: list[Any]) -> None:
    """At the end of the notes, but before the key's line; empty notes are filled."""
    body = frame._txBody
    there = body.findall(qn("a:p"))
    if len(there) == 1 and not _text(there[0]).strip() and new:
        body.remove(there[0])
    for one in new:
        if marker is not None:
            marker.addprevious(one)
        else:
            body.append(one)


def _insert(base: Base, insertions: tuple[Insertion, ...], lang: Lang) -> None:
    """New slides after their neighbours, in the section of the neighbour."""
    if not insertions:
        return
    presentation = base.presentation
    listing = presentation.slides._sldIdLst
    before = list(listing)
    behind: dict[int, Any] = {}
    for one in insertions:
        draw.draw_slide(base, one.plan, lang)
        new = listing[-1]
        neighbour = behind.get(one.after)
        if neighbour is None and one.after:
            neighbour = before[one.after - 1]
        listing.remove(new)
        if neighbour is None:
            listing.insert(0, new)
        else:
            neighbour.addnext(new)
        behind[one.after] = new
        beside = neighbour if neighbour is not None else next(iter(before), None)
        if beside is not None:
            _join_section(presentation, new, beside)


def _join_section(presentation: Any, new: Any, neighbour: Any) -> None:
    for entry in presentation.element.iter(f"{{{_SECTIONS}}}sldId"):
        if entry.get("id") == neighbour.get("id"):
            added = entry.makeelement(entry.tag, {"id": new.get("id")})
            entry.addnext(added)
            return
