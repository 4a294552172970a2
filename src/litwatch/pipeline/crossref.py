"""Crossref: which article a preprint has become, asked by DOI and kept as notices.

    preprints without an article, and what is new -> 20 DOIs a request -> notices -> join_works

Each answer is stored before the next is asked for, so that a source that fails takes nothing
with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from litwatch import __version__
from litwatch.errors import SourceDown, SourceRefused
from litwatch.pipeline.works import OVERLAP
from litwatch.records import Doi, Notice, Record
from litwatch.records.duplicates import guessed
from litwatch.records.standing import is_preprint
from litwatch.sources.crossref import Crossref
from litwatch.store import Store, Tx, ledger, links, works

RUN = "crossref"


@dataclass
class CrossrefReport:
    """What Crossref was asked and has said. `unknown` are DOIs it does not hold."""

    asked: int = 0
    of: int = 0
    unknown: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)  # ids of records with a new link
    problems: list[str] = field(default_factory=list)
    source_down: str = ""
    refused: SourceRefused | None = None


def ask_crossref(
    store: Store,
    client: Crossref,
    *,
    now: datetime,
    everything: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> CrossrefReport:
    """Ask for the preprint links of stored records and keep them as notices.

    Asked each time: preprints whose article no source has named. Asked once: other records
    that people are shown, since a preprint's own answer names its article too; with
    `everything` all of them again. What was kept before the source failed stays.
    """
    report = CrossrefReport()
    with store.write() as tx:
        since = None if everything else _last_complete(tx)
        run = ledger.start_run(tx, RUN, now, {"everything": everything, "litwatch": __version__})
    with store.read() as tx:
        new = frozenset(works.changed_since(tx, since))
        asked_of = to_ask(works.records(tx, links.shown_with_doi(tx)), new)
    report.of = len(asked_of)
    sent, retried = client.requests, client.retries
    try:
        for dois, answers in client.works(asked_of.keys()):
            found: dict[str, list[Notice]] = {}
            for answer in answers:
                for record_id in asked_of[answer.doi]:
                    found.setdefault(record_id, []).extend(answer.links)
                report.problems += answer.problems
            with store.write() as tx:
                report.linked += links.note(tx, found, now)
            report.unknown += sorted({*dois} - {answer.doi for answer in answers})
            report.asked += len(dois)
            progress(report.asked, report.of)
    except SourceDown as error:
        report.source_down = str(error)
    except SourceRefused as error:
        report.refused = error
    silent = report.source_down or str(report.refused or "")
    with store.write() as tx:
        ledger.finish_run(
            tx,
            run,
            "source_down" if report.source_down else "incomplete" if silent else "complete",
            now,
            requests=client.requests - sent,
            retries=client.retries - retried,
            note=silent,
        )
    return report


def to_ask(records: Iterable[Record], new: frozenset[str]) -> dict[Doi, list[str]]:
    """The DOIs to ask for, each with the ids of the records that carry it.

    Preprints that name no article yet, and new records that name no preprint.
    """
    found: dict[Doi, list[str]] = {}
    for record in records:
        preprint = is_preprint(record)
        wanted = "in" if preprint else "of"
        named = any(
            (link.type, link.direction) == ("update", wanted) and not guessed(link)
            for link in record.notices
        )
        if record.doi and not named and (preprint or record.id in new):
            found.setdefault(record.doi, []).append(record.id)
    return found


def _last_complete(tx: Tx) -> datetime | None:
    """From when on records count as new; None when Crossref has never answered to the end."""
    complete = [run for run in ledger.runs(tx) if run.kind == RUN and run.state == "complete"]
    return complete[-1].started_at - OVERLAP if complete else None
