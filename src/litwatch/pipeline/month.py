"""The main job: harvest → classify → status → one work, once → draft edition → recall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from litwatch.digest.look import PACKAGED, Look
from litwatch.language import Lang
from litwatch.pipeline.archive import renew_archive
from litwatch.pipeline.audit import draw_samples
from litwatch.pipeline.editions import Draft, draft
from litwatch.pipeline.harvest import HarvestReport, harvest
from litwatch.pipeline.models import Models
from litwatch.pipeline.monitor import Monitor, monitor
from litwatch.pipeline.months import days_of, month_before
from litwatch.pipeline.opinions import ClassifyReport, classify
from litwatch.pipeline.status import StatusReport, refresh
from litwatch.pipeline.watching import look_again
from litwatch.pipeline.works import WorksReport, join_works
from litwatch.sources.eutils import Eutils
from litwatch.store import Store
from litwatch.store.retention import forget_logins
from litwatch.watch import Watch


@dataclass(frozen=True)
class MonthReport:
    """What each stage of the main job did."""

    month: str
    harvest: HarvestReport
    classified: ClassifyReport
    status: StatusReport
    works: WorksReport
    draft: Draft
    recall: Monitor


def run_month(
    store: Store,
    client: Eutils,
    watch: Watch,
    *,
    month: str | None,
    models: Models,
    digests: Path,
    lang: Lang,
    look: Look = PACKAGED,
    now: datetime,
) -> MonthReport:
    """Harvest the month, classify what is new, re-check what is stored, join works, renew the
    page of published editions, draft the edition, and measure the recall of the strategies.

    A source that is down leaves its windows open and is reported; the rest still runs, and
    the draft says what is missing.
    """
    month = month or month_before(now.date())
    first, last = days_of(month)
    harvested = harvest(store, client, watch, now=now, since=first, until=min(last, now.date()))
    classified = classify(store, watch, models, now=now)
    draw_samples(store, now=now)
    checked = refresh(store, client, now=now)
    joined = join_works(store, now=now)  # after status, which may bring links between works
    look_again(store, watch, now)  # what came may alarm about what we use
    renew_archive(store, digests, lang, look)
    drafted = draft(store, watch, month, digests=digests, lang=lang, look=look, now=now)
    recall = monitor(store, watch, now=now)
    with store.write() as tx:
        forget_logins(tx, now)
    return MonthReport(month, harvested, classified, checked, joined, drafted, recall)
