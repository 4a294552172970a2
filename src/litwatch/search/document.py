"""Document: a record made ready for matching, each field at its first use."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Self

from litwatch.records import PartialDate, Record
from litwatch.search.words import key, lines

# Fields of running text, and the tags that search them (PubMed User Guide).
_TEXTS: dict[str, Callable[[Record], Iterable[str]]] = {
    "title": lambda record: (record.title, record.book.title if record.book else ""),
    "vernacular title": lambda record: (record.vernacular_title,),
    "abstract": lambda record: (part.text for part in record.abstract),
    "other abstract": lambda record: (
        part.text for other in record.other_abstracts for part in other.sections
    ),
    "keyword": lambda record: (keyword.text for keyword in record.keywords),
    "heading": lambda record: (heading.name for heading in record.mesh),
    "substance": lambda record: (
        *(concept.name for concept in record.supplementary_concepts),
        *(chemical.name for chemical in record.chemicals),
    ),
    "publication type": lambda record: record.type_names,
    "journal": lambda record: (record.journal.title, record.journal.iso),
    "author": lambda record: _authors(record),
    "affiliation": lambda record: (
        place for person in record.authors + record.investigators for place in person.affiliations
    ),
}
_TAGGED: dict[str, tuple[str, ...]] = {
    "ti": ("title",),
    "tt": ("vernacular title",),
    "ab": ("abstract", "other abstract"),
    "tiab": ("title", "abstract", "other abstract", "keyword"),
    "tw": (
        *("title", "vernacular title", "abstract", "other abstract", "keyword"),
        *("heading", "substance", "publication type"),
    ),
    "ot": ("keyword",),
    "au": ("author",),
    "ad": ("affiliation",),
}
_EVERYWHERE = tuple(_TEXTS)


def _authors(record: Record) -> Iterator[str]:
    """`Smith JA` and `Smith John A`, so that both ways of asking find the person."""
    for person in record.authors + record.investigators:
        if person.collective:
            yield person.collective
        elif person.last:
            yield f"{person.last} {person.initials}"
            if person.fore and person.fore != person.initials:
                yield f"{person.last} {person.fore}"


class Document:
    """One record as the matcher sees it."""

    __slots__ = ("_lines", "_names", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self._lines: dict[str, str] = {}
        self._names: dict[str, dict[str, str]] = {}

    @classmethod
    def of(cls, record: Record) -> Self:
        """The document of a record; nothing is read from it yet."""
        return cls(record)

    def text(self, tag: str) -> str:
        """The folded words of all that a tag searches, one line a passage (words.lines)."""
        known = self._lines.get(tag)
        if known is None:
            fields = _TAGGED.get(tag, _EVERYWHERE)
            known = self._lines[tag] = "\n".join(filter(None, map(self._field, fields)))
        return known

    def _field(self, field: str) -> str:
        known = self._lines.get(field)
        if known is None:
            known = self._lines[field] = lines(_TEXTS[field](self.record))
        return known

    def passages(self, tag: str) -> Iterator[tuple[str, str]]:
        """Field and text of each passage that a tag searches, as people read it (form NFC)."""
        for field in _TAGGED.get(tag, _EVERYWHERE):
            for text in _TEXTS[field](self.record):
                if text:
                    yield field, unicodedata.normalize("NFC", text)

    def names(self, tag: str) -> dict[str, str]:
        """What a tag such as mesh, pt or jour compares as a whole: folded name → as written."""
        known = self._names.get(tag)
        if known is None:
            pairs = _NAMES[tag](self.record)
            known = self._names[tag] = {name: shown for name, shown in pairs if name}
        return known

    def day(self, tag: str) -> date | None:
        """The date that a tag names; None when the record lacks it.

        crdt is History `entrez`, edat `pubmed`, mhda `medline`; a publication date without
        month or day counts as the first (NLM, PubMed User Guide, "Publication date").
        """
        record = self.record
        match tag:
            case "crdt":
                return record.created
            case "lr":
                return record.revised
            case "dp":
                return _first_day(record.published)
        status = {"edat": "pubmed", "mhda": "medline"}[tag]
        return next(
            (_first_day(entry.date) for entry in record.history if entry.status == status), None
        )


def _first_day(when: PartialDate | None) -> date | None:
    if when is None or not when.year:
        return None
    return date(when.year, when.month or 1, when.day or 1)


Pairs = Iterator[tuple[str, str]]


def _headings(record: Record, *, major: bool) -> Pairs:
    for heading in record.mesh:
        name = key(heading.name)
        if not major or heading.major or any(part.major for part in heading.qualifiers):
            yield name, heading.name
            yield heading.ui.lower(), heading.name
        for part in heading.qualifiers:
            if not major or part.major:
                yield f"{name}/{key(part.name)}", f"{heading.name}/{part.name}"


def _qualifiers(record: Record) -> Pairs:
    for heading in record.mesh:
        for part in heading.qualifiers:
            yield key(part.name), part.name


def _substances(record: Record) -> Pairs:
    named = [(concept.ui, concept.name) for concept in record.supplementary_concepts]
    named += [(chemical.ui, chemical.name) for chemical in record.chemicals]
    for ui, name in named:
        yield key(name), name
        yield ui.lower(), name


def _types(record: Record) -> Pairs:
    for kind in record.publication_types:
        yield key(kind.name), kind.name
        yield kind.ui.lower(), kind.name


def _journal(record: Record) -> Pairs:
    journal = record.journal
    for name in (journal.title, journal.iso, journal.issn, journal.issn_linking, journal.nlm_id):
        yield key(name), name


def _filters(record: Record) -> Pairs:
    if record.abstract:
        yield "hasabstract", "hasabstract"
    if record.status:
        yield key(record.status), record.status


_NAMES: dict[str, Callable[[Record], Pairs]] = {
    "mesh": lambda record: _headings(record, major=False),
    "majr": lambda record: _headings(record, major=True),
    "sh": _qualifiers,
    "nm": _substances,
    "pt": _types,
    "la": lambda record: ((code.lower(), code) for code in record.languages),
    "jour": _journal,
    "uid": lambda record: iter([(record.pmid, str(record.pmid))] if record.pmid else []),
    "filter": _filters,
}
NAMED = frozenset(_NAMES)
