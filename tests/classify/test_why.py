"""Why a score is what it is: words, signs and sentences, as the reader has them."""

from __future__ import annotations

from litwatch.classify.features import features, read
from litwatch.classify.model import Model
from litwatch.classify.why import why


def test_the_parts_add_up_to_the_margin(make) -> None:
    model = Model.load()
    text = read(make("Pacing in ME/CFS", "We asked 40 patients about pacing."))
    parts = sum(model.contributions(features(text)).values())
    ((margin,), _) = model.margins([text])
    assert abs(model.intercept + parts - margin) < 1e-9


def test_signs_and_sentences_can_be_read(make) -> None:
    said = why(
        Model.load(),
        make("Pacing in long COVID", "Steel was welded. Adults with long COVID (LC) rested."),
    )
    words = [moved.text for moved in said.words]
    assert "named in the title" in words
    assert not [word for word in words if "{" in word]
    assert said.sentences
    assert all(
        moved.text in ("Pacing in long COVID", "Adults with long COVID (LC) rested.")
        or moved.text == "Steel was welded."
        for moved in said.sentences
    )
    assert why(Model.load(), make("")).words == ()
