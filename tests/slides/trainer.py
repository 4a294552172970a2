"""A simulated trainer: what people do to a deck in PowerPoint, and what must survive an update."""

from __future__ import annotations

import copy
import hashlib
from io import BytesIO
from typing import Any

from pptx.oxml.ns import qn
from pptx.util import Pt

from litwatch.slides.placeholders import body_of
from litwatch.slides.tags import carriers

MINE = "«min text"  # every text that the trainer types begins so


def managed(presentation: Any) -> list[Any]:
    return [slide for slide in presentation.slides if carriers(slide)]


def every_shape(slide: Any) -> list[Any]:
    found, waiting = [], list(slide.shapes)
    while waiting:
        shape = waiting.pop()
        found.append(shape)
        if shape.element.tag == qn("p:grpSp"):
            waiting += list(shape.shapes)
    return found


def named(slide: Any, part: str) -> Any:
    return next((s for s in every_shape(slide) if s.name.endswith(f":{part}")), None)


# ── what a trainer does ──────────────────────────────────────────────────────────────────


def retitle(slide: Any, words: str) -> None:
    if slide.shapes.title is not None:
        slide.shapes.title.text_frame.text = f"{MINE} {words}»"


def rewrite(slide: Any, words: str) -> None:
    if (body := body_of(slide)) is not None:
        body.text_frame.text = f"{MINE} {words}»"


def note(slide: Any, words: str) -> None:
    frame = slide.notes_slide.notes_text_frame
    first = frame.paragraphs[0]._p
    added = copy.deepcopy(first)
    first.addprevious(added)
    frame.paragraphs[0].text = f"{MINE} {words}»"


def add_box(slide: Any, words: str) -> None:
    box = slide.shapes.add_textbox(Pt(700), Pt(20), Pt(200), Pt(40))
    box.text_frame.text = f"{MINE} {words}»"


def change_fonts(slide: Any, _words: str = "") -> None:
    for shape in (slide.shapes.title, body_of(slide)):
        for paragraph in shape.text_frame.paragraphs if shape is not None else ():
            for run in paragraph.runs:
                run.font.name, run.font.size = "Comic Sans MS", Pt(24)


def group(slide: Any, _words: str = "") -> None:
    shapes = [s for s in slide.shapes if s.name.startswith("litwatch:") and s.has_text_frame]
    if shapes:
        slide.shapes.add_group_shape(shapes)


def remove_body(slide: Any, _words: str = "") -> None:
    if (body := body_of(slide)) is not None:
        body._element.getparent().remove(body._element)


def remove_banner(slide: Any, _words: str = "") -> None:
    if (banner := named(slide, "notice")) is not None:
        banner._element.getparent().remove(banner._element)


def add_film(slide: Any, words: str) -> None:
    film = BytesIO(f"a film about {words}".encode())
    slide.shapes.add_movie(film, Pt(800), Pt(300), Pt(100), Pt(60), mime_type="video/mp4")


def move(presentation: Any, slide: Any, to: int) -> None:
    listing = presentation.slides._sldIdLst
    entry = next(e for e in listing if e.id == slide.slide_id)
    listing.remove(entry)
    listing.insert(to % (len(listing) + 1), entry)


def delete(presentation: Any, slide: Any) -> None:
    listing = presentation.slides._sldIdLst
    entry = next(e for e in listing if e.id == slide.slide_id)
    presentation.part.drop_rel(entry.rId)
    listing.remove(entry)
    # As saving does: the next new slide is named after the number of slides.
    presentation.part.rename_slide_parts([one.rId for one in listing])


def duplicate(presentation: Any, slide: Any) -> None:
    """As PowerPoint does: shapes, tags and notes come with the copy."""
    new = presentation.slides.add_slide(slide.slide_layout)
    for shape in list(new.shapes):
        shape._element.getparent().remove(shape._element)
    renamed = {}
    for relation in slide.part.rels.values():
        if "notesSlide" not in relation.reltype and "slideLayout" not in relation.reltype:
            renamed[relation.rId] = new.part.relate_to(relation.target_part, relation.reltype)
    for shape in slide.shapes:
        new.shapes._spTree.append(copy.deepcopy(shape._element))
    custom = slide.element.cSld.find(qn("p:custDataLst"))
    if custom is not None:
        new.element.cSld.spTree.addnext(copy.deepcopy(custom))
    for element in new.element.iter():
        for name, value in element.attrib.items():
            if name.startswith(f"{{{element.nsmap.get('r', '-')}}}") and value in renamed:
                element.set(name, renamed[value])
    if slide.has_notes_slide:
        new.notes_slide.notes_text_frame.text = slide.notes_slide.notes_text_frame.text


def add_own(presentation: Any, words: str) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    retitle(slide, words)
    rewrite(slide, f"{words}, eget")


def lose_tags(presentation: Any) -> None:
    """What LibreOffice does to a deck: tags and the names of placeholders are gone."""
    for slide in presentation.slides:
        custom = slide.element.cSld.find(qn("p:custDataLst"))
        if custom is not None:
            custom.getparent().remove(custom)
        for relation in list(slide.part.rels.values()):
            if relation.reltype.endswith("/tags"):
                slide.part.rels.pop(relation.rId)
        for number, shape in enumerate(slide.placeholders, 1):
            shape.name = f"PlaceHolder {number}"


# ── what must survive ────────────────────────────────────────────────────────────────────


def theirs(presentation: Any) -> dict[str, Any]:
    """Everything that is the trainer's, in a form that can be compared."""
    texts = {}
    places = {}
    own = {}
    films = {}
    for slide in presentation.slides:
        for shape in every_shape(slide):
            where = (slide.slide_id, shape.shape_id)
            if shape.has_text_frame and MINE in shape.text_frame.text:
                texts[where] = shape.text_frame.text
            if not shape.name.endswith((":notice", ":mark", ":badges", ":frame", ":banner")):
                places[where] = (shape.left, shape.top, shape.width, shape.height)
        if slide.has_notes_slide:
            lines = slide.notes_slide.notes_text_frame.text.splitlines()
            texts[(slide.slide_id, "notes")] = [line for line in lines if MINE in line]
        if not carriers(slide):
            own[slide.slide_id] = hashlib.sha256(slide.part.blob).hexdigest()
        for relation in slide.part.rels.values():
            if "video" in relation.reltype or "media" in relation.reltype:
                blob = relation.target_part.blob
                films[(slide.slide_id, relation.rId)] = hashlib.sha256(blob).hexdigest()
    order = [slide.slide_id for slide in presentation.slides]
    return {"texts": texts, "places": places, "own": own, "films": films, "order": order}


def lost(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    """What of `before` is not in `after`: must be empty, but for shapes an update may add."""
    missing = []
    for what in ("texts", "own", "films", "places"):
        for where, value in before[what].items():
            if after[what].get(where, [] if value == [] else None) != value:
                missing.append((what, where, value, after[what].get(where)))
    kept = [one for one in after["order"] if one in before["order"]]
    if kept != before["order"]:
        missing.append(("order", before["order"], after["order"]))
    return missing
