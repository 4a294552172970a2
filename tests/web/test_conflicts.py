"""Two people differ: what each side said is shown, resolved once, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from litwatch.review.conflicts import open_conflicts
from litwatch.review.screening import decide
from litwatch.store import readings
from litwatch.store.decisions import decisions_of
from litwatch.store.readings import open_readings
from litwatch.web.app import create_app
from litwatch.web.house import House

from .conftest import NOW, OWN, RECORDS

RECORD = "90000002"


def visitor(house_of: Callable[..., House], name: str) -> tuple[House, TestClient]:
    house = house_of(reviewer=name)
    return house, TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)


def differ(house: House, record_id: str = RECORD) -> int:
    """A. Kurator includes, B. Fysio excludes; the id of what was said last."""
    with house.store.write() as tx:
        decide(tx, record_id, "include", reviewer="A. Kurator", reason="Many have it", now=NOW)
        later = NOW + timedelta(hours=1)
        decide(tx, record_id, "exclude", reviewer="B. Fysio", reason="No comparison", now=later)
        return decisions_of(tx, [record_id])[record_id][0]


def answer(seen: int, **more: object) -> dict[str, object]:
    return {"how": "talk", "words": "We agree.", "verdict": "include", "seen": seen, **more}


def test_nobody_differs(client: TestClient) -> None:
    assert "Ni är inte oense om något" in client.get("/conflicts").text


def test_both_sides_are_shown_with_reasons_and_the_abstract(
    house: House, client: TestClient
) -> None:
    differ(house)
    page = client.get("/conflicts").text
    assert "Ni är oense om 1 post" in page
    for words in ("A. Kurator: ta med", "B. Fysio: uteslut", "Many have it", "No comparison"):
        assert words in page
    assert "Half of them had orthostatic intolerance." in page


def test_a_resolution_is_kept_confirmed_and_can_be_undone(house: House, client: TestClient) -> None:
    seen = differ(house)
    page = client.post(f"/conflicts/{RECORD}", data=answer(seen)).text
    assert "Sparat:" in page
    assert "Ni är inte oense om något" in page
    with house.store.read() as tx:
        made, said = decisions_of(tx, [RECORD])[RECORD]
    assert (said.verdict, said.reviewer) == ("include", "A. Kurator")
    again = client.post(f"/conflicts/{RECORD}", data=answer(seen), follow_redirects=False)
    assert again.headers["location"] == f"/conflicts?done={made}"  # sent twice, saved once
    for _twice in range(2):
        back = client.post(f"/conflicts/{RECORD}/undo", data={"decision": made}).text
        assert "Ni är oense om 1 post" in back


def test_what_was_said_since_is_shown_beside_what_was_sent(
    house: House, client: TestClient
) -> None:
    seen = differ(house)
    with house.store.write() as tx:
        later = NOW + timedelta(hours=2)
        decide(tx, RECORD, "maybe", reviewer="B. Fysio", reason="On second thoughts", now=later)
    page = client.post(f"/conflicts/{RECORD}", data=answer(seen, words="My words"))
    assert page.status_code == 409
    assert "My words" in page.text
    assert "On second thoughts" in page.text
    with house.store.read() as tx:
        assert decisions_of(tx, [RECORD])[RECORD][1].verdict == "maybe"
        assert len(open_conflicts(tx)) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"words": " "}, "Skriv en mening om varför."),
        ({"how": ""}, "Säg hur ni löser det."),
        ({"how": "third"}, "Du är en av de två."),
        ({"how": "rule", "verdict": "exclude", "words": "kept"}, "Enligt regeln"),
        ({"words": "kept 19121212-1212"}, "personnummer"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    house: House, client: TestClient, given: dict[str, str], said: str
) -> None:
    seen = differ(house)
    page = client.post(f"/conflicts/{RECORD}", data=answer(seen, **given))
    assert page.status_code == 400
    assert said in page.text
    assert given.get("words", "We agree.").strip() in page.text
    with house.store.read() as tx:
        assert len(open_conflicts(tx)) == 1


def test_the_queue_brings_a_second_reading_without_the_first_verdict(
    house_of: Callable[..., House],
) -> None:
    house, client = visitor(house_of, "B. Fysio")
    with house.store.write() as tx:
        for record in RECORDS:
            decide(tx, record.id, "exclude", reviewer="A. Kurator", reason="Too small", now=NOW)
        readings.ask_second(tx, RECORD, "B. Fysio", asked_by="A. Kurator", now=NOW)
    page = client.get("/queue").text
    assert RECORD in page
    assert "Too small" not in page
    version = page.partition('name="version" value="')[2].partition('"')[0]
    with house.store.write() as tx:  # the first one changes their mind meanwhile
        later = NOW + timedelta(minutes=1)
        decide(tx, RECORD, "maybe", reviewer="A. Kurator", reason="Not sure", now=later)
    sent = {"id": RECORD, "version": version, "v": "include"}
    said = client.post("/queue", data=sent)
    assert said.status_code == 200
    assert "Not sure" not in said.text
    with house.store.read() as tx:
        (conflict,) = open_conflicts(tx)
    assert [side.verdict for side in conflict.sides] == ["maybe", "include"]


def test_who_is_to_read_it_blind_resolves_nothing_and_is_told_nothing(
    house: House, client: TestClient
) -> None:
    differ(house)
    with house.store.write() as tx:
        readings.ask_second(
            tx,
            RECORD,
            "A. Kurator",
            instead_of="B. Fysio",
            asked_by="C. Ny",
            now=NOW + timedelta(hours=2),
        )
    page = client.post(f"/conflicts/{RECORD}", data=answer(2))
    assert page.status_code == 409
    assert "No comparison" not in page.text


def test_who_leaves_is_replaced_and_the_new_one_reads_blind(
    house: House, client: TestClient
) -> None:
    differ(house)
    wrong = client.post("/conflicts/replace", data={"old": "B. Fysio", "new": ""})
    assert wrong.status_code == 400
    assert 'value="B. Fysio"' in wrong.text
    page = client.post("/conflicts/replace", data={"old": "b. fysio", "new": "C. Ny"}).text
    assert "En läsning lämnades över." in page
    assert "Väntar på C. Ny" in page
    assert "No comparison" not in page
    assert "Ni är inte oense om något" in page
    with house.store.read() as tx:
        (asked,) = open_readings(tx, "second")
    back = client.post(f"/conflicts/readings/{asked.id}/withdraw").text
    assert "B. Fysio: uteslut" in back  # what was set aside counts again
