"""The register of decks: what was filled in, checked and signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from litwatch.review.mistakes import Filled, signed
from litwatch.store import Tx, decks
from litwatch.store.decks import Deck
from litwatch.watch import Watch


class Kept(NamedTuple):
    """The deck on the register, and whether it is new there."""

    deck: Deck
    new: bool


def register_deck(
    tx: Tx, watch: Watch, typed: Mapping[str, str], *, by: str, now: datetime
) -> Kept:
    """Follow a deck, from the fields path, owner, mail and module (which may be empty).

    The same file of the same owner is followed once. Raises Mistaken, and WrongUse without a
    name.
    """
    name = signed(by)
    filled = Filled(typed)
    path = filled.text("path", needed=True)
    owner = filled.text("owner", needed=True)
    mail = filled.mail("mail", needed=True)
    module = filled.choice("module", tuple(one.id for one in watch.modules), needed=False)
    if path and not path.lower().endswith(".pptx"):
        filled.mistakes["path"] = "not_a_deck"
    filled.refuse()
    for one in decks.followed(tx):
        if (one.path, one.mail) == (path, mail):
            return Kept(one, new=False)
    added = decks.add(tx, path=path, owner=owner, mail=mail, module=module, added_by=name, now=now)
    return Kept(added, new=True)


def forget_deck(tx: Tx, deck_id: int, *, by: str, now: datetime) -> Deck:
    """Follow a deck no longer. Raises WrongUse for an unknown one or without a name."""
    return decks.remove(tx, deck_id, by=signed(by), now=now)


def follow_again(tx: Tx, deck_id: int, *, by: str) -> Deck:
    """Follow a deck again. Raises WrongUse for an unknown one or without a name."""
    signed(by)
    return decks.restore(tx, deck_id)
