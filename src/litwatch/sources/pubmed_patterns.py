"""A PubmedArticle in plain form, part by part: what PubMed writes in 99 entries of 100.

Order and names follow the DTD pubmed_250101. FRONT, MIDDLE, END, HISTORY and TAIL follow one
another, with sections, authors, headings, investigators and dates between them; the other
patterns take apart what a group of these holds.
"""

from __future__ import annotations

import re

from litwatch.sources.pubmed_grammar import (
    LABEL,
    RICH,
    TEXT,
    VALUE,
    WORD,
    S,
    attribute,
    day,
    full,
    leaf,
    maybe,
    named,
    some,
    taken,
    within,
)

_TEXT, _WORD, _VALUE = taken(TEXT), taken(WORD), taken(VALUE)


def _abstract_text(label: str, text: str) -> str:
    return leaf(
        "AbstractText",
        text,
        maybe(attribute("Label", label), attribute("NlmCategory", label)),
    )


def _affiliation(text: str) -> str:
    identifiers = some(leaf("Identifier", TEXT, attribute("Source")))  # GRID, ROR: in the raw
    return within("AffiliationInfo", leaf("Affiliation", text) + identifiers)


def _person(tag: str) -> str:
    return within(
        tag,
        maybe(*(leaf(t, _TEXT) for t in ("LastName", "ForeName", "Initials", "Suffix")))
        + maybe(
            leaf("CollectiveName", _TEXT),
            full("Identifier", taken("[-0-9A-Za-z:/.]++"), attribute("Source", "ORCID")),
            _affiliation(_TEXT),
        )
        + taken(some(_affiliation(TEXT))),
        maybe(attribute("ValidYN", taken("[YN]")), attribute("EqualContrib", taken("[YN]"))),
    )


def _databank(text: str, numbers: str) -> str:
    return within(
        "DataBank", leaf("DataBankName", text) + maybe(within("AccessionNumberList", numbers))
    )


def _grant(text: str) -> str:
    return within(
        "Grant", maybe(*(leaf(t, text) for t in ("GrantID", "Acronym", "Agency", "Country")))
    )


def _type(value: str, text: str) -> str:
    return leaf("PublicationType", text, attribute("UI", value))


def _location(value: str, text: str) -> str:
    return leaf(
        "ELocationID", text, attribute("EIdType", value) + maybe(attribute("ValidYN", value))
    )


def _chemical(value: str, text: str) -> str:
    return within(
        "Chemical",
        leaf("RegistryNumber", text) + leaf("NameOfSubstance", text, attribute("UI", value)),
    )


def _suppl(value: str, text: str) -> str:
    return leaf("SupplMeshName", text, attribute("Type", value) + attribute("UI", value))


def _link(value: str, text: str, number: str) -> str:
    return within(
        "CommentsCorrections",
        maybe(
            leaf("RefSource", text),
            full("PMID", number, maybe(attribute("Version"))),
            leaf("Note", text),
        ),
        attribute("RefType", value),
    )


def _qualifier(value: str, text: str) -> str:
    return leaf("QualifierName", text, attribute("UI", value) + attribute("MajorTopicYN", value))


def _keyword(value: str, text: str) -> str:
    return leaf("Keyword", text, attribute("MajorTopicYN", value))


def _article_id(value: str, text: str) -> str:
    return leaf("ArticleId", text, attribute("IdType", value))


_CITATION_ATTRIBUTES = maybe(
    attribute("Status", taken(VALUE, "status")),
    attribute("VersionID"),
    attribute("VersionDate"),
    attribute("IndexingMethod", taken(VALUE, "method")),
    attribute("Owner"),
    attribute("IndexingMethod", taken(VALUE, "method_last")),
)
_ISSUE = within(
    "JournalIssue",
    maybe(leaf("Volume", named("volume")), leaf("Issue", named("issue")))
    + within(
        "PubDate",
        maybe(
            full("Year", named("year")),
            full("Season", named("season")),
            full("Month", named("month")),
            full("Day", named("day")),
            full("MedlineDate", named("free")),
        ),
    ),
    maybe(attribute("CitedMedium")),
)

FRONT = re.compile(
    f"<PubmedArticle>{S}<MedlineCitation{_CITATION_ATTRIBUTES}>{S}"
    + full("PMID", taken(WORD, "pmid"), attribute("Version", taken(WORD, "version")))
    + maybe(
        within("DateCompleted", day("completed_")),
        within("DateRevised", day("revised_")),
    )
    + f"<Article{maybe(attribute('PubModel'))}>{S}"
    + within(
        "Journal",
        maybe(leaf("ISSN", named("issn"), maybe(attribute("IssnType"))))
        + _ISSUE
        + maybe(leaf("Title", named("journal")), leaf("ISOAbbreviation", named("iso"))),
    )
    + leaf("ArticleTitle", taken(RICH, "title"))
    + maybe(
        within(
            "Pagination",
            maybe(
                leaf("StartPage", named("first_page")),
                leaf("EndPage", named("last_page")),
                leaf("MedlinePgn", named("pages")),
            ),
        )
    )
    + taken(some(_location(VALUE, TEXT)), "locations")
    + maybe(taken("<Abstract>", "abstract") + S)
)
LOCATION = re.compile(_location(_VALUE, _TEXT))
SECTION = re.compile(_abstract_text(taken(LABEL), taken(RICH)))
ABSTRACT_END = re.compile(maybe(leaf("CopyrightInformation", _TEXT)) + f"</Abstract>{S}")
AUTHORS = re.compile(
    "<AuthorList" + maybe(attribute("CompleteYN", _VALUE), attribute("Type")) + f">{S}"
)
AUTHOR = re.compile(_person("Author"))
INVESTIGATOR = re.compile(_person("Investigator"))
AFFILIATION = re.compile(_affiliation(_TEXT))
AUTHORS_END = re.compile(f"</AuthorList>{S}")

