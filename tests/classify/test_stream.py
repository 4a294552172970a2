"""Counting all at once gives what counting one by one gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litwatch.classify.corpus import RARE, Example, gather
from litwatch.classify.features import features, read
from litwatch.classify.model import Model
from litwatch.classify.patterns import starting_words
from litwatch.records import Record, Section

_SAID = st.lists(
    st.sampled_from(
        [
            "long",
            "covid",
            "months",
            "after",
            "infection",
            "of",
            "the",
            "nct04567890",
            "é",
            "x",
            ".",
            "fatigue",
        ]
    ),
    max_size=12,
).map(" ".join)
_RECORDS = st.lists(
    st.builds(
        lambda title, text: Record(title=title, abstract=(Section(text=text),)), _SAID, _SAID
    ),
    min_size=RARE,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(_RECORDS)
def test_a_corpus_counts_the_features_of_each_text(records: list[Record]) -> None:
    examples = [Example.of(record, positive=True) for record in records]
    corpus = gather(examples)
    assert list(corpus.vocabulary) == sorted(corpus.vocabulary)
    for example, row in zip(examples, corpus.counts, strict=True):
        counted = {
            corpus.vocabulary[at]: int(n) for at, n in zip(row.indices, row.data, strict=True)
        }
        known = set(corpus.vocabulary)
        assert counted == {t: n for t, n in features(example.text).items() if t in known}


@settings(max_examples=40, deadline=None)
@given(_RECORDS)
def test_a_margin_is_the_sum_of_its_contributions(records: list[Record]) -> None:
    model = Model.load()
    texts = [read(record) for record in records]
    margins, known = model.margins(texts)
    for text, margin, share in zip(texts, margins, known, strict=True):
        parts = model.contributions(features(text)).values()
        assert margin == pytest.approx(model.intercept + sum(parts), abs=1e-9)
        assert 0 <= share <= 1


def test_patterns_match_whole_words_only() -> None:
    found = starting_words(["long covid", "longer?", "late effects?"], r"(?!\w)")
    assert found.findall("furlong covid, late effect, longe, long covids, long covid") == [
        "late effect",
        "longe",
        "long covid",
    ]
    with pytest.raises(ValueError, match="letter"):
        starting_words([r"\d+"])
