"""The tags of one MEDLINE entry → Record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from litwatch.errors import InvalidIdentifier
from litwatch.records import (
    Doi,
    Journal,
    MeshHeading,
    Notice,
    PartialDate,
    Pmcid,
    Pmid,
    PublicationType,
    Record,
    Section,
)
from litwatch.records.dates import medline_date, partial_date
from litwatch.records.notices import REF_TYPES, notice
from litwatch.records.record import (
    Book,
    Chemical,
    Databank,
    Grant,
    HistoryDate,
    Keyword,
    OtherAbstract,
    Qualifier,
)
from litwatch.sources.medline_people import people
from litwatch.sources.pubmed_ids import MARKED_INVALID, cited_doi, pmid_or_none

Tags = Mapping[str, str | Sequence[str]]

_REF_TYPE_OF_TAG = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
    "DDIN": "DDIN",  # data described in, data use reported in: no RefType says the same
    "DRIN": "DRIN",
}
_ISSN = re.compile(r"(\S+) \((Print|Electronic|Linking)\)")
_LOCATION = re.compile(r"(\S+) \[(\w+)\]")
_CHEMICAL = re.compile(r"(.*?) \((.*)\)$")
_DATED_STATUS = re.compile(r"(\S+).*\[(.+)\]")
_LINKED_PMID = re.compile(r"\s*PMID:\s*([0-9]+)")
_PRINTED = re.compile(r"([0-9]{4})(?: ([A-Z][a-z]{2})(?: ([0-9]{1,2}))?)?$")


def record(tags: Tags, lines: Sequence[str], pmid: Pmid, doubts: list[str]) -> Record:
    """The record of one entry; `lines` are its unwrapped lines, whose order ties people to places."""
    doi, other_ids = _identifiers(tags, pmid, doubts)
    issns = {kind: number for number, kind in _ISSN.findall(_text(tags, "IS"))}
    history = _history(tags, doubts)
    created = next((_day(when, doubts) for status, when in history if status == "entrez"), None)
    abstract = _text(tags, "AB")
    return Record(
        pmid=pmid,
        doi=doi,
        pmcid=_pmcid(_text(tags, "PMC"), doubts),
        other_ids=other_ids,
        title=_text(tags, "TI") or _text(tags, "BTI"),
        vernacular_title=_text(tags, "TT"),
        abstract=(Section(text=abstract),) if abstract else (),
        copyright=_text(tags, "CI"),
        other_abstracts=_other_abstracts(tags),
        journal=Journal(
            title=_text(tags, "JT"),
            iso=_text(tags, "TA"),
            issn=issns.get("Electronic", "") or issns.get("Print", ""),
            issn_linking=issns.get("Linking", ""),
            nlm_id=_text(tags, "JID"),
            country=_text(tags, "PL") if "JT" in tags or "TA" in tags else "",
            volume=_text(tags, "VI"),
            issue=_text(tags, "IP"),
            pages=_text(tags, "PG"),
        ),
        book=_book(tags),
        published=_printed(_text(tags, "DP"), doubts),
        published_online=_compact_printed(_text(tags, "DEP"), doubts),
        created=_day(_text(tags, "CRDT"), doubts) or created,
        completed=_day(_text(tags, "DCOM"), doubts),
        revised=_day(_text(tags, "LR"), doubts),
        history=tuple(
            HistoryDate(status=status, date=_compact_printed(when, doubts) or PartialDate(raw=when))
            for status, when in history
        ),
        publication_status=_text(tags, "PST"),
        status=_text(tags, "STAT"),
        languages=_values(tags, "LA"),
        authors=people(lines, full="FAU", short="AU", doubts=doubts),
        investigators=people(lines, full="FIR", short="IR", doubts=doubts),
        mesh=tuple(_heading(text) for text in _values(tags, "MH")),
        chemicals=tuple(_chemical(text) for text in _values(tags, "RN")),
        publication_types=tuple(PublicationType(name=name) for name in _values(tags, "PT")),
        keywords=_keywords(tags),
        grants=tuple(_grant(text) for text in _values(tags, "GR")),
        databanks=_databanks(_values(tags, "SI")),
        conflict_of_interest=_text(tags, "COIS"),
        notices=_notices(tags, doubts),
    )


def _values(tags: Tags, tag: str) -> tuple[str, ...]:
    """The tag's values; Bio.Medline gives some tags as one text and the others as a list."""
    found = tags.get(tag, ())
    listed = (found,) if isinstance(found, str) else found
    return tuple(text for value in listed if (text := value.strip()))


def _text(tags: Tags, tag: str) -> str:
    return " ".join(_values(tags, tag))


