"""Reasons: sentences that a curator reads, in Swedish and English, and works taken before."""

from __future__ import annotations

import re
from importlib import resources
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from litwatch.classify import predict
from litwatch.classify import reasons as reasons_module
from litwatch.classify.model import Model
from litwatch.classify.nearest import nearest
from litwatch.classify.reasons import reasons, spoken
from litwatch.classify.reasons import told as told_facts
from litwatch.classify.signs import signs
from litwatch.classify.usefulness import usefulness
from litwatch.classify.why import why
from litwatch.language import speech
from litwatch.records import Fact, Moved, Pmid, Prediction, Record, Section, Tag, Why

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


def test_marks_in_reasons_become_words() -> None:
    words = ("‹name›", "with ‹name›", "{named in the title}", "pacing")
    kept = Why(words=tuple(Moved(text=word, by=1.0) for word in words))
    assert [one.text for one in spoken(kept, speech("en")).words] == [
        "a condition's name", "with [a condition's name]", "named in the title", "pacing",
    ]  # fmt: skip
    assert [one.text for one in spoken(kept, speech("sv")).words[:2]] == [
        "namnet på ett tillstånd", "with [namnet på ett tillstånd]",
    ]  # fmt: skip


def test_facts_are_told_as_proposals_in_the_readers_language() -> None:
    facts = [
        Fact(fact="size", value=1240, quote="1,240 adults took part."),
        Fact(fact="country", value="SE", quote="in Sweden"),
        Fact(fact="pem_required", value=True, quote="PEM was required."),
    ]
    assert told_facts(facts, speech("sv")) == [
        "Läst ur texten av en maskin, ska kontrolleras:",
        "  Personer i studien: 1\N{NO-BREAK SPACE}240. ”1,240 adults took part.”",
        "  Land: Sverige. ”in Sweden”",
        "  PEM krävdes för att delta: ”PEM was required.”",
    ]
    assert told_facts(facts, speech("en"))[2] == "  Country: Sweden. “in Sweden”"
    assert told_facts([], speech("en")) == []


def test_the_swedish_catalogue_holds_what_is_used_and_every_sign() -> None:
    source = (Path(reasons_module.__file__)).read_text(encoding="utf-8")
    used = set(re.findall(r"say\._\(\s*\"(.*?)\"", source))
    file = resources.files("litwatch.language").joinpath("sv", "classify.po")
    written = {m.id: m.string for m in read_po(BytesIO(file.read_bytes()), locale="sv") if m.id}
    assert used - written.keys() == set()
    assert all(written.values())
