"""The parts of an entry in plain form, one function a part; `pubmed_plain` puts them together.

Functions with `at` read on from there and return how far they came.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from litwatch.records import Author, MeshHeading, PartialDate, Pmid, PublicationType, Section
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
from litwatch.sources import pubmed_patterns as patterns
from litwatch.sources.inline_text import escaped, squeeze
from litwatch.sources.pubmed_grammar import TAG
from litwatch.sources.pubmed_ids import cited_doi, orcid

ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_INLINE_TAG = re.compile(f"<({TAG})>")
_REMEMBERED = 1 << 13  # lists and headings that recur


class NotPlain(Exception):
    """Something here has to be read from a tree."""


def unescaped(text: str) -> str:
    """The text with XML's own entities as the signs they mean; it has no others."""
    if "&" not in text:
        return text
    start, *others = text.split("&")
    named = [one.partition(";") for one in others]
    return start + "".join([ENTITIES[name] + rest for name, _, rest in named])


def said(text: str | None) -> str:
    if not text:
        return ""
    if "&" in text:
        text = unescaped(text)
    if "\n" in text or "  " in text:
        return squeeze(text)
    return text.strip(" ")


def said_all(texts: list[str]) -> list[str]:
    """`said` of each. Looks at all of them at once: most are short and as they should be."""
    joined = " ".join(filter(None, texts))  # a space at the edge of one is one of two now
    if "&" in joined or "  " in joined or "\n" in joined or joined.strip(" ") != joined:
        return [said(text) for text in texts]
    return texts


def rich(text: str | None) -> tuple[str, str]:
    """A text as plain and as HTML; the latter empty where there is no inline markup."""
    if text is None or "<" not in text:
        return said(text), ""
    pieces = _INLINE_TAG.split(text)
    _refuse_unbalanced(pieces[1::2])
    shown = said("".join(pieces[::2]))
    pieces[::2] = [escaped(unescaped(piece)) for piece in pieces[::2]]
    pieces[1::2] = [f"<{tag}>" for tag in pieces[1::2]]
    return shown, squeeze("".join(pieces))


def _refuse_unbalanced(tags: list[str]) -> None:
    """No XML, if an end tag is not that of the element begun last (XML 1.0 §3)."""
    begun: list[str] = []
    for tag in tags:
        if not tag.startswith("/"):
            begun.append(tag)
        elif not begun or begun.pop() != tag[1:]:
            raise NotPlain
    if begun:
        raise NotPlain


def sections(text: str, at: int) -> tuple[tuple[Section, ...], int]:
    found = []
    while section := patterns.SECTION.match(text, at):
        at = section.end()
        label, category, written = section.groups()
        shown, html = rich(written)
        if shown:
            found.append(
                Section(
                    label=unescaped(label or ""),
                    category=unescaped(category or ""),
                    text=shown,
                    html=html,
                )
            )
    return tuple(found), at


def other_abstracts(blocks: str) -> tuple[OtherAbstract, ...]:
    if not blocks:
        return ()
    return tuple(
        [
            OtherAbstract(
                type=kind,
                language="eng" if language is None else language,  # the DTD's default
                sections=sections(block, 0)[0],
                copyright=said(owner),
            )
            for kind, language, block, owner in (
                found.groups() for found in patterns.OTHER_ABSTRACT.finditer(blocks)
            )
        ]
    )


def people(person: re.Pattern[str], text: str, at: int) -> tuple[tuple[Author, ...], int]:
    found = []
    while match := person.match(text, at):
        at = match.end()
        found.append(_person(*match.groups("")))
    return tuple(found), at


def _person(
    valid: str,
    equal: str,
    last: str,
    fore: str,
    initials: str,
    suffix: str,
    collective: str,
    identifier: str,
    place: str,
    further: str,
) -> Author:
    texts = said_all([last, fore, initials, suffix, collective, place])
    last, fore, initials, suffix, collective, place = texts
    orcid_id = ""
    if identifier:
        orcid_id = orcid(identifier)
        if not orcid_id:
            raise NotPlain
    places: tuple[str, ...] = (place,) if place else ()
    if further:
        places += tuple(filter(None, map(said, patterns.AFFILIATION.findall(further))))
    return Author(
        last=last,
        fore=fore,
        initials=initials,
        suffix=suffix,
        collective=collective,
        orcid=orcid_id,
        affiliations=places,
        valid=valid != "N",
        equal_contribution=equal == "Y",
    )


