"""Reasons: sentences that a curator reads, in Swedish and English, and works taken before."""

from __future__ import annotations

import pytest

from litwatch.classify import predict
from litwatch.classify.model import Model
from litwatch.classify.nearest import nearest
from litwatch.classify.reasons import reasons
from litwatch.classify.signs import signs
from litwatch.classify.usefulness import usefulness
from litwatch.classify.why import why
from litwatch.language import speech
from litwatch.records import Pmid, Prediction, Record, Section, Tag

RECORD = Record(
    pmid=Pmid("1"),
    title="Pacing for adults with long COVID",
    abstract=(Section(text="We asked adults with long COVID about fatigue and pacing."),),
)
ALIKE = Record(pmid=Pmid("2"), title="Pacing and fatigue in adults with ME/CFS")
OTHER = Record(pmid=Pmid("3"), title="Corrosion of steel at sea")


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


def told(model: Model, lang: str) -> list[str]:
    (said,) = predict(model, [RECORD])
    prediction = Prediction(
        record_id="1", model=said.model, score=said.score, band=said.band, why=why(model, RECORD)
    )
    useful = usefulness([Tag(facet="setting", value="vardcentral")])
    near = nearest(model, RECORD, [ALIKE, OTHER, RECORD])
    return reasons(prediction, useful, near, speech(lang), lambda facet, value: value)  # type: ignore[arg-type]


def test_a_reader_of_swedish_meets_no_english_sentence(model: Model) -> None:
    sentences = told(model, "sv")
    assert sentences[0].startswith("Modellen bedömer den som trolig (")
    assert any(text.startswith("Det här höjde bedömningen: ") for text in sentences)
    assert "namnet står" in " ".join(sentences)
    assert "Användbarhet 0,38: vardcentral +3." in sentences
    assert sentences[-1].startswith("Liknar 2, som togs med: ")


def test_the_same_in_english(model: Model) -> None:
    sentences = told(model, "en")
    assert sentences[0].startswith("The model calls it likely (")
    assert "Usefulness 0.38: vardcentral +3." in sentences
    assert not any("{" in text or "‹" in text for text in sentences)


def test_only_what_is_like_it_is_named_and_never_itself(model: Model) -> None:
    (near,) = nearest(model, RECORD, [OTHER, ALIKE, RECORD])
    assert near.record_id == "2"
    assert "pacing" in near.shared


def test_every_sign_has_a_swedish_name() -> None:
    found = signs(
        "‹name› and lasting symptoms after covid",
        ["We studied patients with ‹name› months after covid. It may be ‹name›. ‹name›."],
        ["‹name›"],
    )
    assert len(found) > 8
    swedish = speech("sv")
    for sign in found:
        assert swedish._(sign.strip("{}")) != sign.strip("{}"), sign
