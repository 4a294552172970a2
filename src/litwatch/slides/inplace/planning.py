"""The plan of an update: each managed slide against what litwatch wants of it today.

Reads the presentation and changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pptx.oxml.ns import qn

from litwatch.language import Lang, Speech, speech
from litwatch.slides.canvas import Canvas
from litwatch.slides.fields import FIELDS, fields_of
from litwatch.slides.inplace.finding import Found, find_slides
from litwatch.slides.inplace.inserting import base_of, placed
from litwatch.slides.inplace.merge import Deed, remembered, settle
from litwatch.slides.inplace.notes import settle_notes
from litwatch.slides.inplace.plan import (
    WRITTEN,
    FieldChange,
    Remark,
    SlideChange,
    UpdatePlan,
)
from litwatch.slides.inplace.reading import (
    Seen,
    Shapes,
    find_shapes,
    read_fields,
    read_notes,
)
from litwatch.slides.inplace.room import animated, fitting
from litwatch.slides.inplace.wanted import Wanted
from litwatch.slides.inplace.words import added_lines, copy_words, new_text_words, old_notes_label
from litwatch.slides.memory import Memory, Remembered, as_drawn, read_memory, same, short
from litwatch.slides.placeholders import body_of
from litwatch.slides.slide import SlidePlan

_MESSAGES = ("title", "body")
_NO_MESSAGE = ("opening", "flow", "news")


def plan_update(
    presentation: Any, wanted: Mapping[str, Wanted], lang: Lang, today: date
) -> UpdatePlan:
    """What `wanted`, by key in the order of its own decks, changes in this deck.

    Managed slides whose key is not in `wanted` are left and named in the remarks.
    """
    memory = read_memory(presentation)
    say = speech(memory.lang or lang)
    found = find_slides(presentation, memory)
    base = base_of(presentation)
    canvas, room = base.canvas, base.badge_room
    changes = []
    remarks = []
    for one in found:
        if one.copy > 1:
            remarks.append(Remark("copy", one.key, one.place))
        if one.key not in wanted:
            remarks.append(Remark("unknown", one.key, one.place))
        else:
            changes.append(_slide(one, wanted[one.key], canvas, room, say, today))
    here = {one.key: one.place for one in reversed(found) if one.copy == 1}
    insertions, unplaced = placed(presentation, wanted, here, memory)
    remarks += [Remark("unplaced", key) for key in unplaced]
    remarks += [
        Remark("deleted", key)
        for key in memory.slides
        if key in wanted and key not in here and "~" not in key
    ]
    after = _remembered(memory, found, changes, [one.plan for one in insertions], room, lang, today)
    return UpdatePlan(
        slides=tuple(changes),
        insertions=insertions,
        remarks=tuple(remarks),
        memory=after,
        memory_changes=bool(found) and not _alike_decks(memory, after),
    )


def _slide(
    found: Found, wanted: Wanted, canvas: Canvas, room: float, say: Speech, today: date
) -> SlideChange:
    shapes = find_shapes(found.slide, found.key)
    seen = read_fields(shapes)
    shown = wanted.shown
    want = fields_of(shown, room)
    names = [name for name in FIELDS if name in want or name in found.last]
    if wanted.plan is None:
        names = [name for name in names if name != "banner"]  # whose work it is still holds
    fields = [
        _field(name, seen[name], want.get(name, ""), found, shown, shapes, canvas)
        for name in names
        if name != "notes"
    ]
    lines = read_notes(found.slide, found.key)
    deed, block = settle_notes(lines, want.get("notes", ""), found.last.get("notes"))
    if "notes" in names:
        before = "\n".join(lines[block.start : block.end] if block and lines else lines or ())
        fields.append(FieldChange("notes", deed, before, want.get("notes", "")))
    texts_now = {name: one.text for name, one in seen.items()}
    texts_now["notes"] = "\n".join(lines) if lines and any(map(str.strip, lines)) else None
    if found.copy > 1:
        fields = [one for one in fields if one.field in _MESSAGES]
    box = _box(fields, seen["notice"], wanted, found, say, today)
    if found.copy > 1:
        # A copy is left as it is; only a new text that the trainer's stands against is noted.
        fields = [one for one in fields if one.deed not in WRITTEN]
    if box is not None:
        fields.append(box)
    memory = found.last | {
        one.field: remembered(one.deed, texts_now[one.field], one.after, found.last.get(one.field))
        for one in fields
    }
    first = found.copy == 1
    added = added_lines(fields, wanted, today, say) if first else ()
    over = old_notes_label(fields, wanted, today, say) if first else None
    texts = {**want, "notice": box.after if box is not None else ""}
    return SlideChange(
        found=found,
        wanted=wanted,
        shapes=shapes,
        title=seen["title"].text or "",
        fields=tuple(fields),
        notes=added,
        old_notes=over,
        block=block,
        memory=memory,
        texts=texts,
        retag=found.carrier != "tags" or not _alike(memory, found.last),
    )


def _field(
    name: str,
    seen: Seen,
    want: str,
    found: Found,
    shown: SlidePlan,
    shapes: Shapes,
    canvas: Canvas,
) -> FieldChange:
    last = found.last.get(name)
    deed = settle(seen.text, want, last, touched=seen.touched)
    change = FieldChange(name, deed, seen.text or "", want)
    if deed == "add" and name in _MESSAGES and not _can_hold(found.slide, name):
        return _refused(change, last, "no_room")
    if deed != "write" or name not in ("title", "body", "source"):
        return change
    shape = {"title": shapes.title, "body": shapes.body, "source": shapes.source}[name]
    paragraphs = want.split("\n")
    there = len(shape.text_frame._txBody.findall(qn("a:p")))
    if animated(found.slide, shape) and len(paragraphs) != there:
        return _refused(change, last, "animated")
    size = fitting(shape, name, paragraphs, shown.kind, canvas)
    return replace(change, size=size) if size else _refused(change, last, "no_room")


def _refused(change: FieldChange, last: Remembered | None, why: Any) -> FieldChange:
    """Ours cannot be written: it goes to the notes once, as where the trainer changed the text."""
    told = last is not None and same(short(change.after), last.wanted)
    return replace(change, deed="keep" if told else "propose", why=why)


def _can_hold(slide: Any, name: str) -> bool:
    """Whether the slide's layout has a placeholder that the title or body can be put in."""
    layout = slide.slide_layout
    if name == "title":
        return any(
            one.element.ph.get("type") in ("title", "ctrTitle") for one in layout.placeholders
        )
    return body_of(layout) is not None


