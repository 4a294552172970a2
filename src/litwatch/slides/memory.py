"""What a deck remembers of litwatch: which slides it was given, and what was written on them.

It lies in the file's own properties (docProps/custom.xml; in PowerPoint File, Info, Properties,
Custom), which PowerPoint keeps and LibreOffice keeps too, unlike the slides' tags. Thus a slide
that the trainer deleted is not put back, and a trainer's words are told from ours after the deck
has been saved by LibreOffice. The store could not hold this: decks are copied, renamed and mailed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from lxml import etree
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from litwatch.language import LANGUAGES, Lang
from litwatch.slides.fields import fields_of
from litwatch.slides.slide import SlidePlan
from litwatch.slides.tags import FORMAT, fingerprint

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of properties that programs make up
_DECK = "litwatch"
_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGITS = 16
_FEW_DIGITS = 10  # a property holds 255 characters in Office's own dialogue


@dataclass(frozen=True)
class Remembered:
    """Fingerprints of what was last written in a field, and of what litwatch last wanted there.

    `written` is empty where nothing of ours is known to stand there.
    """

    written: str
    wanted: str


Fields = Mapping[str, Remembered]


@dataclass(frozen=True)
class Memory:
    """`slides` by key: every managed slide that the deck ever had.

    `on` is the day of its last change by litwatch: what only says "as of today" is no change.
    `series` are the editions and modules whose new slides are put into this deck. A deck that
    was not built by litwatch has none: someone has chosen single slides for it.
    """

    format: int = FORMAT
    lang: Lang | None = None
    on: date | None = None
    series: tuple[str, ...] = ()
    slides: Mapping[str, Fields] = field(default_factory=dict)


def short(text: str) -> str:
    """The first digits of a text's fingerprint."""
    return fingerprint(text)[:_DIGITS]


def same(one: str, other: str) -> bool:
    """Whether two fingerprints, each perhaps cut, are of one text."""
    digits = min(len(one), len(other))
    return digits >= _FEW_DIGITS and one[:digits] == other[:digits]


def series_of(key: str) -> str:
    """What a slide was made for: `2026-10` or `module:m11`; a key message's slide alone has none."""
    if key.startswith("module:"):
        return ":".join(key.split(":")[:2])
    month = key.split(".")[0]
    return month if _MONTH.fullmatch(month) else ""


def remember(
    presentation: Any, plans: Sequence[SlidePlan], lang: Lang, badge_room: float, on: date
) -> None:
    """Notes in a new deck what was drawn on it."""
    series = tuple(sorted({series_of(plan.key) for plan in plans} - {""}))
    slides = {plan.key: as_drawn(plan, badge_room) for plan in plans}
    write_memory(presentation, Memory(lang=lang, on=on, series=series, slides=slides))


def as_drawn(plan: SlidePlan, badge_room: float) -> dict[str, Remembered]:
    """What is remembered of a slide that was just drawn."""
    return {
        name: Remembered(short(text), short(text))
        for name, text in fields_of(plan, badge_room).items()
    }


def read_memory(presentation: Any) -> Memory:
    """What the deck remembers; an empty memory where it remembers nothing."""
    root = _properties(presentation)
    if root is None:
        return Memory()
    given = {
        one.get("name", ""): "".join(one.itertext())
        for one in root.iter(f"{{{_PROPERTIES}}}property")
    }
    about = dict(re.findall(r"(\w+)=(\S*)", given.get(_DECK, "")))
    number = about.get("format", str(FORMAT))
    lang = about.get("lang")
    return Memory(
        format=int(number) if number.isdecimal() else FORMAT + 1,
        lang=cast("Lang", lang) if lang in LANGUAGES else None,
        on=date.fromisoformat(about["on"]) if _DAY.fullmatch(about.get("on", "")) else None,
        series=tuple(filter(None, about.get("series", "").split(","))),
        slides={
            name.removeprefix(f"{_DECK}:"): _fields(value)
            for name, value in given.items()
            if name.startswith(f"{_DECK}:")
        },
    )


def write_memory(presentation: Any, memory: Memory) -> bool:
    """Puts the memory among the file's properties; False when it stood there already."""
    about = {
        "format": str(FORMAT),
        "lang": memory.lang or "sv",
        "on": f"{memory.on}" if memory.on else "",
        "series": ",".join(memory.series),
    }
    wanted = {_DECK: " ".join(f"{name}={value}" for name, value in about.items())}
    wanted |= {f"{_DECK}:{key}": _line(fields) for key, fields in memory.slides.items()}
    root = _properties(presentation)
    if root is None:
        root = etree.Element(
            f"{{{_PROPERTIES}}}Properties", nsmap={None: _PROPERTIES, "vt": _VALUES}
        )
    there = {}
    for one in list(root.iter(f"{{{_PROPERTIES}}}property")):
        name = one.get("name", "")
        if name == _DECK or name.startswith(f"{_DECK}:"):
            there[name] = "".join(one.itertext())
            root.remove(one)
    if there == wanted:
        return False
    first = 1 + max((int(one.get("pid", "1")) for one in root), default=1)
    for number, (name, value) in enumerate(wanted.items(), first):
        one = etree.SubElement(
            root, f"{{{_PROPERTIES}}}property", fmtid=_FMTID, pid=str(number), name=name
        )
        etree.SubElement(one, f"{{{_VALUES}}}lpwstr").text = value
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = _part(presentation)
    if part is not None:
        part._blob = data
    else:
        package = presentation.part.package
        package.relate_to(Part(PackURI("/docProps/custom.xml"), _TYPE, package, data), _RELATION)
    return True


def _line(fields: Fields) -> str:
    return " ".join(
        f"{name}={one.written[:_FEW_DIGITS]}"
        + ("" if same(one.written, one.wanted) else f"/{one.wanted[:_FEW_DIGITS]}")
        for name, one in sorted(fields.items())
    )


def _fields(line: str) -> dict[str, Remembered]:
    found = {}
    for name, value in re.findall(r"(\w+)=(\S*)", line):
        written, _, wanted = value.partition("/")
        found[name] = Remembered(written, wanted or written)
    return found


def _part(presentation: Any) -> Any:
    relations = presentation.part.package._rels.values()
    return next((one.target_part for one in relations if one.reltype == _RELATION), None)


def _properties(presentation: Any) -> Any:
    part = _part(presentation)
    if part is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(part.blob, parser)
