"""What each slide of the followed decks uses, as last read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, select, update

from litwatch.store.engine import Tx
from litwatch.store.tables import deck, deck_slide


class DeckSlide(msgspec.Struct, frozen=True, kw_only=True):
    """A slide of a deck at its place from 1: its key (empty: the trainer's own) and what it uses."""

    place: int
    key: str = ""
    title: str = ""
    statements: tuple[str, ...] = ()
    works: tuple[str, ...] = ()


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


def replace(tx: Tx, deck_id: int, slides: Iterable[DeckSlide], now: datetime) -> None:
    """Keep the slides of a deck in the place of those read before, and when they were read."""
    tx.execute(delete(deck_slide).where(deck_slide.c.deck_id == deck_id))
    rows = [
        {
            **msgspec.structs.asdict(one),
            "deck_id": deck_id,
            "statements": list(one.statements),
            "works": list(one.works),
        }
        for one in slides
    ]
    if rows:
        tx.execute(insert(deck_slide), rows)
    tx.execute(update(deck).where(deck.c.id == deck_id).values(read_at=now))


def slides_of(tx: Tx, deck_id: int) -> tuple[DeckSlide, ...]:
    """The slides of a deck as last read, in order."""
    query = select(deck_slide).where(deck_slide.c.deck_id == deck_id).order_by(deck_slide.c.place)
    return tuple(
        DeckSlide(
            place=row["place"],
            key=row["key"],
            title=row["title"],
            statements=tuple(row["statements"]),
            works=tuple(row["works"]),
        )
        for row in tx.execute(query).mappings()
    )


def used_slides(tx: Tx) -> tuple[UsedSlide, ...]:
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
