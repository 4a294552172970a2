"""An entry in the plain form of `pubmed_grammar` → Record, without a tree.

Six times as fast as by way of a tree. All or nothing: an entry that has anything else in it,
or anything doubtful, is left to `pubmed_article`, which reads every form and says what it
does not understand. Both give the same record.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from lxml import etree

from litwatch.errors import InvalidIdentifier
from litwatch.records import (
    Author,
    Journal,
    MeshHeading,
    PartialDate,
    Pmid,
    PublicationType,
    Record,
    Section,
)
from litwatch.records.notices import REF_TYPES, Notice, notice
from litwatch.records.record import (
    Chemical,
    Databank,
    Grant,
    Keyword,
    OtherAbstract,
    Qualifier,
    SupplementaryConcept,
)
from litwatch.sources import pubmed_dates as dates
from litwatch.sources import pubmed_grammar as grammar
from litwatch.sources.inline_text import marked, plain, squeeze
from litwatch.sources.pubmed_fields import pages
from litwatch.sources.pubmed_ids import Identifiers, cited_doi, orcid, version_number

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_REMEMBERED = 1 << 13  # lists and headings that recur


class _NotPlain(Exception):
    """Something here has to be read from a tree."""


def read_plain(raw: bytes) -> Record | None:
    """The record of a PubmedArticle in plain form; None when it is anything else."""
    try:
        text = raw.decode()
        return _record(text) if _is_xml_text(text) else None
    except (UnicodeDecodeError, InvalidIdentifier, etree.XMLSyntaxError, _NotPlain):
        return None


def _is_xml_text(text: str) -> bool:
    """Is it free of what no XML may hold (1.0 §2.2, §2.4), as far as the patterns do not look?"""
    if not text.isascii() and ("\ufffe" in text or "\uffff" in text):
        return False
    position = 0
    while (position := text.find("]", position + 1)) > 0:
        if text.startswith("]]>", position):
            return False
    return True


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise _NotPlain
    return found


def _record(text: str) -> Record:
    front = _match(grammar.FRONT, text, 0)
    at = front.end()
    abstract: tuple[Section, ...] = ()
    copyright_text = ""
    if front["abstract"]:
        abstract, at = _sections(text, at)
        end = _match(grammar.ABSTRACT_END, text, at)
        copyright_text, at = _said(end[1]), end.end()
    authors: tuple[Author, ...] = ()
    complete = True
    if names := grammar.AUTHORS.match(text, at):
        complete = names[1] != "N"
        authors, at = _people(grammar.AUTHOR, text, names.end())
        at = _match(grammar.AUTHORS_END, text, at).end()
    middle = _match(grammar.MIDDLE, text, at)
    at = middle.end()
    mesh: tuple[MeshHeading, ...] = ()
    if middle["mesh"]:
        mesh, at = _mesh(text, at)
        at = _match(grammar.MESH_END, text, at).end()
    end = _match(grammar.END, text, at)
    at = end.end()
    investigators: tuple[Author, ...] = ()
    if end["investigators"]:
        investigators, at = _people(grammar.INVESTIGATOR, text, at)
        at = _match(grammar.INVESTIGATORS_END, text, at).end()
    written, at = _history(text, _match(grammar.HISTORY, text, at).end())
    tail = _match(grammar.TAIL, text, at)
    if tail.end() != len(text):
        raise _NotPlain

    pmid = Pmid(front["pmid"])
    doubts: list[str] = []
    ids = Identifiers(pmid, doubts)
    for kind, value in grammar.ARTICLE_ID.findall(tail["ids"]):
        ids.article_id(kind, _said(value))
    for kind, valid, value in grammar.LOCATION.findall(front["locations"]):
        ids.location(kind, _said(value), valid=valid != "N")
    for source, value in grammar.OTHER_ID.findall(end["other_ids"]):
        ids.other(source, _said(value))
    history, created = dates.history(written, doubts)
    if doubts:
        raise _NotPlain
    title, title_html = _rich(front["title"])
    return Record(
        pmid=pmid,
        version=version_number(front["version"]),
        doi=ids.doi,
        pmcid=ids.pmcid,
        other_ids=ids.others,
        title=title,
        title_html=title_html,
        vernacular_title=_rich(middle["vernacular"])[0],
        abstract=abstract,
        copyright=copyright_text,
        other_abstracts=_other_abstracts(end["other_abstracts"]),
        journal=_journal(front, middle),
        published=_partial(
            (front["year"], front["month"], front["day"], front["season"], front["free"])
        ),
        published_online=_online(middle.group("year", "month", "day")),
        created=created,
        completed=_day(front.group("completed_year", "completed_month", "completed_day")),
        revised=_day(front.group("revised_year", "revised_month", "revised_day")),
        history=history,
        publication_status=_said(tail["status"]),
        status=front["status"] or "",
        indexing_method=front["method"] or front["method_last"] or "",
        languages=_languages(middle["languages"]),
        authors=authors,
        authors_complete=complete,
        investigators=investigators,
        mesh=mesh,
        supplementary_concepts=_concepts(middle["concepts"]),
        chemicals=_chemicals(middle["chemicals"]),
        publication_types=_types(middle["types"]),
        keywords=_keywords(end["keywords"], end["owner"]),
        grants=_grants(middle["grants"]),
        databanks=_databanks(middle["databanks"]),
        conflict_of_interest=_said(end["interest"]),
        notices=_notices(middle["links"]),
    )


def _unescaped(text: str) -> str:
    for entity, sign in _ENTITIES:  # &amp; last: what it gives is no entity any more
        text = text.replace(entity, sign)
    return text


def _said(text: str | None) -> str:
    if not text:
        return ""
    return squeeze(_unescaped(text) if "&" in text else text)


def _rich(text: str | None) -> tuple[str, str]:
    """A text as plain and as HTML; its inline markup is judged by the XML parser."""
    if text is None or "<" not in text:
        return _said(text), ""
    element = etree.fromstring(f"<t>{text}</t>")
    return plain(element), marked(element)


def _sections(text: str, at: int) -> tuple[tuple[Section, ...], int]:
    found = []
    while section := grammar.SECTION.match(text, at):
        at = section.end()
        label, category, written = section.groups()
        said, html = _rich(written)
        if said:
            found.append(
                Section(
                    label=_unescaped(label or ""),
                    category=_unescaped(category or ""),
                    text=said,
                    html=html,
                )
            )
    return tuple(found), at


def _other_abstracts(block: str) -> tuple[OtherAbstract, ...]:
    if not block:
        return ()
    return tuple(
        [
            OtherAbstract(
                type=kind,
                language="eng" if language is None else language,  # the DTD's default
                sections=_sections(sections, 0)[0],
                copyright=_said(owner),
            )
            for kind, language, sections, owner in (
                found.groups() for found in grammar.OTHER_ABSTRACT.finditer(block)
            )
        ]
    )


def _people(person: re.Pattern[str], text: str, at: int) -> tuple[tuple[Author, ...], int]:
    found = []
    while match := person.match(text, at):
        at = match.end()
        valid, equal, last, fore, initials, suffix, collective, identifier, place, further = (
            match.groups()
        )
        places: tuple[str, ...] = (_said(place),) if place else ()
        if further:
            places += tuple(map(_said, grammar.AFFILIATION.findall(further)))
        orcid_id = ""
        if identifier is not None:
            orcid_id = orcid(_said(identifier))
            if not orcid_id:
                raise _NotPlain
        found.append(
            Author(
                last=_said(last),
                fore=_said(fore),
                initials=_said(initials),
                suffix=_said(suffix) if suffix else "",
                collective=_said(collective) if collective else "",
                orcid=orcid_id,
                affiliations=places if all(places) else tuple(filter(None, places)),
                valid=valid != "N",
                equal_contribution=equal == "Y",
            )
        )
    return tuple(found), at


def _mesh(text: str, at: int) -> tuple[tuple[MeshHeading, ...], int]:
    found = []
    while match := grammar.HEADING.match(text, at):
        at = match.end()
        found.append(_heading(*match.groups()))
    return tuple(found), at


@lru_cache(_REMEMBERED)
def _heading(ui: str, major: str, name: str | None, qualifiers: str) -> MeshHeading:
    return MeshHeading(
        ui=ui,
        name=_said(name),
        major=major == "Y",
        qualifiers=tuple(
            Qualifier(ui=ui, name=_said(name), major=major == "Y")
            for ui, major, name in grammar.QUALIFIER.findall(qualifiers)
        ),
    )


def _history(text: str, at: int) -> tuple[tuple[dates.Dated, ...], int]:
    found: list[dates.Dated] = []
    while match := grammar.DATED.match(text, at):
        at = match.end()
        status, year, month, day = match.groups()
        found.append((status, (year, month, day, None, None)))
    return tuple(found), at


def _journal(front: re.Match[str], middle: re.Match[str]) -> Journal:
    title, iso, issn, volume, issue = front.group("journal", "iso", "issn", "volume", "issue")
    country, short, nlm_id, linking = middle.group("country", "short", "nlm_id", "linking")
    return Journal(
        title=_said(title),
        iso=_said(iso) or _said(short),
        issn=_said(issn),
        issn_linking=_said(linking),
        nlm_id=_said(nlm_id),
        country=_said(country),
        volume=_said(volume),
        issue=_said(issue),
        pages=pages(*map(_said, front.group("pages", "first_page", "last_page"))),
    )


def _partial(written: dates.Written) -> PartialDate:
    found, understood = dates.partial(written)
    if not understood:
        raise _NotPlain
    return found


def _online(parts: tuple[str | None, ...]) -> PartialDate | None:
    year, month, day = parts
    return None if year is None else _partial((year, month, day, None, None))


def _day(parts: tuple[str | None, ...]) -> date | None:
    year, month, day = parts
    if year is None:
        return None
    found = dates.whole((year, month, day, None, None))
    if found is None:
        raise _NotPlain
    return found


@lru_cache(_REMEMBERED)
def _languages(block: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_said, grammar.LANGUAGE.findall(block))))


@lru_cache(_REMEMBERED)
def _types(block: str | None) -> tuple[PublicationType, ...]:
    return tuple(
        PublicationType(ui=ui, name=_said(name)) for ui, name in grammar.TYPE.findall(block or "")
    )


def _concepts(block: str | None) -> tuple[SupplementaryConcept, ...]:
    return tuple(
        SupplementaryConcept(ui=ui, name=_said(name), type=kind)
        for kind, ui, name in grammar.SUPPLEMENTARY.findall(block or "")
    )


def _chemicals(block: str | None) -> tuple[Chemical, ...]:
    return tuple(
        Chemical(
            ui=ui,
            name=_said(name),
            registry_number="" if _said(number) == "0" else _said(number),
        )
        for number, ui, name in grammar.CHEMICAL.findall(block or "")
    )


def _keywords(block: str | None, owner: str | None) -> tuple[Keyword, ...]:
    return tuple(
        Keyword(text=said, major=major == "Y", owner="NLM" if owner is None else owner)
        for major, text in grammar.KEYWORD.findall(block or "")
        if (said := _said(text))
    )


def _grants(block: str | None) -> tuple[Grant, ...]:
    return tuple(
        Grant(
            id=_said(number), acronym=_said(acronym), agency=_said(agency), country=_said(country)
        )
        for number, acronym, agency, country in grammar.GRANT.findall(block or "")
    )


def _databanks(block: str | None) -> tuple[Databank, ...]:
    return tuple(
        Databank(name=_said(name), accessions=tuple(map(_said, grammar.ACCESSION.findall(numbers))))
        for name, numbers in grammar.DATABANK.findall(block or "")
    )


def _notices(block: str | None) -> tuple[Notice, ...]:
    found = []
    for ref_type, source, pmid, note in grammar.LINK.findall(block or ""):
        if ref_type == "Cites":
            continue
        if ref_type not in REF_TYPES:
            raise _NotPlain
        citation = _said(source)
        found.append(
            notice(
                ref_type,
                pmid=Pmid(pmid) if pmid else None,
                doi=cited_doi(citation),
                citation=citation,
                note=_said(note),
            )
        )
    return tuple(found)
