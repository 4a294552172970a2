"""What litwatch wants of the slides of a trainer's deck today: editions and key messages."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from litwatch.digest import closed_gates
from litwatch.digest.edition import Edition, Item
from litwatch.language import Lang, speech
from litwatch.pipeline.editions import compose
from litwatch.pipeline.module_wants import of_modules
from litwatch.records import State
from litwatch.slides import plan_deck
from litwatch.slides.canvas import WIDE, Canvas
from litwatch.slides.inplace import Wanted
from litwatch.slides.inplace.notices import WITHDRAWN, dropped_notice, withdrawn_notice
from litwatch.slides.memory import series_of
from litwatch.slides.month import edition_name
from litwatch.slides.source import identifier
from litwatch.store import Store, catalog, editions
from litwatch.watch import Watch

_MONTH = re.compile(r"\d{4}-\d{2}")
_OF_ITEM = re.compile(r"\.(?:minute|item|proposal)\.(.+)$")


def wanted_slides(
    store: Store,
    watch: Watch,
    keys: Collection[str],
    series: Collection[str],
    *,
    lang: Lang,
    now: datetime,
    canvas: Canvas = WIDE,
) -> dict[str, Wanted]:
    """The wanted slides by key, in the order of their own decks.

    `keys` are the slides that the deck has, `series` what it was built for and
    `canvas` the shape of its slides. What nothing is
    known of, as a month that this store has no edition of, is left out.
    """
    wanted: dict[str, Wanted] = {}
    for month in sorted(filter(_MONTH.fullmatch, {*map(series_of, keys), *series})):
        wanted |= _of_month(store, watch, month, keys, lang, now, canvas)
    return wanted | of_modules(store, watch, keys, series, lang, now, canvas)


def _of_month(
    store: Store,
    watch: Watch,
    month: str,
    keys: Collection[str],
    lang: Lang,
    now: datetime,
    canvas: Canvas,
) -> dict[str, Wanted]:
    with store.read() as tx:
        told = editions.published(tx, month)
    closed: set[str] = set()
    if told is not None:
        edition = msgspec.json.decode(told.body, type=Edition)
    else:
        edition, records = compose(store, watch, month, now=now)
        closed = {gate.item for gate in closed_gates(edition, records)}
        if not edition.shown():
            return {}
    items = {item.id: item for item in (*edition.shown(), *edition.further)}
    with store.read() as tx:
        states = catalog.states(tx, items)
    plans = plan_deck(_as_they_are_now(edition, states), lang, closed=closed, canvas=canvas)
    wanted = {}
    for plan in plans:
        of = _item_of(plan.key, items)
        works = (of.id,) if of is not None else ()
        wanted[plan.key] = Wanted(plan.key, plan, series=month, works=works)
    name = edition_name(edition, speech(lang))
    for key in sorted(set(keys) - wanted.keys()):
        if series_of(key) != month:
            continue
        of = _item_of(key, items)
        if of is not None and (state := states.get(of.id, of.state)) in WITHDRAWN:
            notice = withdrawn_notice(identifier(of), state, lang)
        else:
            notice = dropped_notice(name, lang)
        works = (of.id,) if of is not None else ()
        wanted[key] = Wanted(key, None, series=month, notice=notice, works=works)
    return wanted


def _as_they_are_now(edition: Edition, states: Mapping[str, State]) -> Edition:
    """The edition with the works' states of today: it was published in the states of its day."""

    def now(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            msgspec.structs.replace(item, state=states.get(item.id, item.state)) for item in items
        )

    return msgspec.structs.replace(
        edition,
        **{
            part: now(getattr(edition, part))
            for part in (
                "primary_care",
                "rehabilitation",
                "guidelines",
                "upcoming",
                "debate",
                "mechanisms",
                "preprints",
            )
        },
    )


def _item_of(key: str, items: Mapping[str, Item]) -> Item | None:
    """The item that a slide is on; a continuation slide's key ends in its number."""
    found = _OF_ITEM.search(key)
    if found is None:
        return None
    name = found.group(1)
    return items.get(name) or items.get(name.rpartition(".")[0])
