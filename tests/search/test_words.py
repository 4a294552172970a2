"""Folded words: the same for what is stored and for what is asked, however they are made."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.search.words import placed, spans_of, words


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


texts = st.text(st.sampled_from("aB1é –/_\u0301ℌ") | st.characters(codec="utf-8")).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@given(texts)
def test_the_places_of_words_are_theirs(text: str) -> None:
    found = list(placed(text))
    assert [word for word, _, _ in found if word] == words(text)
    assert all(words(text[start:end]) == words(word) for word, start, end in found)


@given(texts, st.integers(0, 9), st.integers(0, 9))
def test_some_places_are_found_without_the_rest(text: str, first: int, count: int) -> None:
    places = [(start, end) for _, start, end in placed(text)]
    assert spans_of(text, first, count) == places[first : first + count]


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    folded = " ".join(words(text))
    assert " ".join(words(folded)) == folded
