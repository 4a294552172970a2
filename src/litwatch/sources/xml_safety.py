"""The one door for XML: no entities, no network, no bombs.

The flags are those of libxml2 that leave entities unexpanded and fetch nothing; PubMed's
DOCTYPE passes, an entity declaration does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from litwatch.sources.parsed import BadXml
from litwatch.sources.unpack import Readable, Unpacked

_FETCH_AGAIN = "Fetch the file again from PubMed."
_PAGE_OPENINGS = (b"<!doctype html", b"<html", b"<head", b"<h2>error")
_ITS_PLACE = re.compile(r", line \d+, column \d+$")  # of what was left to read
_UTF16_MARKS = (b"\xfe\xff", b"\xff\xfe")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def xml_bytes(source: Readable | bytes, name: str) -> Unpacked:
    """The plain bytes of an XML source, its beginning checked.

    Raises BadXml when it is empty, a web page, no XML, a broken or over-packed archive.
    """
    unpacked = Unpacked(source, name, BadXml)
    start = unpacked.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise BadXml(f"{name} is empty", _FETCH_AGAIN)
    if start[:16].lower().startswith(_PAGE_OPENINGS):
        raise BadXml(
            f"{name} is a web page, not PubMed XML",
            "The server answered with a page, often an error page; fetch the file again.",
        )
    if not start.startswith((b"<", *_UTF16_MARKS)):
        raise BadXml(
            f"{name} is not XML: it begins with {start[:24]!r}",
            "Give PubMed XML, packed with gzip or not.",
        )
    return unpacked


class Feed(Protocol):
    """XML bytes with the name of where they come from: a document's head, and what is left of
    it after so many entries."""

    name: str
    entries_before: int
    head_lines: int

    def read(self, size: int = -1, /) -> bytes: ...


def elements(feed: Feed, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Each finished element of these tags, in order, then the root if it is none of them.

    The caller clears what it has read. Raises BadXml for hostile or broken XML; what was
    yielded before stays valid.
    """
    parser = etree.iterparse(
        feed,
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    checked = False
    root: etree._Element | None = None
    try:
        for _, element in parser:
            if not checked:
                refuse_entities(element, feed.name)
                checked = True
            root = element
            yield element
        root = parser.root
    except etree.XMLSyntaxError as error:
        raise _broken(error, feed.name, feed) from error
    if root is not None and not checked:
        refuse_entities(root, feed.name)
    if root is not None and root.tag not in tags:
        yield root


def refuse_entities(element: etree._Element, name: str) -> None:
    """Raise BadXml when the document declares entities; PubMed's never do."""
    declarations = element.getroottree().docinfo.internalDTD
    if declarations is not None and next(declarations.iterentities(), None) is not None:
        raise _hostile(name)


def _hostile(name: str) -> BadXml:
    return BadXml(
        f"{name} declares entities of its own, as attacks do and PubMed never does",
        "Do not use this file; fetch it from PubMed itself.",
    )


def _broken(error: etree.XMLSyntaxError, name: str, feed: Feed | None = None) -> BadXml:
    if "amplification" in (error.msg or ""):  # libxml2's guard against a billion laughs
        return _hostile(name)
    said = _ITS_PLACE.sub("", error.msg or "")
    line, since = error.lineno or 0, ""
    if feed is not None and feed.entries_before:
        # Counting the lines of what was read well would cost every file that has no error.
        line, since = line - feed.head_lines, f" after entry {feed.entries_before}"
    return BadXml(f"{name} is broken XML at line {line}{since}: {said}", _FETCH_AGAIN)


def safe_tree(data: bytes, name: str) -> etree._Element:
    """The root of a whole document held in memory. Raises BadXml like `elements`."""
    xml_bytes(data, name)
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _broken(error, name) from error
    refuse_entities(root, name)
    return root


def tree_without_dtd(data: bytes) -> etree._Element | None:
    """The root of a document that is known to declare nothing; None when it is no XML."""
    try:
        return etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError:
        return None