def mesh(text: str, at: int) -> tuple[tuple[MeshHeading, ...], int]:
    found = []
    while match := patterns.HEADING.match(text, at):
        at = match.end()
        found.append(_heading(*match.groups()))
    return tuple(found), at


@lru_cache(_REMEMBERED)
def _heading(ui: str, major: str, name: str | None, qualifiers: str) -> MeshHeading:
    return MeshHeading(
        ui=ui,
        name=said(name),
        major=major == "Y",
        qualifiers=tuple(
            Qualifier(ui=ui, name=said(name), major=major == "Y")
            for ui, major, name in patterns.QUALIFIER.findall(qualifiers)
        ),
    )


def history(text: str, at: int) -> tuple[tuple[dates.Dated, ...], int]:
    end = text.find(patterns.HISTORY_END, at)
    if end < 0:
        raise NotPlain
    *entries, rest = text[at:end].split(patterns.DATED_END)
    if rest.strip(" \n"):
        raise NotPlain
    return tuple(map(_dated, entries)), end


@lru_cache(_REMEMBERED)
def _dated(entry: str) -> dates.Dated:
    match = patterns.DATED.fullmatch(entry)
    if match is None:
        raise NotPlain
    status, year, month, day = match.groups()
    return status, (year, month, day, None, None)


def partial(written: dates.Written) -> PartialDate:
    found, understood = dates.partial(written)
    if not understood:
        raise NotPlain
    return found


def online(parts: tuple[str | None, ...]) -> PartialDate | None:
    year, month, day = parts
    return None if year is None else partial((year, month, day, None, None))


def day(parts: tuple[str | None, ...]) -> date | None:
    year, month, day = parts
    if year is None:
        return None
    found = dates.whole((year, month, day, None, None))
    if found is None:
        raise NotPlain
    return found


@lru_cache(_REMEMBERED)
def languages(block: str) -> tuple[str, ...]:
    return tuple(filter(None, map(said, patterns.LANGUAGE.findall(block))))


@lru_cache(_REMEMBERED)
def types(block: str | None) -> tuple[PublicationType, ...]:
    return tuple(
        PublicationType(ui=ui, name=said(name)) for ui, name in patterns.TYPE.findall(block or "")
    )


def concepts(block: str | None) -> tuple[SupplementaryConcept, ...]:
    if not block:
        return ()
    return tuple(
        SupplementaryConcept(ui=ui, name=said(name), type=kind)
        for kind, ui, name in patterns.SUPPLEMENTARY.findall(block)
    )


def chemicals(block: str | None) -> tuple[Chemical, ...]:
    if not block:
        return ()
    return tuple(
        Chemical(
            ui=ui,
            name=said(name),
            registry_number="" if said(number) == "0" else said(number),
        )
        for number, ui, name in patterns.CHEMICAL.findall(block)
    )


def keywords(block: str | None, owner: str | None) -> tuple[Keyword, ...]:
    if not block:
        return ()
    return tuple(
        Keyword(text=word, major=major == "Y", owner="NLM" if owner is None else owner)
        for major, text in patterns.KEYWORD.findall(block)
        if (word := said(text))
    )


def grants(block: str | None) -> tuple[Grant, ...]:
    if not block:
        return ()
    return tuple(
        Grant(id=said(number), acronym=said(acronym), agency=said(agency), country=said(country))
        for number, acronym, agency, country in patterns.GRANT.findall(block)
    )


def databanks(block: str | None) -> tuple[Databank, ...]:
    if not block:
        return ()
    return tuple(
        Databank(name=said(name), accessions=tuple(map(said, patterns.ACCESSION.findall(numbers))))
        for name, numbers in patterns.DATABANK.findall(block)
    )


def notices(block: str | None) -> tuple[Notice, ...]:
    if not block:
        return ()
    found = []
    for ref_type, source, pmid, note in patterns.LINK.findall(block):
        if ref_type == "Cites":
            continue
        if ref_type not in REF_TYPES:
            raise NotPlain
        citation = said(source)
        found.append(
            notice(
                ref_type,
                pmid=Pmid(pmid) if pmid else None,
                doi=cited_doi(citation),
                citation=citation,
                note=said(note),
            )
        )
    return tuple(found)
