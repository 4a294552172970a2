"""Curators' tags override the machine's, and teach how sure its values are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from litwatch.classify.model import Model
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify, judged_tags
from litwatch.pipeline.words import tag_record
from litwatch.records import Pmid, Record, Section
from litwatch.store import Store, catalog, entries
from litwatch.watch import Watch

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MODELS = Models(Model.load(), None)


def stock(store: Store, watch: Watch, count: int) -> None:
    """Records that say in passing that they are cohorts, tagged by the machine."""
    text = "Patients with long COVID and pain were followed up."
    with store.write() as tx:
        for number in range(1, count + 1):
            record = Record(
                pmid=Pmid(str(number)),
                title=f"Long COVID, part {number}",
                abstract=(Section(text=text),),
                created=date(2026, 10, 1),
            )
            catalog.save(tx, [(record, b"")], source="pubmed", now=NOW, role="watched")
    classify(store, watch, MODELS, now=NOW)


def said(store: Store, watch: Watch, record: int, *what: str, wrong: bool = False) -> None:
    tag_record(store, watch, str(record), *what, reviewer="Alm", now=NOW, wrong=wrong)


def confidence(store: Store, record: str, facet: str, value: str) -> str | None:
    with store.read() as tx:
        (entry,) = entries(tx, ids=[record])
    (proposed,) = [t for t in entry.tags if (t.facet, t.value, t.by) == (facet, value, "machine")]
    return proposed.confidence


def test_what_people_say_of_a_value_becomes_its_confidence(store: Store, watch: Watch) -> None:
    stock(store, watch, 21)
    assert confidence(store, "21", "design", "cohort") == "medium"
    for record in range(1, 20):
        said(store, watch, record, "design", "cohort" if record <= 4 else "case_report")
    classify(store, watch, MODELS, now=NOW, everything=True)
    assert confidence(store, "21", "design", "cohort") == "medium"  # nineteen are too few
    said(store, watch, 20, "design", "case_report")
    classify(store, watch, MODELS, now=NOW, everything=True)
    assert confidence(store, "21", "design", "cohort") == "low"
    with store.read() as tx:
        told = judged_tags(tx, watch)["design", "cohort"]
    assert (told.kept, told.rejected, told.instead) == (4, 16, (("case_report", 16),))


def test_a_rejected_value_counts_for_nothing(store: Store, watch: Watch) -> None:
    stock(store, watch, 1)
    said(store, watch, 1, "symptom", "pain", wrong=True)
    with store.read() as tx:
        (entry,) = entries(tx, ids=["1"])
        told = judged_tags(tx, watch)["symptom", "pain"]
    assert {tag.state for tag in entry.tags if tag.value == "pain"} == {"rejected"}
    assert (told.kept, told.rejected) == (0, 1)
