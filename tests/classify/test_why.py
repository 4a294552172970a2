"""Why: the words that moved a score, adding up to it, and quotations that stay short."""

from __future__ import annotations

import math

import pytest

from litwatch.classify.features import passages, terms
from litwatch.classify.model import Model
from litwatch.classify.why import why
from litwatch.records import Pmid, Record, Section

RECORD = Record(
    pmid=Pmid("1"),
    title="Pacing in primary care for people with long covid",
    abstract=(
        Section(text="Steel corrodes at sea. Adults with long covid had fatigue for months."),
    ),
)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


def test_contributions_add_up_to_the_score(model: Model) -> None:
    moved = model.contributions(terms(passages(RECORD)))
    margin = sum(moved.values()) + model.intercept
    assert math.isclose(margin, model.margin(passages(RECORD)), abs_tol=1e-9)


def test_the_name_of_the_condition_moves_the_score_most(model: Model) -> None:
    told = why(model, RECORD)
    assert told.words[0].text == "long covid"
    assert told.words[0].by > 0
    assert "long covid" in told.sentences[0].text


def test_no_word_is_shown_twice_and_none_that_says_nothing(model: Model) -> None:
    shown = [word for moved in why(model, RECORD).words for word in moved.text.split()]
    assert len(shown) == len(set(shown))
    assert not {"for", "with", "had", "in"} & {moved.text for moved in why(model, RECORD).words}


def test_a_long_sentence_is_quoted_by_its_beginning(model: Model) -> None:
    long = Record(pmid=Pmid("1"), title="Long covid " + "and fatigue " * 30)
    (moved,) = why(model, long).sentences
    assert len(moved.text.split()) <= 21
    assert moved.text.endswith("…")


def test_a_text_of_unknown_words_moves_nothing(model: Model) -> None:
    assert why(model, Record(pmid=Pmid("1"), title="Xyzzy qwertz")) == why(
        model, Record(pmid=Pmid("2"), title="Zzyzx")
    )
