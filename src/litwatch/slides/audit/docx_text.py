"""The text of a Word document: body, notes, headers, link targets, fields of citation managers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from litwatch.errors import BadInput
from litwatch.records.cited import Passage, Place, tidy
from litwatch.records.cited.numbered import raised
from litwatch.slides.audit.parts import links_of, tree_of
from litwatch.slides.office import DOCUMENT, open_package, part_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_BESIDE = re.compile(r"word/(footnotes|endnotes|header[0-9]*|footer[0-9]*)\.xml")
_MODIFIED = "{http://purl.org/dc/terms/}modified"


def read_docx(data: bytes, name: str) -> tuple[list[Passage], datetime | None]:
    """The passages, and when the document was last saved. Raises BadInput.

    Places are pages where Word has noted where they broke when it saved, else paragraphs.
    """
    with open_package(data, name, DOCUMENT) as package:
        body = tree_of(part_of(package, _BODY, name), name)
        passages = _passages(body)
        last = passages[0].marks[-1][1] if passages[0].marks else Place("page", 1)
        for part in sorted(package.namelist()):
            if found := _BESIDE.fullmatch(part):
                kind = "footnote" if found[1].endswith("notes") else "header"
                root = tree_of(part_of(package, part, name), name)
                lines = [_text(one)[0] for one in root.iter(f"{_W}p")]
                passages.append(Passage(tidy("\n\n".join(lines)), ((0, Place(kind, 1)),)))  # type: ignore[arg-type]
        first = Place(last.kind, 1)
        rels = [p for p in package.namelist() if p.startswith("word/_rels/")]
        links = [link for part in sorted(rels) for link in links_of(package, part, name)]
        fields = [field.text or "" for field in body.iter(f"{_W}instrText")]
        passages += [
            Passage(tidy(link), ((0, first),), link=True) for link in dict.fromkeys(links + fields)
        ]
        return passages, _saved(part_of(package, "docProps/core.xml", name), name)


def _passages(body: Any) -> list[Passage]:
    """The body as one passage: by pages if any break is noted, else by paragraphs."""
    told: list[str] = []
    by_page: list[tuple[int, Place]] = [(0, Place("page", 1))]
    by_paragraph: list[tuple[int, Place]] = [(0, Place("paragraph", 1))]
    offset = number = 0
    for paragraph in body.iter(f"{_W}p"):
        text, breaks = _text(paragraph)
        text = tidy(text)
        if text.strip():
            number += 1
            by_paragraph.append((offset, Place("paragraph", number)))
        for at in breaks:
            by_page.append((offset + min(at, len(text)), Place("page", len(by_page) + 1)))
        told.append(text)
        offset += len(text) + 1
    marks = by_page if len(by_page) > 1 else by_paragraph
    return [Passage("\n".join(told), tuple(marks))]


def _text(paragraph: Any) -> tuple[str, list[int]]:
    """The words of a paragraph without what is struck as deleted, and where pages broke in it."""
    found: list[str] = []
    breaks: list[int] = []
    for child in paragraph.iter(
        f"{_W}t",
        f"{_W}tab",
        f"{_W}br",
        f"{_W}cr",
        f"{_W}noBreakHyphen",
        f"{_W}lastRenderedPageBreak",
    ):
        if any(one.tag == _FALLBACK for one in child.iterancestors()):
            continue
        if child.tag == f"{_W}t":
            text = child.text or ""
            found.append(raised(text) if _is_raised(child.getparent()) else text)
        elif child.tag == f"{_W}noBreakHyphen":
            found.append("-")
        elif child.tag == f"{_W}tab" and child.getparent().tag == f"{_W}r":
            found.append(" ")
        elif child.tag == f"{_W}lastRenderedPageBreak":
            breaks.append(sum(map(len, found)))
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            found.append("\n")
    return "".join(found), breaks


def _is_raised(run: Any) -> bool:
    shift = run.find(f"{_W}rPr/{_W}vertAlign")
    return shift is not None and shift.get(f"{_W}val") == "superscript"


def _saved(core: bytes, name: str) -> datetime | None:
    if not core:
        return None
    try:
        said = tree_of(core, name).findtext(_MODIFIED)
        return datetime.fromisoformat(said.replace("Z", "+00:00")) if said else None
    except (BadInput, ValueError):
        return None
