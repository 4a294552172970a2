"""The text of a deck, slide by slide: boxes, tables, groups, diagrams, notes, link targets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from litwatch.records.cited import Passage, Place, tidy
from litwatch.records.cited.numbered import raised
from litwatch.slides.audit.parts import tree_of
from litwatch.slides.office import damage_told, open_presentation

_WITH_TEXT = ("diagramData+xml", "chart+xml", "chartex+xml")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_pptx(data: bytes, name: str) -> tuple[list[Passage], datetime | None]:
    """The passages in the order of the slides, and when the deck was last saved.

    Hidden slides are read too. Raises BadInput.
    """
    deck = open_presentation(data, name)
    with damage_told(name):
        passages = [
            passage
            for number, slide in enumerate(deck.slides, start=1)
            for passage in _slide(slide, number, name)
        ]
        return passages, deck.core_properties.modified


def _slide(slide: Any, number: int, name: str) -> Iterator[Passage]:
    parts = [paragraphs(slide.element)]
    parts += [
        str(shape.get("descr")) for shape in slide.element.iter(qn("p:cNvPr")) if shape.get("descr")
    ]
    links = _links(slide.part)
    for relation in slide.part.rels.values():
        if not relation.is_external and relation.target_part.content_type.endswith(_WITH_TEXT):
            parts.append(paragraphs(tree_of(relation.target_part.blob, name)))
            links += _links(relation.target_part)
    yield _passage("\n\n".join(filter(None, parts)), Place("slide", number))
    if slide.has_notes_slide:
        notes = slide.notes_slide
        yield _passage(paragraphs(notes.element), Place("notes", number))
        links += _links(notes.part)
    for link in dict.fromkeys(links):
        yield _passage(link, Place("slide", number), link=True)


def paragraphs(root: Any) -> str:
    """The text below an element: a line for each paragraph, an empty line between boxes.

    The cells of a row are neighbouring lines: author and year may stand in two of them.
    """
    told: list[str] = []
    box = row = None
    numbers = _numbered(list(root.iter(qn("a:p"))))
    for paragraph in root.iter(qn("a:p")):
        above = list(paragraph.iterancestors())
        if any(one.tag == _FALLBACK for one in above):
            continue  # the same words again, for older programs
        now_row = next((one for one in above if one.tag == qn("a:tr")), None)
        if told and above[0] is not box and (now_row is None or now_row is not row):
            told.append("")
        box, row = above[0], now_row
        number = f"{numbers[paragraph]}. " if paragraph in numbers else ""
        told.append(number + _text(paragraph))
    return "\n".join(told)


def _text(paragraph: Any) -> str:
    found = []
    for child in paragraph.iter(qn("a:t"), qn("a:br")):
        text = "\n" if child.tag == qn("a:br") else child.text or ""
        found.append(raised(text) if _is_raised(child.getparent()) else text)
    return "".join(found)


def _is_raised(run: Any) -> bool:
    properties = run.find(qn("a:rPr"))
    shift = "" if properties is None else properties.get("baseline", "")
    return shift.rstrip("%").isdecimal() and int(shift.rstrip("%")) > 0


def _numbered(paragraphs: list[Any]) -> dict[Any, int]:
    """The numbers that PowerPoint itself sets before paragraphs; they are not in the text."""
    numbers: dict[Any, int] = {}
    counts: dict[tuple[Any, str], int] = {}
    for paragraph in paragraphs:
        body, properties = paragraph.getparent(), paragraph.find(qn("a:pPr"))
        auto = properties.find(qn("a:buAutoNum")) if properties is not None else None
        level = "0" if properties is None else properties.get("lvl", "0")
        if auto is None or not auto.get("type", "").startswith("arabic"):
            continue
        first = int(auto.get("startAt", "1"))
        counts[body, level] = max(counts.get((body, level), first - 1) + 1, first)
        numbers[paragraph] = counts[body, level]
    return numbers


def _links(part: Any) -> list[str]:
    return [
        relation.target_ref
        for relation in part.rels.values()
        if relation.is_external and relation.reltype == RELATIONSHIP_TYPE.HYPERLINK
    ]


def _passage(text: str, place: Place, *, link: bool = False) -> Passage:
    return Passage(tidy(text), ((0, place),), link)