MIDDLE = re.compile(
    taken(some(leaf("Language")), "languages")
    + maybe(
        within(
            "DataBankList",
            taken(some(_databank(TEXT, some(leaf("AccessionNumber")))), "databanks"),
            maybe(attribute("CompleteYN")),
        ),
        within("GrantList", taken(some(_grant(TEXT)), "grants"), maybe(attribute("CompleteYN"))),
        within("PublicationTypeList", taken(some(_type(VALUE, TEXT)), "types")),
        leaf("VernacularTitle", taken(RICH, "vernacular")),
        within("ArticleDate", day(), maybe(attribute("DateType"))),
    )
    + f"</Article>{S}"
    + within(
        "MedlineJournalInfo",
        maybe(
            leaf("Country", named("country")),
            leaf("MedlineTA", named("short")),
            leaf("NlmUniqueID", named("nlm_id")),
            leaf("ISSNLinking", named("linking")),
        ),
    )
    + maybe(
        within("ChemicalList", taken(some(_chemical(VALUE, TEXT)), "chemicals")),
        within("SupplMeshList", taken(some(_suppl(VALUE, TEXT)), "concepts")),
    )
    + some(leaf("CitationSubset"))
    + maybe(
        within("CommentsCorrectionsList", taken(some(_link(VALUE, TEXT, "[0-9]++")), "links")),
        within("GeneSymbolList", some(leaf("GeneSymbol"))),
    )
    + maybe(taken("<MeshHeadingList>", "mesh") + S)
)
LANGUAGE = re.compile(leaf("Language", _TEXT))
DATABANK = re.compile(_databank(_TEXT, taken(some(leaf("AccessionNumber")))))
ACCESSION = re.compile(leaf("AccessionNumber", _TEXT))
GRANT = re.compile(_grant(_TEXT))
TYPE = re.compile(_type(_VALUE, _TEXT))
CHEMICAL = re.compile(_chemical(_VALUE, _TEXT))
SUPPLEMENTARY = re.compile(_suppl(_VALUE, _TEXT))
LINK = re.compile(_link(_VALUE, _TEXT, taken("[0-9]++")))
HEADING = re.compile(
    within(
        "MeshHeading",
        leaf(
            "DescriptorName",
            _TEXT,
            attribute("UI", _VALUE) + attribute("MajorTopicYN", _VALUE) + maybe(attribute("Type")),
        )
        + taken(some(_qualifier(VALUE, TEXT))),
    )
)
QUALIFIER = re.compile(_qualifier(_VALUE, _TEXT))
MESH_END = re.compile(f"</MeshHeadingList>{S}")

_SUBJECT = within(
    "PersonalNameSubject",
    maybe(*(leaf(tag) for tag in ("LastName", "ForeName", "Initials", "Suffix"))),
)


def _other_abstract(value: str, sections: str, text: str) -> str:
    return within(
        "OtherAbstract",
        taken(sections) + maybe(leaf("CopyrightInformation", text)),
        attribute("Type", value) + maybe(attribute("Language", value)),
    )


_SECTIONS = some(_abstract_text(LABEL, RICH))
_OTHER_ABSTRACT = within(
    "OtherAbstract",
    _SECTIONS + maybe(leaf("CopyrightInformation")),
    attribute("Type") + maybe(attribute("Language")),
)

END = re.compile(
    maybe(leaf("NumberOfReferences"), within("PersonalNameSubjectList", some(_SUBJECT)))
    + taken(some(leaf("OtherID", TEXT, attribute("Source"))), "other_ids")
    + taken(some(_OTHER_ABSTRACT), "other_abstracts")
    + maybe(
        within(
            "KeywordList",
            taken(some(_keyword(VALUE, TEXT)), "keywords"),
            maybe(attribute("Owner", taken(VALUE, "owner"))),
        ),
        leaf("CoiStatement", named("interest")),
    )
    + some(leaf("SpaceFlightMission"))
    + maybe(taken("<InvestigatorList>", "investigators") + S)
)
INVESTIGATORS_END = re.compile(f"</InvestigatorList>{S}")
HISTORY = re.compile(
    some(leaf("GeneralNote", TEXT, maybe(attribute("Owner"))))
    + f"</MedlineCitation>{S}<PubmedData>{S}<History>{S}"
)
KEYWORD = re.compile(_keyword(_VALUE, _TEXT))
OTHER_ABSTRACT = re.compile(_other_abstract(_VALUE, _SECTIONS, _TEXT))
OTHER_ID = re.compile(leaf("OtherID", _TEXT, attribute("Source", _VALUE)))
HISTORY_END, DATED_END = "</History>", "</PubMedPubDate>"
DATED = re.compile(
    f"{S}<PubMedPubDate{attribute('PubStatus', _VALUE)}>{S}"
    + day()
    + maybe(*(full(part, WORD) for part in ("Hour", "Minute", "Second")))
)
_REFERENCE = within(
    "Reference",
    leaf("Citation") + maybe(within("ArticleIdList", some(_article_id(VALUE, TEXT)))),
)
TAIL = re.compile(
    f"{HISTORY_END}{S}"
    + leaf("PublicationStatus", named("status"))
    + within("ArticleIdList", taken(some(_article_id(VALUE, TEXT)), "ids"))
    + maybe(rf"<\?(?:pmcsd|nihms) \?>{S}")
    + some(within("ReferenceList", maybe(leaf("Title")) + some(_REFERENCE)))
    + f"</PubmedData>{S}</PubmedArticle>"
)
ARTICLE_ID = re.compile(_article_id(_VALUE, _TEXT))
