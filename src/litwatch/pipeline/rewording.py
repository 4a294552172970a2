"""A proposal about a key message settled, and the owners of decks that say it asked to look."""

from __future__ import annotations

from datetime import datetime

from litwatch.curriculum.changes import settle
from litwatch.language import Lang
from litwatch.pipeline.deck_use import open_tasks
from litwatch.store import Tx
from litwatch.store.statements import Settlement, Version
from litwatch.watch import Watch


def settle_proposal(
    tx: Tx,
    watch: Watch,
    statement: str,
    outcome: Settlement,
    *,
    version: int,
    by: str,
    lang: Lang,
    now: datetime,
) -> Version:
    """Put it in force or refuse it, as `curriculum.changes.settle`; tasks are written in `lang`."""
    settled = settle(tx, watch, statement, outcome, version=version, by=by, now=now)
    open_tasks(tx, watch, lang=lang, now=now)
    return settled
