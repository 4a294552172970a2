"""The trial: June 2021 as read and written up once, applied to the sample and published.

trial.yaml holds the verdicts, tags and words. They go in by the functions that the commands use,
pass the gates that everything passes, and what comes out is marked as a trial.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

import msgspec
import yaml

from litwatch.digest.edition import Audience, Field
from litwatch.digest.manifest import MANIFEST
from litwatch.language import Lang
from litwatch.pipeline.editions import draft
from litwatch.pipeline.publishing import publish_edition
from litwatch.pipeline.words import tag_record, write_text
from litwatch.records import Verdict
from litwatch.review import screening
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, catalog
from litwatch.watch import Watch


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was said of one record: a verdict with its reason, tags by facet, words by field."""

    pmid: str
    verdict: Verdict
    reason: str = ""
    tags: dict[str, str] = {}
    words: dict[Field, str] = {}
    meaning: dict[Audience, str] = {}

    def texts(self) -> tuple[tuple[Field, Audience | None, str], ...]:
        """Every text with its field, and its audience where the field has one."""
        return (
            *((field, None, text) for field, text in self.words.items()),
            *(("meaning", audience, text) for audience, text in self.meaning.items()),
        )


class Trial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A month's trial, and who read it in which role on which day."""

    month: str
    reviewer: str
    role: str
    read_on: date
    records: tuple[Said, ...]

    @property
    def at(self) -> datetime:
        """The instant that verdicts and words are kept under: noon of the day they were made."""
        return datetime.combine(self.read_on, time(12), UTC)


def load_trial() -> Trial:
    """The packaged trial. Raises msgspec.ValidationError naming the key that is wrong."""
    text = (files("litwatch.sample") / "trial.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Trial)


def absent_from(store: Store, trial: Trial) -> tuple[str, ...]:
    """The PMIDs of the trial that the store does not hold."""
    with store.read() as tx:
        return tuple(said.pmid for said in trial.records if catalog.get(tx, said.pmid) is None)


def apply_trial(store: Store, watch: Watch, trial: Trial) -> None:
    """Decide, tag and write as the trial says. Raises WrongUse for a record that is not stored."""
    for said in trial.records:
        _apply(store, watch, trial, said)


def _apply(store: Store, watch: Watch, trial: Trial, said: Said) -> None:
    with store.write() as tx:
        screening.decide(
            tx,
            said.pmid,
            said.verdict,
            reviewer=trial.reviewer,
            reason=said.reason,
            now=trial.at,
        )
    for facet, value in said.tags.items():
        tag_record(store, watch, said.pmid, facet, value, reviewer=trial.reviewer, now=trial.at)
    for field, audience, text in said.texts():
        write_text(
            store,
            trial.month,
            said.pmid,
            field,
            text,
            audience=audience,
            reviewer=trial.reviewer,
            role=trial.role,
            now=trial.at,
        )


def publish_trial(
    store: Store,
    watch: Watch,
    trial: Trial,
    pubmed: Callable[[], Eutils],
    *,
    drafts: Path,
    digests: Path,
    lang: Lang,
    now: datetime,
) -> Path:
    """Publish the month as a trial edition in `<digests>/<month>/`; returns that folder.

    Its draft lies in `drafts`, so that the machine's own draft stays to be seen. A trial
    edition of an earlier demo gives way; anything else in its place is left, and refused as
    any edition is. Raises NeedsPerson while a gate is closed.
    """
    draft(store, watch, trial.month, trial=True, digests=drafts, lang=lang, now=now)
    _clear_earlier(digests / trial.month)
    return publish_edition(
        store,
        pubmed,
        watch,
        trial.month,
        reviewer=trial.reviewer,
        role=trial.role,
        digests=digests,
        lang=lang,
        now=now,
    ).folder


def _clear_earlier(folder: Path) -> None:
    manifest = folder / MANIFEST
    if manifest.is_file() and json.loads(manifest.read_bytes()).get("trial") is True:
        shutil.rmtree(folder)
