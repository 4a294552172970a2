"""Audit of decks and handouts: what they cite, and what has become of it.

files → text → mentions → candidate records → (PubMed, for what is not stored) → states
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from litwatch.curriculum.wordings import Wording, wordings
from litwatch.errors import SourceDown, SourceRefused
from litwatch.pipeline.asked_pubmed import ask_pubmed
from litwatch.records import Notice, Record
from litwatch.records.citation import vancouver
from litwatch.records.cited import Candidates, Found, Reading, Wanted, cited
from litwatch.records.notices import state as state_of
from litwatch.slides.audit.audited import Audit, AuditedFile, Newer, Rested, Work, gathered
from litwatch.slides.audit.opening import ReadFile, files_in, read_files
from litwatch.sources.eutils import Eutils
from litwatch.store import Entry, Store, Tx, catalog, entries
from litwatch.store.statements import relations_to
from litwatch.store.whole import records_where
from litwatch.watch import Watch

Progress = Callable[[int, int], None]
_STEPS = 10  # versions that a work is followed through
_NEWER = ("update", "corrected_republished", "retracted_republished")


def audit_decks(
    store: Store,
    watch: Watch,
    paths: Sequence[Path],
    *,
    client: Eutils | None,
    not_asked: str = "",
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> Audit:
    """What the files, and those in the folders, cite, and how it stands with each work.

    Nothing is written. With a `client` PubMed is asked for what the store does not hold, in a
    few requests; without one `not_asked` says why. Raises WrongUse for a path that is not there.
    """
    named = files_in(paths)
    read: list[ReadFile] = []
    for done, file in enumerate(read_files(named), start=1):
        read.append(file)
        progress(done, len(named))
    readings = [[Reading(passage) for passage in file.passages] for file in read]
    wanted = Wanted(one for each in readings for one in each)
    with store.read() as tx:
        among = Candidates(records_where(tx, wanted.asks))
    found = [cited(each, among) for each in readings]
    stored = frozenset(among.all)
    requests, down = 0, False
    if client is not None:
        try:
            asked = ask_pubmed(client, readings, found, among)
            not_asked = asked.left
            found = [cited(each, among) for each in readings] if asked.added else found
        except (SourceDown, SourceRefused) as error:
            not_asked, down = str(error), isinstance(error, SourceDown)
        requests = client.requests
    with store.read() as tx:
        works = _works(tx, watch, found, among, stored, now)
    files = []
    for file, mentions in zip(read, found, strict=True):
        told, unmatched = gathered(mentions, works)
        files.append(
            AuditedFile(
                path=file.path,
                saved=file.saved,
                problem=file.problem,
                remedy=file.remedy,
                cited=told,
                unmatched=unmatched,
            )
        )
    return Audit(
        at=now, files=tuple(files), not_asked=not_asked, source_down=down, requests=requests
    )


def _works(
    tx: Tx,
    watch: Watch,
    found: Sequence[Sequence[Found]],
    among: Candidates,
    stored: Collection[str],
    now: datetime,
) -> dict[str, Work]:
    """Every work that is cited, or may be, with its state, its newer version and its messages."""
    ids = {key for each in found for one in each for key in _named(one)}
    kept = {entry.record.id: entry for entry in entries(tx, ids=ids & set(stored))}
    checked = catalog.checked(tx, kept)
    messages = _messages(tx, watch)
    works: dict[str, Work] = {}
    for key in sorted(ids):
        entry = kept.get(key)
        record = entry.record if entry else among.all[key].record
        notices = entry.notices if entry else record.notices
        state = entry.state if entry else state_of(record.title, record.type_names, notices)
        works[key] = Work(
            id=key,
            pmid=str(record.pmid or ""),
            doi=str(record.doi or ""),
            title=record.title,
            reference=vancouver(msgspec.structs.replace(record, pmid=None, doi=None)),
            state=state,
            newer=_newer(tx, record, notices, entry),
            statements=tuple(messages.get(key, ()) or messages.get(str(record.pmid), ())),
            stored=entry is not None,
            asked=checked.get(key) if entry else now,
        )
    return works


def _named(one: Found) -> tuple[str, ...]:
    return (one.match.record_id,) if one.match else one.maybe


def _newer(
    tx: Tx, record: Record, notices: Collection[Notice], entry: Entry | None
) -> Newer | None:
    """The last version that links lead to; of a preprint the article that stands for it."""
    seen = {record.id}
    last: str | None = None
    following = notices
    for _ in range(_STEPS):
        target = next(
            (
                str(link.pmid or f"doi:{link.doi}")
                for link in following
                if link.direction == "in" and link.type in _NEWER and (link.pmid or link.doi)
            ),
            None,
        )
        if target is None or target in seen:
            break
        last = target
        seen.add(target)
        following = tuple(catalog.notices_of(tx, [target]).get(target, {}).values())
    if last is None and entry and entry.work and entry.work[0].record.id != record.id:
        last = entry.work[0].record.id
    return Newer(id=last, title=catalog.titles(tx, [last]).get(last, "")) if last else None


def _messages(tx: Tx, watch: Watch) -> dict[str, list[Rested]]:
    """The key messages that each work supports or has supported."""
    supported = relations_to(tx)
    found: dict[str, list[Rested]] = {}
    for wording in wordings(tx, watch).values():
        now = set(wording.now.pmids)
        supports = {
            one.record_id for one in supported.get(wording.id, ()) if one.kind == "supports"
        }
        before = {pmid for version in wording.earlier for pmid in version.pmids}
        for key in now | supports | before:
            found.setdefault(key, []).append(_rested(wording, still=key in now | supports))
    return found


def _rested(wording: Wording, *, still: bool) -> Rested:
    changes = wording.changes
    return Rested(
        id=wording.id,
        module=wording.module_title,
        text=wording.now.text,
        lifecycle=wording.lifecycle,
        say_now=wording.now.say_now,
        why=wording.now.why,
        changed=changes[-1].settled_at if changes else None,
        still=still,
    )
