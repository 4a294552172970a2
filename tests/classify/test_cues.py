"""How a cue is written says how it matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.classify.cues import EVIDENCE_WORDS, CueIndex, Text
from litwatch.classify.senses import is_meant


def found(cue: str, sentence: str) -> list[str]:
    text = Text(sentence, 0)
    return [text.raw[start:end] for _, start, end in CueIndex([(cue, "x")]).find(text)]


@pytest.mark.parametrize(
    ("cue", "sentence", "places"),
    [
        ("rehabilit", "Rehabilitation after telerehabilitation", ["Rehabilit"]),
        ("POTS", "POTS, pots and POTSDAM", ["POTS"]),
        ("GET", "we get worse with GET", ["GET"]),
        ("PICS-F", "PICS-F in families", ["PICS-F"]),
        ("tVNS", "TVNS and tvnsx", ["TVNS"]),
        (" men ", "Men, women and mental health", ["Men"]),
        ("follow-up", "follow up, Follow\u2010up", ["follow up", "Follow-up"]),
        ("2-day", "a 2-day test within 2 days", ["2-day"]),
        ("severe me/cfs", "Severe ME/CFS", ["Severe ME/CFS"]),
        ("case\u2013control", "a case-control study", ["case-control"]),
        ("pain", "İ Pain", ["Pain"]),
    ],
)
def test_forms(cue: str, sentence: str, places: list[str]) -> None:
    text = Text(sentence.translate({0x2010: "-"}), 0)
    assert [text.raw[s:e] for _, s, e in CueIndex([(cue, "x")]).find(text)] == places


def test_quotes_are_the_sentence_or_a_short_part_of_it() -> None:
    text = Text("First one. Fatigue lasted long. Third one.", 0)
    assert text.quote(11, 18) == "Fatigue lasted long."
    long = Text(" ".join(f"word{n}" for n in range(60)), 0)
    at = long.raw.index("word30")
    quote = long.quote(at, at + 6)
    assert "word30" in quote
    assert quote.startswith("… ")
    assert quote.endswith(" …")
    assert len(quote.split()) <= EVIDENCE_WORDS + 2


@given(st.text(max_size=300))
def test_any_text_is_walked_and_quoted_verbatim(raw: str) -> None:
    text = Text(raw, 0)
    assert len(text.lower) == len(raw)
    for _, start, end in CueIndex([(raw[:5], "x"), ("the", "y")]).find(text):
        assert text.sentence(start, end) in raw


@pytest.mark.parametrize(
    ("sentence", "cue", "meant"),
    [
        ("acute respiratory distress syndrome", "distress", False),
        ("psychological distress", "distress", True),
        ("insulin resistance", "resistance", False),
        ("resistance training", "resistance", True),
        ("non-hospitalised patients", "hospitali", False),
        ("hospitalised patients", "hospitali", True),
        ("logistic regression showed", "regression", False),
        ("a regression in development", "regression", True),
        ("benefits of exercise", "benefits", False),
        ("disability benefits", "benefits", True),
        ("School of Medicine", "school", False),
        ("back to school", "school", True),
    ],
)
def test_senses(sentence: str, cue: str, meant: bool) -> None:
    lower = sentence.lower()
    start = lower.index(cue)
    assert is_meant(lower, start, start + len(cue)) is meant
