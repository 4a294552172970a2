"""Editions: composed and drafted from the store, and the gates that are closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from litwatch import __version__
from litwatch.curriculum.wordings import wordings
from litwatch.digest import carrying, closed_gates, publish, select
from litwatch.digest.counting import months_to, volumes
from litwatch.digest.edition import ClosedGate, Edition
from litwatch.digest.items import Words
from litwatch.digest.key_messages import Ledger, ledger
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.method import Volume
from litwatch.digest.placing import included
from litwatch.digest.plain import Advice, advice
from litwatch.digest.publish import keep_hand_edits
from litwatch.digest.rating import means
from litwatch.digest.searching import span
from litwatch.errors import WrongUse
from litwatch.language import Lang
from litwatch.pipeline.audit import missed_in
from litwatch.pipeline.edition_files import files_of
from litwatch.pipeline.failures import failures
from litwatch.pipeline.months import days_of
from litwatch.pipeline.revisions import allow, content_hash, existing, name_of, newest, signature
from litwatch.pipeline.unread import known
from litwatch.records import Record
from litwatch.review.conflicts import open_conflicts
from litwatch.review.screening import check_free_text
from litwatch.store import (
    Store,
    StoredEdition,
    Tx,
    catalog,
    editions,
    entries,
    opinions,
    ordering,
    outside,
)
from litwatch.store import ledger as runs_and_windows
from litwatch.store.carrying import included_before, undated_between, written_on
from litwatch.store.decisions import verdicts_of
from litwatch.store.editions import PUBLISHED
from litwatch.store.monthly import listed_in
from litwatch.store.ratings import ratings_of
from litwatch.store.statements import relations_of
from litwatch.store.volumes import new_by_month, searched_spans
from litwatch.watch import Watch


@dataclass(frozen=True)
class Draft:
    """A month as it stands: the edition, its closed gates, and where its files lie.

    `kept` is where an earlier draft lies that somebody had edited by hand.
    """

    edition: Edition
    gates: tuple[ClosedGate, ...]
    folder: Path
    sha256: str
    kept: Path | None = None


def compose(
    store: Store,
    watch: Watch,
    month: str,
    *,
    revision: int = 1,
    correction: str = "",
    trial: bool = False,
    unread: Collection[str] = frozenset(),
    now: datetime,
) -> tuple[Edition, dict[str, Record]]:
    """The draft of a month as the store has it now, and the records it speaks of.

    What an earlier revision of the month has shown is not used by it: a correction tells the
    month anew. A month that was once drafted as a `trial` stays one. Who is yet to read the
    `unread` records sees it as if they were not there (pipeline.unread).
    """
    first, last = days_of(month)
    with store.read() as tx:
        issues = [
            carrying.Issue(
                row.month,
                row.revision,
                row.published_at or row.made_at,
                msgspec.json.decode(row.body, type=Edition),
            )
            for row in editions.list_editions(tx)
            if row.state in PUBLISHED
        ]
        before = carrying.earlier(issues, month)
        earlier = tuple(one for one in included_before(tx, first) if one.id not in unread)
        late = carrying.late(earlier, month, before)
        mine = known(entries(tx, month=month, roles=("watched", "imported")), unread)
        # What has no create date (RIS, CSV) counts in the month that it came to us.
        mine += known(entries(tx, ids=undated_between(tx, first, last)), unread)
        # Works of earlier months whose notice came now stand in section 4, above all those used.
        older = catalog.noticed(tx, first, last)
        # And preprints that we have shown, when another record of their work comes.
        older |= before.used & {other.record.id for entry in mine for other in entry.work}
        older = (older | late.keys()) - {entry.record.id for entry in mine}
        found = mine + known(entries(tx, ids=older), unread)
        words = [*written_on(tx, late, until=month), *editions.written(tx, month)]
        edition = select(
            found,
            [w for w in runs_and_windows.windows(tx, month=month) if w.source == catalog.PUBMED],
            words,
            watch,
            month=month,
            revision=revision,
            model=opinions.latest_model(tx),
            schema=store.schema_revision,
            litwatch=__version__,
            used=before.used,
            told=carrying.settled_for(before, [e.record.id for e in mine if included(e)]),
            late=late,
            unmade=carrying.unmade(earlier, month, before),
            ratings=means(ratings_of(tx, [entry.record.id for entry in found])),
            outside=carrying.outside_of(outside.live(tx), month, before),
            verdicts=verdicts_of(tx, [e.record.id for e in mine if e.decision]),
            volumes=_volumes(tx, watch, month),
            listed=listed_in(tx, month),
            failures=failures(runs_and_windows.runs(tx), first, last),
            audit=missed_in(tx, month, unread=unread),
            order=ordering.places(tx, month),
            ledger=_key_messages(tx, watch, [entry.record.id for entry in found], before),
            now=now,
        )
        differing = tuple(
            sorted(one.record_id for one in open_conflicts(tx, [e.record.id for e in mine]))
        )
    trial = trial or _drafted_as_trial(store, month)
    edition = msgspec.structs.replace(
        edition, correction=correction, trial=trial, differing=differing
    )
    return edition, {entry.record.id: entry.record for entry in found}


def _key_messages(tx: Tx, watch: Watch, ids: Sequence[str], before: carrying.Earlier) -> Ledger:
    every = wordings(tx, watch)
    corrected = before.corrected
    return ledger(
        every,
        relations_of(tx, ids),
        catalog.states(tx, {pmid for one in every.values() for pmid in one.now.pmids}),
        told=before.messages,
        again=None if corrected is None else {one.id: one.version for one in corrected.messages},
    )


def _volumes(tx: Tx, watch: Watch, month: str) -> tuple[Volume, ...]:
    first, last = span(months_to(month)[0])[0], span(month)[1]
    counts, spans = new_by_month(tx, first, last), searched_spans(tx, first, last)
    return volumes(month, counts, spans, watch.topics, Words(watch))


def draft(
    store: Store,
    watch: Watch,
    month: str,
    *,
    trial: bool = False,
    digests: Path,
    lang: Lang,
    look: Look = PACKAGED,
    now: datetime,
) -> Draft:
    """Compose a month's draft, store it, and lay its files in `<digests>/<month>.draft/`.

    While a correction is under way it is that which is drafted, in `<month>.rN.draft/`. A
    folder that somebody has edited by hand is kept beside. A `trial` and what is published of
    it are marked as such. Raises WrongUse when the month is
    published.
    """
    latest = newest(store, month)
    allow("draft", month, latest)
    revision, note, by = (latest.revision, latest.note, latest.note_by) if latest else (1, "", "")
    return _drafted(
        store,
        watch,
        month,
        revision,
        note,
        by,
        trial,
        digests=digests,
        lang=lang,
        look=look,
        now=now,
    )


def correct(
    store: Store,
    watch: Watch,
    month: str,
    *,
    reason: str,
    reviewer: str,
    digests: Path,
    lang: Lang,
    look: Look = PACKAGED,
    now: datetime,
) -> Draft:
    """Draft the next revision of a published month from the store as it is now.

    `reason` says to readers what was wrong and what stands now. While the correction is not
    published, another reason takes the place of the first. Raises WrongUse when the month is
    not published, without a reason or a name, or when the reason seems to hold patient data.
    """
    latest = existing(store, month, "correct")
    if not reason.strip():
        raise WrongUse(
            "a correction needs a reason",
            "Give --reason: what was wrong, and what stands now.",
            common="no_reason",
        )
    check_free_text(reason, "the reason")
    who = signature(reviewer, "a correction")
    revision = latest.revision + (latest.state in PUBLISHED)
    text = reason.strip()
    return _drafted(
        store,
        watch,
        month,
        revision,
        text,
        who,
        False,
        digests=digests,
        lang=lang,
        look=look,
        now=now,
    )


def _drafted(
    store: Store,
    watch: Watch,
    month: str,
    revision: int,
    note: str,
    note_by: str,
    trial: bool,
    *,
    digests: Path,
    lang: Lang,
    look: Look = PACKAGED,
    now: datetime,
) -> Draft:
    edition, records = compose(
        store, watch, month, revision=revision, correction=note, trial=trial, now=now
    )
    gates = closed_gates(edition, records)
    files = files_of(edition, gates, store, lang, look)
    folder = digests / f"{name_of(month, revision)}.draft"
    kept = keep_hand_edits(folder)
    publish(files, folder, replace=True)
    body = msgspec.json.encode(edition)
    sha256 = content_hash(edition)
    with store.write() as tx:
        editions.save_draft(tx, month, revision, body, sha256, now, note=note, note_by=note_by)
    return Draft(edition, gates, folder, sha256, kept)


def check(store: Store, watch: Watch, month: str, *, now: datetime) -> tuple[ClosedGate, ...]:
    """The gates that are closed for a month as the store has it now."""
    return checked(store, watch, month, now=now)[0]


def checked(
    store: Store, watch: Watch, month: str, *, now: datetime
) -> tuple[tuple[ClosedGate, ...], tuple[Advice, ...]]:
    """The closed gates of a month as the store has it now, and advice on plain language."""
    edition, gates = standing(store, watch, month, newest(store, month), now=now)
    return gates, advice(edition)


def standing(
    store: Store, watch: Watch, month: str, latest: StoredEdition | None, *, now: datetime
) -> tuple[Edition, tuple[ClosedGate, ...]]:
    """What the store says now of the month's newest revision, and the gates that are closed."""
    revision, note = (latest.revision, latest.note) if latest else (1, "")
    edition, records = compose(store, watch, month, revision=revision, correction=note, now=now)
    return edition, closed_gates(edition, records)


def _drafted_as_trial(store: Store, month: str) -> bool:
    latest = newest(store, month)
    return latest is not None and msgspec.json.decode(latest.body, type=Edition).trial
