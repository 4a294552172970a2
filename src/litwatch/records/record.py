"""Record: one bibliographic description of a work, whatever source delivered it.

Its parts are frozen and refer to nothing above them, so they cannot lie in a cycle and the
garbage collector need not look at them (`gc=False`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from litwatch.errors import InvalidIdentifier
from litwatch.records.dates import PartialDate
from litwatch.records.identifiers import Doi, Pmcid, Pmid
from litwatch.records.notices import Notice, State
from litwatch.records.notices import state as _state


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One part of an abstract. `text` is plain; `html` only where it differs from the text."""

    label: str = ""
    category: str = ""
    text: str = ""
    html: str = ""


class OtherAbstract(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An abstract in another language, or a plain-language summary."""

    type: str = ""
    language: str = ""
    sections: tuple[Section, ...] = ()
    copyright: str = ""


class Journal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    title: str = ""
    iso: str = ""
    issn: str = ""
    issn_linking: str = ""
    nlm_id: str = ""
    country: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""


class Book(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The book a PubmedBookArticle belongs to."""

    title: str = ""
    publisher: str = ""
    place: str = ""
    isbn: tuple[str, ...] = ()
    edition: str = ""


class Author(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A person or a collective. `valid` is False for a name that NLM has marked as misprinted."""

    last: str = ""
    fore: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    orcid: str = ""
    affiliations: tuple[str, ...] = ()
    valid: bool = True
    equal_contribution: bool = False


class Qualifier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    ui: str = ""
    name: str
    major: bool = False


class MeshHeading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    ui: str = ""
    name: str
    major: bool = False
    qualifiers: tuple[Qualifier, ...] = ()


class SupplementaryConcept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    ui: str = ""
    name: str
    type: str = ""


class Chemical(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    ui: str = ""
    name: str
    registry_number: str = ""


class PublicationType(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    ui: str = ""
    name: str


class Keyword(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    text: str
    major: bool = False
    owner: str = ""


class Grant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    id: str = ""
    acronym: str = ""
    agency: str = ""
    country: str = ""


class Databank(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Accession numbers in one databank, e.g. trial ids in ClinicalTrials.gov."""

    name: str = ""
    accessions: tuple[str, ...] = ()


class HistoryDate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    status: str
    date: PartialDate


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One work. Missing is None or empty; many is a tuple; nothing is joined into one string.

    `title` is plain text; `title_html` keeps only i, b, u, sup and sub, and is empty where
    it would equal the escaped title. `created` is the day PubMed created the record
    (History `entrez`), which answers "what is new?"; `published` is what the journal printed.
    """

    pmid: Pmid | None = None
    version: int = 1
    doi: Doi | None = None
    pmcid: Pmcid | None = None
    preprint_id: str = ""
    other_ids: tuple[tuple[str, str], ...] = ()
    title: str = ""
    title_html: str = ""
    vernacular_title: str = ""
    abstract: tuple[Section, ...] = ()
    copyright: str = ""
    other_abstracts: tuple[OtherAbstract, ...] = ()
    journal: Journal = Journal()
    book: Book | None = None
    published: PartialDate | None = None
    published_online: PartialDate | None = None
    created: date | None = None
    completed: date | None = None
    revised: date | None = None
    history: tuple[HistoryDate, ...] = ()
    publication_status: str = ""
    status: str = ""
    indexing_method: str = ""
    languages: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    investigators: tuple[Author, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    supplementary_concepts: tuple[SupplementaryConcept, ...] = ()
    chemicals: tuple[Chemical, ...] = ()
    publication_types: tuple[PublicationType, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    grants: tuple[Grant, ...] = ()
    databanks: tuple[Databank, ...] = ()
    conflict_of_interest: str = ""
    notices: tuple[Notice, ...] = ()

    @property
    def id(self) -> str:
        """PMID, else the Europe PMC preprint id, else `doi:…`. Raises when there is none."""
        if self.pmid is not None:
            return str(self.pmid)
        if self.preprint_id:
            return self.preprint_id
        if self.doi is not None:
            return f"doi:{self.doi}"
        raise InvalidIdentifier(
            f"the record {self.title[:60]!r} has neither PMID, preprint id nor DOI",
            "Add an identifier to the record in its file.",
        )

    @property
    def abstract_text(self) -> str:
        """The whole abstract as plain text, sections separated by a blank line."""
        return "\n\n".join(
            f"{part.label}: {part.text}" if part.label else part.text for part in self.abstract
        )

    @property
    def type_names(self) -> tuple[str, ...]:
        return tuple(kind.name for kind in self.publication_types)

    def state(self, *, gone: bool = False) -> State:
        """What the notices, types and title say of this record; see records.notices.state."""
        return _state(self.title, self.type_names, self.notices, gone=gone)


def _decode_identifier(kind: type, value: Any) -> Any:
    return kind(value)


_encoder = msgspec.json.Encoder(enc_hook=str, order="deterministic")
_decoder = msgspec.json.Decoder(Record, dec_hook=_decode_identifier)


def encode(record: Record) -> bytes:
    """The record as compact JSON with defaults left out; equal records give equal bytes."""
    return _encoder.encode(record)


def decode(data: bytes | str) -> Record:
    """The record that `encode` wrote. Raises msgspec.ValidationError on anything else."""
    return _decoder.decode(data)
