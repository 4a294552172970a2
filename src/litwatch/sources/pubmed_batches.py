"""A PubMed set cut into batches of whole entries, each of which can be read by itself.

The cut is exact, not a guess. In well-formed XML the end tag `</PubmedArticle>` can appear
as mere text only inside a comment, a CDATA section or a processing instruction (XML 1.0
§2.4), and those are skipped. What is not the plain form that PubMed writes (another root, an
internal DTD subset, another encoding, anything but white space between entries) is not cut at
all: `rest` gives it back, whole, to the reader that goes element by element.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from litwatch.sources.unpack import Readable, Unpacked

_BLOCK = 1 << 18
_LONGEST_HEAD = 1 << 12
# An entry of PubMed has a megabyte at most; what has no end by now is something else.
_LONGEST_ENTRY = 16 << 20

_SPACE = rb"[ \t\r\n]*+"
# Without [ ] there are no declarations, and the external subset is never loaded.
_DOCTYPE = (
    rb"<!DOCTYPE PubmedArticleSet (?:SYSTEM|PUBLIC \"[-a-zA-Z0-9 ()+,./:=?;!*#@$_%]*+\")"
    rb" \"[-a-zA-Z0-9/.:_]*+\" ?>"
)
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?+(?:<\?xml version=\"1\.0\"(?: encoding=\"(?i:utf-8)\")?+ ?\?>)?+"
    + _SPACE
    + rb"(?:%b)?+" % _DOCTYPE
    + _SPACE
    + b"<PubmedArticleSet>"
)
_TAIL = b"</PubmedArticleSet>"
_END = re.compile(rb"</Pubmed(?:Book)?+Article>")
_START_TAGS = (b"<PubmedArticle>", b"<PubmedBookArticle>")
_START = re.compile(_SPACE + rb"(?=<(Pubmed(?:Book)?+Article)>)")
# What may hold a tag as mere text, and how it ends.
_OTHERS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))


class Batch(NamedTuple):
    """Whole entries of one document: where each lies in `data`, and which is the first."""

    head: bytes
    data: bytes
    places: tuple[tuple[int, int], ...]
    first: int

    def document(self, entries: Iterable[bytes]) -> bytes:
        """These entries as a document of the same kind."""
        return b"".join((self.head, *entries, _TAIL))


class Rest:
    """What was not cut: the document's head and all that has not been read as a batch."""

    def __init__(self, name: str, head: bytes, start: bytes, feed: Readable, *, entries: int):
        self.name = name
        self.entries_before = entries
        self.head_lines = head.count(b"\n")
        self._start = head + start
        self._feed = feed

    def read(self, size: int = -1, /) -> bytes:
        if self._start:
            data, self._start = self._start, b""
            return data
        return self._feed.read(size)


class Cutter:
    """Iterate for batches; then `rest`, which holds at least the end of the document.

    A batch that turns out not to be readable by itself goes back with `rest`, as do those
    that were given out after it; `done` says that the oldest one given out was read.
    """

    def __init__(self, feed: Unpacked) -> None:
        self._feed = feed
        self._given: deque[Batch] = deque()
        self._waiting = b""
        self._head = b""
        self._entries = 0

    def __iter__(self) -> Iterator[Batch]:
        self._waiting = self._beginning()
        found = _HEAD.match(self._waiting)
        if not found:
            return
        self._head, self._waiting = found.group(), self._waiting[found.end() :]
        first = 1
        while True:
            places = _places(self._waiting)
            if places:
                end = places[-1][1]
                data, self._waiting = self._waiting[:end], self._waiting[end:]
                batch = Batch(self._head, data, places, first)
                first += len(places)
                self._given.append(batch)
                yield batch
            elif _END.search(self._waiting):
                return
            if not _may_go_on(self._waiting):
                return
            more = self._feed.read(_BLOCK)
            if not more:
                return
            self._waiting += more

    def done(self) -> Batch:
        """The oldest batch given out: it was read."""
        batch = self._given.popleft()
        self._entries += len(batch.places)
        return batch

    def rest(self) -> Rest:
        start = b"".join((*(batch.data for batch in self._given), self._waiting))
        return Rest(self._feed.name, self._head, start, self._feed, entries=self._entries)

    def _beginning(self) -> bytes:
        found = b""
        while len(found) < _LONGEST_HEAD and (more := self._feed.read(_BLOCK)):
            found += more
        return found


def _places(data: bytes) -> tuple[tuple[int, int], ...]:
    """Where the entries at the beginning of `data` lie, with nothing between them.

    Each goes from a start tag to the next end tag of that name. One that holds another is cut
    wrongly by that: whoever reads it finds an entry too many.
    """
    found = []
    position = 0
    others = deque(_others(data))
    while start := _START.match(data, position):
        position = _end(data, b"</%b>" % start[1], start.end(), others)
        if position < 0:
            break
        found.append((start.end(), position))
    return tuple(found)


def _end(data: bytes, tag: bytes, position: int, others: deque[tuple[int, int]]) -> int:
    """Where the tag ends that comes next and is not mere text; -1 when there is none."""
    while (start := data.find(tag, position)) >= 0:
        position = start + len(tag)
        while others and others[0][1] < position:
            others.popleft()
        if not others or position <= others[0][0]:
            return position
    return -1


def _others(data: bytes) -> Iterator[tuple[int, int]]:
    """Comments, CDATA sections and instructions: from where to where, or to the end of `data`."""
    position = 0
    for start in sorted((*_angled(data, b"!"), *_angled(data, b"?"))):
        if start < position:
            continue  # it stands in another
        for opening, closing in _OTHERS:
            if data.startswith(opening, start):
                end = data.find(closing, start + len(opening))
                position = len(data) if end < 0 else end + len(closing)
                yield start, position


def _angled(data: bytes, sign: bytes) -> Iterator[int]:
    """Where `<` and the sign stand. Looking for the rarer of the two is fifty times as fast."""
    position = 0
    while (position := data.find(sign, position + 1)) > 0:
        if data[position - 1 : position] == b"<":
            yield position - 1


def _may_go_on(waiting: bytes) -> bool:
    """Could the bytes left over be the beginning of one more entry?"""
    start = waiting.lstrip()
    return len(waiting) < _LONGEST_ENTRY and (
        start.startswith(_START_TAGS) or any(tag.startswith(start) for tag in _START_TAGS)
    )
