"""Decks: the slides of a month or of a seminar module, written for a trainer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from litwatch.digest import closed_gates
from litwatch.digest.edition import ClosedGate, Edition
from litwatch.errors import WrongUse
from litwatch.language import Lang
from litwatch.pipeline.editions import compose
from litwatch.pipeline.module_material import module_material
from litwatch.pipeline.months import check_month
from litwatch.pipeline.revisions import name_of
from litwatch.pipeline.whole_file import write_whole
from litwatch.slides import SlidePlan, build_edition_deck, draw_deck, plan_module_deck
from litwatch.slides.base import template_canvas
from litwatch.slides.canvas import WIDE, Canvas
from litwatch.store import Store, Tx, editions
from litwatch.store.editions import PUBLISHED
from litwatch.watch import Watch


def build_deck(
    store: Store,
    watch: Watch,
    month: str,
    *,
    template: Path | None,
    layouts: Mapping[str, str] | None = None,
    out: Path,
    lang: Lang,
    now: datetime,
) -> Path:
    """Write the deck of a month as the store has it now; returns the file.

    A file that exists is not overwritten: it may be a trainer's.
    """
    check_month(month)
    _check_free(out)
    with store.read() as tx:
        told = editions.published(tx, month)
    if told is not None:
        # What was published, not what the store would say today: only that has passed its gates.
        edition = msgspec.json.decode(told.body, type=Edition)
        gates: tuple[ClosedGate, ...] = ()
    else:
        edition, records = compose(store, watch, month, now=now)
        gates = closed_gates(edition, records)
    deck = build_edition_deck(
        edition,
        lang,
        template=template.read_bytes() if template else None,
        layouts=layouts,
        closed={gate.item for gate in gates},
    )
    write_whole(out, deck)
    return out


def wanted_slides(
    store: Store,
    watch: Watch,
    module: str,
    lang: Lang,
    now: datetime,
    *,
    since: date | None = None,
    canvas: Canvas = WIDE,
) -> tuple[SlidePlan, ...]:
    """The slides that a module's deck has as the store stands at `now`.

    What is new is told since `since`, else since the module's last seminar. Raises WrongUse for
    an unknown module.
    """
    material = module_material(store, watch, module, now=now, since=since)
    return plan_module_deck(material, lang, canvas=canvas)


def module_deck(
    store: Store,
    watch: Watch,
    module: str,
    *,
    lang: Lang,
    now: datetime,
    since: date | None = None,
    template: bytes | None = None,
    layouts: Mapping[str, str] | None = None,
) -> bytes:
    """A module's deck as .pptx; the same store, arguments and `now` give the same bytes.

    Raises WrongUse for an unknown module, and WrongUse and BadInput for a template that does
    not do, as slides.base.open_base says.
    """
    canvas = template_canvas(template)
    slides = wanted_slides(store, watch, module, lang, now, since=since, canvas=canvas)
    return draw_deck(
        slides,
        lang,
        name=watch.module(module).title_sv,
        made_at=now,
        template=template,
        layouts=layouts,
    )


def write_module_deck(
    store: Store,
    watch: Watch,
    module: str,
    *,
    template: Path | None,
    layouts: Mapping[str, str] | None = None,
    out: Path,
    lang: Lang,
    now: datetime,
    since: date | None = None,
) -> Path:
    """Write a module's deck; returns the file. One that exists is not overwritten."""
    _check_free(out)
    deck = module_deck(
        store,
        watch,
        module,
        lang=lang,
        now=now,
        since=since,
        template=template.read_bytes() if template else None,
        layouts=layouts,
    )
    write_whole(out, deck)
    return out


def _check_free(out: Path) -> None:
    if out.exists():
        raise WrongUse(
            f"{out} exists and may hold a trainer's work", "Give another name with --out."
        )


def published_decks(tx: Tx, digests: Path) -> list[tuple[str, Path]]:
    """The decks of published editions that lie in the folder: name and file, newest month first."""
    names = [
        name_of(row.month, row.revision)
        for row in reversed(editions.list_editions(tx))
        if row.state in PUBLISHED
    ]
    files = [(name, digests / name / "slides.pptx") for name in names]
    return [(name, file) for name, file in files if file.is_file()]
