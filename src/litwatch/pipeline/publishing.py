"""Publishing: what was drafted, approved and passed its gates is never changed from then on.

gates open | as drafted | PubMed asked anew | gates still open | files beside | signed | in place
| the page of all editions
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from litwatch.digest import publish
from litwatch.digest.archive import ArchiveLine
from litwatch.digest.cited import beyond_pubmed, cited_pmids
from litwatch.digest.edition import Edition
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.publish import changed_by_hand, staged
from litwatch.digest.stages import published
from litwatch.errors import NeedsPerson, SourceDown, WrongUse
from litwatch.language import Lang
from litwatch.pipeline.approving import approval_of, lacks_approval, same
from litwatch.pipeline.archive import draw_archive, write_archive
from litwatch.pipeline.edition_files import files_of
from litwatch.pipeline.editions import standing
from litwatch.pipeline.revisions import (
    existing,
    name_of,
    newest,
    refuse_changed,
    refuse_closed,
    signature,
)
from litwatch.pipeline.status import refresh
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, StoredEdition, Tx, approvals, catalog, editions
from litwatch.watch import Watch

# PubMed takes in its changes once a day, so what was asked within one need not be asked again:
# a month can be published after its `run` without the network.
ASKED_LATELY = timedelta(hours=24)


class NotAsked(SourceDown):
    """PubMed could not be asked what has become of the works with these ids."""

    def __init__(self, message: str, remedy: str, ids: tuple[str, ...]) -> None:
        super().__init__(message, remedy)
        self.ids = ids


class LacksApproval(NeedsPerson):
    """Somebody's approval is missing."""


@dataclass(frozen=True)
class Published:
    """An edition that readers have: its folder, who signed it, and what PubMed could not tell.

    `beyond_pubmed` are the ids of works without a PMID. `resumed` when it was signed earlier
    and only its files, which a crash had left out, were laid now.
    """

    folder: Path
    revision: int
    by: str
    beyond_pubmed: tuple[str, ...]
    resumed: bool = False


def publish_edition(
    store: Store,
    pubmed: Callable[[], Eutils],
    watch: Watch,
    month: str,
    *,
    reviewer: str | None,
    role: str = "",
    two_persons: bool = False,
    digests: Path,
    lang: Lang,
    look: Look = PACKAGED,
    now: datetime,
) -> Published:
    """Publish the newest draft of a month in `<digests>/<month>/`, a correction in `<month>.rN/`.

    A draft that nobody has approved is approved by its `reviewer`; with None it must have been
    approved, and is signed by who did so last. With `two_persons` one approval must come from
    somebody who wrote and decided nothing in it. `pubmed` opens the door to PubMed, which is
    asked for every cited work that it was not asked for within a day.

    Raises NeedsPerson while a gate is closed, an approval is missing or the store says other
    than was drafted; SourceDown when the state of a cited work cannot be learnt; WrongUse
    when there is no draft, no name, or the month is published already; WrongSettings when a
    template of the look does not work. Then nothing is
    published, and no file is written.
    """
    who = None if reviewer is None else signature(reviewer, "publishing")
    latest = newest(store, month)
    if latest is not None and latest.state == "published":
        folder = digests / name_of(month, latest.revision)
        if not folder.exists():
            done = _laid_out(store, latest, folder, lang, look)
            write_archive(store, digests, lang, look)
            return done
    latest = existing(store, month, "publish")
    folder = digests / name_of(month, latest.revision)
    _refuse_strange(folder, month)
    edition = _as_approved(store, watch, latest, now)
    news = _asked_anew(store, pubmed, edition, now)
    if news is not None:
        edition = _as_approved(store, watch, latest, now, news)
    told = published(edition, now)
    files = files_of(told, (), store, lang, look)
    # A template that breaks on the page of all editions is met before anything is signed.
    coming = ArchiveLine(edition=told, folder=folder.name, files=frozenset(files))
    drawn = draw_archive(store, digests, lang, look, coming=coming)
    with staged(files, folder) as place:
        with store.write() as tx:
            by = _signed(tx, latest, edition, who, role, now, two_persons=two_persons)
            editions.mark_published(
                tx, latest.id, by, now, _manifest_hash(files), body=msgspec.json.encode(told)
            )
        place()
    write_archive(store, digests, lang, look, drawn=drawn)
    return Published(folder, latest.revision, by, beyond_pubmed(told))


