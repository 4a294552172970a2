"""What is open to all: accessibility with its fault report, privacy, health."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from litwatch.errors import StoreDamaged
from litwatch.review.faults import MOST
from litwatch.store import faults
from litwatch.store.engine import Store
from litwatch.store.retention import forget_logins
from litwatch.store.tables import login_attempt
from litwatch.web.app import create_app
from litwatch.web.house import House

from .conftest import NOW, OWN

REPORT = {"page": "/queue", "words": "Fokus försvinner.", "mail": "nagon@example.org"}


@pytest.fixture
def stranger(house: House) -> TestClient:
    """Somebody who has not logged in."""
    app = create_app(house)
    app.state.identify = lambda request: None
    return TestClient(app, base_url="http://127.0.0.1", headers=OWN)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/accessibility", "Tillgänglighetsredogörelse"),
        ("/privacy", "Det här sparas om dig"),
        ("/health", "ok\n"),
    ],
)
def test_strangers_may_read(stranger: TestClient, path: str, says: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 200
    assert says in answer.text


def test_the_statement_has_what_the_law_asks_for(stranger: TestClient) -> None:
    page = stranger.get("/accessibility").text
    assert "lagen (2018:1937)" in page
    assert 'href="https://www.digg.se/tdosanmalan"' in page
    assert "Inte provat" in page
    assert "29 november 2026" in page


def test_a_stranger_reports_a_fault_and_an_admin_answers(
    stranger: TestClient, client: TestClient, house: House
) -> None:
    assert "Din rapport är sparad" in stranger.post("/accessibility", data=REPORT).text
    assert stranger.get("/faults", follow_redirects=False).status_code == 303
    assert "1 rapport väntar på svar" in client.get("/faults").text
    assert "nagon@example.org" in client.get("/faults").text
    assert client.post("/faults/1", data={"answer": ""}).status_code == 422
    assert "Alla rapporter är besvarade" in client.post("/faults/1", data={"answer": "Lagat."}).text
    late = client.post("/faults/1", data={"answer": "Annat svar."})
    assert late.status_code == 409
    assert "Du skrev: Annat svar." in late.text
    with house.store.read() as tx:
        (kept,) = faults.reports(tx)
    assert (kept.answer, kept.mail) == ("Lagat.", "")  # the address is forgotten


def test_a_report_with_a_mistake_keeps_what_was_typed(stranger: TestClient) -> None:
    page = stranger.post("/accessibility", data={**REPORT, "mail": "nagon"})
    assert page.status_code == 422
    assert "Skriv adressen som namn@example.org." in page.text
    assert ">Fokus försvinner.</textarea>" in page.text


def test_a_flood_of_reports_is_held_back(stranger: TestClient, house: House) -> None:
    for number in range(MOST):
        sent = stranger.post("/accessibility", data={"words": f"Fel {number}"})
        assert sent.status_code == 200
    held = stranger.post("/accessibility", data={"words": "Ett till"})
    assert held.status_code == 429
    assert ">Ett till</textarea>" in held.text
    with house.store.read() as tx:
        assert len(faults.reports(tx)) == MOST


def test_log_in_attempts_are_forgotten_after_thirty_days(
    stranger: TestClient, house: House
) -> None:
    assert "efter 30 dagar" in stranger.get("/privacy").text
    with house.store.write() as tx:
        for days in (29, 31):
            attempt = {"name": "x", "place": "192.0.2.1", "passed": False}
            tx.execute(login_attempt.insert().values(**attempt, at=NOW - timedelta(days=days)))
        forget_logins(tx, NOW)
        (left,) = tx.execute(login_attempt.select()).mappings()
    assert left["at"] == NOW - timedelta(days=29)


def test_health_says_so_when_the_store_does_not_answer(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Store) -> None:
        raise StoreDamaged("the database is damaged", "")

    monkeypatch.setattr(Store, "read", broken)
    answer = stranger.get("/health")
    assert (answer.status_code, answer.text) == (503, "the store does not answer\n")
