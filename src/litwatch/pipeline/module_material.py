"""A seminar module as the store has it: its key messages, and the works behind them."""

from __future__ import annotations

from datetime import date, datetime

from litwatch.curriculum.wordings import wordings
from litwatch.digest import items
from litwatch.digest.edition import Written
from litwatch.digest.items import Words, live_words
from litwatch.slides import Material
from litwatch.store import Store, Tx, editions, entries, seminars
from litwatch.store.appearances import appearances
from litwatch.store.statements import relations_to
from litwatch.watch import Watch


def module_material(
    store: Store, watch: Watch, module: str, *, now: datetime, since: date | None = None
) -> Material:
    """What the module's deck is made from at `now`.

    `since` is the day from which something is new, else that of the module's last seminar
    before `now`. Raises WrongUse that names the nearest ids for an unknown module.
    """
    wanted = watch.module(module)
    named = Words(watch)
    with store.read() as tx:
        told = tuple(one for one in wordings(tx, watch).values() if one.module == wanted.id)
        relations = relations_to(tx)
        related = {one.id: relations[one.id] for one in told if one.id in relations}
        ids = {pmid for one in told for pmid in one.now.pmids}
        ids |= {said.record_id for rows in related.values() for said in rows}
        works = {
            entry.record.id: items.item(entry, named, _written(tx, entry.record.id))
            for entry in entries(tx, ids=ids)
        }
        published = {
            key: min(place.at for place in shown).date()
            for key in works
            if (shown := [place for place in appearances(tx, key) if place.at <= now])
        }
        if since is None:
            since = _last_seminar(tx, wanted.id, now.date())
    return Material(
        module=wanted,
        wordings=told,
        made_at=now,
        works=works,
        relations=related,
        published=published,
        since=since,
    )


def _written(tx: Tx, record_id: str) -> dict[str, tuple[Written, ...]]:
    return live_words(words for _month, words in editions.written_of(tx, record_id))


def _last_seminar(tx: Tx, module: str, today: date) -> date | None:
    days = [held.day for held in seminars.held(tx) if held.module == module and held.day < today]
    return max(days, default=None)