def _box(
    fields: list[FieldChange],
    seen: Seen,
    wanted: Wanted,
    found: Found,
    say: Speech,
    today: date,
) -> FieldChange | None:
    """The banner over a slide whose words are no longer ours, or None to leave it as it is."""
    deeds = {one.field: one.deed for one in fields if one.field in _MESSAGES}
    standing = [deed for deed in deeds.values() if deed in ("keep", "propose")]
    stale = found.copy > 1 and any(deed in WRITTEN for deed in deeds.values())
    if wanted.overtaken:
        words = wanted.banner if standing or stale else ""
    elif stale:
        words = copy_words(say)
    elif "propose" in deeds.values() and wanted.shown.kind not in _NO_MESSAGE:
        words = wanted.changed or new_text_words(today, say)
    elif standing:
        return None
    else:
        words = ""
    last = found.last.get("notice")
    if not words and seen.text is None and last is None:
        return None
    deed: Deed = settle(seen.text, words, last)
    if deed == "gone" and last is not None and not same(short(words), last.wanted):
        deed = "add"  # other words than those that the trainer took away
    if deed == "propose":
        deed = "keep"
    return FieldChange("notice", deed, seen.text or "", words)


def _remembered(
    memory: Memory,
    found: tuple[Found, ...],
    changes: list[SlideChange],
    inserted: list[SlidePlan],
    room: float,
    lang: Lang,
    today: date,
) -> Memory:
    slides = dict(memory.slides)
    slides |= {one.memory_key: one.last for one in found if one.memory_key not in slides}
    slides |= {one.found.memory_key: one.memory for one in changes}
    slides |= {plan.key: as_drawn(plan, room) for plan in inserted}
    return replace(memory, lang=memory.lang or lang, on=today, slides=slides)


def _alike_decks(one: Memory, other: Memory) -> bool:
    return (
        one.lang == other.lang
        and one.slides.keys() == other.slides.keys()
        and all(_alike(fields, other.slides[key]) for key, fields in one.slides.items())
    )


def _alike(one: Mapping[str, Remembered], other: Mapping[str, Remembered]) -> bool:
    if one.keys() != other.keys():
        return False
    pairs = [(one[name], other[name]) for name in one]
    return all(
        (a.written == b.written or same(a.written, b.written))
        and (a.wanted == b.wanted or same(a.wanted, b.wanted))
        for a, b in pairs
    )
