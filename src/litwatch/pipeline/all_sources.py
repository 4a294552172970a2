"""Every source in turn: what one has *seen* and what we can *surface* are apart.

A source that fails leaves its windows open and is named with the day of its last answer; the
finds of the others are stored and shown meanwhile, and its own when it answers again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from litwatch.errors import LitwatchError, SourceDown, SourceRefused
from litwatch.pipeline.harvest import CEILING, HarvestReport, Progress, harvest
from litwatch.pipeline.listing import Confirm
from litwatch.pipeline.second_source import harvest_europepmc
from litwatch.sources.europepmc_record import NAME as EUROPEPMC
from litwatch.sources.eutils import Eutils
from litwatch.sources.protocol import Source
from litwatch.store import Store, Tx, ledger
from litwatch.store.catalog import PUBMED
from litwatch.watch import Watch

SHOWN = {PUBMED: "PubMed", EUROPEPMC: "Europe PMC"}


@dataclass(frozen=True)
class SourceReport:
    """One source's part of a harvest. `answered`: when a window of it was last complete."""

    name: str
    harvest: HarvestReport
    answered: datetime | None
    refused: SourceRefused | None = None

    @property
    def silence(self) -> str:
        """Which source was not asked and since when; empty when it was."""
        why = self.harvest.source_down or str(self.refused or "")
        if not why:
            return ""
        last = f"{self.answered:%Y-%m-%d}" if self.answered else "never"
        return f"{SHOWN[self.name]} was not asked (last complete answer: {last}): {why}"


@dataclass(frozen=True)
class Reports:
    """What each source's harvest did, in the order they were asked."""

    sources: tuple[SourceReport, ...]

    @property
    def complete(self) -> bool:
        return all(each.harvest.complete and not each.refused for each in self.sources)

    def together(self) -> HarvestReport:
        """All sources' harvests as one report; a silent source is named in `source_down`."""
        each = [source.harvest for source in self.sources]
        return HarvestReport(
            windows=[window for one in each for window in one.windows],
            requests=sum(one.requests for one in each),
            retries=sum(one.retries for one in each),
            new=sum(one.new for one in each),
            updated=sum(one.updated for one in each),
            problems=[problem for one in each for problem in one.problems],
            findings=[finding for one in each for finding in one.findings],
            translation_changes=[change for one in each for change in one.translation_changes],
            recovered=[pmid for one in each for pmid in one.recovered],
            source_down="; ".join(filter(None, (source.silence for source in self.sources))),
        )

    def trouble(self) -> LitwatchError | None:
        """The error to end with, when all that could be stored is stored; None when all is well."""
        report = self.together()
        if not any(each.harvest.source_down for each in self.sources):
            for each in self.sources:
                if each.refused:
                    return SourceRefused(report.source_down, each.refused.remedy)
        return report.trouble()


def harvest_all(
    store: Store,
    eutils: Eutils,
    europepmc: Source,
    watch: Watch,
    *,
    now: datetime,
    topics: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    sweep: bool = False,
    ceiling: int = CEILING,
    confirm: Confirm = lambda _: False,
    progress: Progress = lambda _: None,
) -> Reports:
    """Harvest PubMed, then Europe PMC; neither's failure keeps the other from being asked."""

    def pubmed() -> HarvestReport:
        return harvest(
            store,
            eutils,
            watch,
            now=now,
            topics=topics,
            since=since,
            until=until,
            sweep=sweep,
            ceiling=ceiling,
            confirm=confirm,
            progress=progress,
        )

    def preprints() -> HarvestReport:
        return harvest_europepmc(
            store,
            europepmc,
            watch,
            now=now,
            topics=topics,
            since=since,
            until=until,
            ceiling=ceiling,
            progress=progress,
        )

    return Reports((_by_itself(store, PUBMED, pubmed), _by_itself(store, EUROPEPMC, preprints)))


def _by_itself(store: Store, name: str, run: Callable[[], HarvestReport]) -> SourceReport:
    refused = None
    try:
        report = run()
    except SourceDown as error:
        report = HarvestReport(source_down=str(error))
    except SourceRefused as error:
        report, refused = HarvestReport(problems=[str(error)]), error
    with store.read() as tx:
        return SourceReport(name, report, last_answer(tx, name), refused)


def last_answer(tx: Tx, source: str) -> datetime | None:
    """When a window of this source was last closed complete; None when none ever was."""
    mine = (w for w in ledger.windows(tx) if w.source == source and w.state == "complete")
    return max((w.closed_at for w in mine if w.closed_at is not None), default=None)
