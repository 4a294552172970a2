"""Listing: a span's PMIDs brought into the ledger, split by date where one search cannot list them.

PubMed lists 9,999 records a search (eutils.md §3.3). A larger window is cut in two by date until
each part fits. Every record has one create date, so the parts' counts must add up to the whole:
this is checked at each cut, and where they do not, the window stays incomplete, by name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from litwatch.pipeline import readings
from litwatch.pipeline.harvest_report import HarvestReport
from litwatch.pipeline.spans import Span, halves
from litwatch.records import Pmid
from litwatch.sources.eutils import Eutils
from litwatch.sources.eutils_answers import SearchPage, is_error
from litwatch.store import Store, Tx, Window, catalog, ledger
from litwatch.store.settling import leave_incomplete

PUBMED_CAP = 9_999  # PMIDs that one search can list (eutils.md §3.3)

Confirm = Callable[[str], bool]


@dataclass
class Listing:
    """Searches, and the ledger lines they give."""

    store: Store
    client: Eutils
    run: int
    now: datetime
    ceiling: int
    confirm: Confirm
    report: HarvestReport

    def listed(self, span: Span) -> list[Window]:
        """The windows that now hold the span's PMIDs: one, or the parts it was cut into.

        One that could not be listed comes back incomplete, and its reason is reported.
        """
        answer = self.ask(span.term)
        if answer.count > self.ceiling and not self.confirm(
            f"{span.name}: {answer.count} hits, above the ceiling of {self.ceiling}. Fetch them all?"
        ):
            reason = (
                f"{span.name}: {answer.count} hits are above the ceiling of {self.ceiling}; look "
                f"at the query, or run again with --ceiling {answer.count}"
            )
            return [self._leave(span, answer, reason)]
        return self._cut(span, answer)

    def ask(self, term: str) -> SearchPage:
        """A search; one whose ids are not as many as its count is asked once more."""
        answer = self.client.search(term, retmax=PUBMED_CAP)
        if not _whole(answer):
            answer = self.client.search(term, retmax=PUBMED_CAP)
        return answer

    def _cut(self, span: Span, answer: SearchPage) -> list[Window]:
        if answer.count <= PUBMED_CAP:
            return [self._write(span, answer)]
        parts = halves(span)
        if parts is None:
            reason = (
                f"{span.name}: {answer.count} hits on a single day are above PubMed's cap of "
                f"{PUBMED_CAP}, and a day cannot be split; narrow the query"
            )
            return [self._leave(span, answer, reason)]
        answers = [self.ask(part.term) for part in parts]
        if _sum(answers) != answer.count:
            # Something may have been added meanwhile: everything is counted once more.
            answer, answers = self.ask(span.term), [self.ask(part.term) for part in parts]
        if _sum(answers) != answer.count:
            reason = (
                f"{span.name}: {answer.count} hits, but its halves have {answers[0].count} and "
                f"{answers[1].count}; PubMed's counts do not add up, so it is asked again next time"
            )
            return [self._leave(span, answer, reason)]
        return [
            window
            for part, its_answer in zip(parts, answers, strict=True)
            for window in self._cut(part, its_answer)
        ]

    def _write(self, span: Span, answer: SearchPage) -> Window:
        errors = [text for text in answer.warnings if is_error(text)]
        if answer.count == 0 and errors:
            # Zero because PubMed could not read the query is not zero.
            return self._leave(span, answer, f"{span.name}: no hits, for PubMed says {errors[0]}")
        with self.store.write() as tx:
            window = self._open(tx, span)
            if window.state == "open" and window.listed_at is not None:
                return window  # another process has listed it meanwhile: one list holds
            lacking = {*ledger.pending(tx, window.id), *window.missing_pmids}
            lost = _let_go(span, lacking - catalog.known(tx, lacking), answer)
            self.report.problems += lost
            listed = ledger.list_found(
                tx,
                window.id,
                count=answer.count,
                pmids=answer.pmids,
                translation=answer.translation,
                warnings=(*answer.warnings, *lost),
                now=self.now,
            )
            before = ledger.last_reading(tx, listed)
        changed = readings.change(before, listed)
        if changed is not None:
            self.report.translation_changes.append(changed)
        self._note(listed)
        return listed

    def _open(self, tx: Tx, span: Span) -> Window:
        return ledger.open_window(
            tx, self.run, **span.key, version=span.part.version, term=span.term, now=self.now
        )

    def _leave(self, span: Span, answer: SearchPage, reason: str) -> Window:
        with self.store.write() as tx:
            window = self._open(tx, span)
            if window.state == "open" and window.listed_at is not None:
                return window
            left = leave_incomplete(tx, window.id, answer.count, reason, answer.warnings, self.now)
        self.report.problems.append(reason)
        self._note(left)
        return left

    def _note(self, window: Window) -> None:
        """Warnings of PubMed's own, each once a strategy."""
        new = [one for one in readings.findings(window) if one not in self.report.findings]
        self.report.findings += [one for one in new if one.text not in self.report.problems]


def _let_go(span: Span, lacking: Collection[Pmid], answer: SearchPage) -> list[str]:
    """A sentence that names what an earlier list held, never came, and is listed no more."""
    gone = sorted({*lacking} - {*answer.pmids}, key=int)
    if not gone:
        return []
    came = "it never came" if len(gone) == 1 else "they never came"
    ids = ", ".join(gone)
    return [f"{span.name}: PubMed listed {ids} earlier and lists it no more; {came}"]


def _whole(answer: SearchPage) -> bool:
    return answer.count > PUBMED_CAP or len(set(answer.pmids)) == answer.count


def _sum(answers: list[SearchPage]) -> int:
    return sum(answer.count for answer in answers)
