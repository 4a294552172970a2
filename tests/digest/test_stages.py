"""Which step may follow which, whose approval counts, and what readers get of a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import msgspec
import pytest

from litwatch.digest.cited import beyond_pubmed, cited_pmids
from litwatch.digest.stages import Step, lacking, published, refusal
from litwatch.errors import NeedsPerson
from litwatch.store.editions import EditionState

from .month import ENTRIES, NOW, edition

STATES = (None, *get_args(EditionState))


def test_every_step_is_allowed_from_these_states_and_no_others() -> None:
    allowed = {
        step: [state for state in STATES if refusal(step, "2026-10", state) is None]
        for step in get_args(Step)
    }
    assert allowed == {
        "draft": [None, "draft", "in_review", "approved"],
        "submit": ["draft", "in_review"],
        "withdraw": ["draft", "in_review", "approved"],
        "approve": ["in_review", "approved"],
        "publish": ["draft", "in_review", "approved"],
        "correct": ["published"],
    }


@pytest.mark.parametrize(
    ("step", "state", "says", "remedy"),
    [
        ("submit", None, "there is no draft of 2026-10", "edition draft 2026-10"),
        ("approve", "draft", "has not been submitted", "edition submit 2026-10"),
        ("submit", "approved", "is approved already", "edition publish 2026-10"),
        ("publish", "published", "never changed", "edition correct 2026-10"),
        ("correct", "in_review", "is not published yet", "edition draft 2026-10"),
        ("correct", None, "no published edition of 2026-10", "edition list"),
    ],
)
def test_a_refusal_names_the_month_and_the_way_on(
    step: Step, state: EditionState | None, says: str, remedy: str
) -> None:
    refused = refusal(step, "2026-10", state)
    assert refused is not None
    assert says in str(refused)
    assert remedy in refused.remedy


def test_only_a_missing_review_waits_for_a_person() -> None:
    assert isinstance(refusal("approve", "2026-10", "draft"), NeedsPerson)


def test_a_correction_under_way_may_be_begun_anew() -> None:
    assert refusal("correct", "2026-10", "draft", revision=2) is None
    assert refusal("correct", "2026-10", "draft", revision=1) is not None


@pytest.mark.parametrize(
    ("approvers", "authors", "one", "two"),
    [
        ([], {"A"}, False, False),
        (["A"], {"A"}, True, False),
        ([" a "], {"A"}, True, False),
        (["Anna  Ek"], {"anna ek"}, True, False),
        (["A", "B"], {"A"}, True, True),
        (["A", "B"], {"A", "B"}, True, False),
        (["A"], set(), True, True),
        ([], set(), False, False),
    ],
)
def test_whose_approval_counts(
    approvers: list[str], authors: set[str], one: bool, two: bool
) -> None:
    assert (lacking(approvers, authors, two_persons=False) == "") == one
    assert (lacking(approvers, authors, two_persons=True) == "") == two


def test_who_may_not_approve_alone_is_named() -> None:
    assert lacking(["A"], {"B. Ek", "A"}, two_persons=True).endswith("these did: A, B. Ek")


def test_readers_get_the_draft_without_what_nobody_has_reviewed() -> None:
    draft, later = edition(), NOW + timedelta(days=3)
    assert not all(item.reviewed for item in (*draft.shown(), *draft.further))
    told = published(draft, later)
    assert told.shown() == tuple(item for item in draft.shown() if item.reviewed)
    assert (told.further, told.published_on) == ((), later.date())


def test_what_is_published_is_what_selection_would_publish() -> None:
    decided, later = tuple(entry for entry in ENTRIES if entry.decision), NOW + timedelta(days=3)
    draft = edition(decided)
    assert draft.shown()
    assert published(draft, later) == edition(decided, state="published", now=later)


def test_all_that_readers_see_is_cited_and_the_rest_is_not() -> None:
    draft = edition()
    named = {*cited_pmids(draft), *beyond_pubmed(draft)}
    assert named >= {item.id for item in draft.shown()}
    assert named >= {line.item.id for line in draft.notices}
    assert not named & {item.id for item in draft.further if item not in draft.older}
    bare = msgspec.structs.replace(draft.items()[0], id="doi:10.9999/x", pmid="")
    without = msgspec.structs.replace(draft, debate=(bare,))
    assert beyond_pubmed(without) == ("doi:10.9999/x",)
