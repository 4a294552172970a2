"""The pages of key messages: two people change what we say, and see what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from litwatch.curriculum.changes import Change, propose, settle
from litwatch.curriculum.relations import relate
from litwatch.curriculum.wordings import wordings
from litwatch.records import PublicationType
from litwatch.review.screening import decide
from litwatch.web.app import create_app
from litwatch.web.house import House

from .conftest import NOW, OWN, RECORDS, faults_on, invented, served

KEY = "m03s4"
NEW = "Aktivitetsanpassning kan vara ett stöd i vardagen."
WORDS = {"version": "1", "text": NEW, "why": "Ny studie.", "pmids": "90000001", "source": ""}
BY = {"by": "B. Granskare", "now": NOW}
FALLEN = invented(
    31521666,
    "A retracted trial",
    publication_types=(PublicationType(ui="D016441", name="Retracted Publication"),),
)


def asks(house: House, name: str = "B. Granskare") -> TestClient:
    """A visitor with another name in the same house."""
    other = replace(house, settings=house.settings.model_copy(update={"reviewer": name}))
    return TestClient(create_app(other), base_url="http://127.0.0.1", headers=OWN)


def says(house: House, key: str = KEY) -> str:
    with house.store.read() as tx:
        return wordings(tx, house.watch)[key].text


def test_every_message_is_listed_with_whose_word_it_is(client: TestClient) -> None:
    page = client.get("/statements").text
    assert "Alla 73" in page or "Alla" in page
    assert "Socialstyrelsens kunskapsstöd, sida saknas" in page
    assert "Annan källa" in page
    assert '<span class="mark pencil">Utkast</span>' in page
    assert "Vi har inte slutat säga något." in page
    assert 'href="/statements/m03s4"' in page
    assert "Inga." in client.get("/statements?show=waiting").text


def test_one_proposes_and_only_another_lets_it_hold(house: House, client: TestClient) -> None:
    before = says(house)
    answer = client.post(f"/statements/{KEY}/propose", data=WORDS, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/statements/{KEY}")
    page = client.get(f"/statements/{KEY}").text
    assert "Du föreslog det. Någon annan avgör." in page
    assert "<ins>kan vara ett stöd i vardagen.</ins>" in page
    assert "Väntar på en andra person" in client.get("/statements?show=waiting").text
    held = {"version": "2", "outcome": "in_force"}
    own = client.post(f"/statements/{KEY}/settle", data=held)
    assert (own.status_code, says(house)) == (400, before)
    assert "En ändring kräver två personer." in own.text
    other = asks(house)
    assert "Låt det gälla" in other.get(f"/statements/{KEY}").text
    for _ in range(2):  # the button is pressed twice
        sent = other.post(f"/statements/{KEY}/settle", data=held, follow_redirects=False)
        assert sent.status_code == 303
    page = client.get(f"/statements/{KEY}").text
    assert says(house) == NEW
    assert '<span class="mark ">Ny studie</span>' in page
    assert f'<del lang="sv">{before}</del>' in page
    assert "A. Kurator, B. Granskare." in page
    assert "Gäller sedan 3 november 2026." in page


@pytest.mark.parametrize(
    ("form", "given", "said"),
    [
        ("propose", {**WORDS, "why": ""}, "Skriv skälet."),
        ("propose", {**WORDS, "pmids": "99999999"}, "Posten 99999999 finns inte här."),
        ("propose", {**WORDS, "pmids": "hej"}, "Posten hej finns inte här."),
        ("propose", {**WORDS, "text": "Pat 19121212-1212"}, "personnummer"),
        ("propose", {**WORDS, "status": "ks_summary"}, "Ange sidan där kunskapsstödet"),
        ("retire", {"version": "1", "why": "Så.", "source": "X"}, "Skriv vad vi ska säga"),
        ("relate", {"record": "90000001", "kind": ""}, "Välj vad studien säger"),
    ],
)
def test_a_mistake_is_told_in_place_and_what_was_typed_is_kept(
    house: House, client: TestClient, form: str, given: dict[str, str], said: str
) -> None:
    answer = client.post(f"/statements/{KEY}/{form}", data=given)
    assert answer.status_code == 400
    assert said in answer.text
    for name in ("text", "why", "record"):
        assert given.get(name, "") in answer.text


def test_who_comes_late_sees_both_versions_and_loses_nothing(
    house: House, client: TestClient
) -> None:
    with house.store.write() as tx:
        change = Change(text="Andra ord.", why="Så.")
        propose(tx, house.watch, KEY, change, changes=1, by="A. Kurator", now=NOW)
        settle(tx, house.watch, KEY, "in_force", version=2, **BY)
    answer = client.post(f"/statements/{KEY}/propose", data=WORDS)
    assert answer.status_code == 409
    assert "Någon hann före. Inget av ditt sparades." in answer.text
    assert "<del>Andra ord.</del>" in answer.text
    assert f">{NEW}</textarea>" in answer.text
    assert says(house) == "Andra ord."


def test_a_retired_message_stands_under_say_no_longer(house: House, client: TestClient) -> None:
    retire = {"version": "1", "say_now": "Fråga om PEM.", "why": "Ny riktlinje.", "source": "NICE"}
    client.post(f"/statements/{KEY}/retire", data=retire)
    asks(house).post(f"/statements/{KEY}/settle", data={"version": "2", "outcome": "in_force"})
    page = client.get("/statements").text
    assert "<strong>Fråga om PEM.</strong>" in page
    assert "Ny riktlinje." in page
    assert "Vi säger det inte längre" in client.get(f"/statements/{KEY}").text


def test_confirming_takes_it_off_the_list_of_what_is_due(client: TestClient) -> None:
    assert 'id="b-m03s4"' in client.get("/statements?show=due").text
    client.post(f"/statements/{KEY}/confirm", data={"version": "1"})
    assert 'id="b-m03s4"' not in client.get("/statements?show=due").text
    assert "Oförändrat från början, prövat 3 november 2026." in client.get("/statements").text


def test_a_message_on_a_retracted_work_says_so_and_cannot_be_confirmed(
    house_of: Callable[..., House],
) -> None:
    house = house_of(records=(*RECORDS, FALLEN))
    client = asks(house)
    assert 'id="b-m11s3"' in client.get("/statements?show=weak").text
    page = client.get("/statements/m11s3").text
    assert "En källa har ändrats" in page
    assert "(<strong>tillbakadragen</strong>)" in page
    refused = client.post("/statements/m11s3/confirm", data={"version": "1"})
    assert refused.status_code == 400
    assert "Det vilar på ett tillbakadraget arbete." in refused.text


def test_a_study_is_related_and_taken_back_and_the_machine_only_proposes(
    house: House, client: TestClient
) -> None:
    with house.store.write() as tx:
        decide(tx, "90000001", "include", reviewer="A. Kurator", now=NOW)
    page = client.get(f"/statements/{KEY}").text
    assert '<div class="quote after"><span class="k">Förslag: kan beröra budskapet' in page
    said = {"record": "90000001", "kind": "nuances", "why": "Bara vuxna."}
    client.post(f"/statements/{KEY}/relate", data=said)
    page = client.get(f"/statements/{KEY}").text
    assert '<span class="mark">nyanserar</span>' in page
    assert "Förslag: kan beröra" not in page
    assert "1 nyanserar." in client.get("/statements").text
    client.post(f"/statements/{KEY}/relate", data={"record": "90000001", "kind": "none"})
    assert "Bara vuxna." not in client.get(f"/statements/{KEY}").text


def test_a_message_that_does_not_exist_names_the_nearest(client: TestClient) -> None:
    answer = client.get("/statements/m03s44")
    assert answer.status_code == 400
    assert "m03s4" in answer.text


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing(browser: Browser, house: House, lang: str, theme: str) -> None:
    with house.store.write() as tx:
        decide(tx, "90000001", "include", reviewer="A. Kurator", now=NOW)
        change = Change(text=NEW, why="Ny studie.", pmids=("90000001",))
        propose(tx, house.watch, KEY, change, changes=1, by="A. Kurator", now=NOW)
        settle(tx, house.watch, KEY, "in_force", version=2, **BY)
        away = Change(why="Så.", retire=True, say_now="Annat.", source="NICE")
        propose(tx, house.watch, "m03s5", away, changes=1, by="A. Kurator", now=NOW)
        settle(tx, house.watch, "m03s5", "in_force", version=2, **BY)
        propose(tx, house.watch, "m03s6", change, changes=1, by="B. Granskare", now=NOW)
        relate(tx, house.watch, "90000001", KEY, "supports", reviewer="A. Kurator", now=NOW)
    with served(house) as address:
        context = browser.new_context()
        context.add_cookies(
            [{"name": n, "value": v, "url": address} for n, v in (("lang", lang), ("theme", theme))]
        )
        page = context.new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for path in ("", f"/{KEY}", "/m03s5", "/m03s6", "/m03s3"):
                page.goto(f"{address}/statements{path}")
                if width == 390:
                    assert faults_on(page) == [], path
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert heard == []
        context.close()
