"""RIS exports → records, read by rispy.

rispy passes over what it does not understand, so entries are cut here, one by one, and
text outside them is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy

from litwatch.errors import BadInput, InvalidIdentifier
from litwatch.records import (
    Author,
    Doi,
    Journal,
    PartialDate,
    Pmid,
    PublicationType,
    Record,
    Section,
)
from litwatch.records.dates import medline_date, partial_date
from litwatch.records.record import Keyword
from litwatch.sources.parsed import Parsed, ParseProblem
from litwatch.sources.pubmed_ids import MARKED_INVALID, pmid_or_none
from litwatch.sources.unpack import Readable, read_text

_START = re.compile(r"^TY  ?-", re.MULTILINE)
_END = re.compile(r"^ER  ?-[^\n]*$", re.MULTILINE)
_PMID_LINE = re.compile(r"\bPMID:?\s*([1-9][0-9]{0,8})\b", re.IGNORECASE)
_PUBMED_ADDRESS = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/([0-9]+)")
_PUBMED_NAMES = ("pubmed", "medline", "nlm")


def read_ris(
    stream: Readable | bytes, name: str = "the RIS file"
) -> Iterator[Parsed | ParseProblem]:
    """Each entry with a PMID or a DOI; entries without either and loose text are problems.

    Raises BadInput when there is no entry at all.
    """
    text = read_text(stream, name).replace("\r\n", "\n").replace("\r", "\n")
    starts = [found.start() for found in _START.finditer(text)]
    if not starts:
        raise BadInput(
            f"{name} holds no RIS entry: no line begins with TY  -",
            "Export it again in the format RIS.",
        )
    yield from _loose(text, 0, starts[0], name)
    for start, limit in zip(starts, [*starts[1:], len(text)], strict=True):
        end = _END.search(text, start, limit)
        if end is None:
            yield ParseProblem(_where(text, start, name), "", "the entry has no ER line", "lost")
            continue
        yield from _entry(text[start : end.end()], _where(text, start, name))
        yield from _loose(text, end.end(), limit, name)


def _where(text: str, at: int, name: str) -> str:
    return f"{name}, line {text.count(chr(10), 0, at) + 1}"


def _loose(text: str, start: int, end: int, name: str) -> Iterator[ParseProblem]:
    if shown := text[start:end].strip():
        at = text.index(shown, start)
        reason = f"text outside any entry: {shown[:60]!r}"
        yield ParseProblem(_where(text, at, name), "", reason, "lost")


def _entry(text: str, where: str) -> Iterator[Parsed | ParseProblem]:
    fields: Mapping[str, Any] = rispy.loads(text)[0]
    doubts: list[str] = []
    record = _record(fields, doubts)
    if record.pmid is None and record.doi is None:
        yield ParseProblem(where, "", f"neither PMID nor DOI: {record.title[:80]!r}", "lost")
        return
    yield Parsed(record, text.encode())
    for doubt in doubts:
        yield ParseProblem(where, record.pmid or "", doubt, "kept")


def _record(fields: Mapping[str, Any], doubts: list[str]) -> Record:
    doi, others = _doi(str(fields.get("doi", "")), doubts)
    abstract = _first(fields, "abstract", "notes_abstract")
    kind = _first(fields, "type_of_reference")
    return Record(
        pmid=_pmid(fields),
        doi=doi,
        other_ids=others,
        title=_first(fields, "title", "primary_title"),
        vernacular_title=_first(fields, "translated_title"),
        abstract=(Section(text=abstract),) if abstract else (),
        journal=Journal(
            title=_first(fields, "alternate_title3", "secondary_title", "journal_name"),
            iso=_first(fields, "alternate_title2", "journal_name"),
            issn=_first(fields, "issn"),
            volume=_first(fields, "volume"),
            issue=_first(fields, "number"),
            pages="-".join(
                part for key in ("start_page", "end_page") if (part := _first(fields, key))
            ),
        ),
        published=_published(_first(fields, "date", "year", "publication_year"), doubts),
        languages=tuple(text for text in (_first(fields, "language"),) if text),
        authors=tuple(
            _author(name) for name in fields.get("authors") or fields.get("first_authors") or ()
        ),
        publication_types=(PublicationType(name="Journal Article"),) if kind == "JOUR" else (),
        keywords=tuple(Keyword(text=text) for text in fields.get("keywords", ())),
    )


def _first(fields: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says something."""
    for name in names:
        value = fields.get(name, "")
        text = " ".join(value) if isinstance(value, list) else str(value)
        if text.strip():
            return text.strip()
    return ""


def _pmid(fields: Mapping[str, Any]) -> Pmid | None:
    """The PMID where PubMed, EndNote, Zotero and litwatch put it.

    An accession number counts unless the entry names another database (Embase's is as long
    as a PMID); then a note `PMID: 123`, then PubMed's address.
    """
    database = _first(fields, "name_of_database").lower()
    if not database or any(name in database for name in _PUBMED_NAMES):
        pmid = pmid_or_none(_first(fields, "accession_number"))
        if pmid is not None:
            return pmid
    noted = _PMID_LINE.search(" ".join((_first(fields, "notes"), _first(fields, "note"))))
    found = noted or _PUBMED_ADDRESS.search(_first(fields, "urls"))
    return pmid_or_none(found.group(1)) if found else None


def _doi(text: str, doubts: list[str]) -> tuple[Doi | None, tuple[tuple[str, str], ...]]:
    if not text.strip():
        return None, ()
    try:
        return Doi(text), ()
    except InvalidIdentifier:
        doubts.append(f"{text!r} stands as DOI and is none")
        return None, ((MARKED_INVALID, text),)


def _author(name: str) -> Author:
    last, comma, fore = name.partition(",")
    if not comma:
        return Author(collective=name.strip())
    given, _, suffix = fore.partition(",")
    initials = "".join(part[0] for part in given.split() if part[0].isalpha())
    return Author(last=last.strip(), fore=given.strip(), initials=initials, suffix=suffix.strip())


def _published(text: str, doubts: list[str]) -> PartialDate | None:
    """RIS dates are `2021/06/03/rest`, or free text."""
    if not text:
        return None
    year, month, day = (*(part.strip() for part in text.split("/")[:3]), "", "")[:3]
    found = partial_date(year, month, day) if year.isdigit() else medline_date(text)
    if found.year is None:
        doubts.append(f"the date {text!r} is not understood")
    return found
