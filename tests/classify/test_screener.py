"""A screener ranks by what it was shown, and by nothing else."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from tests.classify.invented_reviews import review, text

from litwatch.classify.screener import (
    LIVING,
    NEAREST,
    ONE_OFF,
    PLAIN,
    RATIO,
    Screener,
    Texts,
    balanced,
    score,
)
from litwatch.errors import BadInput

ALL = [PLAIN, ONE_OFF, LIVING]


@pytest.mark.parametrize("screener", ALL)
def test_what_is_like_the_included_comes_first(screener: Screener) -> None:
    texts, included = review()
    labels = np.array(included, dtype=np.int64)
    known = np.concatenate([np.flatnonzero(labels)[:3], np.flatnonzero(labels == 0)[:10]])
    scores = score(Texts(texts), known, labels[known], screener)
    new = np.setdiff1d(np.arange(len(labels)), known)
    assert roc_auc_score(labels[new], scores[new]) > 0.95


@pytest.mark.parametrize("screener", ALL)
def test_swapped_labels_turn_the_order_round(screener: Screener) -> None:
    texts, included = review(records=60, included=30)
    labels = 1 - np.array(included, dtype=np.int64)
    known = np.arange(20)
    scores = score(Texts(texts), known, labels[known], screener)
    assert roc_auc_score(labels[20:], scores[20:]) > 0.95


def test_included_and_excluded_weigh_by_the_ratio() -> None:
    labels = np.array([1, 0, 0, 0, 0])
    weights = balanced(labels)
    assert weights.mean() == pytest.approx(1)
    assert weights[labels == 1].sum() == pytest.approx(RATIO * weights[labels == 0].sum())


def test_neighbours_are_whole_texts_and_never_the_text_itself() -> None:
    draw = random.Random(2)
    texts = Texts([text(at % 2 == 0, draw) for at in range(40)] + ["pacing and rest"])
    near = texts.neighbours.toarray()
    assert not texts.whole[40]
    assert not near[:, 40].any()
    assert not near.diagonal().any()
    assert near.sum(axis=1) == pytest.approx(1)
    assert (near[:40] > 0).sum(axis=1).max() <= NEAREST


def test_few_included_say_little_about_their_neighbours() -> None:
    texts, included = review()
    labels = np.array(included, dtype=np.int64)
    known = np.array([np.flatnonzero(labels)[0], np.flatnonzero(labels == 0)[0]])
    read = Texts(texts)
    # With one included record the ramp has not begun: the one-off screener is the plain one.
    assert score(read, known, labels[known], ONE_OFF) == pytest.approx(
        score(read, known, labels[known], PLAIN)
    )


def test_titles_alone_are_ranked_without_neighbours() -> None:
    draw = random.Random(3)
    texts = Texts([text(at % 3 == 0, draw, words=8) for at in range(30)])
    known = np.arange(12)
    labels = np.array([int(at % 3 == 0) for at in known])
    assert texts.neighbours.nnz == 0
    assert score(texts, known, labels, LIVING)[12:].std() > 0


@pytest.mark.parametrize("words", ["the same", "a b c"])
def test_texts_without_telling_words_are_refused(words: str) -> None:
    with pytest.raises(BadInput, match="no words that tell them apart"):
        _ = Texts([words] * 10).words