def _identifiers(
    tags: Tags, pmid: Pmid, doubts: list[str]
) -> tuple[Doi | None, tuple[tuple[str, str], ...]]:
    doi: Doi | None = None
    others: dict[tuple[str, str], None] = {}
    places = " ".join((*_values(tags, "AID"), *_values(tags, "LID")))
    for text, kind in _LOCATION.findall(places):
        if kind != "doi":
            others.setdefault((kind, text))
            continue
        try:
            doi = doi or Doi(text)
        except InvalidIdentifier:
            doubts.append(f"{text!r} stands as DOI and is none")
            others.setdefault((MARKED_INVALID, text))
    for text in _values(tags, "MID"):
        others.setdefault(("mid", text))
    return doi, tuple(others)


def _pmcid(text: str, doubts: list[str]) -> Pmcid | None:
    if not text:
        return None
    try:
        return Pmcid(text.partition(".")[0])
    except InvalidIdentifier:
        doubts.append(f"{text!r} stands as PMCID and is none")
        return None


def _book(tags: Tags) -> Book | None:
    if "BTI" not in tags:
        return None
    return Book(
        title=_text(tags, "BTI"),
        publisher=_text(tags, "PB"),
        place=_text(tags, "PL"),
        isbn=tuple(text.partition(" ")[0] for text in _values(tags, "ISBN")),
        edition=_text(tags, "EN"),
    )


def _other_abstracts(tags: Tags) -> tuple[OtherAbstract, ...]:
    languages = _values(tags, "OABL")
    return tuple(
        OtherAbstract(
            language=languages[at] if at < len(languages) else "", sections=(Section(text=text),)
        )
        for at, text in enumerate(_values(tags, "OAB"))
    )


def _printed(text: str, doubts: list[str]) -> PartialDate | None:
    if not text:
        return None
    whole = _PRINTED.fullmatch(text)
    found = partial_date(*(part or "" for part in whole.groups())) if whole else medline_date(text)
    if found.year is None:
        doubts.append(f"the date {text!r} is not understood")
    return found


def _compact_printed(text: str, doubts: list[str]) -> PartialDate | None:
    day = _day(text, doubts)
    return PartialDate(year=day.year, month=day.month, day=day.day, raw=text) if day else None


def _day(text: str, doubts: list[str]) -> date | None:
    """The day of `20210603` or `2021/06/03 06:00`; None when empty or impossible."""
    if not text:
        return None
    digits = text.partition(" ")[0].replace("/", "")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        doubts.append(f"{text!r} is no date")
        return None


def _history(tags: Tags, doubts: list[str]) -> list[tuple[str, str]]:
    found = []
    for text in _values(tags, "PHST"):
        match = _DATED_STATUS.fullmatch(text)
        if match:
            found.append((match.group(2), match.group(1)))
        else:
            doubts.append(f"the history line {text!r} is not understood")
    return found


def _heading(text: str) -> MeshHeading:
    name, *qualifiers = text.split("/")
    return MeshHeading(
        name=name.removeprefix("*"),
        major=name.startswith("*"),
        qualifiers=tuple(
            Qualifier(name=part.removeprefix("*"), major=part.startswith("*"))
            for part in qualifiers
        ),
    )


def _chemical(text: str) -> Chemical:
    found = _CHEMICAL.fullmatch(text)
    if not found:
        return Chemical(name=text)
    number, name = found.groups()
    return Chemical(name=name, registry_number="" if number == "0" else number)


def _keywords(tags: Tags) -> tuple[Keyword, ...]:
    owner = next(iter(_values(tags, "OTO")), "NOTNLM")
    return tuple(
        Keyword(text=text.removeprefix("*"), major=text.startswith("*"), owner=owner)
        for text in _values(tags, "OT")
    )


def _grant(text: str) -> Grant:
    """`id/acronym/agency/country`; from the right, because an id may hold a slash."""
    parts = text.rsplit("/", 3)
    if len(parts) == 4:
        return Grant(id=parts[0], acronym=parts[1], agency=parts[2], country=parts[3])
    if len(parts) == 3:
        return Grant(id=parts[0], agency=parts[1], country=parts[2])
    return Grant(agency=parts[0], country=parts[1] if len(parts) == 2 else "")


def _databanks(values: Iterable[str]) -> tuple[Databank, ...]:
    """`ClinicalTrials.gov/NCT00000000`, one line an accession number."""
    found: dict[str, list[str]] = {}
    for text in values:
        name, _, number = text.partition("/")
        found.setdefault(name, []).append(number)
    return tuple(
        Databank(name=name, accessions=tuple(number for number in numbers if number))
        for name, numbers in found.items()
    )


def _notices(tags: Tags, doubts: list[str]) -> tuple[Notice, ...]:
    found = []
    for tag, ref_type in _REF_TYPE_OF_TAG.items():
        for text in _values(tags, tag):
            if ref_type not in REF_TYPES:
                doubts.append(f"the link type {ref_type!r} is unknown")
            linked = _LINKED_PMID.search(text)
            found.append(
                notice(
                    ref_type,
                    pmid=pmid_or_none(linked.group(1)) if linked else None,
                    doi=cited_doi(text),
                    citation=_LINKED_PMID.sub("", text).strip(),
                )
            )
    return tuple(found)
