"""What a model reads of a record, and what it must not."""

from __future__ import annotations

import pytest

from litwatch.classify.features import clean, passages, terms, words
from litwatch.classify.names import masked, named


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("<h4>Background</h4>Fatigue is <i>common</i>.", "fatigue is common."),
        ("BACKGROUND: Fatigue. METHODS AND FINDINGS: We asked.", "fatigue. we asked."),
        ("Long COVID: a review", "long covid: a review"),
        ("Write to anna@example.org or see https://example.org/x now", "write to or see now"),
        ("values < 5 and > 3", "values < 5 and > 3"),
    ],
)
def test_style_is_taken_out_and_the_subject_left(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_words_drop_numbers_and_trial_ids_and_part_at_hyphens() -> None:
    assert words("post-covid-19 ncT04567890 nct04567890 b12 in 2021") == [
        "post",
        "covid",
        "b12",
        "in",
    ]


def test_terms_are_words_and_pairs_within_one_passage() -> None:
    counted = terms(("long covid", "long walk"))
    assert counted == {
        "long": 2,
        "covid": 1,
        "walk": 1,
        "long covid": 1,
        "long walk": 1,
    }


def test_mesh_and_types_are_not_read(make) -> None:
    plain = make("Fatigue", "It lasts.", keywords=("Pacing",))
    indexed = make(
        "Fatigue", "It lasts.", keywords=("Pacing",), mesh=("COVID-19",), types=("Review",)
    )
    assert passages(plain) == passages(indexed) == ("fatigue", "it lasts.", "pacing")


def test_names_of_conditions_are_masked() -> None:
    texts = (clean("Pacing in ME/CFS, long COVID and Post-COVID-19 syndrome"),)
    assert named(texts)
    assert not named(masked(texts))
    assert [words(part) for part in masked(texts)] == [["pacing", "in"], [], ["and"]]
