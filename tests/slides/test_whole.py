"""No text that a person wrote is cut: it is on a slide whole, or whole in the slide's notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litwatch.digest.edition import Edition, Item, Written
from litwatch.digest.names import Name
from litwatch.slides import SlidePlan, limits, plan_deck
from litwatch.slides.canvas import WIDE
from litwatch.slides.sentences import opening, sentence_ends
from litwatch.slides.slide import plain

Make = Callable[..., Item]
MORE = "(fortsätter i anteckningarna)"
DROPOUT = "Av dem som började lämnade var femte studien, och hur det gick för dem framgår inte."


def deck(*items: Item, **changes: object) -> tuple[SlidePlan, ...]:
    base = Edition(month="2026-10", made_at=datetime(2026, 11, 3, 8, 0, tzinfo=UTC))
    return plan_deck(msgspec.structs.replace(base, primary_care=items, **changes), "sv")


def slides_of(slides: tuple[SlidePlan, ...], part: str) -> list[SlidePlan]:
    return [slide for slide in slides if f".{part}." in slide.key]


def on_slides(slides: list[SlidePlan]) -> list[str]:
    return [text.text for slide in slides for text in (slide.title, *slide.body)]


def in_notes(slides: list[SlidePlan]) -> list[str]:
    return [note.text for slide in slides for note in slide.notes]


def test_a_sentence_that_fits_is_the_heading_and_caveats_follow(make_reviewed: Make) -> None:
    finding = "Gradvis ökad träning gav ingen säker skillnad, men fler lämnade studien."
    words = {
        "bottom_line": finding,
        "population": "1 200 vuxna i tio påhittade studier från fyra länder.",
        "pem_in_sample": "Ej mätt",
        "worsening": "Ja. Mycket sämre enligt egen skattning var 14 av 333 och 26 av 334.",
        "limitations": f"Deltagarna visste vilken grupp de var i. {DROPOUT}",
    }
    first, second = slides_of(deck(make_reviewed(1, words)), "item")
    assert first.title.text == finding
    assert [text.text for text in first.body] == [
        words["population"],
        "Studien säger inget om personer med PEM.",
    ]
    assert second.title.text == f"{finding} (2/2)"
    assert [text.text for text in second.body] == [
        f"Försämring redovisad: {words['worsening']}",
        f"Begränsningar: {words['limitations']}",
    ]
    assert second.source == first.source
    assert second.badges == first.badges


def test_a_long_finding_stands_whole_under_a_heading_that_claims_nothing(
    make_reviewed: Make,
) -> None:
    finding = (
        "Andningsträning i grupp gav något mindre andfåddhet efter tolv veckor, men fler lämnade "
        "träningen än vanlig vård och skillnaden var borta efter ett år"
    )
    (slide,) = slides_of(deck(make_reviewed(1, {"bottom_line": finding})), "item")
    assert slide.title.text == "Randomiserad studie om postcovid: Exempel m.fl. 2026"
    assert [text.text for text in slide.body] == [finding]


def test_numbers_too_long_for_the_first_slide_come_before_the_caveats(make_reviewed: Make) -> None:
    words = {
        "bottom_line": "Fler gick hem",
        "result": "Av dem i gruppen gick 12 hem efter en vecka. " * 6,
        "limitations": f"{DROPOUT} " * 3,
    }
    first, second, third = slides_of(deck(make_reviewed(1, words)), "item")
    assert first.kind == "alone"
    assert second.body[0].text == plain(words["result"])
    assert third.body[0].text.startswith("Begränsningar: ")
    assert [slide.title.text[-5:] for slide in (second, third)] == ["(2/3)", "(3/3)"]


def test_only_what_no_slide_can_hold_is_shown_in_part_up_to_a_sentence(make_reviewed: Make) -> None:
    long = f"Gruppen var liten, t.ex. Bara nio följdes i ett år. {DROPOUT} " * 6
    words = {"bottom_line": "Kort", "limitations": long}
    slides = slides_of(deck(make_reviewed(1, words)), "item")
    shown = slides[-1].body[0].text
    assert shown.endswith(f"framgår inte. {MORE}") or shown.endswith(f"ett år. {MORE}")
    assert any(plain(long) in note.text for note in slides[-1].notes)


def test_one_endless_sentence_is_left_to_the_notes(make_reviewed: Make) -> None:
    long = "men fler lämnade och " * 60
    slides = slides_of(deck(make_reviewed(1, {"bottom_line": long, "limitations": long})), "item")
    assert [slide.body[0].text for slide in slides] == [
        "Kort sagt: se anteckningarna",
        "Begränsningar: se anteckningarna",
    ]
    assert any(plain(long) in note for note in in_notes(slides))


def test_an_answer_about_pem_that_says_more_than_the_standard_sentence_is_shown_too(
    make_reviewed: Make,
) -> None:
    words = {"bottom_line": "Kort", "pem_in_sample": "Ej mätt, men 12 av 40 beskrev bakslag."}
    (slide,) = slides_of(deck(make_reviewed(1, words)), "item")
    assert [text.text for text in slide.body] == [
        "Studien säger inget om personer med PEM.",
        "PEM i urvalet: Ej mätt, men 12 av 40 beskrev bakslag.",
    ]


def test_the_minute_keeps_caveats_where_no_slide_of_the_item_follows(make_reviewed: Make) -> None:
    words = {"minute": "En rad", "limitations": DROPOUT}
    slides = deck(make_reviewed(1, words))
    assert f"Begränsningar: {DROPOUT}" in on_slides(slides_of(slides, "minute"))
    assert not slides_of(slides, "item")
    both = deck(make_reviewed(1, {**words, "bottom_line": "En annan mening"}))
    assert f"Begränsningar: {DROPOUT}" not in on_slides(slides_of(both, "minute"))
    assert f"Begränsningar: {DROPOUT}" in on_slides(slides_of(both, "item"))


def test_a_state_and_a_condition_are_never_the_badges_that_give_way(make_reviewed: Make) -> None:
    words = {
        "bottom_line": "Kort",
        "certainty": "troligt att resultatet stämmer, men inte för alla",
    }
    syndrome = Name(id="x", sv="Posturalt ortostatiskt takykardisyndrom och dysautonomi", en="POTS")
    (slide,) = slides_of(deck(make_reviewed(1, words, state="concern", topics=(syndrome,))), "item")
    assert "Tidskriften utreder" in slide.badges
    assert syndrome.sv in slide.badges
    assert any(badge.startswith("Tillförlitlighet: ") for badge in slide.badges)
    assert WIDE.badges_fit(slide.badges, slide.mark)


def test_two_studies_with_the_same_finding_keep_their_whole_headings(make_reviewed: Make) -> None:
    finding = "Ingen säker skillnad i trötthet efter sex månader hos vuxna i primärvård"
    slides = deck(*(make_reviewed(number, {"bottom_line": finding}) for number in (1, 2)))
    assert [slide.title.text for slide in slides_of(slides, "item")] == [finding, f"{finding} (2)"]


def test_a_title_longer_than_a_slide_is_in_the_notes(make_item: Make) -> None:
    title = "An invented title that goes on for much longer than any title should " * 8
    slide = next(slide for slide in deck(make_item(1, title=title)) if "proposal" in slide.key)
    assert slide.body[0].text == "Titeln är lång och står i anteckningarna."
    assert any(plain(title) in note.text for note in slide.notes)


@pytest.mark.parametrize("author", ["Exempel A", "The Invented Long Named Study Group " * 6])
def test_the_source_line_always_names_the_work_and_its_review(
    make_reviewed: Make, author: str
) -> None:
    item = make_reviewed(1, {"bottom_line": "Kort"}, authors=(author,))
    (slide,) = slides_of(deck(item, state="published"), "item")
    assert "PMID 90000001" in slide.source.text
    assert slide.source.text.endswith("Randomiserad studie · Granskad 2026-11")
    assert WIDE.is_source_line(slide.source.text)


def test_every_slide_of_a_trial_says_so_and_of_no_other_edition(full_month: Edition) -> None:
    said = "Provutgåva. Gjord av utvecklarna, inte granskad av APC:s kuratorer."
    trial = plan_deck(msgspec.structs.replace(full_month, trial=True), "sv")
    assert {slide.banner for slide in trial} == {said}
    assert {slide.banner for slide in plan_deck(full_month, "sv")} == {""}


def test_a_correction_says_so_on_the_first_slide_and_what_on_the_second(
    full_month: Edition,
) -> None:
    words = f"Antalet deltagare var fel. Det ska vara 148, inte 184. {DROPOUT}"
    corrected = msgspec.structs.replace(full_month, revision=2, correction=words)
    first, second = plan_deck(corrected, "sv")[:2]
    assert "Rättelse, version 2" in first.badges
    assert [text.text for text in second.body] == [words]
    assert "Rättelse, version 2" in second.badges


def test_more_notices_than_rows_are_counted_and_named_in_the_notes(full_month: Edition) -> None:
    line = full_month.notices[0]
    news = plan_deck(msgspec.structs.replace(full_month, notices=(line,) * 5), "sv")[-1]
    assert news.body[-1].text == "3 till i anteckningarna."
    assert sum("PMID 90000009" in note.text for note in news.notes) == 5


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Den ökade. Sedan minskade den", "Den ökade."),
        ("Gångsträckan ökade. Fler lämnade studien.", "Gångsträckan ökade."),
        ("Enligt Exempel m.fl. Ökade den inte.", ""),
        ("Den ökade, t.ex. Hos kvinnor.", ""),
        ("Ökningen var 3.5 Meter i snitt.", ""),
        ("Skillnad 7 % (95 % KI 5 till 9). Ingen jämfördes.", "Skillnad 7 % (95 % KI 5 till 9)."),
        ("Enligt A. Exempel ökade den.", ""),
        ("Ja! 12 av 20.", ""),
    ],
)
def test_a_sentence_ends_where_another_begins(text: str, kept: str) -> None:
    assert [text[:end] for end in sentence_ends(text)] == ([kept] if kept else [])


def test_as_many_sentences_as_fit_are_shown() -> None:
    text = "En mening. Två meningar. Tre meningar."
    assert opening(text, MORE, lambda shown: len(shown) < 60) == f"En mening. Två meningar. {MORE}"
    assert opening(text, MORE, lambda shown: False) == ""


# ── whatever people write ────────────────────────────────────────────────────────────────

_letters = st.characters(exclude_categories=("Cs",), exclude_characters="…")
_anything = st.text(_letters, max_size=900)
_prose = st.lists(
    st.sampled_from(
        [
            "Gångsträckan ökade med 38 meter.",
            DROPOUT,
            "Ej mätt",
            "men fler lämnade",
            "m.fl.",
            "inte",
            "Skillnad −1,1 (95 % KI −2,9 till 0,7).",
            "Förekom hos 58 %, krävdes inte.",
        ]
    ),
    max_size=25,
).map(" ".join)
_texts = st.one_of(_anything, _prose)
_FIELDS = (
    "minute",
    "bottom_line",
    "population",
    "intervention",
    "result",
    "pem_in_sample",
    "worsening",
    "limitations",
    "certainty",
    "calculation",
)
_OURS = {"Studien säger inget om personer med PEM.", "Vad som var fel står i anteckningarna."}
_CAVEATS = {"worsening": "Försämring redovisad:", "limitations": "Begränsningar:"}


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(_FIELDS, _texts)), _texts, _texts)
def test_every_word_is_on_a_slide_or_in_its_notes(
    make_reviewed: Make, words: dict[str, str], meaning: str, correction: str
) -> None:
    item = make_reviewed(1, words)
    note = Written(field="meaning", audience="vardcentral", text=meaning)
    item = msgspec.structs.replace(item, written=(*item.written, note))
    slides = deck(item, state="published", trial=True, correction=correction, revision=2)

    own = [slide for slide in slides if "90000001" in slide.key]
    if plain(words["bottom_line"]) or plain(words["minute"]):
        assert own
        told = on_slides(own) + in_notes(own)
        for written in item.written:
            assert any(plain(written.text) in text for text in told), written.field
        shown = on_slides(own)
        for field, label in _CAVEATS.items():
            if plain(words[field]):
                assert any(text.startswith(label) for text in shown), f"{field} is on no slide"
    if plain(correction):
        assert any(plain(correction) in note for note in in_notes(list(slides)))

    written_texts = [plain(text) for text in (*words.values(), meaning, correction)]
    for slide in slides:
        assert slide.banner
        assert "Källa: " in slide.source.text
        assert "…" not in "".join(text.text for text in (slide.title, *slide.body, *slide.notes))
        box, sizes, body = WIDE.places(slide.kind)
        assert limits.fits((slide.title.text,), min(sizes), box)
        assert limits.fits([text.text for text in slide.body], min(limits.BODY_SIZES), body)
        assert WIDE.badges_fit(slide.badges, slide.mark)
        if slide in own or slide.key.endswith(".correction"):
            for text in slide.body:
                assert _is_whole_or_says_so(text.text, written_texts), text.text
    titles = [slide.title.text.casefold() for slide in slides]
    assert len(set(titles)) == len(titles)


def _is_whole_or_says_so(shown: str, written: list[str]) -> bool:
    """A paragraph is all of a person's text, or whole sentences of it with a word that it goes on."""
    if shown in _OURS or shown.endswith("se anteckningarna"):
        return True
    labels = ("", "Försämring redovisad: ", "Begränsningar: ", "PEM i urvalet: ")
    said = [shown.removeprefix(label) for label in labels if shown.startswith(label)]
    if any(words in written for words in said):
        return True
    parts = [words.removesuffix(f" {MORE}") for words in said if words.endswith(f" {MORE}")]
    return any(
        text.startswith(part) and len(part) in sentence_ends(text)
        for part in parts
        for text in written
    )
