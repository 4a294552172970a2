"""What is remembered of a slide's fields, as its tags."""

from __future__ import annotations

from collections.abc import Mapping

from litwatch.slides.memory import Fields, Remembered, same, short
from litwatch.slides.tags import HASHED


def remembered_in(tags: Mapping[str, str]) -> dict[str, Remembered]:
    """The fields that the tags remember, by name."""
    found = {}
    for name, value in tags.items():
        if name.startswith("SHA_"):
            field = name.removeprefix("SHA_").lower()
            wanted = tags.get(f"WANT_{name.removeprefix('SHA_')}", "")
            hashed = wanted.removeprefix(HASHED) if wanted.startswith(HASHED) else short(wanted)
            found[field] = Remembered(value, hashed)
    return found


def tags_of(fields: Fields, wanted: Mapping[str, str]) -> dict[str, str]:
    """The tags SHA_ and WANT_ of the fields; `wanted` holds their texts as far as we have them."""
    tags = {}
    for field, one in fields.items():
        text = " ".join(wanted.get(field, "").split())
        known = field != "notes" and same(short(text), one.wanted)
        tags[f"WANT_{field.upper()}"] = text if known else HASHED + one.wanted
        tags[f"SHA_{field.upper()}"] = one.written
    return tags
