"""An editor's desk for tests: one harvested month, and the steps from its draft to readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from litwatch.pipeline.approving import Approved, InReview, approve, submit
from litwatch.pipeline.editions import Draft, correct, draft
from litwatch.pipeline.publishing import Published, publish_edition
from litwatch.pipeline.words import write_text
from litwatch.review import screening
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, StoredEdition, editions
from litwatch.watch import Watch

MONTH = "2021-06"
WRITER = "A. Kurator"
READER = "B. Granskare"
WRITTEN = {
    "bottom_line": "Trötthet kvarstod hos 120 vuxna efter sex månader.",
    "population": "120 vuxna.",
    "pem_in_sample": "Ej mätt.",
    "worsening": "Nämns inte i abstract.",
}
TWO_DAYS = timedelta(days=2)


def nobody_is_asked() -> Eutils:
    raise AssertionError("what was fetched today is not asked for again")


@dataclass
class Desk:
    """Record 101 is a cohort study of the month; `now` is the hour of what is done next."""

    store: Store
    watch: Watch
    digests: Path
    now: datetime
    two_persons: bool = False

    def decide(self, record: str, verdict: str, by: str = WRITER, reason: str = "") -> None:
        with self.store.write() as tx:
            screening.decide(tx, record, verdict, reviewer=by, reason=reason, now=self.now)

    def write(self, field: str, text: str, by: str = WRITER, record: str = "101") -> None:
        write_text(
            self.store, MONTH, record, field, text,
            audience=None, reviewer=by, role="allmänläkare", now=self.now,
        )  # fmt: skip

    def finish_item(self, record: str = "101") -> None:
        """Include a study and write all that its gates ask for."""
        self.decide(record, "include")
        for field, text in WRITTEN.items():
            self.write(field, text, record=record)

    def draft(self) -> Draft:
        return draft(self.store, self.watch, MONTH, digests=self.digests, lang="sv", now=self.now)

    def submit(self) -> InReview:
        return submit(self.store, self.watch, MONTH, now=self.now)

    def approve(self, sha256: str, by: str = READER) -> Approved:
        return approve(
            self.store, self.watch, MONTH,
            sha256=sha256, reviewer=by, role="fysioterapeut",
            two_persons=self.two_persons, now=self.now,
        )  # fmt: skip

    def publish(
        self, by: str | None = WRITER, pubmed: Callable[[], Eutils] = nobody_is_asked
    ) -> Published:
        return publish_edition(
            self.store, pubmed, self.watch, MONTH,
            reviewer=by, two_persons=self.two_persons,
            digests=self.digests, lang="sv", now=self.now,
        )  # fmt: skip

    def correct(self, reason: str, by: str = WRITER) -> Draft:
        return correct(
            self.store, self.watch, MONTH,
            reason=reason, reviewer=by, digests=self.digests, lang="sv", now=self.now,
        )  # fmt: skip

    def rows(self) -> tuple[StoredEdition, ...]:
        with self.store.read() as tx:
            return editions.list_editions(tx)

    def states(self) -> list[tuple[int, str]]:
        return [(row.revision, row.state) for row in self.rows()]

    def folders(self) -> list[str]:
        return sorted(path.name for path in self.digests.glob("*") if path.is_dir())
