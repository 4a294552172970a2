"""Publishing: what was drafted and passed its gates becomes an edition that is never changed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from litwatch.digest import publish
from litwatch.digest.edition import Edition
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.language import Lang
from litwatch.pipeline.edition_files import files_of
from litwatch.pipeline.editions import check, compose, content_hash, refuse_published
from litwatch.pipeline.months import check_month
from litwatch.store import Store, editions
from litwatch.store.editions import PUBLISHED
from litwatch.watch import Watch


def publish_edition(
    store: Store,
    watch: Watch,
    month: str,
    *,
    reviewer: str,
    approved: str | None = None,
    digests: Path,
    lang: Lang,
    now: datetime,
) -> Path:
    """Publish a drafted month, signed by a reviewer. Returns the folder of its files.

    `approved` is the hash of the draft that was read; another newest draft is then refused.

    Raises NeedsPerson while a gate is closed, WrongUse when there is no draft, no name, or
    the month is published already. Nothing is written before every gate is open.
    """
    check_month(month)
    if not reviewer.strip():
        raise WrongUse(
            "publishing needs a reviewer's name", "Give --reviewer NAME or set LITWATCH_REVIEWER."
        )
    folder = digests / month
    with store.read() as tx:
        latest = editions.latest(tx, month)
    if latest is None:
        raise WrongUse(
            f"there is no draft of {month}", f"Run `litwatch edition draft {month}` first."
        )
    if latest.state in PUBLISHED:
        if folder.exists():
            refuse_published(store, month)
        # A crash came between the signature and the files: lay out what was signed.
        signed = msgspec.json.decode(latest.body, type=Edition)
        return publish(files_of(signed, (), store, lang), folder)
    if approved is not None and approved != latest.sha256:
        raise NeedsPerson(
            f"the draft of {month} is no longer the one that was approved",
            "Read the newest draft and approve it with its own hash.",
        )
    gates = check(store, watch, month, now=now)
    if gates:
        raise NeedsPerson(
            f"{len(gates)} closed gate(s) keep {month} from being published",
            f"Run `litwatch edition check {month}` to see what to do.",
        )
    if folder.exists():
        raise WrongUse(
            f"{folder} exists, but the store knows of no such edition",
            "Move the folder away, or restore the store that published it.",
        )
    edition, _ = compose(store, watch, month, state="published", now=now)
    files = files_of(edition, (), store, lang)
    with store.write() as tx:
        editions.mark_published(
            tx,
            latest.id,
            reviewer.strip(),
            now,
            hashlib.sha256(files["manifest.json"]).hexdigest(),
            body=msgspec.json.encode(edition),
            sha256=content_hash(edition),
        )
    return publish(files, folder)
