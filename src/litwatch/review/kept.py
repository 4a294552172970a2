"""What is told of all records, kept for pages and told anew only where people have decided since."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Generic, TypeVar

from litwatch.store import Tx
from litwatch.store.line import Pulse, pulse, touched_since

T = TypeVar("T")


class Kept(Generic[T]):
    """What `look` says of records by id, of all (None) or of those given; safe for many threads.

    All is looked at again when `basis` changes, such as the number of published editions.
    """

    def __init__(
        self,
        look: Callable[[Tx, Collection[str] | None], dict[str, T]],
        basis: Callable[[Tx], object] = lambda tx: None,
    ) -> None:
        self._look = look
        self._basis = basis
        self._lock = Lock()
        self._seen: tuple[object, Pulse] | None = None
        self._found: dict[str, T] = {}  # never changed, only put in another's place

    def at(self, tx: Tx) -> Mapping[str, T]:
        """How it is in this transaction; the same object as before while nothing has changed."""
        basis, now = self._basis(tx), pulse(tx)
        with self._lock:
            if self._seen is None or self._seen[0] != basis:
                self._found = self._look(tx, None)
            elif self._seen[1] != now:
                touched = touched_since(tx, self._seen[1])
                changed = self._look(tx, touched)
                if changed or not touched.isdisjoint(self._found):
                    left = {key: said for key, said in self._found.items() if key not in touched}
                    self._found = left | changed
            self._seen = (basis, now)
            return self._found
