"""What a harvest did."""

from __future__ import annotations

from dataclasses import dataclass, field

from litwatch.pipeline.readings import Finding, TranslationChange
from litwatch.records import Pmid
from litwatch.store import Window


@dataclass
class HarvestReport:
    """What a harvest did. `complete` is True only when every window balances.

    `findings`: what PubMed warns of about a strategy. `translation_changes`: strategies that
    PubMed reads otherwise than last time. `recovered`: PMIDs that an earlier harvest named as
    missing and that came now.
    """

    windows: list[Window] = field(default_factory=list)
    requests: int = 0
    retries: int = 0
    new: int = 0
    updated: int = 0
    problems: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    translation_changes: list[TranslationChange] = field(default_factory=list)
    recovered: list[Pmid] = field(default_factory=list)
    source_down: str = ""

    @property
    def complete(self) -> bool:
        return not self.source_down and all(w.state == "complete" for w in self.windows)

    @property
    def missing(self) -> list[Pmid]:
        return [pmid for window in self.windows for pmid in window.missing_pmids]
