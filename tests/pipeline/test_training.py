"""The loop: decisions teach, later ones judge, and what is worse never goes in force."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from litwatch.classify.model import Model
from litwatch.errors import NeedsPerson, StoreDamaged, WrongUse
from litwatch.pipeline.models import Models, in_force, kept, promote, rollback
from litwatch.pipeline.opinions import classify
from litwatch.pipeline.training import TrainReport, train, train_due
from litwatch.records import Decision, Pmid, Record, Section
from litwatch.store import Store, catalog, entries, models, screening
from litwatch.watch import Watch

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
WANTED = "pacing occupational therapist diary fatigue participants coping everyday activities group"
UNWANTED = "cytokine plasma assay proteomic cohort serum endothelial platelet pathway expression"


def _record(number: int, wanted: bool, lot: random.Random) -> Record:
    words = (WANTED if wanted else UNWANTED).split()
    text = " ".join(lot.choice(words) for _ in range(30))
    return Record(
        pmid=Pmid(str(number)),
        title=f"Long COVID and {lot.choice(words)}",
        abstract=(Section(text=f"People with long COVID. {text}."),),
        created=date(2026, 10, 1),
    )


def stock(store: Store, taken: int, left: int, *, reason: str = "laboratory") -> None:
    """Decided records: `taken` included and `left` excluded, an hour apart and mixed."""
    lot = random.Random(5)
    wanted = [True] * taken + [False] * left
    lot.shuffle(wanted)
    with store.write() as tx:
        for number, take in enumerate(wanted, start=1):
            record = _record(number, take, lot)
            catalog.save(tx, [(record, b"")], source="pubmed", now=NOW, role="watched")
            said = Decision(
                record_id=record.id,
                verdict="include" if take else "exclude",
                reviewer="Alm",
                reason="" if take else reason,
                at=NOW - timedelta(hours=len(wanted) - number),
            )
            screening.append_decision(tx, said)


def learn(store: Store, watch: Watch, folder: Path, question: str = "usefulness") -> TrainReport:
    return train(
        store,
        watch,
        question=question,  # type: ignore[arg-type]
        folder=folder,
        by="Alm",
        now=NOW,
    )


@pytest.fixture
def taught(store: Store, watch: Watch) -> Store:
    stock(store, 90, 90)
    classify(store, watch, Models(Model.load(), None), now=NOW)
    return store


def test_what_people_take_is_learnt_and_ranks_the_rest(
    taught: Store, watch: Watch, tmp_path: Path
) -> None:
    report = learn(taught, watch, tmp_path)
    assert report.ruling.promote, report.ruling.reason
    chosen = in_force(taught, tmp_path)
    assert chosen.usefulness is not None
    lot = random.Random(9)
    with taught.write() as tx:
        new = [_record(900, True, lot), _record(901, False, lot)]
        catalog.save(tx, [(one, b"") for one in new], source="pubmed", now=NOW, role="watched")
    classify(taught, watch, chosen, now=NOW)
    with taught.read() as tx:
        told = {e.record.id: e.usefulness for e in entries(tx, ids=["900", "901", "1"])}
    assert told["900"].score > 0.7 > 0.3 > told["901"].score  # type: ignore[union-attr]
    assert told["1"].by == chosen.usefulness.id  # type: ignore[union-attr]  (told anew)


def test_its_papers_say_what_it_was_made_from_and_how_it_did(
    taught: Store, watch: Watch, tmp_path: Path
) -> None:
    papers = learn(taught, watch, tmp_path).model.manifest
    assert (papers.question, papers.base) == ("usefulness", "rule-1")
    assert (papers.positives, papers.negatives) == (90, 90)
    assert papers.metrics["later"].average_precision > 0.9
    assert papers.metrics["later"].positives + papers.metrics["later"].negatives == 54
    assert papers.topics["q_fever"] == 0
    assert Model.load(tmp_path / papers.id).manifest == papers


def test_of_too_few_decisions_nothing_is_learnt(store: Store, watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(NeedsPerson, match="0 yes and 0 no"):
        learn(store, watch, tmp_path)
    stock(store, 30, 0)
    with pytest.raises(NeedsPerson, match="30 yes and 0 no"):
        learn(store, watch, tmp_path)
    assert kept(tmp_path) == []


def test_exclusions_that_are_not_off_topic_teach_no_relevance(
    store: Store, watch: Watch, tmp_path: Path
) -> None:
    stock(store, 30, 30, reason="laboratory")
    with pytest.raises(NeedsPerson, match="30 yes and 0 no") as refused:
        learn(store, watch, tmp_path, "relevance")
    assert "off topic" in refused.value.remedy


def test_a_model_that_could_not_be_judged_is_kept_but_not_in_force(
    store: Store, watch: Watch, tmp_path: Path
) -> None:
    stock(store, 15, 15)
    report = learn(store, watch, tmp_path)
    assert not report.ruling.promote
    assert "too few to judge" in report.ruling.reason
    assert kept(tmp_path) == [report.model.id]
    assert in_force(store, tmp_path).usefulness is None
    with store.read() as tx:
        (event,) = models.history(tx)
    assert (event.action, event.by) == ("refused", "Alm")


def test_a_changed_decision_changes_what_is_learnt(
    taught: Store, watch: Watch, tmp_path: Path
) -> None:
    first = learn(taught, watch, tmp_path).model.id
    assert learn(taught, watch, tmp_path).model.id == first
    with taught.write() as tx:
        changed = Decision(record_id="1", verdict="exclude", reviewer="Alm", reason="other", at=NOW)
        screening.append_decision(tx, changed)
        screening.append_decision(
            tx, Decision(record_id="2", verdict="maybe", reviewer="Alm", at=NOW)
        )
    assert learn(taught, watch, tmp_path).model.id != first


def test_each_question_has_its_turn_and_says_what_came_of_it(
    taught: Store, watch: Watch, tmp_path: Path
) -> None:
    relevance, usefulness = train_due(taught, watch, folder=tmp_path, by="", now=NOW)
    assert (relevance.promoted, usefulness.promoted) == (False, True)
    assert "90 yes and 0 no are too few decisions" in relevance.says  # none excluded as off topic
    assert "180 decisions, never trained; usefulness-2026.11-" in usefulness.says
    assert "in force now: not worse" in usefulness.says


def test_only_what_was_decided_since_is_a_reason_to_train_again(
    taught: Store, watch: Watch, tmp_path: Path
) -> None:
    learn(taught, watch, tmp_path)
    later = NOW + timedelta(days=30)
    _, usefulness = train_due(taught, watch, folder=tmp_path, by="", now=later)
    assert usefulness.report is None
    assert usefulness.says == (
        "usefulness: 0 decisions since it was trained on 2026-11-20; nothing new to learn from"
    )
    said = Decision(record_id="1", verdict="exclude", reviewer="Alm", reason="other", at=later)
    with taught.write() as tx:
        screening.append_decision(tx, said)
    with taught.read() as tx:
        assert "1 decision since it was trained on 2026-11-20, 1 of them on records decided" in str(
            models.since_training(tx, "usefulness")
        )
        assert models.since_training(tx, "relevance").trained is None
    _, usefulness = train_due(taught, watch, folder=tmp_path, by="", now=later)
    assert usefulness.report is not None
    # a person's promotion or a step back is no training
    rollback(taught, "usefulness", by="Alm", reason="", now=later + timedelta(days=1))
    with taught.read() as tx:
        assert models.since_training(tx, "usefulness").trained == later


def test_a_person_promotes_and_goes_back(taught: Store, watch: Watch, tmp_path: Path) -> None:
    model = learn(taught, watch, tmp_path).model.id
    event = rollback(taught, "usefulness", by="Alm", reason="", now=NOW)
    assert (event.model, event.reason) == ("", f"back from {model}")
    assert in_force(taught, tmp_path).usefulness is None
    with pytest.raises(WrongUse, match="none to go back from"):
        rollback(taught, "usefulness", by="Alm", reason="", now=NOW)
    with pytest.raises(WrongUse, match="a name and a reason"):
        promote(taught, tmp_path, model, by="Alm", reason="", now=NOW)
    promote(taught, tmp_path, model, by="Alm", reason="read forty by hand", now=NOW)
    assert in_force(taught, tmp_path).usefulness is not None


def test_a_model_whose_files_are_gone_is_missed_by_name(
    taught: Store, watch: Watch, tmp_path: Path
) -> None:
    learn(taught, watch, tmp_path)
    with pytest.raises(StoreDamaged, match="files of model usefulness-") as damaged:
        in_force(taught, tmp_path / "elsewhere")
    assert "rollback" in damaged.value.remedy
