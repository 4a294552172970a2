"""The names of authors by which records are found. They are read when somebody first asks."""

from __future__ import annotations

import threading

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
    """For every record its authors' folded names, some 100 bytes a record."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[int, str] = {}
        self._version = (0, 0)

    def having(self, tx: Tx, term: Term, version: tuple[int, int]) -> Bits:
        """The records with an author whose name holds the words side by side."""
        with self._lock:
            if version != self._version:
                self._read(tx, after=self._version[1] if version[0] == self._version[0] else 0)
                self._version = version
            names = self._names
        sought = " " + " ".join(term.words) + ("" if term.prefix else " ")
        return bits(number for number, name in names.items() if sought in name)

    def _read(self, tx: Tx, *, after: int) -> None:
        query = (
            select(record_text.c.id, record.c.body)
            .join(record, record.c.id == record_text.c.record_id)
            .where(record_text.c.id > after)
            .execution_options(yield_per=500)
        )
        read = {number: _folded(_decode(body)) for number, body in tx.execute(query)}
        self._names = self._names | read if after else read


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
