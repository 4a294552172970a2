"""The reference list of a PubMed record: which other PubMed records it names."""

from __future__ import annotations

from litwatch.sources.xml_safety import tree_without_dtd


def referenced_pmids(article: bytes) -> frozenset[str] | None:
    """The PMIDs in a stored record's reference list; None where it has no list at all.

    PubMed has lists for a part of its records only, and in them no PMID for what it does not
    hold. Old records name their references as links of the type Cites.
    """
    root = tree_without_dtd(article)
    if root is None:
        return None
    lists = root.findall(".//ReferenceList")
    cites = root.findall(".//CommentsCorrections[@RefType='Cites']")
    if not lists and not cites:
        return None
    found = [one.findtext("PMID") for one in cites]
    found += [
        each.text
        for one in lists
        for each in one.iter("ArticleId")
        if each.get("IdType") == "pubmed"
    ]
    return frozenset(pmid.strip() for pmid in found if pmid and pmid.strip().isdecimal())
