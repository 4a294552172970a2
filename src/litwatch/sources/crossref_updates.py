"""What Crossref says has become of a work: `updated-by` and `update-to` → notices.

`updated-by` sits on the article and names its notices. `update-to` sits on the notice and names
the article; where it names the work itself, the article was changed in place. Crossref passes
on what Retraction Watch says, and each item names which of the two said it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from litwatch.errors import InvalidIdentifier
from litwatch.records import Doi, Notice
from litwatch.records.retractions import RETRACTION_WATCH, UPDATE_TYPES

CROSSREF = "crossref"
FIELDS = ("updated-by", "update-to")

# A new version under the same DOI replaces nothing (PLOS writes one for each typeset proof).
_HARMLESS_IN_PLACE = frozenset({"update"})


def updates(item: Mapping[str, Any], own: Doi) -> tuple[list[Notice], list[str]]:
    """The notices that an item of Crossref carries, and what of them cannot be used."""
    found: list[Notice] = []
    problems: list[str] = []
    for field in FIELDS:
        for said in _dicts(item.get(field)):
            word = str(said.get("type") or "").strip().lower() or "unnamed"
            try:
                other = Doi(str(said.get("DOI", "")))
            except InvalidIdentifier as error:
                problems.append(f"{own}: {field} {word} names no DOI: {error}")
                other = None
            found.append(_notice(field, word, other, own, said))
    return list(dict.fromkeys(found)), problems


def _notice(field: str, word: str, other: Doi | None, own: Doi, said: Mapping[str, Any]) -> Notice:
    in_place = other == own
    kind = UPDATE_TYPES.get(word, "unknown")
    if in_place and kind in _HARMLESS_IN_PLACE:
        kind = "in_place"
    watched = said.get("source") == RETRACTION_WATCH
    record = str(said.get("record-id") or "")
    return Notice(
        type=kind,
        direction="in" if field == "updated-by" or in_place else "of",
        ref_type=word,
        doi=other,
        note=f"record {record}" if record else "",
        source=RETRACTION_WATCH if watched else CROSSREF,
        dated=_day(said.get("updated")),
    )


def _day(updated: Any) -> date | None:
    """The day of an update; the first of its month or year where no more is said."""
    if not isinstance(updated, Mapping):
        return None
    text = str(updated.get("date-time") or "")[:10]
    parts = updated.get("date-parts")
    try:
        if text:
            return date.fromisoformat(text)
        if isinstance(parts, list) and parts and isinstance(parts[0], list):
            year, month, day, *_ = [*map(int, parts[0]), 1, 1]
            return date(year, month, day)
    except (TypeError, ValueError):
        pass
    return None


def _dicts(value: Any) -> Iterable[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
