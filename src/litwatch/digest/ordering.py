"""Moving an item one step in its section: the places that this gives the items. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from litwatch.digest.edition import Edition, Item

Step = Literal["up", "down"]
# The sections whose order is a person's to choose; debates keep the two sides together.
ORDERED = ("primary_care", "rehabilitation", "guidelines", "upcoming", "preprints", "mechanisms")


def moved(edition: Edition, section: str, item_id: str, step: Step) -> dict[str, int]:
    """Record id → its new place, from 1, when the item changes places with its neighbour.

    Empty when it has none on that side. An item that stands for both audiences has one place,
    so both sections are numbered together.
    """
    order = [item.id for item in _reviewed(_together(edition, section))]
    shown = [item.id for item in _reviewed(getattr(edition, section))]
    at = shown.index(item_id) + (-1 if step == "up" else 1) if item_id in shown else -1
    if not 0 <= at < len(shown):
        return {}
    order.remove(item_id)
    order.insert(order.index(shown[at]) + (step == "down"), item_id)
    return {key: place for place, key in enumerate(order, 1)}


def _together(edition: Edition, section: str) -> Sequence[Item]:
    """The items that are numbered together with those of a section, in reading order."""
    if section not in ("primary_care", "rehabilitation"):
        return tuple(getattr(edition, section))
    merged = list(edition.primary_care)
    ids = [item.id for item in merged]
    after = 0
    for item in edition.rehabilitation:
        if item.id in ids:
            after = ids.index(item.id) + 1
        else:
            merged.insert(after, item)
            ids.insert(after, item.id)
            after += 1
    return merged


def _reviewed(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.reviewed]
