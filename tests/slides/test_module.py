"""What the deck of a module says: each way a message can stand, and nothing that may not be taught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from litwatch.errors import WrongUse
from litwatch.language import LANGUAGES
from litwatch.pipeline.decks import module_deck, wanted_slides
from litwatch.pipeline.module_material import module_material
from litwatch.slides import Material, SlidePlan, limits, plan_module_deck
from litwatch.slides.canvas import WIDE, Canvas
from litwatch.store import Store, create_or_upgrade, open_store
from litwatch.watch import Watch, load_watch

from . import ledger
from .conftest import ME_CFS

Slides = dict[str, SlidePlan]


@pytest.fixture(scope="module")
def watch() -> Watch:
    return load_watch()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, watch: Watch) -> Iterator[Store]:
    """A store with the invented ledger: read by all, changed by none."""
    url = f"sqlite:///{tmp_path_factory.mktemp('ledger') / Path('litwatch.db')}"
    create_or_upgrade(url)
    with open_store(url) as store:
        ledger.fill(store, watch)
        yield store


@pytest.fixture(scope="module")
def material(filled: Store, watch: Watch) -> Material:
    return module_material(filled, watch, ledger.MODULE, now=ledger.NOW)


@pytest.fixture(scope="module")
def slides(material: Material) -> Slides:
    return {slide.key: slide for slide in plan_module_deck(material, "sv")}


def texts(slide: SlidePlan) -> list[str]:
    return [text.text for text in (slide.title, *slide.body)]


def notes(slide: SlidePlan) -> str:
    return "\n".join(note.text for note in slide.notes)


def test_keys_tell_the_message_and_the_part_of_the_module(slides: Slides) -> None:
    assert list(slides) == [
        f"module:{ledger.MODULE}:opening",
        f"module:{ledger.MODULE}:goals",
        *(f"statement:m03s{number}" for number in (1, 2, 3, 4, 6)),
        f"module:{ledger.MODULE}:evidence",
        "statement:m03s5",
        f"module:{ledger.MODULE}:new",
        f"module:{ledger.MODULE}:new:2",
    ]


def test_guidance_study_and_draft_are_told_apart_by_more_than_a_word(
    slides: Slides, material: Material, filled: Store, watch: Watch
) -> None:
    guidance, study = slides["statement:m03s1"], slides["statement:m03s4"]
    draft = next(
        slide
        for slide in wanted_slides(filled, watch, "m11_efter_svar_sjukdom", "sv", ledger.NOW)
        if slide.key == "statement:m11s5"
    )
    assert (guidance.mark, guidance.mark_style, guidance.draft) == (
        "Socialstyrelsens kunskapsstöd, s. 34",
        "band",
        False,
    )
    assert (study.mark, study.mark_style, study.draft) == ("Ny studie", "frame", False)
    assert (draft.mark, draft.mark_style, draft.draft) == ("Utkast, visa inte", "frame", True)
    assert slides["statement:m03s2"].mark_style == "plain"


def test_guidance_without_a_page_says_so(filled: Store, watch: Watch) -> None:
    deck = wanted_slides(filled, watch, "m01_oversikt", "sv", ledger.NOW)
    slide = next(one for one in deck if one.key == "statement:m01s1")
    assert slide.mark == "Socialstyrelsens kunskapsstöd, sida ej angiven"
    assert "kontrollera ordalydelsen mot kunskapsstödet" in notes(slide)


def test_a_short_message_is_the_heading_and_a_long_one_stands_whole_below(slides: Slides) -> None:
    assert texts(slides["statement:m03s1"]) == [
        "Fråga alltid om PEM innan träning eller ökad aktivitet föreslås."
    ]
    title, body = texts(slides["statement:m03s4"])
    assert title == "Enligt Exempel m.fl. 2026 (m03s4)"
    assert body.startswith("Aktivitetsanpassning minskar inte säkert")
    assert body.endswith("i vardagen.")


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (
            "m03s4",
            "Källa: Exempel m.fl. 2026, PMID 90000001 · Randomiserad studie · Granskad 2026-10"
            " · m03s4 v2",
        ),
        (
            "m03s2",
            "Källa: KCE Report 420 (2026) ME/CFS in Belgium, s. 14-17 · Granskad 2026-10"
            " · m03s2 v2",
        ),
        (
            "m03s1",
            "Källa: Socialstyrelsen: Postcovid och andra närliggande tillstånd och syndrom (2024),"
            " s. 34 · Granskad 2026-10 · m03s1 v2",
        ),
    ],
)
def test_the_source_line_names_work_design_review_and_version(
    slides: Slides, key: str, line: str
) -> None:
    assert slides[f"statement:{key}"].source.text == line


def test_a_work_that_is_not_stored_is_named_and_its_state_is_not_promised(
    filled: Store, watch: Watch
) -> None:
    deck = wanted_slides(filled, watch, "m11_efter_svar_sjukdom", "sv", ledger.NOW)
    slide = next(one for one in deck if one.key == "statement:m11s3")
    assert slide.source.text == (
        "Källa: Schmidt 2020, primärvårdsinsats efter sepsis, PMID 31521666 · Inte granskad"
        " · m11s3 v1"
    )
    assert "PMID 31521666 finns inte i litwatch" in notes(slide)


def test_what_rests_on_a_retracted_work_is_shown_as_under_review_and_cites_it_nowhere(
    slides: Slides,
) -> None:
    slide = slides["statement:m03s6"]
    assert slide.draft
    assert slide.title.text == "Budskap m03s6 är under omprövning"
    assert slide.body[0].text == "1 arbete som det vilar på är tillbakadraget eller indraget."
    everything = "\n".join(
        "\n".join((*texts(one), one.source.text, notes(one))) for one in slides.values()
    )
    assert ledger.RETRACTED not in everything
    assert "Dragen" not in everything


def test_what_we_no_longer_say_has_its_five_parts(slides: Slides) -> None:
    slide = slides["statement:m03s5"]
    assert slide.title.text.startswith("Säg inte längre")
    said, now, why = (text.text for text in slide.body)
    assert said.startswith(f"Vi sa: {ledger.RETIRED_TEXT}")
    assert now.startswith("Säg nu: Fråga hur studien valde deltagare")
    assert why == "Varför: Lydelsen lästes som att inga studier gäller."
    assert "PMID 90000002" in slide.source.text
    assert "Sedan 20 oktober 2026" in slide.badges


def test_the_notes_hold_the_script_the_sources_and_the_limits_in_peoples_words(
    slides: Slides,
) -> None:
    told = notes(slides["statement:m03s4"])
    assert "Om du bara säger en sak: Aktivitetsanpassning minskar inte säkert" in told
    assert "Varför vi säger det: Ny randomiserad studie." in told
    assert "Begränsningar: Deltagarna visste vilken grupp de var i." in told
    assert "Test 2026, PMID 90000004, nyanserar m03s4. Effekten var kortvarig." in told
    assert "Kan ändras av: RCT av pacing som enskild insats" in told
    assert "ingen har beskrivit" in notes(slides["statement:m03s2"])


def test_a_message_on_suicide_brings_the_contact_line(filled: Store, watch: Watch) -> None:
    deck = wanted_slides(filled, watch, "m08_psykisk_halsa_bemotande", "sv", ledger.NOW)
    told = {slide.key: "Självmordslinjen: 90101" in notes(slide) for slide in deck}
    assert told["statement:m08s5"]
    assert not told["statement:m08s3"]


def test_new_since_the_last_seminar_comes_last(slides: Slides) -> None:
    first, second = list(slides.values())[-2:]
    assert first.title.text == (
        "Nytt sedan sist: 1 budskap omprövas, 3 budskap har ändrats, 1 ny studie"
    )
    assert "Sedan 3 september 2026" in first.badges
    rows = [text.text for text in (*first.body, *second.body)]
    assert "m03s6: omprövas. Ett arbete som det vilar på håller inte längre." in rows
    assert "Test 2026, PMID 90000004, nyanserar m03s4." in rows
    assert any(row.startswith("m03s5: vi säger det inte längre. Säg nu: Fråga") for row in rows)
    # A study that no edition has shown is not news to those who listen.
    assert not any(ledger.COHORT in row for row in rows)


def test_when_nothing_is_new_it_says_so_with_both_days(material: Material) -> None:
    sound = tuple(one for one in material.wordings if one.id != "m03s6")
    quiet = replace(material, since=date(2026, 11, 20), wordings=sound)
    last = plan_module_deck(quiet, "sv")[-1]
    assert last.title.text == "Nytt sedan sist: inga lydelser är ändrade"
    assert last.body[0].text == (
        "Inget budskap i modulen har ändrats sedan 20 november 2026. Läget den 29 november 2026."
    )


def test_the_chart_counts_works_by_settled_design(slides: Slides) -> None:
    slide = slides[f"module:{ledger.MODULE}:evidence"]
    assert slide.chart is not None
    assert {bar.label: bar.value for bar in slide.chart.bars} == {
        "Kohortstudie": 1,
        "Randomiserad studie": 1,
        "Systematisk översikt": 1,
    }
    for bar in slide.chart.bars:
        assert f"{bar.label} {bar.value}" in slide.chart.alt
    assert slide.title.text.endswith("3 arbeten")


def test_an_unanswered_question_of_pem_keeps_a_message_a_draft(material: Material) -> None:
    works = dict(material.works)
    works[ledger.TRIAL] = msgspec.structs.replace(
        works[ledger.TRIAL], written=(), title="Exercise in ME/CFS", topics=(ME_CFS,)
    )
    slide = {one.key: one for one in plan_module_deck(replace(material, works=works), "sv")}[
        "statement:m03s4"
    ]
    assert slide.draft
    assert slide.mark == "Utkast, visa inte"
    assert "PEM och försämring är inte beskrivna för PMID 90000001." in notes(slide)


def test_a_preprint_is_cited_nowhere(material: Material) -> None:
    works = dict(material.works)
    works[ledger.TRIAL] = msgspec.structs.replace(works[ledger.TRIAL], preprint=True)
    slides = plan_module_deck(replace(material, works=works), "sv")
    assert not any(ledger.TRIAL in one.source.text + notes(one) for one in slides)


@pytest.mark.parametrize("canvas", [WIDE, Canvas(720), Canvas(675)])
def test_every_module_fits_its_slides(filled: Store, watch: Watch, canvas: Canvas) -> None:
    for module in watch.modules:
        for lang in LANGUAGES:
            deck = wanted_slides(filled, watch, module.id, lang, ledger.NOW, canvas=canvas)
            titles = [slide.title.text.casefold() for slide in deck]
            assert len(set(titles)) == len(titles)
            for slide in deck:
                box, sizes, body = canvas.places(slide.kind)
                assert len(slide.title.text) <= limits.TITLE_CHARACTERS, slide.title.text
                assert limits.fits((slide.title.text,), min(sizes), box), slide.title.text
                said = [text.text for text in slide.body]
                assert limits.fits(said, min(limits.body_sizes(slide.kind)), body), said
                assert canvas.is_source_line(slide.source.text), slide.source.text
                if slide.key.startswith("statement:"):
                    assert slide.source.text.split(" v")[0].endswith(slide.key.split(":")[1])
        whole = {text.text for slide in deck for text in (slide.title, *slide.body)}
        for line in module.statements:
            if module.id != ledger.MODULE:
                assert line.sv in whole, f"{line.id} is not whole on a slide"


def test_a_message_longer_than_a_slide_goes_on_in_the_notes(material: Material) -> None:
    long = "Den här meningen är påhittad och ganska lång för att fylla bilden. " * 12
    first = next(one for one in material.wordings if one.id == "m03s2")
    changed = msgspec.structs.replace(first, now=msgspec.structs.replace(first.now, text=long))
    deck = plan_module_deck(replace(material, wordings=(changed,)), "sv")
    slide = next(one for one in deck if one.key == "statement:m03s2")
    assert slide.body[0].text.endswith("(fortsätter i anteckningarna)")
    assert long.strip() in notes(slide)


def test_an_unknown_module_names_the_nearest(filled: Store, watch: Watch) -> None:
    with pytest.raises(WrongUse) as caught:
        wanted_slides(filled, watch, "m03_pen", "sv", ledger.NOW)
    assert ledger.MODULE in caught.value.remedy


def test_the_same_store_and_moment_give_the_same_bytes(filled: Store, watch: Watch) -> None:
    decks = {module_deck(filled, watch, ledger.MODULE, lang="sv", now=ledger.NOW) for _ in range(2)}
    assert len(decks) == 1
