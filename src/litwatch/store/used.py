"""What the followed decks use, and where a DOI that somebody wrote is stored."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import select

from litwatch.store.bulk import batches
from litwatch.store.engine import Tx
from litwatch.store.tables import deck, deck_slide, record


class UsedSlide(msgspec.Struct, frozen=True, kw_only=True):
    """A slide of a followed deck, as last read: the works and key messages it uses, by id."""

    deck_id: int
    path: str
    owner: str
    mail: str
    place: int
    title: str
    statements: tuple[str, ...]
    works: tuple[str, ...]


def slides(tx: Tx) -> tuple[UsedSlide, ...]:
    """The slides of the followed decks that use something of ours, in the decks' order."""
    names = (deck_slide.c.deck_id, deck.c.path, deck.c.owner, deck.c.mail, deck_slide.c.place)
    query = (
        select(*names, deck_slide.c.title, deck_slide.c.statements, deck_slide.c.works)
        .join(deck, (deck.c.id == deck_slide.c.deck_id) & deck.c.removed_at.is_(None))
        .order_by(deck_slide.c.deck_id, deck_slide.c.place)
    )
    found = (
        UsedSlide(**{**row, "statements": tuple(row["statements"]), "works": tuple(row["works"])})
        for row in tx.execute(query).mappings()
    )
    return tuple(one for one in found if one.statements or one.works)


def ids_of_dois(tx: Tx, dois: Iterable[str]) -> dict[str, str]:
    """The id of the stored record with each DOI; one with a PMID before one without."""
    found: dict[str, str] = {}
    for some in batches(sorted(set(dois))):
        query = select(record.c.doi, record.c.id).where(record.c.doi.in_(some))
        for doi, key in tx.execute(query.order_by(record.c.pmid.is_(None).desc())).tuples():
            found[doi] = key
    return found
