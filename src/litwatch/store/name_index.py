"""The names of authors and journals by which records are found: read when somebody first asks."""

from __future__ import annotations

import threading
from bisect import bisect_right
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
Whose = Literal["author", "journal"]


class _Lines:
    """Folded names as one text, a line a record, in which a plain search finds whose they are."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._starts: list[int] = []
        self._numbers: list[int] = []
        self._length = 0
        self._text = ""

    def add(self, number: int, names: str) -> None:
        self._starts.append(self._length)
        self._numbers.append(number)
        self._lines.append(names + "\n")
        self._length += len(names) + 1

    def having(self, sought: str) -> Bits:
        if len(self._text) != self._length:
            self._text = "".join(self._lines)
            self._lines = [self._text]
        text, found = self._text, []
        place = text.find(sought)
        while place >= 0:
            line = bisect_right(self._starts, place) - 1
            found.append(self._numbers[line])
            last = line + 1 == len(self._starts)
            place = -1 if last else text.find(sought, self._starts[line + 1])
        return bits(found)


class NameIndex:
    """The names of all records, some 150 bytes a record."""

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
            sought = " " + " ".join(term.words) + ("" if term.prefix else " ")
            return self._lines[whose].having(sought)

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
        self._version = version


def _authors(authors: Iterable[_Name]) -> Iterable[str]:
    """Each name both ways round and with initials: people write any of them."""
    for one in authors:
        if one.collective:
            yield one.collective
        else:
            yield f"{one.last} {one.fore} 0 {one.fore} {one.last} 0 {one.last} {one.initials}"


def _folded(names: Iterable[str]) -> str:
    """` ek asta 0 asta ek 0 …`: a zero between, so that no phrase reaches into the next name."""
    return f" {' '.join(spaced(' 0 '.join(names)).split())} "
