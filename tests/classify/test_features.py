"""What a model reads of a record, and what it must not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.classify.features import clean, read, terms, words
from litwatch.classify.names import NAME, marked
from litwatch.classify.signs import IN_ABSTRACT, IN_TITLE


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


@given(st.text(st.sampled_from(f"ab19_-é²ß .{NAME}"), max_size=40))
def test_plain_words_first_finds_the_same_words(passage: str) -> None:
    found = re.findall(rf"{NAME}|[^\W\d_][^\W_]+", passage)
    assert words(passage) == [word for word in found if not re.search(r"\d{3}", word)]


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
    assert read(plain) == read(indexed)
    assert read(plain).passages == ("fatigue", "it lasts.", "pacing")


@pytest.mark.parametrize(
    "text",
    [
        "Long COVID",
        "ME/CFS",
        "post-COVID-19 condition",
        "postacute sequelae of SARS-CoV-2 infection",
        "chronic fatigue syndrome",
        "post-intensive care syndrome",
        "postural orthostatic tachycardia syndrome",
        "post-treatment Lyme disease",
        "chronic Q fever",
        "survivors of sepsis",
        "paediatric acute-onset neuropsychiatric syndrome",
        "mast cell activation disorder",
        "long coronavirus disease",
    ],
)
def test_a_name_is_one_word_whatever_the_condition(text: str) -> None:
    (seen,) = marked((clean(f"People with {text} were asked"),))
    assert "with ‹name›" in " ".join(terms((seen,)))


@pytest.mark.parametrize(
    "text",
    [
        "teaching in the post-COVID era",
        "the post-COVID-19 pandemic period",
        "pre- and post-COVID attendance",
        "acute COVID-19",
        "persistent post-concussion symptoms (PCS)",
        "liquid chromatography (LC)",
        "chronic low back pain",
    ],
)
def test_a_time_or_another_short_form_is_no_name(text: str) -> None:
    assert NAME not in marked((clean(text),))[0]


def test_a_short_form_is_a_name_where_the_text_defines_it() -> None:
    assert marked(("long covid (lc) is common", "lc lasts; lc-plasma")) == (
        "‹name›) is common",
        "‹name› lasts; lc-plasma",
    )


def test_an_enumeration_of_names_is_one_name() -> None:
    assert marked((clean("ME/CFS, long COVID and POTS (postural orthostatic tachycardia)"),)) == (
        "‹name› and pots (‹name›)",
    )


def test_signs_tell_where_the_condition_is_named(make) -> None:
    title = read(make("Pacing in long COVID", "We asked."))
    assert title.stratum == "title"
    assert IN_TITLE in title.signs
    passing = read(
        make("Serious games", "We built games. They worked. They may help in long COVID.")
    )
    assert passing.stratum == "abstract"
    assert {
        IN_ABSTRACT,
        "{named only at the end}",
        "{named only with may or could}",
    } <= set(passing.signs)
    studied = read(make("Games", "We aimed to help adults with long COVID. Long COVID eased."))
    assert {"{named with the aim}", "{named at people or symptoms}"} <= set(studied.signs)


def test_signs_tell_of_time_after_an_infection_that_is_never_named_long(make) -> None:
    unnamed = read(
        make(
            "Lung function six months after COVID-19",
            "Persistent symptoms were reported by survivors at follow-up.",
        )
    )
    assert unnamed.stratum == "nowhere"
    assert {
        "{an infection and time in the title}",
        "{time after it}",
        "{lasting trouble}",
    } <= set(unnamed.signs)
    assert read(make("Six months after knee surgery", "Persistent symptoms.")).signs == ()
