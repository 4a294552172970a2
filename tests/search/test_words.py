"""Folded words: the same for what is stored and for what is asked, however they are made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.search.words import spaced, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ME/CFS", ["me", "cfs"]),
        ("Trötthet – CO₂", ["trotthet", "co2"]),
        ("Ǣ ℌ ǿ", ["ae", "h", "o"]),
    ],
)
def test_words_are_folded(text: str, folded: list[str]) -> None:
    assert words(text) == folded


@given(st.text())
def test_the_quick_way_gives_the_same_words(text: str) -> None:
    assert spaced(text).split() == [word for word in words(text) if word]


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    folded = " ".join(words(text))
    assert " ".join(words(folded)) == folded
