"""PubMed XML → records, one at a time, with memory that stays flat.

Reads a PubmedArticleSet (E-utilities, NLM's files, a curator's export), packed with gzip
or not, and a single stored entry. Parses bytes, never text: the file says its encoding.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from lxml import etree

from litwatch.records import Pmid
from litwatch.sources.parsed import BadXml, Deleted, Outcome, Parsed, ParseProblem
from litwatch.sources.pubmed_article import article, chapter
from litwatch.sources.pubmed_ids import pmid_of
from litwatch.sources.unpack import Readable
from litwatch.sources.xml_safety import elements, xml_bytes

__all__ = ["BadXml", "Deleted", "Outcome", "ParseProblem", "Parsed", "read_articles"]

_BUILDERS = {"PubmedArticle": article, "PubmedBookArticle": chapter}
_PMID_PATHS = {"PubmedArticle": "MedlineCitation/PMID", "PubmedBookArticle": "BookDocument/PMID"}
_SETS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", "BookDocumentSet"})
_DELETIONS = "DeleteCitation"
_ENTRIES = (*_BUILDERS, _DELETIONS)


def read_articles(stream: Readable | bytes, name: str = "the XML") -> Iterator[Outcome]:
    """Each entry of the set as Parsed, ParseProblem or Deleted, in the file's order.

    A record comes before the problems it has (severity `kept`). `raw` is the entry's own
    element as UTF-8. Raises BadXml, naming `name`, when the content is hostile, cut short
    or something else; what was yielded before stays valid.
    """
    number = 0
    for element in elements(xml_bytes(stream, name), _ENTRIES):
        tag = str(element.tag)
        if tag not in _ENTRIES:
            yield from _root(element, name)
            return
        if tag == _DELETIONS:
            yield from _deletions(element)
        else:
            number += 1
            yield from _entry(element, f"entry {number} of {name}")
        yield from _strangers_before(element, name)
        _forget(element)


def _entry(element: etree._Element, where: str) -> Iterator[Outcome]:
    raw = etree.tostring(element, encoding="utf-8", with_tail=False)
    tag = str(element.tag)
    pmid_element = element.find(_PMID_PATHS[tag])
    pmid = pmid_of(pmid_element)
    if pmid is None:
        written = "" if pmid_element is None else (pmid_element.text or "").strip()
        reason = f"{written!r} is no PMID" if written else "no PMID"
        yield ParseProblem(
            where, written, f"{reason}; sha256 of its bytes {sha256(raw).hexdigest()}", "lost"
        )
        return
    doubts: list[str] = []
    yield Parsed(_BUILDERS[tag](element, pmid, doubts), raw)
    for entity in element.iter(etree.Entity):
        doubts.append(f"the undeclared entity {entity.text} stands as it was written")
    for doubt in doubts:
        yield ParseProblem(where, pmid, doubt, "kept")


def _deletions(element: etree._Element) -> Iterator[Outcome]:
    pmids: list[Pmid] = []
    for child in element.iterchildren("PMID"):
        pmid = pmid_of(child)
        if pmid is None:
            yield ParseProblem(_DELETIONS, child.text or "", "a deletion without a PMID", "lost")
        else:
            pmids.append(pmid)
    yield Deleted(tuple(pmids))


def _strangers_before(element: etree._Element, name: str) -> Iterator[ParseProblem]:
    for sibling in element.itersiblings(etree.Element, preceding=True):
        if sibling.tag not in _ENTRIES:
            yield _stranger(sibling, name)


def _stranger(element: etree._Element, name: str) -> ParseProblem:
    raw = etree.tostring(element, encoding="utf-8", with_tail=False)
    return ParseProblem(
        name,
        "",
        f"the element {element.tag!s} is no entry; sha256 of its bytes {sha256(raw).hexdigest()}",
        "lost",
    )


def _root(root: etree._Element, name: str) -> Iterator[Outcome]:
    """What the end of the document tells: is it a set, and has it strangers at its end?"""
    if root.tag not in _SETS:
        raise BadXml(
            f"{name} is XML with the root {root.tag!s}, not a PubmedArticleSet{_said(root)}",
            "Give PubMed XML: PubMed's own export, an efetch answer or a file of NLM.",
        )
    for child in root.iterchildren(etree.Element):
        if child.tag not in _ENTRIES:
            yield _stranger(child, name)


def _said(root: etree._Element) -> str:
    error = root.find("ERROR")
    return "" if error is None else f"; the server said: {(error.text or '').strip()[:200]}"


def _forget(element: etree._Element) -> None:
    """Free the entry and what came before it; an open parser still holds their parents."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
