"""The names of authors and journals by which records are found: read when somebody first asks."""

from __future__ import annotations

import sys
import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Literal

import msgspec
from sqlalchemy import select

from litwatch.search.words import spaced
from litwatch.store.engine import Tx
from litwatch.store.shelf import Bits, bits
from litwatch.store.tables import record, record_text
from litwatch.store.typed import Term


class _Name(msgspec.Struct, frozen=True):
    last: str = ""
    fore: str = ""
    initials: str = ""
    collective: str = ""


class _Journal(msgspec.Struct, frozen=True):
    title: str = ""
    iso: str = ""


class _Body(msgspec.Struct, frozen=True):
    """A record's body as far as its names: the rest is passed over unread."""

    authors: tuple[_Name, ...] = ()
    journal: _Journal = _Journal()


_decode = msgspec.json.Decoder(_Body).decode
_BETWEEN = "0"  # stands between two names, so that no phrase reaches into the next one
_APART = f" {_BETWEEN} "
Whose = Literal["author", "journal"]


class _Lines:
    """Folded names, a line a record, and for each word the lines that hold it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._numbers: list[int] = []
        self._holding: dict[str, array[int]] = {}
        self._in_order: list[str] = []

    def add(self, number: int, names: str) -> None:
        place = len(self._lines)
        self._lines.append(names)
        self._numbers.append(number)
        for word in set(names.split()) - {_BETWEEN}:
            self._holding.setdefault(word, array("I")).append(place)

    def sort(self) -> None:
        """Put the words in order, after the last `add`: by it the longer ones are found."""
        if len(self._in_order) != len(self._holding):
            self._in_order = sorted(self._holding)

    def having(self, term: Term) -> Bits:
        *whole, last = term.words
        found: Iterable[int] = self._longer(last) if term.prefix else self._holding.get(last, ())
        if whole:
            sought = " " + " ".join(term.words) + ("" if term.prefix else " ")
            fewest = min((self._holding.get(word, ()) for word in whole), key=len)
            found = [place for place in fewest if sought in self._lines[place]]
        return bits([self._numbers[place] for place in found])

    def _longer(self, start: str) -> set[int]:
        """The lines with a word that begins so."""
        words = self._in_order
        first = bisect_left(words, start)
        last = bisect_left(words, start + chr(sys.maxunicode), lo=first)
        return set().union(*(self._holding[word] for word in words[first:last]))


class NameIndex:
    """The names of all records, some 400 bytes a record."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[Whose, _Lines] = {"author": _Lines(), "journal": _Lines()}
        self._version = (0, 0)

    def having(self, tx: Tx, whose: Whose, term: Term, version: tuple[int, int]) -> Bits:
        """The records with a name that holds the words of the term side by side.

        `version` is how often all records were read anew, and the number of the last one.
        """
        self.follow(tx, version)
        with self._lock:
            return self._lines[whose].having(term)

    def follow(self, tx: Tx, version: tuple[int, int]) -> None:
        """Read the names that have come since the last time; all of them at the first."""
        with self._lock:
            if version != self._version:
                self._read(tx, version)

    def _read(self, tx: Tx, version: tuple[int, int]) -> None:
        after = self._version[1]
        if version[0] != self._version[0]:
            after, self._lines = 0, {"author": _Lines(), "journal": _Lines()}
        query = (
            select(record_text.c.id, record.c.body)
            .join(record, record.c.id == record_text.c.record_id)
            .where(record_text.c.id > after)
            .execution_options(yield_per=500)
        )
        for number, text in tx.execute(query):
            body = _decode(text)
            self._lines["author"].add(number, _folded(_authors(body.authors)))
            self._lines["journal"].add(number, _folded((body.journal.title, body.journal.iso)))
        for lines in self._lines.values():
            lines.sort()
        self._version = version


def _authors(authors: Iterable[_Name]) -> Iterable[str]:
    """Each name both ways round and with initials: people write any of them."""
    for one in authors:
        if one.collective:
            yield one.collective
        else:
            ways = (one.last, one.fore), (one.fore, one.last), (one.last, one.initials)
            yield _APART.join(map(" ".join, ways))


def _folded(names: Iterable[str]) -> str:
    """` ek asta 0 asta ek 0 …`"""
    return f" {' '.join(spaced(_APART.join(names)).split())} "
