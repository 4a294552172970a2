"""All that is known of one stored record: what its source wrote, machines propose, people said."""

from __future__ import annotations

from dataclasses import dataclass

from litwatch.errors import WrongUse
from litwatch.language import Lang, speech
from litwatch.pipeline.told import told
from litwatch.records import Decision
from litwatch.store import Entry, Store, editions, entries, screening, works
from litwatch.store.editions import WrittenField
from litwatch.store.ratings import Rating, ratings_of
from litwatch.store.works import StoredPair


@dataclass(frozen=True)
class Dossier:
    """A record's entry with its facts, and beside it what people said, each oldest first.

    `near` are the pairs with other records that wait for a person: one work, or two? The
    records that are certainly of the same work are in `entry.work`. `written` are the live
    words with the month of the edition they were written for.
    """

    entry: Entry
    near: tuple[StoredPair, ...]
    decisions: tuple[Decision, ...]
    ratings: tuple[Rating, ...]
    written: tuple[tuple[str, WrittenField], ...]


def dossier(store: Store, record_id: str, lang: Lang) -> Dossier:
    """What is known of a record; `lang` is that of the reasons of its score.

    Raises WrongUse when no such record is stored.
    """
    with store.read() as tx:
        entry = next(entries(tx, ids=[record_id]), None)
        if entry is None:
            raise WrongUse(
                f"no record {record_id} is stored",
                "Bring it in with `litwatch harvest`, or from a file with `litwatch import FILE`.",
            )
        return Dossier(
            entry=told(entry, speech(lang)),
            near=tuple(one for one in works.pairs(tx, ids=[record_id]) if one.state == "proposed"),
            decisions=screening.history(tx, record_id),
            ratings=ratings_of(tx, [record_id]),
            written=editions.written_of(tx, record_id),
        )
