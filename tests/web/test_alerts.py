"""The page of alerts: what each touches, who says so, what is not known, and how one is closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from litwatch.pipeline.watching import look_again
from litwatch.records import Doi, Notice
from litwatch.store import alerts, catalog, checks, decks, links
from litwatch.store.statements import Version, append_version
from litwatch.store.tables import deck_slide
from litwatch.web.app import create_app
from litwatch.web.house import House
from litwatch.web.who import Visitor

from .conftest import NOW, OWN, faults_on, invented, served

TRIAL = invented(90000050, "A retracted trial of ME/CFS <b>care</b>", ("", "We randomised 40."))


def says(kind: str, source: str, day: date, ref: str = "") -> Notice:
    return Notice(
        type=kind,
        direction="in",
        ref_type=ref or kind,
        doi=Doi(f"10.9999/{kind}-{source}"),
        source=source,
        dated=day,
    )


RETRACTIONS = (
    says("retraction", "crossref", date(2026, 9, 2)),
    says("retraction", "retraction-watch", date(2026, 9, 14)),
)


def taught(house: House, *notices: Notice) -> None:
    """A key message and a slide that use the trial, and what sources have said of it."""
    with house.store.write() as tx:
        append_version(
            tx,
            Version(
                statement="m03s1",
                text="Fråga om PEM.",
                status="found",
                pmids=("90000050",),
                settled_at=NOW,
            ),
        )
        deck = decks.add(
            tx,
            path="/srv/pem.pptx",
            owner="B. Lärare",
            mail="larare@example.org",
            module="",
            added_by="A. Kurator",
            now=NOW,
        )
        row = {"deck_id": deck.id, "place": 4, "key": "", "title": "Det du kan göra"}
        tx.execute(deck_slide.insert().values({**row, "statements": ["m03s1"], "works": []}))
        links.note(tx, {"90000050": notices}, NOW)
    look_again(house.store, house.watch, NOW)


def reader(house: House) -> TestClient:
    app = create_app(house)
    app.state.identify = lambda request: Visitor("L. Läsare", "reader")
    return TestClient(app, base_url="http://127.0.0.1", headers=OWN)


@pytest.fixture
def at(house_of):  # type: ignore[no-untyped-def]
    return house_of(records=(TRIAL,))


def asked(house: House) -> TestClient:
    app = create_app(house)
    app.state.identify = lambda request: Visitor("A. Kurator", "curator")
    return TestClient(app, base_url="http://127.0.0.1", headers=OWN)


def test_an_alert_names_what_it_touches_and_who_says_so(at: House) -> None:
    taught(at, *RETRACTIONS)
    page = asked(at).get("/alerts").text
    assert "1 larm väntar på någon" in page
    assert 'href="/statements/m03s1">m03s1</a>: Fråga om PEM.' in page
    assert "Bild 4, ”Det du kan göra”, i bildspelet som B. Lärare har" in page
    # One event that two sources tell is told once, with both.
    assert page.count("Tillbakadragande 2026, enligt Crossref, Retraction Watch") == 1
    assert "&lt;b&gt;care" not in page
    # Where sources differ, both are shown.
    assert "Också tillfrågad, och säger det inte: PubMed" in page


def test_what_is_not_known_is_said(at: House) -> None:
    taught(at, *RETRACTIONS)
    page = asked(at).get("/alerts").text
    assert "Crossref har inte svarat för 1 av dem de senaste fyra dygnen." in page
    assert "Filen från Retraction Watch har aldrig lästs in." in page
    with at.store.write() as tx:
        checks.note_answered(tx, ["90000050"], "crossref", NOW - timedelta(days=3))
    assert "Crossref har inte svarat" not in asked(at).get("/alerts").text


def test_only_a_reinstatement_lets_an_alarm_be_closed(at: House) -> None:
    taught(at, *RETRACTIONS)
    client = asked(at)
    assert "/close" not in client.get("/alerts").text
    assert client.post("/alerts/1/close", data={"reason": "Nej."}).status_code == 400
    with at.store.write() as tx:
        back = says("reinstatement", "retraction-watch", date(2026, 10, 30))
        links.note(tx, {"90000050": [back]}, NOW)
    look_again(at.store, at.watch, NOW)
    page = client.get("/alerts").text
    assert "Sägs vara återinsatt" in page
    assert 'action="/alerts/1/close"' in page
    empty = client.post("/alerts/1/close", data={"reason": " "})
    assert empty.status_code == 422
    assert '<details class="fold" open>' in empty.text
    said = {"reason": "Tidskriften har återinsatt artikeln."}
    done = client.post("/alerts/1/close", data=said)
    assert "Sparat: larmet är stängt." in done.text
    assert "A. Kurator stängde det 3 november 2026: Tidskriften har återinsatt" in done.text
    assert client.post("/alerts/1/close", data=said).status_code == 200  # the same sent twice
    with at.store.read() as tx:
        assert catalog.states(tx, ["90000050"]) == {"90000050": "ok"}
        assert all(one.closed_by == "A. Kurator" for one in alerts.alerts(tx))


def test_a_reader_reads_and_settles_nothing(at: House) -> None:
    taught(at, *RETRACTIONS)
    client = reader(at)
    assert '<form class="register"' not in client.get("/alerts").text
    assert client.post("/alerts/1", data={"reason": "x"}).status_code == 403
    assert client.post("/alerts/1/close", data={"reason": "x"}).status_code == 403


def test_a_correction_stands_without_an_alert(at: House) -> None:
    taught(at, says("erratum", "crossref", date(2026, 9, 2)))
    with at.store.read() as tx:
        assert alerts.alerts(tx) == ()
    page = asked(at).get("/alerts").text
    assert "1 studie som används är inte som förr" in page
    assert "Rättelse 2026, enligt Crossref" in page
    assert 'href="/statements/m03s1">m03s1</a>' in page
    assert '<form class="register"' not in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "theme", "width"),
    [("sv", "light", 1440), ("sv", "dark", 390), ("en", "light", 390), ("en", "dark", 1440)],
)
def test_the_page_is_accessible_and_fits(
    at: House, browser: Browser, lang: str, theme: str, width: int
) -> None:
    taught(at, *RETRACTIONS, says("reinstatement", "retraction-watch", date(2026, 10, 30)))
    with served(at) as address:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies(
            [
                {"name": "lang", "value": lang, "url": address},
                {"name": "theme", "value": theme, "url": address},
            ]
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{address}/alerts")
        assert faults_on(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert said == []
        context.close()
