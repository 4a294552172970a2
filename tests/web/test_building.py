"""A trainer builds the deck of a module, and sees what followed decks use and ask for."""

from __future__ import annotations

from io import BytesIO

import pytest
from pptx import Presentation
from pptx.util import Pt
from starlette.testclient import TestClient

from litwatch.store import deck_slides, decks, tasks
from litwatch.store.deck_slides import DeckSlide
from litwatch.web.house import House

from ..slides import foreign
from ..slides.deck_texts import deck_texts
from .conftest import NOW
from .test_registers import as_role

MODULE = "m03_pem_aktivitet"


def test_the_deck_of_a_module_is_downloaded_from_the_page_of_messages(client: TestClient) -> None:
    page = client.get("/statements").text
    assert f'href="/decks/module/{MODULE}.pptx"' in page
    answer = client.get(f"/decks/module/{MODULE}.pptx")
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="litwatch-{MODULE}-2026-11-03.pptx"'
    )
    slides = deck_texts(answer.content)
    assert slides[0].title == "Ansträngningsutlöst försämring (PEM) och aktivitetsanpassning"
    assert slides[-1].title == "Nytt sedan sist: inga lydelser är ändrade"


def test_a_trainers_own_template_is_used(client: TestClient) -> None:
    answer = client.post(
        "/decks/build",
        data={"build_module": MODULE, "since": "2026-10-01", **foreign.LAYOUTS},
        files={"template": ("region.pptx", foreign.template())},
    )
    assert answer.status_code == 200
    layouts = {slide.slide_layout.name for slide in Presentation(BytesIO(answer.content)).slides}
    assert layouts <= set(foreign.NAMES.values())
    assert "sedan 1 oktober 2026" in deck_texts(answer.content)[-1].body


def upright() -> bytes:
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(540), Pt(720)
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (foreign.template(), "Region Start, Region Text, Region Bara titel"),
        (b"no presentation", "Mallen går inte att läsa."),
        (upright(), "är stående"),
    ],
)
def test_a_template_that_does_not_do_is_told_in_place_and_what_was_typed_stays(
    client: TestClient, template: bytes, said: str
) -> None:
    answer = client.post(
        "/decks/build",
        data={"build_module": MODULE, "since": "2026-10-01"},
        files={"template": ("region.pptx", template)},
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert "Bildspelet byggdes inte." in answer.text
    assert f'<option value="{MODULE}" selected>' in answer.text
    assert 'value="2026-10-01"' in answer.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"build_module": ""}, "Fyll i det här."),
        ({"build_module": "m99"}, "Välj ett av alternativen."),
        ({"build_module": MODULE, "since": "i går"}, "Skriv dagen som 2026-10-01."),
    ],
)
def test_a_form_with_a_mistake_is_shown_again(
    client: TestClient, data: dict[str, str], said: str
) -> None:
    answer = client.post("/decks/build", data=data)
    assert answer.status_code == 422
    assert said in answer.text


def test_an_unknown_module_names_the_nearest(client: TestClient) -> None:
    answer = client.get("/decks/module/m03_pem_aktivitat.pptx")
    assert answer.status_code == 400
    assert MODULE in answer.text


def test_only_those_who_teach_build(house: House) -> None:
    reader = as_role(house, "reader")
    assert reader.get(f"/decks/module/{MODULE}.pptx").status_code == 403
    assert reader.post("/decks/build", data={"build_module": MODULE}).status_code == 403
    assert "/decks/module/" not in reader.get("/statements").text
    assert 'action="/decks/build"' not in reader.get("/decks").text


def test_a_followed_deck_shows_its_slides_and_what_is_to_be_done(
    client: TestClient, house: House
) -> None:
    with house.store.write() as tx:
        deck = decks.add(tx, path="/srv/pem.pptx", owner="B. Lärare", mail="b@example.org",
                         module=MODULE, added_by="A. Kurator", now=NOW)  # fmt: skip
        slides = (
            DeckSlide(place=1, key="statement:m03s4", title="Om aktivitet", statements=("m03s4",)),
            DeckSlide(place=2, title="Paus"),
            DeckSlide(place=3, title="En studie", works=("90000001",)),
        )
        deck_slides.replace(tx, deck.id, slides, NOW)
        tasks.open_task(tx, kind="slide", about="statement:m03s4@2", deck_id=deck.id,
                        words="Budskapet på bild 1 har ändrats.", owner="B. Lärare",
                        mail="b@example.org", now=NOW)  # fmt: skip
    page = client.get("/decks").text
    assert "3 bilder" in page
    assert '<a href="/statements/m03s4">m03s4</a>' in page
    assert '<a href="/records/90000001">90000001</a>' in page
    assert "använder inget som vi känner till" in page
    assert "1 sak att göra" in page
    assert "Budskapet på bild 1 har ändrats." in page
