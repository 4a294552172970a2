"""Finding: what is stored, by its words."""

from __future__ import annotations

from litwatch.errors import WrongUse
from litwatch.store import Store, fulltext
from litwatch.store.fulltext import Found
from litwatch.store.typed import read


def find(store: Store, words: str, n: int = 20) -> list[Found]:
    """The at most `n` stored records that hold what was typed, best first.

    Raises WrongUse when no word is asked for.
    """
    if not read(words).wanted:
        raise WrongUse("there is no word to look for", "Name a word that is to be there.")
    with store.read() as tx:
        return fulltext.find(tx, words, limit=n)


def reindex(store: Store) -> int:
    """Make the full text of all records anew; returns how many there are."""
    with store.write() as tx:
        return fulltext.rebuild(tx)
