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
    text = "1" if element is None else element.get("Version", "1")
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

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._others)

    def article_ids(self, lists: Iterable[etree._Element]) -> None:
        """ArticleId elements of the entry's own list (never those of its references)."""
        for id_list in lists:
            for element in id_list.iterchildren("ArticleId"):
                kind = element.get("IdType", "pubmed")
                text = plain(element)
                if kind == "doi":
                    self._take_doi(text)
                elif kind == "pmc":
                    self._take_pmcid(text)
                elif text and not (kind == "pubmed" and text == self._pmid):
                    self._keep(kind, text)

    def locations(self, elements: Iterable[etree._Element]) -> None:
        """ELocationID elements; one that NLM marks as not valid is no identifier."""
        for element in elements:
            kind = element.get("EIdType", "")
            text = plain(element)
            if kind != "doi":
                self._keep(kind, text)
            elif element.get("ValidYN") == "N":
                self._keep(MARKED_INVALID, text)
            else:
                self._take_doi(text)

    def other(self, elements: Iterable[etree._Element]) -> None:
        """OtherID elements under their Source."""
        for element in elements:
            self._keep(element.get("Source", ""), plain(element))

    def _keep(self, kind: str, text: str) -> None:
        if text:
            self._others.setdefault((kind, text))

    def _take_doi(self, text: str) -> None:
        try:
            doi = Doi(text)
        except InvalidIdentifier:
            self._doubts.append(f"{text!r} stands as DOI and is none")
            self._keep(MARKED_INVALID, text)
            return
        if self.doi is None:
            self.doi = doi
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
