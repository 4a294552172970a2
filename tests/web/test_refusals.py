"""What cannot be done is said in the reader's language; only what an administrator needs is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import get_args

import pytest
from starlette.testclient import TestClient

from litwatch import errors
from litwatch.curriculum.refused import Refused
from litwatch.errors import Common, LitwatchError
from litwatch.language import speech
from litwatch.review import questions
from litwatch.review.screening import decide
from litwatch.web.house import House
from litwatch.web.refusal_words import told
from litwatch.web.routes import alerts as alerts_route
from litwatch.web.who import Visitor

from .conftest import NOW

ENGLISH = re.compile(r"\b(the|there|is|not|give|check|say|needs|import|go|back|you)\b", re.I)


def said(client: TestClient, path: str, **form: object) -> tuple[int, str, str]:
    """The status, the heading and the rest of the page that answers, without its English detail."""
    answer = client.post(path, data=form)
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", main, re.S)
    swedish = re.sub(r'<p[^>]*lang="en">.*?</p>', "", main, flags=re.S)
    assert heading is not None
    return answer.status_code, heading[1], re.sub("<[^>]+>", " ", swedish)


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        (
            "/records/99999999/tag",
            {"tag": "setting:vardcentral"},
            "Posten 99999999 finns inte här",
        ),
        ("/records/90000001/tag", {"tag": "setting:nowhere"}, "finns inte bland valen"),
        ("/records/90000001/tag", {"tag": "nothing:x"}, "finns inte bland valen"),
        ("/queue", {"id": "99999999", "v": "note", "note": "x"}, "Posten 99999999 finns inte här"),
        ("/queue", {"v": "undo", "undo": "1"}, "Det är någon annans"),
        ("/queue", {"v": "undo", "undo": "77"}, "Det finns inte här"),
        ("/questions/1/withdraw", {}, "Det är någon annans"),
        ("/questions/77/withdraw", {}, "Det finns inte här"),
        ("/conflicts/readings/77/withdraw", {}, "Det finns inte här"),
        ("/alerts/77", {"reason": "seen"}, "Det finns inte här"),
        ("/decks/77/remove", {}, "Det finns inte här"),
        ("/seminars/77/remove", {}, "Det finns inte här"),
        ("/statements/nothing/propose", {"text": "x", "version": "1"}, "Budskapet finns inte"),
        ("/account/tokens/77/revoke", {}, "Det finns inte här"),
    ],
)
def test_a_refusal_is_in_swedish_and_says_what_to_do(
    house: House, client: TestClient, path: str, form: dict[str, str], words: str
) -> None:
    client.app.state.identify = lambda request: Visitor("A. Kurator", "curator")  # type: ignore[attr-defined]
    with house.store.write() as tx:
        decide(tx, "90000001", "include", reviewer="B. Fysio", now=NOW)
        questions.ask(tx, "90000001", "rpo", "Does it?", by="B. Fysio", now=NOW)
    status, heading, page = said(client, path, **form)
    assert 400 <= status < 410
    assert words in heading
    assert not ENGLISH.search(page), page


def test_what_has_no_words_of_its_own_keeps_its_english_sentence_beneath(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise errors.StoreBusy("the database is locked by 4711", "Wait and run again.")

    monkeypatch.setattr(alerts_route, "acknowledge", busy)
    status, heading, page = said(client, "/alerts/1", reason="seen")
    assert (status, heading) == (503, "Databasen svarar inte just nu")
    assert "Försök igen om en stund." in page
    full = client.post("/alerts/1", data={"reason": "seen"}).text
    assert '<p class="small" lang="en">The database is locked by 4711.' in full


def test_a_program_is_told_in_english(client: TestClient) -> None:
    answer = client.get("/api/v1/records?topic=nowhere").json()
    assert answer["error"] == "There is no topic 'nowhere'."


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_everything_common_and_every_kind_of_error_has_words(lang: str) -> None:
    say = speech(lang)  # type: ignore[arg-type]
    for common in get_args(Common):
        shown = told(LitwatchError("x", common=common, about="2026-10"), say)
        assert (bool(shown.what), shown.detail) == (True, "")
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, LitwatchError)
    ]
    for kind in kinds:
        shown = told(kind("a thing", "do it"), say)
        assert ("A thing." in shown.what) is (lang == "en")
        assert (shown.detail == "A thing. do it") is (lang == "sv")


def test_what_is_wrong_with_a_key_message_has_its_own_words() -> None:
    refused = Refused("no_reason", "a change needs a reason", "Say why.")
    assert told(refused, speech("sv")).line == "Skriv skälet."


def test_the_month_that_is_published_is_named(house_of: Callable[..., House]) -> None:
    error = LitwatchError("2026-10 is published", common="published", about="2026-10")
    assert told(error, speech("sv")).what == (
        "Utgåvan för oktober 2026 är publicerad och förblir som den är."
    )
