"""Saving what people type of an item: every field a version of its own, nobody's words run over.

checked | compared with what stands there now | appended, all of it or nothing
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from litwatch.digest.edition import Audience, Edition, Field
from litwatch.digest.ordering import ORDERED, Step, moved
from litwatch.errors import WrongUse
from litwatch.pipeline.revisions import newest
from litwatch.pipeline.words import check_text
from litwatch.store import Store, catalog, editions, ordering, texts
from litwatch.store.editions import PUBLISHED
from litwatch.store.texts import Text


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed in a field, and the version (`Text.id`, 0 for none) that they saw."""

    field: Field
    audience: Audience | None = None
    text: str
    seen: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.field, self.audience or ""


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """A field that somebody else has written since it was seen: theirs, and what was typed."""

    typed: Typed
    theirs: Text


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """How many fields got a new version. With clashes none did."""

    fields: int = 0
    clashes: tuple[Clash, ...] = ()


def clean(text: str) -> str:
    """A text as it is kept: lines end as here, no spaces around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def save_texts(
    store: Store,
    month: str,
    record_id: str,
    typed: Iterable[Typed],
    *,
    reviewer: str,
    role: str,
    now: datetime,
) -> Saved:
    """Append what was changed in the fields of an item, in its writer's name.

    What stands there already is not written again, so a form may come twice. Nothing is saved
    when a field that was changed has been changed by somebody else since it was seen.
    Raises WrongUse as `words.check_text` does, for an unknown record, for a month without an
    open edition, and without a role: readers see it in place of the name.
    """
    given = [msgspec.structs.replace(one, text=clean(one.text)) for one in typed]
    for one in given:
        check_text(month, one.field, one.text, audience=one.audience, reviewer=reviewer)
    refuse_published(store, month)
    with store.write() as tx:
        if catalog.get(tx, record_id) is None:
            raise WrongUse(
                f"no record {record_id} is stored",
                "Harvest or import it first.",
                common="unknown_record",
                about=record_id,
            )
        live = texts.texts_of(tx, record_id, until=month)
        changed = []
        clashes = []
        for one in given:
            now_there = live.get(one.key)
            if one.text == (now_there.text if now_there else ""):
                continue
            if one.text == texts.words_seen(tx, record_id, one.seen):
                continue  # left as it was seen: what somebody else wrote meanwhile stands
            if now_there is not None and now_there.id != one.seen:
                clashes.append(Clash(typed=one, theirs=now_there))
            changed.append(one)
        if clashes:
            return Saved(clashes=tuple(clashes))
        if changed and not role.strip():
            raise WrongUse("a text needs its writer's role", "Readers see it instead of the name.")
        for one in changed:
            editions.write_field(
                tx,
                month,
                record_id,
                one.field,
                one.audience,
                one.text,
                reviewer.strip(),
                role.strip(),
                now,
            )
    return Saved(fields=len(changed))


def move_item(
    store: Store,
    edition: Edition,
    section: str,
    record_id: str,
    step: Step,
    *,
    seen: Sequence[str],
    reviewer: str,
    now: datetime,
) -> bool:
    """Let an item change places with its neighbour in a section; whether it did.

    `seen` are the section's items as the mover saw them: another order by now moves nothing,
    so a form that comes twice moves once. Raises WrongUse for a section without an order of
    its own, or a month without an open edition.
    """
    if section not in ORDERED:
        raise WrongUse(
            f"{section!r} has no order to choose",
            f"These have: {', '.join(ORDERED)}.",
            common="unknown_choice",
        )
    refuse_published(store, edition.month)
    new = moved(edition, section, record_id, step)
    with store.write() as tx:
        before = ordering.places(tx, edition.month)
        if not new or list(seen) != [item.id for item in getattr(edition, section)]:
            return False
        if any(before.get(item.id, 0) != item.place for item in edition.shown()):
            return False  # moved by somebody else since the edition was composed
        changed = {key: place for key, place in new.items() if before.get(key) != place}
        ordering.put(tx, edition.month, changed, by=reviewer, now=now)
    return True


def refuse_published(store: Store, month: str) -> None:
    """Raise WrongUse when readers have the newest revision of a month: a correction comes first."""
    latest = newest(store, month)
    if latest is not None and latest.state in PUBLISHED:
        raise WrongUse(
            f"{month} is published and is never changed",
            f"Begin a correction first: `litwatch edition correct {month} --reason …`.",
            common="published",
            about=month,
        )