def _refuse_strange(folder: Path, month: str) -> None:
    """Raise when a draft was edited by hand, or somebody's folder lies where ours would be."""
    draft = folder.with_name(f"{folder.name}.draft")
    if edited := changed_by_hand(draft):
        raise NeedsPerson(
            f"{', '.join(edited)} in {draft.name} was changed by hand, and what is written there "
            "is not published",
            f"Write it with `litwatch edition write {month}`, then run `litwatch edition draft "
            f"{month}`, which keeps your files beside.",
        )
    if folder.exists():
        raise WrongUse(
            f"{folder} exists, but the store knows of no such edition",
            "Move the folder away, or restore the store that published it.",
        )


def _as_approved(
    store: Store, watch: Watch, latest: StoredEdition, now: datetime, news: str = ""
) -> Edition:
    """The draft as the store has it now, when every gate is open and it says what was read."""
    edition, gates = standing(store, watch, latest.month, latest, now=now)
    refuse_closed(latest.month, gates, news)
    refuse_changed(latest, edition, news)
    return edition


def _asked_anew(
    store: Store, pubmed: Callable[[], Eutils], edition: Edition, now: datetime
) -> str | None:
    """Ask PubMed for what the edition cites; what has changed, None when nothing had to be asked.

    Raises SourceDown naming what could not be asked.
    """
    with store.read() as tx:
        due = catalog.due_for_check(tx, before=now - ASKED_LATELY, ids=cited_pmids(edition))
    if not due:
        return None
    report = refresh(store, pubmed(), now=now, max_age=ASKED_LATELY, ids=due)
    if report.unchecked:
        why = report.source_down or "; ".join(report.problems)
        raise NotAsked(
            f"{edition.month} is not published, for PubMed could not be asked what has become of "
            f"{', '.join(report.unchecked)}: {why}",
            "Nothing is changed; run the same command again later.",
            tuple(report.unchecked),
        )
    changes = ", ".join(f"{one.record_id} is now {one.after}" for one in report.changes)
    return f"; PubMed says that {changes}" if changes else ""


def _signed(
    tx: Tx,
    latest: StoredEdition,
    edition: Edition,
    reviewer: str | None,
    role: str,
    now: datetime,
    *,
    two_persons: bool,
) -> str:
    """Who signs the edition; their own approval is kept where the earlier ones are not enough."""
    same(tx, latest)
    lacks = lacks_approval(tx, latest, edition, two_persons=two_persons)
    if lacks and reviewer is not None:
        lacks = lacks_approval(tx, latest, edition, [reviewer], two_persons=two_persons)
        if not lacks:
            approvals.add(tx, approval_of(latest, reviewer, role, now))
    if lacks:
        raise LacksApproval(
            f"{latest.month} lacks {lacks}",
            f"Run `litwatch edition submit {latest.month}`, and let them run `litwatch edition "
            f"approve {latest.month} --sha256 {latest.sha256[:12]} --reviewer NAME`.",
        )
    given = approvals.given(tx, latest.month, latest.revision, latest.sha256)
    return reviewer or given[-1].reviewer


def _laid_out(
    store: Store, latest: StoredEdition, folder: Path, lang: Lang, look: Look
) -> Published:
    """Lay out what was signed before a crash came between the signature and the files."""
    told = msgspec.json.decode(latest.body, type=Edition)
    files = files_of(told, (), store, lang, look)
    if _manifest_hash(files) != latest.manifest_sha256:
        with store.write() as tx:
            editions.set_manifest(tx, latest.id, _manifest_hash(files))
    publish(files, folder)
    by = latest.published_by or ""
    return Published(folder, latest.revision, by, beyond_pubmed(told), resumed=True)


def _manifest_hash(files: dict[str, bytes]) -> str:
    return hashlib.sha256(files["manifest.json"]).hexdigest()
