"""Decks: the slides of a month, written for a trainer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from litwatch.digest import closed_gates
from litwatch.digest.edition import ClosedGate, Edition
from litwatch.errors import WrongUse
from litwatch.language import Lang
from litwatch.pipeline.editions import compose
from litwatch.pipeline.months import check_month
from litwatch.pipeline.revisions import name_of
from litwatch.pipeline.whole_file import write_whole
from litwatch.slides import build_edition_deck
from litwatch.store import Store, Tx, editions
from litwatch.store.editions import PUBLISHED
from litwatch.watch import Watch


def build_deck(
    store: Store,
    watch: Watch,
    month: str,
    *,
    template: Path | None,
    out: Path,
    lang: Lang,
    now: datetime,
) -> Path:
    """Write the deck of a month as the store has it now; returns the file.

    A file that exists is not overwritten: it may be a trainer's.
    """
    check_month(month)
    if out.exists():
        raise WrongUse(
            f"{out} exists and may hold a trainer's work", "Give another name with --out."
        )
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
        closed={gate.item for gate in gates},
    )
    write_whole(out, deck)
    return out


def published_decks(tx: Tx, digests: Path) -> list[tuple[str, Path]]:
    """The decks of published editions that lie in the folder: name and file, newest month first."""
    names = [
        name_of(row.month, row.revision)
        for row in reversed(editions.list_editions(tx))
        if row.state in PUBLISHED
    ]
    files = [(name, digests / name / "slides.pptx") for name in names]
    return [(name, file) for name, file in files if file.is_file()]
