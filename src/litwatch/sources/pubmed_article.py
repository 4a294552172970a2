"""A PubmedArticle or PubmedBookArticle element → Record.

Paths are exact (`.//PMID` would also find cited works). Elements that a Record has no
place for are ignored by name; any other element of an entry is reported.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from lxml import etree

from litwatch.records import Author, Journal, Record
from litwatch.records.record import Book
from litwatch.sources import pubmed_dates as dates
from litwatch.sources import pubmed_fields as fields
from litwatch.sources.inline_text import marked, plain
from litwatch.sources.pubmed_fields import Parts, first, parts_of
from litwatch.sources.pubmed_ids import Identifiers, pmid_of, version_of
from litwatch.sources.pubmed_people import people


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What may stand in an entry, level by level (DTD pubmed_250101 and two older elements).
_KNOWN = {
    "PubmedArticle": _names("MedlineCitation PubmedData"),
    "MedlineCitation": _names(
        "PMID DateCreated DateCompleted DateRevised Article MedlineJournalInfo ChemicalList "
        "SupplMeshList CitationSubset CommentsCorrectionsList GeneSymbolList MeshHeadingList "
        "NumberOfReferences PersonalNameSubjectList OtherID OtherAbstract KeywordList "
        "CoiStatement SpaceFlightMission InvestigatorList GeneralNote"
    ),
    "Article": _names(
        "Journal ArticleTitle Pagination ELocationID Abstract AuthorList Language DataBankList "
        "GrantList PublicationTypeList VernacularTitle ArticleDate Affiliation"
    ),
    "PubmedData": _names("History PublicationStatus ArticleIdList ObjectList ReferenceList"),
    "PubmedBookArticle": _names("BookDocument PubmedBookData"),
    "BookDocument": _names(
        "PMID ArticleIdList Book LocationLabel ArticleTitle VernacularTitle Pagination Language "
        "AuthorList InvestigatorList PublicationType Abstract Sections KeywordList "
        "ContributionDate DateRevised GrantList ItemList ReferenceList"
    ),
    "PubmedBookData": _names("History PublicationStatus ArticleIdList ObjectList"),
}


def _parts(element: etree._Element | None, doubts: list[str]) -> Parts:
    parts = parts_of(element)
    if element is not None:
        tag = str(element.tag)
        known = _KNOWN[tag]
        if not parts.keys() <= known:
            for unknown in parts.keys() - known:
                doubts.append(
                    f"{tag} holds {unknown}, which is unknown here and kept in the raw only"
                )
    return parts


def article(element: etree._Element, doubts: list[str]) -> Record | None:
    """The record of a PubmedArticle; None when it has no PMID."""
    top = _parts(element, doubts)
    citation_element = first(top, "MedlineCitation")
    citation = _parts(citation_element, doubts)
    pmid = pmid_of(first(citation, "PMID"))
    if citation_element is None or pmid is None:
        return None
    body = _parts(first(citation, "Article"), doubts)
    data = _parts(first(top, "PubmedData"), doubts)

    ids = Identifiers(pmid, doubts)
    ids.of_elements(
        data.get("ArticleIdList", ()), body.get("ELocationID", ()), citation.get("OtherID", ())
    )
    title = first(body, "ArticleTitle")
    abstract = first(body, "Abstract")
    history, created = dates.history(dates.dated(first(data, "History")), doubts)
    journal_parts = parts_of(first(body, "Journal"))
    issue = parts_of(first(journal_parts, "JournalIssue"))
    return Record(
        pmid=pmid,
        version=version_of(first(citation, "PMID")),
        doi=ids.doi,
        pmcid=ids.pmcid,
        other_ids=ids.others,
        title=plain(title),
        title_html=marked(title) if title is not None else "",
        vernacular_title=plain(first(body, "VernacularTitle")),
        abstract=fields.sections(abstract),
        copyright=fields.copyright_of(abstract),
        other_abstracts=fields.other_abstracts(citation.get("OtherAbstract", ())),
        journal=_journal(
            journal_parts, issue, parts_of(first(citation, "MedlineJournalInfo")), body
        ),
        published=dates.printed(first(issue, "PubDate"), doubts),
        published_online=dates.printed(first(body, "ArticleDate"), doubts),
        created=created,
        completed=dates.day(first(citation, "DateCompleted"), doubts),
        revised=dates.day(first(citation, "DateRevised"), doubts),
        history=history,
        publication_status=plain(first(data, "PublicationStatus")),
        status=citation_element.get("Status", ""),
        indexing_method=citation_element.get("IndexingMethod", ""),
        languages=_texts(body.get("Language", ())),
        authors=_with_affiliation(
            people(body.get("AuthorList", ()), "Author", doubts),
            plain(first(body, "Affiliation")),
        ),
        authors_complete=_complete(body),
        investigators=people(citation.get("InvestigatorList", ()), "Investigator", doubts),
        mesh=fields.mesh(citation),
        supplementary_concepts=fields.supplementary_concepts(citation),
        chemicals=fields.chemicals(citation),
        publication_types=fields.publication_types(
            fields.all_below(body, "PublicationTypeList", "PublicationType")
        ),
        keywords=fields.keywords(citation),
        grants=fields.grants(body),
        databanks=fields.databanks(body),
        conflict_of_interest=plain(first(citation, "CoiStatement")),
        notices=fields.notices(citation, doubts),
    )


def chapter(element: etree._Element, doubts: list[str]) -> Record | None:
    """The record of a PubmedBookArticle: a chapter, or a whole book when it has no own title.

    None when it has no PMID. A chapter without authors of its own takes those of the book.
    Its date is the day it was contributed, else the book's.
    """
    top = _parts(element, doubts)
    document = _parts(first(top, "BookDocument"), doubts)
    pmid = pmid_of(first(document, "PMID"))
    if pmid is None:
        return None
    data = _parts(first(top, "PubmedBookData"), doubts)
    book = parts_of(first(document, "Book"))

    ids = Identifiers(pmid, doubts)
    ids.of_elements([*document.get("ArticleIdList", ()), *data.get("ArticleIdList", ())])
    own_title = first(document, "ArticleTitle")
    if own_title is None:
        ids.of_elements(locations=book.get("ELocationID", ()))
    title = first(book, "BookTitle") if own_title is None else own_title
    abstract = first(document, "Abstract")
    history, created = dates.history(dates.dated(first(data, "History")), doubts)
    contributed = first(document, "ContributionDate")
    publisher = parts_of(first(book, "Publisher"))
    return Record(
        pmid=pmid,
        version=version_of(first(document, "PMID")),
        doi=ids.doi,
        pmcid=ids.pmcid,
        other_ids=ids.others,
        title=plain(title),
        title_html=marked(title) if title is not None else "",
        vernacular_title=plain(first(document, "VernacularTitle")),
        abstract=fields.sections(abstract),
        copyright=fields.copyright_of(abstract),
        book=Book(
            title=plain(first(book, "BookTitle")),
            publisher=plain(first(publisher, "PublisherName")),
            place=plain(first(publisher, "PublisherLocation")),
            isbn=_texts(book.get("Isbn", ())),
            edition=plain(first(book, "Edition")),
        ),
        published=dates.printed(
            first(book, "PubDate") if contributed is None else contributed, doubts
        ),
        created=created,
        revised=dates.day(first(document, "DateRevised"), doubts),
        history=history,
        publication_status=plain(first(data, "PublicationStatus")),
        languages=_texts(document.get("Language", ())),
        authors=people(_author_lists(document, book), "Author", doubts),
        authors_complete=_complete(document),
        investigators=people(document.get("InvestigatorList", ()), "Investigator", doubts),
        publication_types=fields.publication_types(document.get("PublicationType", ())),
        keywords=fields.keywords(document),
        grants=fields.grants(document),
    )


def _journal(journal: Parts, issue: Parts, info: Parts, body: Parts) -> Journal:
    return Journal(
        title=plain(first(journal, "Title")),
        iso=plain(first(journal, "ISOAbbreviation")) or plain(first(info, "MedlineTA")),
        issn=plain(first(journal, "ISSN")),
        issn_linking=plain(first(info, "ISSNLinking")),
        nlm_id=plain(first(info, "NlmUniqueID")),
        country=plain(first(info, "Country")),
        volume=plain(first(issue, "Volume")),
        issue=plain(first(issue, "Issue")),
        pages=_pages(parts_of(first(body, "Pagination"))),
    )


def _pages(pagination: Parts) -> str:
    return fields.pages(
        *(plain(first(pagination, tag)) for tag in ("MedlinePgn", "StartPage", "EndPage"))
    )


def _texts(elements: Iterable[etree._Element]) -> tuple[str, ...]:
    return tuple([text for element in elements if (text := plain(element))])


def _complete(parts: Parts) -> bool:
    return "N" not in [names.get("CompleteYN") for names in parts.get("AuthorList", ())]


def _with_affiliation(authors: tuple[Author, ...], affiliation: str) -> tuple[Author, ...]:
    """Before the DTD of 2015 the article carried one affiliation: that of the first author."""
    if not affiliation or not authors or authors[0].affiliations:
        return authors
    return (msgspec.structs.replace(authors[0], affiliations=(affiliation,)), *authors[1:])


def _author_lists(document: Parts, book: Parts) -> list[etree._Element]:
    """The chapter's authors, else its editors, else the book's."""
    own = document.get("AuthorList", [])
    authors = [names for names in own if names.get("Type") != "editors"]
    return authors or own or book.get("AuthorList", [])
