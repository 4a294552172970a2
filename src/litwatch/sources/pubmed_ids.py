"""Identifiers of a PubMed entry. What is no valid identifier is kept among the other ids."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from litwatch.errors import InvalidIdentifier
from litwatch.records import Doi, Pmcid, Pmid
from litwatch.sources.inline_text import plain

_CITED_DOI = re.compile(r"\bdoi:\s*(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_ORCID = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])$")
# PubMed writes a version after some PMCIDs (PMC1234567.1); the article is the same.
_PMC_VERSION = re.compile(r"\.[0-9]+$")
MARKED_INVALID = "doi-invalid"


def pmid_or_none(text: str) -> Pmid | None:
    """The PMID that the text is, or None."""
    try:
        return Pmid(text.strip())
    except InvalidIdentifier:
        return None


def pmid_of(element: etree._Element | None) -> Pmid | None:
    """The PMID of an element, or None when it is missing or broken."""
    return pmid_or_none(plain(element))


def version_of(element: etree._Element | None) -> int:
    """PMID/@Version; 1 when absent or no number."""
    return version_number("1" if element is None else element.get("Version", "1"))


def version_number(text: str) -> int:
    """The number that the text is; 1 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def orcid(text: str) -> str:
    """`0000-0002-1825-0097` out of an address, digits or the usual form; empty if it is none.

    >>> orcid("https://orcid.org/0000-0002-1825-009x")
    '0000-0002-1825-009X'
    """
    found = _ORCID.search(text.strip().rstrip("/"))
    return "-".join(found.groups()).upper() if found else ""


def cited_doi(citation: str) -> Doi | None:
    """The DOI that a printed citation ends with, as in `Lancet. 2021;1:2. doi: 10.1000/x.`"""
    found = _CITED_DOI.search(citation)
    try:
        return Doi(found.group(1).rstrip(".,;")) if found else None
    except InvalidIdentifier:
        return None


class Identifiers:
    """DOI, PMCID and the rest, gathered from the places an entry has them, in order of trust."""

    def __init__(self, pmid: Pmid, doubts: list[str]) -> None:
        self.doi: Doi | None = None
        self.pmcid: Pmcid | None = None
        self._pmid = pmid
        self._doubts = doubts
        self._others: dict[tuple[str, str], None] = {}
        self._doi_text = ""  # as it was written; an entry mostly says it twice

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._others)

    def article_id(self, kind: str, text: str) -> None:
        """An ArticleId of the entry's own list (never of its references)."""
        if kind == "doi":
            self._take_doi(text)
        elif kind == "pmc":
            self._take_pmcid(text)
        elif text and not (kind == "pubmed" and text == self._pmid):
            self._keep(kind, text)

    def location(self, kind: str, text: str, *, valid: bool) -> None:
        """An ELocationID; one that NLM marks as not valid is no identifier."""
        if kind != "doi":
            self._keep(kind, text)
        elif valid:
            self._take_doi(text)
        else:
            self._keep(MARKED_INVALID, text)

    def other(self, source: str, text: str) -> None:
        """An OtherID."""
        self._keep(source, text)

    def of_elements(
        self,
        id_lists: Iterable[etree._Element] = (),
        locations: Iterable[etree._Element] = (),
        others: Iterable[etree._Element] = (),
    ) -> None:
        """The same of ArticleIdList, ELocationID and OtherID elements."""
        for element in (one for ids in id_lists for one in ids if one.tag == "ArticleId"):
            self.article_id(element.get("IdType", "pubmed"), plain(element))
        for element in locations:
            valid = element.get("ValidYN") != "N"
            self.location(element.get("EIdType", ""), plain(element), valid=valid)
        for element in others:
            self.other(element.get("Source", ""), plain(element))

    def _keep(self, kind: str, text: str) -> None:
        if text:
            self._others.setdefault((kind, text))

    def _take_doi(self, text: str) -> None:
        if text and text == self._doi_text:
            return
        try:
            doi = Doi(text)
        except InvalidIdentifier:
            self._doubts.append(f"{text!r} stands as DOI and is none")
            self._keep(MARKED_INVALID, text)
            return
        if self.doi is None:
            self.doi, self._doi_text = doi, text
        elif doi != self.doi:
            self._keep("doi", doi)

    def _take_pmcid(self, text: str) -> None:
        bare = _PMC_VERSION.sub("", text)
        try:
            pmcid = Pmcid(bare)
        except InvalidIdentifier:
            self._doubts.append(f"{text!r} stands as PMCID and is none")
            self._keep("pmc-invalid", text)
            return
        if self.pmcid is None:
            self.pmcid = pmcid
        if text.upper() != self.pmcid:
            self._keep("pmc", text)
