"""PubMed XML → records, one at a time, with memory that stays flat.

Reads a PubmedArticleSet (E-utilities, NLM's files, a curator's export), packed with gzip
or not, and a single stored entry. Parses bytes, never text: the file says its encoding.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from typing import Protocol

from lxml import etree

from litwatch.records import Pmid
from litwatch.sources.parsed import BadXml, Deleted, Entry, Outcome, Parsed, ParseProblem
from litwatch.sources.pubmed_article import article, chapter
from litwatch.sources.pubmed_batches import Batch, Cutter, Rest
from litwatch.sources.pubmed_ids import pmid_of
from litwatch.sources.pubmed_plain import holds_controls, read_plain
from litwatch.sources.unpack import Readable
from litwatch.sources.xml_safety import elements, tree_without_dtd, xml_bytes

__all__ = ["BadXml", "Deleted", "Outcome", "ParseProblem", "Parsed", "read_articles"]

_BUILDERS = {"PubmedArticle": article, "PubmedBookArticle": chapter}
_PMID_PATHS = {"PubmedArticle": "MedlineCitation/PMID", "PubmedBookArticle": "BookDocument/PMID"}
_SETS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", "BookDocumentSet"})
_DELETIONS = "DeleteCitation"
_ENTRIES = (*_BUILDERS, _DELETIONS)


class Run(Protocol):
    """`map`, or something that works like it: results in order, batches taken as needed."""

    def __call__(
        self, read: Callable[[Batch], list[Entry] | None], batches: Iterable[Batch], /
    ) -> Iterable[list[Entry] | None]: ...


def read_articles(
    stream: Readable | bytes, name: str = "the XML", run: Run = map
) -> Iterator[Outcome]:
    """Each entry of the set as Parsed, ParseProblem or Deleted, in the file's order.

    A record comes before the problems it has (severity `kept`). `raw` is the entry's own
    bytes. Raises BadXml, naming `name`, when the content is hostile, cut short or something
    else; what was yielded before stays valid. `run` reads the batches, here or elsewhere.
    """
    cutter = Cutter(xml_bytes(stream, name))
    for entries in run(partial(read_batch, name=name), cutter):
        if entries is None:  # not to be read by itself; the other reader says why, or can
            break
        batch = cutter.done()
        for (start, end), entry in zip(batch.places, entries, strict=True):
            yield from entry.outcomes(batch.data[start:end])
    yield from one_by_one(cutter.rest())


def read_batch(batch: Batch, name: str) -> list[Entry] | None:
    """What is in the entries of a batch; None when it is no XML or not what it looked like.

    Most objects made here live on, so collecting garbage meanwhile would find nothing.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        if holds_controls(batch.data):
            return None
        raws = [batch.data[start:end] for start, end in batch.places]
        plain = [read_plain(raw) for raw in raws]
        places = [place for place, record in enumerate(plain) if record is None]
        from_tree: dict[int, Entry] = {}
        if places:
            root = tree_without_dtd(batch.document(raws[place] for place in places))
            if root is None or not _holds_entries(root, len(places)):
                return None
            for place, element in zip(places, root, strict=True):
                from_tree[place] = _entry(element, raws[place], batch.first + place, name)
        return [from_tree.get(place) or Entry(record) for place, record in enumerate(plain)]
    finally:
        if collects:
            gc.enable()


def _holds_entries(root: etree._Element, count: int) -> bool:
    """Has the set these many entries, nothing between them and none in another?

    Then each lies where the cutter saw it, for it gave every place one start tag at least.
    """
    below = sum(1 for _ in root.iter(*_BUILDERS))
    return len(root) == count == below and all(child.tag in _BUILDERS for child in root)


def one_by_one(feed: Rest) -> Iterator[Outcome]:
    """The same, element by element, for what cannot be cut into batches: any XML at all.

    `raw` is then the element as libxml2 writes it, in UTF-8.
    """
    number = feed.entries_before
    for element in elements(feed, _ENTRIES):
        tag = str(element.tag)
        if tag not in _ENTRIES:
            yield from _root(element, feed.name)
            return
        if tag == _DELETIONS:
            yield from _deletions(element)
        else:
            number += 1
            raw = etree.tostring(element, encoding="utf-8", with_tail=False)
            yield from _entry(element, raw, number, feed.name).outcomes(raw)
        yield from _strangers_before(element, feed.name)
        _forget(element)


def _entry(element: etree._Element, raw: bytes, number: int, name: str) -> Entry:
    where = f"entry {number} of {name}"
    tag = str(element.tag)
    doubts: list[str] = []
    record = _BUILDERS[tag](element, doubts)
    if record is None or record.pmid is None:
        pmid_element = element.find(_PMID_PATHS[tag])
        written = "" if pmid_element is None else (pmid_element.text or "").strip()
        reason = f"{written!r} is no PMID" if written else "no PMID"
        reason = f"{reason}; sha256 of its bytes {sha256(raw).hexdigest()}"
        return Entry(None, (ParseProblem(where, written, reason, "lost"),))
    if not doubts and b"&" not in raw:
        return Entry(record)
    for entity in element.iter(etree.Entity):
        doubts.append(f"the undeclared entity {entity.text} stands as it was written")
    pmid = record.pmid
    return Entry(record, tuple([ParseProblem(where, pmid, doubt, "kept") for doubt in doubts]))


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
