"""A reader sees at a glance what a wording has lost and gained."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from litwatch.curriculum.diff import Span, spans

TEXT = st.lists(st.sampled_from(["vila", "gå", "ofta", "aldrig", "hemma."]), max_size=9).map(
    " ".join
)


def test_shared_beginning_and_end_stand_once() -> None:
    assert spans("Vila varje dag hemma.", "Vila varje kväll hemma.") == (
        Span("same", "Vila varje"),
        Span("out", "dag"),
        Span("in", "kväll"),
        Span("same", "hemma."),
    )


def test_a_single_shared_word_does_not_break_up_a_new_sentence() -> None:
    assert spans("Pacing är inte botande.", "Stöd är bra.") == (
        Span("out", "Pacing är inte botande."),
        Span("in", "Stöd är bra."),
    )


@given(before=TEXT, after=TEXT)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    found = spans(before, after)
    assert " ".join(span.text for span in found if span.kind != "in") == before
    assert " ".join(span.text for span in found if span.kind != "out") == after
