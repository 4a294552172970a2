"""Candidates are the record's own words, short, one for each field."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from litwatch.digest.quoting import QUOTE_WORDS, proposals, shortened

from .month import PACING, record


def test_fields_are_quoted_from_the_sections_where_answers_stand() -> None:
    found = {one.field: one.quote for one in proposals(PACING)}
    assert found["population"].startswith("We randomised 184 adults")
    assert found["result"].startswith("Fatigue was 18.2 versus 19.3")
    assert found["bottom_line"] == "Pacing did not clearly reduce fatigue."
    assert found["worsening"].startswith("Lasting worsening was reported")


def test_only_the_conclusion_is_marked_as_the_authors_own() -> None:
    labels = {one.field: one.label for one in proposals(PACING)}
    assert labels.pop("bottom_line") == "according to the authors"
    assert set(labels.values()) == {""}


def test_an_unlabelled_abstract_gives_no_conclusion() -> None:
    plain = record(1, "Title", ("", "We included 30 patients. It may help."))
    assert [one.field for one in proposals(plain)] == ["population"]


def test_no_abstract_gives_no_proposal() -> None:
    assert proposals(record(1, "Title")) == ()


def test_a_label_glued_to_the_text_is_left_out() -> None:
    glued = record(1, "Title", ("CONCLUSIONS", "Conclusions: Early support may help."))
    assert [one.quote for one in proposals(glued)] == ["Early support may help."]


def test_covid_19_is_no_number_of_people_and_a_patients_limitations_are_not_the_studys() -> None:
    text = "Post-COVID-19 patients came. They accepted life with its limitations."
    assert proposals(record(1, "Title", ("", text))) == ()


def test_a_heading_of_its_own_holds_the_answer_before_other_parts() -> None:
    found = record(
        1,
        "Title",
        ("OBJECTIVE", "Adults received care in 2 wards."),
        ("PARTICIPANTS", "Adults were invited by letter. Of them 96 adults took part."),
        ("INTERVENTIONS", "Eight weekly sessions by telephone, or usual care."),
        ("METHODS", "Staff received training."),
        ("LIMITATIONS", "Nobody was blinded."),
    )
    assert {one.field: one.quote for one in proposals(found)} == {
        "population": "Of them 96 adults took part.",
        "intervention": "Eight weekly sessions by telephone, or usual care.",
        "limitations": "Nobody was blinded.",
    }


def test_the_primary_outcome_is_proposed_before_what_came_out_better() -> None:
    told = record(
        1,
        "Title",
        (
            "RESULTS",
            "Sleep improved by 12% (P = .03). "
            "The primary outcome did not differ (95% CI -1.1 to 0.9).",
        ),
    )
    found = {one.field: one.quote for one in proposals(told)}
    assert found["result"].startswith("The primary outcome did not differ")


_LABELS = st.sampled_from(["", "METHODS", "RESULTS", "CONCLUSIONS", "LIMITATIONS", "INTERVENTION"])
_PIECES = st.sampled_from(
    ["We included 120 adults", "95% CI 1.2 to 3", "primary outcome", "received", "(n = 4", "PEM",
     "worsened.", "Limitations were many.", "and", "; ", "  ", "Å", ". It"]
)  # fmt: skip


@given(st.lists(st.tuples(_LABELS, st.lists(_PIECES, max_size=40)), max_size=5))
def test_every_proposal_is_word_for_word_in_the_record_short_and_of_one_field(
    parts: list[tuple[str, list[str]]],
) -> None:
    told = record(1, "Title", *((label, " ".join(words)) for label, words in parts))
    text = " ".join(" ".join(part.text.split()) for part in told.abstract)
    found = proposals(told)
    assert len({one.field for one in found}) == len(found)
    for one in found:
        kept = one.quote.removeprefix("… ").removesuffix(" …")
        assert kept in text
        assert len(kept.split()) <= QUOTE_WORDS


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=80), st.data())
def test_a_quote_is_short_and_word_for_word(words: list[str], data: st.DataObject) -> None:
    sentence = " ".join(words)
    quote = shortened(sentence, data.draw(st.integers(0, len(sentence))))
    kept = quote.strip("… ")
    assert kept in sentence
    assert len(kept.split()) <= QUOTE_WORDS
    assert (quote == sentence) == (len(words) <= QUOTE_WORDS)
