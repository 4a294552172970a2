"""What a deck says, before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.digest.edition import Edition, Item
from litwatch.digest.method import Flow
from litwatch.digest.names import Name
from litwatch.language import Lang
from litwatch.slides import SlidePlan, limits, plan_deck
from litwatch.slides.canvas import WIDE, Canvas
from litwatch.slides.slide import plain, split
from litwatch.slides.source import short_name, surname

Make = Callable[..., Item]


def keys(slides: tuple[SlidePlan, ...]) -> list[str]:
    return [slide.key.removeprefix("2026-10.") for slide in slides]


def month(*items: Item, **changes: object) -> Edition:
    base = Edition(month="2026-10", made_at=datetime(2026, 11, 3, 8, 0, tzinfo=UTC))
    return msgspec.structs.replace(base, primary_care=items, **changes)


def test_a_quiet_draft_says_so_and_shows_proposals_only(quiet_draft: Edition) -> None:
    slides = plan_deck(quiet_draft, "sv")
    assert keys(slides) == [
        "title",
        "minute",
        *(f"proposal.9000000{number}" for number in range(1, 6)),
        "flow",
        "news",
    ]
    opening, quiet = slides[:2]
    assert opening.mark == "Utkast, inte granskat"
    assert quiet.title.text == "Inget den här månaden ändrar råden i kunskapsstödet."
    assert quiet.draft, "while proposals wait, the sentence is a draft"
    for slide in slides[2:7]:
        assert slide.draft
        assert slide.mark == "Utkast, visa inte"
        assert slide.title.text.startswith("Att granska, ")
        assert slide.body[0].lang == "en-GB"
        assert slide.source.text.endswith("Inte granskad")
    assert slides[2].title.text == "Att granska, 1 av 5: randomiserad studie om postcovid"


def test_a_reviewed_month_shows_what_people_wrote(full_month: Edition) -> None:
    slides = plan_deck(full_month, "sv")
    assert keys(slides) == [
        "title",
        "minute.90000001",
        "item.90000001",
        "item.90000001.2",
        *(f"item.9000000{number}" for number in range(2, 5)),
        "flow",
        "news",
    ]
    finding = slides[2]
    assert finding.mark == "Ny studie"
    assert finding.badges == ("Postcovid", "Tillförlitlighet: ej bedömd", "Vårdcentral och rehab")
    assert finding.source.text == (
        "Källa: Exempel m.fl. 2026, PMID 90000001 · Randomiserad studie · Granskad 2026-11"
    )
    assert not any(slide.draft for slide in slides)
    assert "Tillförlitlighet: möjligt att resultatet stämmer" in slides[4].badges
    assert slides[4].badges[2] == "Rättad"


def test_pem_not_measured_is_said_on_the_slide_itself(full_month: Edition) -> None:
    slide = next(s for s in plan_deck(full_month, "sv") if s.key.endswith("item.90000004"))
    assert "Studien säger inget om personer med PEM." in [text.text for text in slide.body]


def test_a_closed_pem_gate_makes_a_proposal_of_a_written_item(make_reviewed: Make) -> None:
    gated = make_reviewed(
        1,
        {"bottom_line": "Träning hjälper alla"},
        flags=(Name(id="safety_pem_check", sv="PEM", en="PEM"),),
    )
    slides = plan_deck(month(gated), "sv")
    assert "proposal.90000001" in keys(slides)
    assert not any("Träning hjälper" in slide.title.text for slide in slides)


def test_a_long_certainty_is_never_cut(make_reviewed: Make) -> None:
    long = "troligt att resultatet stämmer för vuxna men inte för barn och äldre"
    slides = plan_deck(month(make_reviewed(1, {"bottom_line": "Kort", "certainty": long})), "sv")
    slide = next(s for s in slides if s.key.endswith("item.90000001"))
    assert "Tillförlitlighet: se anteckningarna" in slide.badges
    assert any(long in note.text for note in slide.notes)


@pytest.mark.parametrize(
    "changes",
    [
        {"preprint": True},
        {"state": "retracted"},
        {"state": "withdrawn"},
        {"state": "republished"},
        {"state": "preprint_published"},
        {"state": "gone"},
    ],
)
def test_what_may_not_be_shown_never_gets_a_slide(
    make_item: Make, make_reviewed: Make, changes: dict[str, object]
) -> None:
    words = {"bottom_line": "Ett fynd", "minute": "Ett fynd på en minut"}
    hidden = (make_item(1, **changes), make_reviewed(2, words, **changes))
    for state in ("draft", "published"):
        slides = plan_deck(month(*hidden, state=state), "sv")
        assert keys(slides) == ["title", "minute", "flow", "news"]
        assert slides[1].kind == "quiet"
        notes = " ".join(note.text for note in slides[2].notes)
        assert "PMID 90000001" in notes, "what is left out is named in the flow slide's notes"


def test_protocols_never_get_a_slide(quiet_draft: Edition) -> None:
    assert not any("90000007" in slide.key for slide in plan_deck(quiet_draft, "sv"))


def test_at_most_seven_proposals_and_none_when_published(make_item: Make) -> None:
    many = tuple(make_item(number) for number in range(1, 10))
    assert sum("proposal" in key for key in keys(plan_deck(month(*many), "sv"))) == 7
    published = plan_deck(month(*many, state="published"), "sv")
    assert not any("proposal" in key for key in keys(published))


def test_an_unfinished_search_is_not_zero(full_month: Edition) -> None:
    line = msgspec.structs.replace(full_month.method.strategies[0], complete=False)
    method = msgspec.structs.replace(full_month.method, strategies=(line,))
    empty = msgspec.structs.replace(full_month, method=method, primary_care=(), flow=Flow())
    quiet, *_, flow, _news = plan_deck(empty, "sv")[1:]
    assert quiet.draft
    assert "Sökningarna är inte klara" in quiet.badges
    assert (
        flow.title.text
        == "Sökningarna för oktober\N{NO-BREAK SPACE}2026 är inte klara: 0 nya poster hittills"
    )


def test_news_last_with_the_date_when_nothing_is_new(quiet_draft: Edition) -> None:
    news = plan_deck(quiet_draft, "sv")[-1]
    assert news.title.text == "Nytt sedan sist: inga lydelser är ändrade"
    assert news.body[0].text == "Läget den 3 november 2026."


def test_news_names_a_retraction_of_what_we_showed(full_month: Edition) -> None:
    news = plan_deck(full_month, "sv")[-1]
    assert [text.text for text in news.body] == [
        "Tillbakadragen: Exempel m.fl. 2026, PMID 90000009"
    ]


def test_the_chart_has_words_for_those_who_do_not_see_it(full_month: Edition) -> None:
    flow = plan_deck(full_month, "sv")[-2]
    assert flow.chart is not None
    assert "Träffar 612" in flow.chart.alt
    assert [bar.value for bar in flow.chart.bars] == [612, 498, 71, 64, 4]


def test_a_study_on_suicide_brings_a_contact_line(make_reviewed: Make) -> None:
    flag = Name(id="suicide_risk", sv="Suicidrisk", en="Suicide risk")
    slides = plan_deck(month(make_reviewed(1, {"bottom_line": "Kort"}, flags=(flag,))), "sv")
    assert any("112" in note.text for slide in slides for note in slide.notes)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_exclamation_marks_and_no_dashes_as_pauses(full_month: Edition, lang: Lang) -> None:
    for slide in plan_deck(full_month, lang):
        for text in (slide.title, *slide.body, *slide.notes):
            assert "!" not in text.text
            assert " – " not in text.text


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("Schmidt KF", "Schmidt"),
        ("van der Berg A", "van der Berg"),
        ("Smith J Jr", "Smith"),
        ("Invented Study Group", "Invented Study Group"),
    ],
)
def test_surnames(written: str, short: str) -> None:
    assert surname(written) == short


def test_short_names_leave_explanations_out() -> None:
    name = Name(id="x", sv="Postcovid (efter covid-19)", en="Post-COVID-19 condition / long COVID")
    assert short_name(name, "sv") == "Postcovid"
    assert short_name(name, "en") == "Post-COVID-19 condition"


# Widescreen, 16:10, A4, 4:3 and the narrowest that is taken.
canvases = st.sampled_from([WIDE, Canvas(864), Canvas(780), Canvas(720), Canvas(675)])
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)


@given(words, canvases)
def test_a_heading_is_short_and_fits_with_a_count(text: str, canvas: Canvas) -> None:
    if canvas.is_heading(text := plain(text)):
        assert 0 < len(text) <= limits.TITLE_CHARACTERS
        assert len(split(text)) <= limits.TITLE_WORDS
        for kind in ("message", "text"):
            box, sizes, _ = canvas.places(kind)
            assert limits.fits((f"{text} (2/2)",), min(sizes), box)


@given(words, words, words, words, canvases)
def test_every_planned_slide_fits_whatever_people_write(
    make_item: Make,
    make_reviewed: Make,
    minute: str,
    line: str,
    population: str,
    result: str,
    canvas: Canvas,
) -> None:
    said = {"minute": minute, "bottom_line": line, "population": population, "result": result}
    pem = {**said, "pem_in_sample": "ej mätt", "worsening": "nej"}
    items = (make_reviewed(1, pem), make_reviewed(2, said), make_item(3, title=population))
    slides = plan_deck(month(*items), "sv", canvas=canvas)
    titles = [slide.title.text.casefold() for slide in slides]
    assert len(set(titles)) == len(titles)
    for slide in slides:
        title_box, sizes, body_box = canvas.places(slide.kind)
        assert slide.title.text
        assert limits.fits((slide.title.text,), min(sizes), title_box)
        body = [text.text for text in slide.body]
        assert limits.fits(body, min(limits.BODY_SIZES), body_box)
        assert canvas.is_source_line(slide.source.text)
        if slide.kind == "message" and not slide.draft:
            # The line about PEM stands there also beside many words.
            words = sum(len(split(text)) for text in body if "PEM" not in text)
            assert words <= limits.BODY_WORDS
