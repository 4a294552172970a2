"""An edition as it would be with words that somebody is just typing; nothing is stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from litwatch.digest.edition import AUDIENCES, Audience, Edition, Field, Item, Written
from litwatch.digest.items import FIELDS

_SECTIONS = (
    "primary_care",
    "rehabilitation",
    "children",
    "older",
    "guidelines",
    "upcoming",
    "debate",
    "mechanisms",
    "preprints",
    "waiting",
    "further",
)
Texts = Mapping[tuple[Field, Audience | None], str]


def with_words(edition: Edition, item_id: str, texts: Texts, role: str) -> Edition:
    """The edition with an item's words replaced by these; its seat stays as it is."""

    def rewritten(item: Item) -> Item:
        if item.id != item_id:
            return item
        written = tuple(
            Written(field=field, audience=audience, text=text, role=role)
            for field in FIELDS
            for audience in (None, *AUDIENCES)
            if (text := texts.get((field, audience), "").strip())
        )
        return msgspec.structs.replace(
            item, written=written, reviewer_role=role if written else item.reviewer_role
        )

    changed = {name: tuple(map(rewritten, getattr(edition, name))) for name in _SECTIONS}
    return msgspec.structs.replace(edition, **changed)
