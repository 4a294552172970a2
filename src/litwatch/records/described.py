"""What of a record is compared with another, in one spelling."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from litwatch.records.notices import Notice, names_article
from litwatch.records.record import Author, Record
from litwatch.records.titles import compared, numbers, opening, plain

Kind = Literal["work", "preprint", "comment", "notice"]

_NOTICE_TYPES = frozenset(
    {
        "Published Erratum",
        "Retraction of Publication",
        "Retraction Notice",
        "Expression of Concern",
    }
)
NOTICE_LINKS = frozenset({"retraction", "partial_retraction", "concern", "erratum"})
_DOI_TAIL = re.compile(r"/(?:abstract|full|pdf|epdf|meta)$|\.pdf$")
_DOI_VERSION = re.compile(r"[./]v[0-9]+$")
_PAGE = re.compile(r"[a-z]{0,4}-?[0-9]+")
_ROMAN_PAGE = re.compile(r"[ivxlc]+(?![a-z])")
_DIGITS = re.compile(r"[0-9]+")
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


class Described(NamedTuple):
    """What of a record is compared, in one spelling."""

    key: str
    kind: Kind
    pmid: str
    doi: str
    pmcid: str
    title: str
    numbers: tuple[str, ...]
    other_title: str  # in the language of the article
    surname: frozenset[str]  # of the first author
    given: str  # names of the first author, as printed
    year: int | None
    journal: str
    volume: str
    page: str
    abstract: str  # its beginning, as printed
    links: tuple[Notice, ...]

    @property
    def unversioned(self) -> str:
        """The DOI without the version of a preprint."""
        return unversioned(self.doi)

    @property
    def names(self) -> frozenset[str]:
        """The surname and whole given names: sources confuse which is which."""
        return self.surname | {name for name in plain(self.given).split() if len(name) > 2}


def describe(record: Record, key: str = "") -> Described:
    """What is compared of a record; `key` names one that has no id of its own."""
    title = compared(record.title)
    first = record.authors[0] if record.authors else Author()
    surname = frozenset(plain(first.last or first.collective).split())
    doi = _DOI_TAIL.sub("", record.doi) if record.doi else ""
    return Described(
        key or record.id,
        kind_of(record),
        str(record.pmid or ""),
        doi,
        str(record.pmcid or ""),
        title,
        numbers(title),
        compared(record.vernacular_title) if record.vernacular_title else "",
        surname,
        first.fore,
        record.published.year if record.published else None,
        record.journal.iso or record.journal.title,
        volume_of(record.journal.volume),
        first_page(record.journal.pages),
        record.abstract[0].text[:300] if record.abstract else "",
        tuple(link for link in record.notices if link.pmid or link.doi) if record.notices else (),
    )


def kind_of(record: Record) -> Kind:
    """Notice, comment, preprint or other work: by types, then links, then the title's opening."""
    types = set(record.type_names)
    said = opening(record.title)
    about = {link.type for link in record.notices if link.direction == "of"}
    if types & _NOTICE_TYPES or about & NOTICE_LINKS or said == "notice":
        return "notice"
    if "Comment" in types or "comment" in about or said == "comment":
        return "comment"
    if "Preprint" in types or record.preprint_id or any(map(names_article, record.notices)):
        return "preprint"
    return "work"


def unversioned(doi: str) -> str:
    """A preprint's DOI without the version that Research Square and ChemRxiv write into it."""
    return _DOI_VERSION.sub("", doi)


def volume_of(text: str) -> str:
    """A volume's number without words around it; empty when there is none."""
    if not text or text.isdigit():
        return text
    found: list[str] = _DIGITS.findall(text)
    if not found:
        return ""
    return (
        found[0] if text.lstrip()[:1].isdigit() else found[-1]
    )  # "Conference: 22nd Congress. 143"


def first_page(text: str) -> str:
    """The first page without leading zeros: `S568`, `e1435`, `xi`; empty for `(no pagination)`."""
    text = text.casefold().replace(" ", "")
    found = _PAGE.search(text) or _ROMAN_PAGE.match(text)
    return _LEADING_ZEROS.sub("", found.group().replace("-", "")) if found else ""
