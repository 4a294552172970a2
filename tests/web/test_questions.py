"""An expert is asked, nothing waits for the answer, and it is kept once with the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from litwatch.errors import WrongUse
from litwatch.review import questions
from litwatch.review.screening import decide
from litwatch.store import readings
from litwatch.web.house import House

from .conftest import NOW

RECORD = "90000002"


def asked(house: House, role: str = "specialist", by: str = "B. Fysio") -> int:
    with house.store.write() as tx:
        return questions.ask(tx, RECORD, role, "Does this fit?", by=by, now=NOW)


def test_a_question_is_asked_once_and_stands_with_the_record(
    house: House, client: TestClient
) -> None:
    given = {"role": "rpo", "words": "Does this change what we say?"}
    for _twice in range(2):
        page = client.post(f"/records/{RECORD}/ask", data=given).text
    assert "Does this change what we say?" in page
    assert "Inget svar ännu." in page
    with house.store.read() as tx:
        assert len(readings.questions_on(tx, RECORD)) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"role": "rpo", "words": "  "}, "Välj vem du frågar"),
        ({"role": "boss", "words": "kept words"}, "Välj vem du frågar"),
        ({"role": "rpo", "words": "kept 19121212-1212"}, "personnummer"),
    ],
)
def test_a_mistake_keeps_the_question(client: TestClient, given: dict[str, str], said: str) -> None:
    page = client.post(f"/records/{RECORD}/ask", data=given)
    assert page.status_code == 400
    assert said in page.text
    assert given["words"].strip() in page.text


def test_a_record_that_is_not_stored_is_said(client: TestClient) -> None:
    assert client.get("/records/99999999/ask").status_code == 404


def test_an_answer_is_not_told_to_whom_reads_the_record_blind(
    house: House, client: TestClient
) -> None:
    number = asked(house)
    with house.store.write() as tx:
        questions.answer(
            tx, number, "Take it with you.", by="D. Läkare", role="specialist", now=NOW
        )
        readings.ask_second(tx, RECORD, "A. Kurator", asked_by="B. Fysio", now=NOW)
    pages = (f"/records/{RECORD}", f"/records/{RECORD}/ask")
    assert all("Take it with you." not in client.get(path).text for path in pages)
    with house.store.write() as tx:
        decide(tx, RECORD, "include", reviewer="A. Kurator", now=NOW)
    assert all("Take it with you." in client.get(path).text for path in pages)


def test_an_answer_is_kept_once_and_another_one_shows_both(
    house: House, client: TestClient
) -> None:
    number = asked(house)
    assert "1 fråga väntar på ditt svar" in client.get("/questions").text
    empty = client.post(f"/questions/{number}/answer", data={"text": " "})
    assert empty.status_code == 400
    for _twice in range(2):
        page = client.post(f"/questions/{number}/answer", data={"text": "It fits."})
        assert page.status_code == 200
        assert "Ingen fråga väntar på dig" in page.text
    page = client.post(f"/questions/{number}/answer", data={"text": "It does not."})
    assert page.status_code == 409
    assert "It fits." in page.text
    assert "It does not." in page.text
    assert "It fits." in client.get(f"/records/{RECORD}/ask").text


def test_a_question_is_for_its_role_and_withdrawn_by_who_asked(house: House) -> None:
    number = asked(house, "rpo")
    later = NOW + timedelta(days=1)
    with house.store.write() as tx:
        assert questions.for_role(tx, "specialist") == []
        assert [one.id for one in questions.for_role(tx, "rpo")] == [number]
        assert [one.id for one in questions.for_role(tx, "editor")] == [number]
        with pytest.raises(WrongUse, match="another role"):
            questions.answer(tx, number, "Yes", by="S", role="specialist", now=later)
        with pytest.raises(WrongUse, match="another person's"):
            questions.withdraw(tx, number, by="C. Ny", role="curator", now=later)
        questions.withdraw(tx, number, by="b. fysio", role="curator", now=later)
        assert questions.for_role(tx, "rpo") == []
        with pytest.raises(questions.AnsweredAlready):
            questions.answer(tx, number, "Yes", by="R", role="rpo", now=later)
