"""What a harvest did."""

from __future__ import annotations

from dataclasses import dataclass, field

from litwatch.errors import LitwatchError, NeedsPerson, SourceDown
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

    def trouble(self) -> LitwatchError | None:
        """The error to end with, whoever ran the harvest; None when all is well.

        A source that was down, then windows that do not balance, then words of a strategy that
        PubMed does not know.
        """
        if self.source_down:
            return SourceDown(self.source_down, "Nothing is lost. Run `litwatch harvest` again.")
        if not self.complete:
            return NeedsPerson(
                "some windows do not balance; they are named above",
                "Run `litwatch harvest` again; if it stays so, look at the query or the ids named.",
            )
        if any(finding.grave for finding in self.findings):
            return NeedsPerson(
                "PubMed does not know some words of the strategies; they are named above",
                "Mend the strategies: words that are not found find nothing.",
            )
        return None

    @property
    def missing(self) -> list[Pmid]:
        return [pmid for window in self.windows for pmid in window.missing_pmids]
