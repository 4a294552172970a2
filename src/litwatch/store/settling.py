"""What becomes of a window that was not simply listed and fetched.

It is left incomplete for a reason, split by date, withdrawn for a wider one, or a PMID that it
named as missing is found after all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, func, insert, literal, select, update

from litwatch.errors import WrongUse
from litwatch.store.catalog import known
from litwatch.store.engine import Tx
from litwatch.store.ledger import close_window, join_topic
from litwatch.store.tables import window, window_pmid
from litwatch.store.windows import Window, the_window

_SAME = ("topic", "part", "fingerprint", "date_field", "source")


def leave_incomplete(
    tx: Tx, window_id: int, count: int, reason: str, warnings: Sequence[str], now: datetime
) -> Window:
    """Close a window that could not be listed, with the reason; what it listed before stays."""
    values = {
        "count": count,
        "warnings": [*warnings, reason],
        "listed_at": None,  # so that it cannot balance by chance, as zero would
    }
    tx.execute(update(window).where(window.c.id == window_id).values(values))
    return close_window(tx, window_id, now)


def withdraw(tx: Tx, window_id: int) -> None:
    """Take back an unfinished window that lists nothing; a wider one asks for its days.

    Raises WrongUse for any other window: what was listed is accounted for.
    """
    taken = the_window(tx, window_id)
    if taken.listed or taken.state == "complete":
        raise WrongUse(f"window {window_id} holds an account", "Finish it instead.")
    tx.execute(delete(window).where(window.c.id == window_id))


def proven(tx: Tx, parent: Window) -> list[Window]:
    """Complete windows of the same strategy within a window's days, made since it was opened.

    In the order of their days and without overlap.
    """
    mine = (window.c[name] == getattr(parent, name) for name in _SAME)
    query = (
        select(window.c.id)
        .where(
            *mine,
            window.c.state == "complete",
            window.c.id > parent.id,
            window.c.first >= parent.first,
            window.c.last <= parent.last,
        )
        .order_by(window.c.first, window.c.last.desc())
    )
    found: list[Window] = []
    for each in (the_window(tx, id_) for id_ in tx.scalars(query).all()):
        if not found or each.first > found[-1].last:
            found.append(each)
    return found


def settle_split(tx: Tx, window_id: int, parts: Sequence[int], now: datetime) -> Window:
    """Close a window whose days were asked for in parts: it holds what its parts hold.

    Raises WrongUse unless the parts are complete windows of the same strategy that cover its
    days without a gap or an overlap.
    """
    parent = the_window(tx, window_id)
    covering = sorted((the_window(tx, part) for part in parts), key=lambda part: part.first)
    _check_tiling(parent, covering)
    tx.execute(delete(window_pmid).where(window_pmid.c.window_id == window_id))
    state = case((window_pmid.c.state == "missing", "missing"), else_="known")
    held = (
        select(literal(window_id), window_pmid.c.pmid, func.min(state))
        .where(window_pmid.c.window_id.in_([part.id for part in covering]))
        .group_by(window_pmid.c.pmid)
    )
    tx.execute(insert(window_pmid).from_select(["window_id", "pmid", "state"], held))
    counted = select(func.count()).where(window_pmid.c.window_id == window_id)
    values: dict[str, Any] = {
        "count": tx.scalar(counted),
        "translation": covering[0].translation,
        "warnings": [],
        "listed_at": min(part.listed_at for part in covering if part.listed_at is not None),
    }
    tx.execute(update(window).where(window.c.id == window_id).values(values))
    return close_window(tx, window_id, now)


def _check_tiling(parent: Window, covering: Sequence[Window]) -> None:
    day = parent.first
    for part in covering:
        same = all(getattr(part, name) == getattr(parent, name) for name in _SAME)
        if part.first != day or part.state != "complete" or not same:
            break
        day = part.last + timedelta(days=1)
    if day != parent.last + timedelta(days=1):
        raise WrongUse(
            f"window {parent.id} ({parent.first} to {parent.last}) is not covered by its parts "
            f"{', '.join(str(part.id) for part in covering)}",
            "Close every part first.",
        )


def found_after_all(tx: Tx, window_id: int, now: datetime) -> list[str]:
    """What a window names as missing and we hold by now becomes known, and its topic's."""
    lacking = select(window_pmid.c.pmid).where(
        window_pmid.c.window_id == window_id, window_pmid.c.state == "missing"
    )
    held = sorted(known(tx, list(tx.scalars(lacking))))
    mine = (window_pmid.c.window_id == window_id, window_pmid.c.pmid.in_(held))
    tx.execute(update(window_pmid).where(*mine).values(state="known"))
    join_topic(tx, the_window(tx, window_id), held, now)
    return held
