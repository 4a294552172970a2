"""The parts of a PubMed entry that articles and book chapters share, one function a part.

Elements: DTD pubmed_250101. Functions return what a Record holds; what they do not
understand they add to `doubts` in plain words, and the reader reports it.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from litwatch.records import MeshHeading, Notice, PublicationType, Section
from litwatch.records.notices import REF_TYPES, notice
from litwatch.records.record import (
    Chemical,
    Databank,
    Grant,
    Keyword,
    OtherAbstract,
    Qualifier,
    SupplementaryConcept,
)
from litwatch.sources.inline_text import marked, plain
from litwatch.sources.pubmed_ids import cited_doi, pmid_of

Parts = dict[str, list[etree._Element]]


def parts_of(element: etree._Element | None) -> Parts:
    """The child elements by tag, in order."""
    found: Parts = {}
    if element is not None:
        for child in element:
            tag = child.tag
            if tag in found:
                found[tag].append(child)
            elif isinstance(tag, str):  # comments and the like have a function there
                found[tag] = [child]
    return found


def first(parts: Parts, tag: str) -> etree._Element | None:
    """The first child of that tag."""
    found = parts.get(tag)
    return found[0] if found else None


def all_below(parts: Parts, list_tag: str, tag: str) -> Iterable[etree._Element]:
    """Each `tag` in each `list_tag`; PubMed wraps most repeated things in a list."""
    return [
        element for members in parts.get(list_tag, ()) for element in members if element.tag == tag
    ]


def pages(whole: str, start: str, end: str) -> str:
    """`12-5` as MEDLINE writes it, else from the first to the last page."""
    return whole or "-".join(page for page in (start, end) if page)


def sections(abstract: etree._Element | None) -> tuple[Section, ...]:
    """The abstract's parts with text, in order."""
    if abstract is None:
        return ()
    found = []
    for element in abstract:
        if element.tag != "AbstractText":
            continue
        text = plain(element)
        if text:
            found.append(
                Section(
                    label=element.get("Label", ""),
                    category=element.get("NlmCategory", ""),
                    text=text,
                    html=marked(element),
                )
            )
    return tuple(found)


def copyright_of(abstract: etree._Element | None) -> str:
    return "" if abstract is None else plain(abstract.find("CopyrightInformation"))


def other_abstracts(elements: Iterable[etree._Element]) -> tuple[OtherAbstract, ...]:
    return tuple(
        OtherAbstract(
            type=element.get("Type", ""),
            language=element.get("Language", "eng"),  # the DTD's default
            sections=sections(element),
            copyright=copyright_of(element),
        )
        for element in elements
    )


def mesh(parts: Parts) -> tuple[MeshHeading, ...]:
    """The headings; `major` of a heading is its own star, not that of its qualifiers."""
    found = []
    for heading in all_below(parts, "MeshHeadingList", "MeshHeading"):
        descriptor: etree._Element | None = None
        qualifiers = []
        for child in heading:
            tag = child.tag
            if tag == "DescriptorName":
                descriptor = child
            elif isinstance(tag, str):
                qualifiers.append(
                    Qualifier(ui=child.get("UI", ""), name=plain(child), major=_major(child))
                )
        if descriptor is not None:
            found.append(
                MeshHeading(
                    ui=descriptor.get("UI", ""),
                    name=plain(descriptor),
                    major=_major(descriptor),
                    qualifiers=tuple(qualifiers),
                )
            )
    return tuple(found)


def _major(element: etree._Element) -> bool:
    return element.get("MajorTopicYN") == "Y"


def supplementary_concepts(parts: Parts) -> tuple[SupplementaryConcept, ...]:
    return tuple(
        SupplementaryConcept(
            ui=element.get("UI", ""), name=plain(element), type=element.get("Type", "")
        )
        for element in all_below(parts, "SupplMeshList", "SupplMeshName")
    )


def chemicals(parts: Parts) -> tuple[Chemical, ...]:
    found = []
    for element in all_below(parts, "ChemicalList", "Chemical"):
        inner = parts_of(element)
        number = plain(first(inner, "RegistryNumber"))
        substance = first(inner, "NameOfSubstance")
        found.append(
            Chemical(
                ui=substance.get("UI", "") if substance is not None else "",
                name=plain(substance),
                registry_number="" if number == "0" else number,  # NLM writes 0 for none
            )
        )
    return tuple(found)


def publication_types(elements: Iterable[etree._Element]) -> tuple[PublicationType, ...]:
    return tuple(
        PublicationType(ui=element.get("UI", ""), name=plain(element)) for element in elements
    )


def keywords(parts: Parts) -> tuple[Keyword, ...]:
    return tuple(
        Keyword(text=text, major=_major(element), owner=members.get("Owner", "NLM"))
        for members in parts.get("KeywordList", ())
        for element in members
        if element.tag == "Keyword" and (text := plain(element))
    )


def grants(parts: Parts) -> tuple[Grant, ...]:
    found = []
    for element in all_below(parts, "GrantList", "Grant"):
        inner = parts_of(element)
        found.append(
            Grant(
                id=plain(first(inner, "GrantID")),
                acronym=plain(first(inner, "Acronym")),
                agency=plain(first(inner, "Agency")),
                country=plain(first(inner, "Country")),
            )
        )
    return tuple(found)


def databanks(parts: Parts) -> tuple[Databank, ...]:
    found = []
    for element in all_below(parts, "DataBankList", "DataBank"):
        inner = parts_of(element)
        found.append(
            Databank(
                name=plain(first(inner, "DataBankName")),
                accessions=tuple(
                    plain(number)
                    for number in all_below(inner, "AccessionNumberList", "AccessionNumber")
                ),
            )
        )
    return tuple(found)


def notices(parts: Parts, doubts: list[str]) -> tuple[Notice, ...]:
    """Links to works that correct, retract, update or comment, with their direction.

    `Cites` is left out: it is the reference list of old entries, not a notice. A link
    without PMID still counts; a DOI in its citation names the other work then.
    """
    found = []
    for element in all_below(parts, "CommentsCorrectionsList", "CommentsCorrections"):
        ref_type = element.get("RefType", "")
        if ref_type == "Cites":
            continue
        if ref_type not in REF_TYPES:
            doubts.append(f"the link type {ref_type!r} is unknown")
        inner = parts_of(element)
        citation = plain(first(inner, "RefSource"))
        linked = first(inner, "PMID")
        pmid = pmid_of(linked)
        if linked is not None and pmid is None:
            doubts.append(f"{ref_type} names {plain(linked)!r}, which is no PMID")
        found.append(
            notice(
                ref_type,
                pmid=pmid,
                doi=cited_doi(citation),
                citation=citation,
                note=plain(first(inner, "Note")),
            )
        )
    return tuple(found)
