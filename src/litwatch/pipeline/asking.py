"""Asking Crossref and Europe PMC what has become of works, and looking them up in Retraction Watch.

Each answer is stored before the next is asked for; a source that fails takes nothing with it.
What a source says becomes a notice on the record, and the record's state follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from litwatch.errors import SourceDown, SourceRefused
from litwatch.records import Doi, Notice, Record
from litwatch.records.duplicates import guessed
from litwatch.records.notices import implied, names_article
from litwatch.records.retractions import RETRACTION_WATCH, notice_of
from litwatch.records.standing import is_preprint
from litwatch.sources.crossref import Crossref
from litwatch.sources.crossref_answers import NAME as CROSSREF
from litwatch.sources.europepmc import EuropePmc
from litwatch.sources.europepmc_record import NAME as EUROPEPMC
from litwatch.store import Store, Tx, checks, links, retractions
from litwatch.store.bulk import batches
from litwatch.store.catalog import PUBMED
from litwatch.store.mapper import NoticeKey, notice_key

_PREPRINTS_A_SEARCH = 25  # so that the address stays below 2,000 characters


@dataclass
class Asked:
    """What one source was asked. `silent` says why it gave no answer, `unasked` for which works."""

    source: str
    of: int = 0
    answered: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)  # ids of records with a new notice
    unasked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    silent: str = ""


def ask_crossref_updates(
    store: Store,
    client: Crossref,
    records: Iterable[Record],
    told: Asked,
    *,
    now: datetime,
    max_age: timedelta,
) -> None:
    """Ask Crossref for the notices on these works by DOI, but for those it told of within `max_age`.

    What it said is added to `told`; once it is silent it is asked no more. A DOI that it does
    not know is an answer too: there is no notice.
    """
    ids: dict[Doi, list[str]] = {}
    for record in _due(store, records, CROSSREF, now - max_age):
        if record.doi:
            ids.setdefault(record.doi, []).append(record.id)
    told.of += sum(map(len, ids.values()))
    try:
        for dois, answers in client.works(() if told.silent else ids):
            said: dict[str, list[Notice]] = {key: [] for doi in dois for key in ids[doi]}
            for answer in answers:
                for key in ids[answer.doi]:
                    said[key] += (*answer.updates, *answer.links)
                told.problems += answer.problems
            with store.write() as tx:
                told.news += links.note(tx, said, now)
                _note_crossref_listing(tx, said, now)
                checks.note_answered(tx, said, CROSSREF, now)
            told.answered += said
    except (SourceDown, SourceRefused) as error:
        told.silent = str(error)
    if told.silent:
        answered = set(told.answered)
        told.unasked += [key for keys in ids.values() for key in keys if key not in answered]


def _note_crossref_listing(tx: Tx, said: dict[str, list[Notice]], now: datetime) -> None:
    """Crossref passes on what Retraction Watch says: its notices may stand there or in the file."""
    listed: dict[str, set[NoticeKey]] = {key: set(map(notice_key, of)) for key, of in said.items()}
    links.note_listing(tx, listed, {CROSSREF}, now)
    for record, found in in_file(tx, links.bare(tx, said)):
        listed[record.id] |= set(map(notice_key, found))
    links.note_listing(tx, listed, {RETRACTION_WATCH}, now)


def note_pubmed_listing(tx: Tx, records: Iterable[Record], now: datetime) -> None:
    """Keep which notices PubMed's copy, just fetched, no longer lists."""
    listed = {
        one.id: {
            notice_key(link)
            for link in (*one.notices, *implied(one.title, one.type_names, one.notices))
        }
        for one in records
    }
    links.note_listing(tx, listed, {PUBMED}, now)


def in_file(tx: Tx, records: Iterable[Record]) -> Iterator[tuple[Record, list[Notice]]]:
    """What the Retraction Watch file says of these works; those it names by DOI or PMID."""
    for some in batches(records):
        by_doi, by_pmid = retractions.of_works(
            tx, [one.doi for one in some if one.doi], [one.pmid for one in some if one.pmid]
        )
        for one in some:
            rows = [*by_doi.get(one.doi or "", ()), *by_pmid.get(one.pmid or "", ())]
            if rows:
                yield one, [notice_of(row) for row in {row.id: row for row in rows}.values()]


def note_retractions(tx: Tx, records: Iterable[Record], now: datetime) -> tuple[str, ...]:
    """Put what the Retraction Watch file says on these records; returns those with news."""
    return links.note(tx, {one.id: said for one, said in in_file(tx, records)}, now)


def ask_europepmc(
    store: Store,
    client: EuropePmc,
    records: Iterable[Record],
    told: Asked,
    *,
    now: datetime,
    max_age: timedelta,
) -> None:
    """Ask Europe PMC which article each preprint has become, where no source has named one.

    What it said is added to `told`; once it is silent it is asked no more.
    """
    mine = {
        one.doi: one
        for one in _due(store, records, EUROPEPMC, now - max_age)
        if one.doi and '"' not in one.doi and is_preprint(one) and not _has_article(one)
    }
    told.of += len(mine)
    try:
        for some in batches(() if told.silent else mine, _PREPRINTS_A_SEARCH):
            said: dict[str, list[Notice]] = {mine[doi].id: [] for doi in some}
            wanted = " OR ".join(f'DOI:"{doi}"' for doi in some)
            for page in client.search(f"SRC:PPR AND ({wanted})"):
                for found in page.found:
                    told.problems += [found.problem] if found.problem else []
                    theirs = found.parsed and found.parsed.record
                    if theirs and theirs.doi in mine:
                        said[mine[theirs.doi].id] += filter(names_article, theirs.notices)
            with store.write() as tx:
                told.news += links.note(tx, said, now)
                checks.note_answered(tx, said, EUROPEPMC, now)
            told.answered += said
    except (SourceDown, SourceRefused) as error:
        told.silent = str(error)
    if told.silent:
        answered = set(told.answered)
        told.unasked += [one.id for one in mine.values() if one.id not in answered]


def _has_article(preprint: Record) -> bool:
    return any(
        (link.type, link.direction) == ("update", "in") and not guessed(link)
        for link in preprint.notices
    )


def _due(
    store: Store, records: Iterable[Record], source: str, before: datetime
) -> Iterator[Record]:
    """Those for which the source has not answered since."""
    for some in batches(records):
        with store.read() as tx:
            told = checks.answered(tx, [one.id for one in some])
        for one in some:
            at = told[one.id].get(source)
            if at is None or at <= before:
                yield one


def without_id(records: Collection[Record]) -> list[str]:
    """Those that no source can be asked for: they have neither PMID nor DOI."""
    return [one.id for one in records if one.pmid is None and one.doi is None]
