"""A trainer's deck brought up to date: planned first, applied when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from litwatch.errors import StoreDamaged
from litwatch.language import Lang
from litwatch.pipeline.deck_files import KEPT, exchange, held, read_deck
from litwatch.pipeline.deck_use import close_tasks, refresh
from litwatch.pipeline.deck_wants import wanted_slides
from litwatch.slides.canvas import canvas_of
from litwatch.slides.inplace import (
    UpdatePlan,
    Wanted,
    apply_plan,
    check_closed,
    managed_keys,
    open_deck,
    plan_update,
)
from litwatch.slides.memory import read_memory
from litwatch.store import Store
from litwatch.watch import Watch


@dataclass(frozen=True)
class DeckUpdate:
    """What an update does, or has done, to the deck at `path`.

    `backup` is the file as it was; None while nothing is written.
    """

    path: Path
    plan: UpdatePlan
    backup: Path | None = None


def plan_deck_update(
    store: Store, watch: Watch, path: Path, *, lang: Lang, now: datetime
) -> DeckUpdate:
    """What an update would do. The file is read, not touched.

    Raises WrongUse and BadInput for a file that cannot be updated.
    """
    path = path.resolve()
    presentation, wanted, plan = _planned(store, watch, path, read_deck(path), lang, now)
    refresh(store, path, presentation, wanted, now=now)
    return DeckUpdate(path, plan)


def apply_deck_update(
    store: Store, watch: Watch, path: Path, *, kept: int = KEPT, lang: Lang, now: datetime
) -> DeckUpdate:
    """Bring the deck up to date; where there is nothing to do, not a byte is written.

    `kept` is how many backups stay. Raises as plan_deck_update does, and NeedsPerson when the
    file is open elsewhere; then nothing is changed.
    """
    path = path.resolve()
    before = read_deck(path)
    with held(path):
        check_closed(path)
        before = read_deck(path)
        presentation, wanted, plan = _planned(store, watch, path, before, lang, now)
        backup = None
        if not plan.empty:
            apply_plan(presentation, plan)
            out = BytesIO()
            presentation.save(out)
            after = out.getvalue()
            presentation = _settled(after, path, wanted, lang, now)
            backup = exchange(path, before, after, kept=kept, now=now)
    refresh(store, path, presentation, wanted, now=now)
    written = sum(one.touches for one in plan.slides) + len(plan.insertions)
    close_tasks(store, path, written, lang=lang, now=now)
    return DeckUpdate(path, plan, backup)


def _planned(
    store: Store, watch: Watch, path: Path, data: bytes, lang: Lang, now: datetime
) -> tuple[Any, dict[str, Wanted], UpdatePlan]:
    presentation = open_deck(data, path.name)
    memory, keys = read_memory(presentation), managed_keys(presentation)
    canvas = canvas_of(presentation)
    days = [now]
    if memory.on is not None:
        # Slides that tell how things stand name the day. A new day alone is no reason to write.
        days.insert(0, datetime.combine(memory.on, time(12), UTC))
    for day in days:
        wanted = wanted_slides(
            store,
            watch,
            keys,
            memory.series,
            lang=memory.lang or lang,
            now=day,
            canvas=canvas,
        )
        plan = plan_update(presentation, wanted, lang, now.date())
        if plan.empty:
            break
    return presentation, wanted, plan


def _settled(after: bytes, path: Path, wanted: dict[str, Wanted], lang: Lang, now: datetime) -> Any:
    """The updated deck read back. An update that a second one would change is never written."""
    presentation = open_deck(after, path.name)
    if not plan_update(presentation, wanted, lang, now.date()).empty:
        raise StoreDamaged(
            f"the update of {path.name} would not come to rest",
            "Nothing is changed. Please report it with the output of --json.",
        )
    return presentation
