"""The names of authors by which records are found. They are read when somebody first asks."""

from __future__ import annotations

import threading
from bisect import bisect_right

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


class _Body(msgspec.Struct, frozen=True):
    """A record's body as far as its authors: the rest is passed over unread."""

    authors: tuple[_Name, ...] = ()


_decode = msgspec.json.Decoder(_Body).decode


class AuthorIndex:
    """All authors' folded names as one text, a line a record; some 100 bytes a record."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._text = ""
        self._starts: list[int] = []  # where each line begins
        self._numbers: list[int] = []  # whose it is
        self._version = (0, 0)

    def having(self, tx: Tx, term: Term, version: tuple[int, int]) -> Bits:
        """The records with an author whose name holds the words side by side."""
        with self._lock:
            if version != self._version:
                self._read(tx, after=self._version[1] if version[0] == self._version[0] else 0)
                self._version = version
            text, starts, numbers = self._text, self._starts, self._numbers
        sought = " " + " ".join(term.words) + ("" if term.prefix else " ")
        found = []
        place = text.find(sought)
        while place >= 0:
            line = bisect_right(starts, place) - 1
            found.append(numbers[line])
            after = starts[line + 1] if line + 1 < len(starts) else len(text)
            place = text.find(sought, after)
        return bits(found)

    def _read(self, tx: Tx, *, after: int) -> None:
        query = (
            select(record_text.c.id, record.c.body)
            .join(record, record.c.id == record_text.c.record_id)
            .where(record_text.c.id > after)
            .execution_options(yield_per=500)
        )
        if not after:
            self._text, self._starts, self._numbers = "", [], []
        lines, at = [self._text], len(self._text)
        starts, numbers = list(self._starts), list(self._numbers)
        for number, body in tx.execute(query):
            line = _folded(_decode(body)) + "\n"
            starts.append(at)
            numbers.append(number)
            lines.append(line)
            at += len(line)
        self._text, self._starts, self._numbers = "".join(lines), starts, numbers


def _folded(body: _Body) -> str:
    """` ek asta 0 asta ek 0 ek a 0 …`: names both ways round and with initials, folded.

    A zero stands between, so that no phrase reaches from one name into the next.
    """
    names = [
        one.collective
        or f"{one.last} {one.fore} 0 {one.fore} {one.last} 0 {one.last} {one.initials}"
        for one in body.authors
    ]
    return f" {' '.join(spaced(' 0 '.join(names)).split())} "
