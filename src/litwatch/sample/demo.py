"""The demo: one real month of PubMed through the whole pipeline, against a loopback server.

The home is the demo's own and made anew each time, with the editions in it; the user's database and
a checkout's kept editions are never touched.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from litwatch import doors
from litwatch.classify.model import Model
from litwatch.errors import NeedsPerson
from litwatch.pipeline.editions import draft
from litwatch.pipeline.exports import export
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.imports import import_files
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify
from litwatch.pipeline.status import refresh
from litwatch.pipeline.works import join_works
from litwatch.sample.corpus import Corpus
from litwatch.sample.server import serve
from litwatch.sample.source import cache_folder, fetch_sample
from litwatch.sample.steps import Say, Steps
from litwatch.sample.trial import absent_from, apply_trial, load_trial, publish_trial
from litwatch.settings import Settings
from litwatch.sources.eutils import Eutils
from litwatch.store import Store
from litwatch.watch import Watch

MONTH, FIRST, LAST = "2021-06", date(2021, 6, 1), date(2021, 6, 30)
TOTAL = 7
SAMPLE = "The sample: 20,788 PubMed records that NLM released in June 2021."
LOOPBACK = "A loopback copy of PubMed's E-utilities over these records."


def run_demo(*, sample: Path | None, folder: Path | None, say: Say, now: datetime) -> Path:
    """Run the demo and say at the end what to open. Returns the folder of the draft edition.

    Raises SourceDown when the sample cannot be fetched and no file is given.
    """
    steps = Steps(say, TOTAL)
    steps.next(SAMPLE)
    records = fetch_sample(cache_folder(), file=sample)
    home = cache_folder().with_name("demo")
    shutil.rmtree(home, ignore_errors=True)
    return demonstrate(records, home=home, digests=folder or home / "digests", steps=steps, now=now)


def demonstrate(records: Path, *, home: Path, digests: Path, steps: Steps, now: datetime) -> Path:
    """Take June 2021 of a file of PubMed records through the pipeline; returns the draft's folder."""
    steps.next(LOOPBACK)
    with serve(Corpus.from_file(records)) as server:
        # A key lets the demo ask ten times a second; the loopback server takes any.
        settings = Settings(
            home=home,
            digests=digests,
            eutils_url=server.url,
            ncbi_api_key=SecretStr("demo"),
            lang="sv",
        )
        return _pipeline(settings, records, steps, now)


def gather(
    store: Store, watch: Watch, client: Eutils, records: Path, steps: Steps, now: datetime
) -> None:
    """Harvest June 2021, import the whole file as background, classify, ask for changes."""
    steps.next("Harvest: every strategy, June 2021, each window a ledger that must balance.")
    report = harvest(store, client, watch, now=now, since=FIRST, until=LAST)
    hits = {w.topic: w.count for w in report.windows if w.topic != "background"}
    steps.note(
        f"{report.new} new records in {report.requests} requests; "
        f"{sum(w.state == 'complete' for w in report.windows)} of {len(report.windows)} "
        f"windows balance. {sum(1 for n in hits.values() if n)} topics had hits."
    )
    joined = join_works(store, now=now)
    steps.note(
        f"{joined.compared} records compared: {len(joined.certain)} pairs are one work, "
        f"{joined.waiting} wait for a person."
    )
    steps.next("Import of the whole file as background, then classification.")
    (imported,) = import_files(store, [records], now=now, background=True)
    steps.note(f"{imported.read} records read, {imported.new} new, {imported.lost} lost.")
    opinions = classify(store, watch, Models(Model.load(), None), now=now)
    bands = ", ".join(f"{count} {band}" for band, count in opinions.bands.most_common())
    steps.note(f"{opinions.scored} scored by {opinions.model} ({bands}); {opinions.tagged} tagged.")
    steps.next("Status: PubMed asked again for what the strategies found.")
    status = refresh(store, client, now=now, max_age=timedelta(0))
    steps.note(f"{status.checked} asked, {len(status.changes)} changed.")


def _pipeline(settings: Settings, records: Path, steps: Steps, now: datetime) -> Path:
    watch = doors.watch(settings)
    with doors.store(settings) as store:
        gather(store, watch, doors.eutils(settings), records, steps, now)
        steps.next("The draft edition, its deck and a jsonl export.")
        made = draft(
            store, watch, MONTH, digests=settings.digests_folder, lang=settings.lang, now=now
        )
        rows = made.folder / "records.jsonl"
        with rows.open("w", encoding="utf-8") as out:
            count = export(
                store,
                watch,
                "jsonl",
                topic=None,
                month=MONTH,
                decision=None,
                background=False,
                out=None,
                stdout=out,
            )
        tried = _trial(store, watch, settings, steps, now)
    say = steps.say
    say("")
    say("Done. A trial edition shows what readers get; no curator stands behind it.")
    say("The draft is what curators begin with: no person has read it, and it says so. Open:")
    for what, path in (
        ("the trial edition", tried and tried / "digest.html"),
        ("its deck", tried and tried / "slides.pptx"),
        ("the draft", made.folder / "digest.html"),
        ("its deck", made.folder / "slides.pptx"),
        (f"its {count} records", rows),
    ):
        if path:
            print(f"{what:<20}{path}")
    return made.folder


def _trial(
    store: Store, watch: Watch, settings: Settings, steps: Steps, now: datetime
) -> Path | None:
    """The folder of the trial edition; None where the sample or the gates do not let it be."""
    trial = load_trial()
    if absent := absent_from(store, trial):
        steps.next(
            f"No trial edition: this sample lacks {len(absent)} of its records, {absent[0]} first."
        )
        return None
    included = sum(said.verdict == "include" for said in trial.records)
    steps.next(
        f"The trial: {len(trial.records)} records decided on, {included} taken in and written up."
    )
    apply_trial(store, watch, trial)
    try:
        return publish_trial(
            store,
            watch,
            trial,
            lambda: doors.eutils(settings),
            drafts=settings.home,
            digests=settings.digests_folder,
            lang=settings.lang,
            now=now,
        )
    except NeedsPerson as closed:
        steps.note(f"No trial edition: {closed}.")
        return None
