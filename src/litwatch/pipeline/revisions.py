"""The newest revision of a month, and what keeps it from its next step."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

import msgspec

from litwatch.digest.edition import ClosedGate, Edition
from litwatch.digest.stages import Step, refusal
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.pipeline.months import check_month
from litwatch.store import Store, StoredEdition, editions


class Changed(NeedsPerson):
    """The store no longer says what was drafted and read."""


class GatesClosed(NeedsPerson):
    """A gate keeps the edition from its next step."""


def newest(store: Store, month: str) -> StoredEdition | None:
    """The newest revision of a month, None before the first draft. Raises WrongUse for no month."""
    check_month(month)
    with store.read() as tx:
        return editions.latest(tx, month)


def allow(step: Step, month: str, latest: StoredEdition | None) -> None:
    """Raise the refusal when the newest revision of a month may not take a step now."""
    state, revision = (latest.state, latest.revision) if latest else (None, 1)
    if refused := refusal(step, month, state, revision):
        raise refused


def existing(store: Store, month: str, step: Step) -> StoredEdition:
    """The newest revision, which may take the step. Raises as `newest` and `allow` do."""
    latest = newest(store, month)
    allow(step, month, latest)
    return cast("StoredEdition", latest)  # only a first draft begins from nothing


def published_folder(store: Store, month: str, digests: Path) -> Path | None:
    """The folder of what readers have of a month, None before anything is published."""
    check_month(month)
    with store.read() as tx:
        told = editions.published(tx, month)
    return digests / name_of(month, told.revision) if told else None


def content_hash(edition: Edition) -> str:
    """The SHA-256 of what an edition says, whenever it was made: what an approval names.

    What a draft tells its curators of other months is no part of it.
    """
    timeless = msgspec.structs.replace(edition, made_at=datetime.min, unmade=())
    return hashlib.sha256(msgspec.json.encode(timeless)).hexdigest()


def refuse_changed(latest: StoredEdition, edition: Edition, news: str = "") -> None:
    """Raise NeedsPerson when the store no longer says what was drafted and read; `news` is what
    PubMed has just told."""
    present = content_hash(edition)
    if present != latest.sha256:
        raise Changed(
            f"{latest.month} has changed since it was drafted: the draft has the hash "
            f"{latest.sha256}, the store now says {present}{news}",
            f"Run `litwatch edition draft {latest.month}` and read it again; an approval of the "
            "earlier draft does not hold for it.",
        )


def refuse_closed(month: str, gates: Sequence[ClosedGate], news: str = "") -> None:
    """Raise NeedsPerson while a gate is closed; `news` is what PubMed has just told."""
    if gates:
        raise GatesClosed(
            f"{len(gates)} closed gate(s) keep {month} from being published{news}",
            f"Run `litwatch edition check {month}` to see what to do.",
        )


def name_of(month: str, revision: int) -> str:
    """The name of an edition's folder: `2026-10`, and `2026-10.r2` for its first correction."""
    return month if revision == 1 else f"{month}.r{revision}"


def signature(reviewer: str, what: str) -> str:
    """The name that is signed with. Raises WrongUse when there is none."""
    if not reviewer.strip():
        raise WrongUse(
            f"{what} needs a reviewer's name",
            "Give --reviewer NAME or set LITWATCH_REVIEWER.",
            common="no_name",
        )
    return reviewer.strip()
