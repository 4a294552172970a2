"""What people made of proposed values: counted where it was said, and nothing claimed under twenty."""

from __future__ import annotations

import pytest

from litwatch.classify.judged import Said, judged, surer
from litwatch.records import Tag
from litwatch.records.opinions import overruled

SINGLE = {"design"}


def test_only_what_somebody_said_of_a_value_counts() -> None:
    said: list[Said] = [
        ("design", "rct", "rct", "accepted", 3),
        ("design", "rct", "cohort", "accepted", 2),
        ("design", "rct", "protocol", "accepted", 4),
        ("symptom", "pain", "pain", "rejected", 5),
        ("symptom", "pain", "sleep", "accepted", 9),  # another value beside it says nothing of it
    ]
    told = judged(said, SINGLE)
    rct, pain = told["design", "rct"], told["symptom", "pain"]
    assert (rct.kept, rct.rejected) == (3, 6)
    assert rct.instead == (("protocol", 4), ("cohort", 2))
    assert (pain.kept, pain.rejected, pain.instead) == (0, 5, ())


@pytest.mark.parametrize(
    ("kept", "lost", "confidence"),
    [(19, 0, None), (20, 0, "high"), (18, 2, "high"), (17, 3, "medium"), (11, 9, "low")],
)
def test_twenty_judgements_take_the_place_of_the_rules_confidence(
    kept: int, lost: int, confidence: str | None
) -> None:
    said: list[Said] = [
        ("design", "rct", "rct", "accepted", kept),
        ("design", "rct", "cohort", "accepted", lost),
    ]
    told = judged(said, SINGLE)
    assert told["design", "rct"].confidence == confidence
    proposed = Tag(facet="design", value="rct", confidence="medium")
    other = Tag(facet="design", value="cohort", confidence="medium")
    changed, untouched = surer([proposed, other], told)
    assert changed.confidence == (confidence or "medium")
    assert untouched == other


def test_a_rejection_takes_the_machines_proposal_back_and_nobody_elses() -> None:
    machine = Tag(facet="symptom", value="pain")
    rejected = Tag(facet="symptom", value="pain", by="Alm", state="rejected")
    other = Tag(facet="symptom", value="pain", by="Ek", state="accepted")
    assert [tag.state for tag in overruled([machine, rejected, other])] == [
        "rejected", "rejected", "accepted",
    ]  # fmt: skip
    assert overruled([machine, other]) == (machine, other)
