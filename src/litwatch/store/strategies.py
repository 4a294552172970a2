"""Versions of strategies: proposed → active → retired. At most one of a topic's part is active.

A version is never changed; what was found when it was proposed and activated stays with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import select, update

from litwatch.errors import WrongUse
from litwatch.search import collapse, fingerprint
from litwatch.store.engine import Tx
from litwatch.store.ledger import finish_run, start_run
from litwatch.store.rows import add_row
from litwatch.store.tables import run, strategy

State = Literal["proposed", "active", "retired"]
Step = Literal["major", "minor", "patch"]
FIRST = "1.0.0"
ACTIVATION = "activate"  # the kind of run that notes when a version was put in force


class StrategyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One query of a topic's part. `findings` are the sentences said of it when it was checked."""

    id: int
    topic: str
    part: str
    version: str
    fingerprint: str
    query: str
    author: str
    reason: str
    state: State
    findings: tuple[str, ...]
    at: datetime

    @property
    def name(self) -> str:
        """Topic and part, for people."""
        return f"{self.topic} {self.part}".strip()


_VERSIONS = select(strategy).order_by(strategy.c.topic, strategy.c.part, strategy.c.id)


def versions(
    tx: Tx, topic: str | None = None, part: str | None = None
) -> tuple[StrategyVersion, ...]:
    """All versions, or those of a topic or a part, each part's in the order they came."""
    query = _VERSIONS
    if topic is not None:
        query = query.where(strategy.c.topic == topic)
    if part is not None:
        query = query.where(strategy.c.part == part)
    rows = tx.execute(query).mappings()
    return tuple(
        StrategyVersion(**{**row, "findings": tuple(row["findings"])}) for row in map(dict, rows)
    )


def get(tx: Tx, version_id: int) -> StrategyVersion:
    """The version with this id. Raises WrongUse when there is none."""
    for row in tx.execute(select(strategy).where(strategy.c.id == version_id)).mappings():
        return StrategyVersion(**{**row, "findings": tuple(row["findings"])})
    raise WrongUse(
        f"there is no strategy version {version_id}", "`litwatch query versions` lists them."
    )


def active(tx: Tx) -> dict[tuple[str, str], StrategyVersion]:
    """The version in force of each topic and part that has one."""
    return {(each.topic, each.part): each for each in versions(tx) if each.state == "active"}


def add(
    tx: Tx,
    *,
    topic: str,
    part: str,
    version: str,
    query: str,
    author: str,
    reason: str,
    state: State,
    findings: Iterable[str] = (),
    now: datetime,
) -> StrategyVersion:
    """Keep a version. Raises WrongUse when the part has one with this number already."""
    if any(each.version == version for each in versions(tx, topic, part)):
        raise WrongUse(
            f"{topic} {part}".strip() + f" has a version {version} already",
            "Give the changed query a new number.",
        )
    row = {
        "topic": topic,
        "part": part,
        "version": version,
        "fingerprint": fingerprint(query),
        "query": collapse(query),
        "author": author,
        "reason": reason,
        "state": state,
        "findings": list(findings),
        "at": now,
    }
    return get(tx, add_row(tx, strategy, row))


def in_force_since(tx: Tx) -> dict[tuple[str, str], datetime]:
    """When the version in force of each topic and part was put in force, where that was noted.

    A part's first version was in force from when it was kept.
    """
    query = select(run.c.params, run.c.started_at).where(run.c.kind == ACTIVATION)
    activated = {params["strategy"]: at for params, at in tx.execute(query)}
    first: dict[tuple[str, str], StrategyVersion] = {}
    for each in versions(tx):
        first.setdefault((each.topic, each.part), each)
    since = {
        key: activated.get(each.id, each.at if first[key].id == each.id else None)
        for key, each in active(tx).items()
    }
    return {key: at for key, at in since.items() if at is not None}


def activate(tx: Tx, version_id: int, notes: Iterable[str], now: datetime) -> StrategyVersion:
    """Put a proposed version in force, with what was found, and retire the one before it.

    Raises WrongUse for a version that is not proposed.
    """
    chosen = get(tx, version_id)
    if chosen.state != "proposed":
        raise WrongUse(
            f"version {chosen.version} of {chosen.name} is {chosen.state}",
            "Only a proposed version can be activated; propose its query again.",
        )
    tx.execute(
        update(strategy)
        .where(
            strategy.c.topic == chosen.topic,
            strategy.c.part == chosen.part,
            strategy.c.state == "active",
        )
        .values(state="retired")
    )
    tx.execute(
        update(strategy)
        .where(strategy.c.id == version_id)
        .values(state="active", findings=[*chosen.findings, *notes])
    )
    finish_run(tx, start_run(tx, ACTIVATION, now, {"strategy": version_id}), "complete", now)
    return get(tx, version_id)


def next_version(known: Sequence[str], step: Step) -> str:
    """The number after the highest: `major` for another scope, `minor` for words, `patch` for form."""
    major, minor, patch = max(map(number, known), default=(0, 0, 0))
    if not known:
        return FIRST
    if step == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if step == "minor" else f"{major}.{minor}.{patch + 1}"


def number(version: str) -> tuple[int, int, int]:
    """A version for comparing; a part that is no number counts as 0."""
    parts = [int(text) if text.isascii() and text.isdigit() else 0 for text in version.split(".")]
    major, minor, patch = (*parts, 0, 0, 0)[:3]
    return major, minor, patch
