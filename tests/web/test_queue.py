"""The queue's page as a form: what it shows, what it writes, what it keeps when in doubt."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from litwatch.pipeline.audit import draw_samples
from litwatch.records import Prediction
from litwatch.review.queue import queue
from litwatch.review.screening import decide
from litwatch.store import opinions, screening
from litwatch.store.notes import notes_of
from litwatch.store.ratings import ratings_of
from litwatch.web.app import create_app
from litwatch.web.house import House

from .conftest import NOW, OWN, RECORDS


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the queue's form."""
    form = page[page.index('id="decide"') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def send(client: TestClient, page: str, **more: Any) -> Any:
    return client.post("/queue", data={**fields(page), **more}, follow_redirects=False)


def verdicts(house: House) -> dict[str, str]:
    with house.store.read() as tx:
        return {key: one.verdict for key, one in screening.live_decisions(tx).items()}


def test_the_first_in_line_is_shown_without_what_the_model_thinks(
    client: TestClient, house: House
) -> None:
    with house.store.read() as tx:
        first = queue(tx, 1)[0].record.id
    page = client.get("/queue").text
    assert fields(page)["id"] == first
    assert "Post 1 av 12" in page
    assert "Därför är den här" in page
    assert "Modellen bedömer den som trolig" not in page


def test_a_verdict_is_saved_and_told_in_words_on_the_next_record(
    client: TestClient, house: House
) -> None:
    page = client.get("/queue").text
    back = send(client, page, v="include")
    assert back.status_code == 303
    after = client.get(back.headers["location"]).text
    record_id = fields(page)["id"]
    assert verdicts(house) == {record_id: "include"}
    assert f"Sparat: du tog med {record_id}." in after
    assert fields(after)["id"] != record_id
    assert re.search(r'<h1 lang="en" id="record" tabindex="-1" autofocus', after)


def test_the_same_form_sent_twice_is_saved_once(client: TestClient, house: House) -> None:
    page = client.get("/queue").text
    first, again = (send(client, page, v="maybe", note="Read the trial.") for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    with house.store.read() as tx:
        assert len(screening.decisions(tx)) == 1
        assert len(notes_of(tx, fields(page)["id"])) == 1


def test_an_exclusion_without_a_reason_is_asked_for_with_all_kept(
    client: TestClient, house: House
) -> None:
    page = client.get("/queue").text
    step = send(client, page, v="exclude", note="Only mice.")
    assert "Varför utesluter du den?" in step.text
    assert 'name="note" value="Only mice."' in step.text
    assert verdicts(house) == {}
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', step.text))
    back = client.post("/queue", data={**hidden, "v": "exclude", "reason": "wrong population"})
    assert "fel population" in back.text
    with house.store.read() as tx:
        (one,) = screening.decisions(tx)
        assert (one.verdict, one.reason) == ("exclude", "wrong population")
        assert [note.text for note in notes_of(tx, one.record_id)] == ["Only mice."]


def test_undo_gives_the_record_back(client: TestClient, house: House) -> None:
    page = client.get("/queue").text
    after = client.get(send(client, page, v="include").headers["location"]).text
    back = send(client, after, v="undo")
    undone = client.get(back.headers["location"]).text
    assert fields(undone)["id"] == fields(page)["id"]
    assert "Ångrat" in undone
    assert verdicts(house) == {}
    assert send(client, after, v="undo").status_code == 303


def test_a_form_sent_again_after_its_undo_is_held_back(client: TestClient, house: House) -> None:
    page = client.get("/queue").text
    after = client.get(send(client, page, v="include").headers["location"]).text
    send(client, after, v="undo")
    late = send(client, page, v="include")
    assert late.status_code == 409
    assert verdicts(house) == {}


def test_who_comes_second_sees_both_and_chooses(client: TestClient, house: House) -> None:
    page = client.get("/queue").text
    record_id = fields(page)["id"]
    with house.store.write() as tx:
        decide(tx, record_id, "exclude", reviewer="B. Kurator", reason="duplicate", now=NOW)
    answer = send(client, page, v="include")
    assert answer.status_code == 409
    assert "B. Kurator" in answer.text
    assert "dubblett" in answer.text
    assert verdicts(house) == {record_id: "exclude"}
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', answer.text))
    client.post("/queue", data={**hidden, "v": "include"})
    assert verdicts(house) == {record_id: "include"}


def test_skipped_records_wait_until_they_are_asked_for(client: TestClient) -> None:
    first = client.get("/queue").text
    second = client.post("/queue", data={**fields(first), "v": "skip"}).text
    assert fields(second)["id"] != fields(first)["id"]
    page = second
    for _ in range(11):
        page = client.post("/queue", data={**fields(page), "v": "skip"}).text
    assert "Bara 12 poster som du hoppade över är kvar" in page
    assert fields(client.post("/queue", data={"v": "unskip"}).text)["id"] == fields(first)["id"]


def test_ratings_are_saved_in_pairs(client: TestClient, house: House) -> None:
    page = client.get("/queue").text
    half = send(client, page, v="include", **{"vardcentral-relevance": "5"})
    assert half.status_code == 422
    assert "Sätt betyg på båda skalorna för Vårdcentral" in half.text
    assert 'name="vardcentral-relevance" value="5" checked' in half.text
    send(
        client,
        page,
        v="include",
        **{"vardcentral-relevance": "5", "vardcentral-newsworthiness": "4"},
    )
    with house.store.read() as tx:
        rated = ratings_of(tx, [fields(page)["id"]])
    assert [(one.scale, one.value) for one in rated] == [("relevance", 5), ("newsworthiness", 4)]


def test_a_personal_identity_number_is_refused_and_the_text_kept(client: TestClient) -> None:
    page = client.get("/queue").text
    answer = send(client, page, v="note", note="Pat 19121212-1212 asked.")
    assert answer.status_code == 422
    assert "personnummer" in answer.text
    assert "Pat 19121212-1212 asked." in answer.text


def test_tags_are_accepted_changed_and_refused(client: TestClient, house: House) -> None:
    page = client.get("/queue?at=90000001").text
    assert "accept:design:rct" in page
    done = send(client, page, t="accept:design:rct", note="typed")
    assert "1 tagg är sparad." in done.text
    assert "accept:design:rct" not in done.text
    assert ">typed</textarea>" in done.text
    send(client, page, t="set", old_tag="symptom:fatigue", new_tag="symptom:pain")
    with house.store.read() as tx:
        said = {
            (tag.facet, tag.value): tag.state
            for entry in queue(tx, 12)
            if entry.record.id == "90000001"
            for tag in entry.tags
            if tag.by == "A. Kurator"
        }
    assert said == {
        ("design", "rct"): "accepted",
        ("symptom", "fatigue"): "rejected",
        ("symptom", "pain"): "accepted",
    }
    everything = send(client, page, t="all").text
    assert 'class="tag pencil"' not in everything


def test_filters_narrow_the_line(client: TestClient) -> None:
    page = client.get("/queue?topic=postcovid&order=uncertain").text
    assert fields(page)["topic"] == "postcovid"
    assert "2 poster väntar i ditt urval" in page
    assert "Inget väntar i ditt urval" in client.get("/queue?topic=q_fever").text


def test_an_audit_sample_cannot_be_told_from_others(house_of: Callable[..., House]) -> None:
    house = house_of()
    with house.store.write() as tx:
        low = [Prediction(record_id="90000015", model="low", score=0.02, band="unlikely")]
        opinions.save_predictions(tx, low, NOW + timedelta(minutes=1))
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    before = client.get("/queue?at=90000015").text
    assert sum(draw_samples(house.store, now=NOW).values()) == 1
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    assert client.get("/queue?at=90000015").text == before
    assert "0,02" not in before
    assert "0.02" not in before


def test_an_unknown_record_says_what_to_do(client: TestClient) -> None:
    assert client.get("/queue?at=12345").status_code == 400


def test_an_empty_line_is_a_calm_page(client: TestClient) -> None:
    page = client.get("/queue").text
    for _ in RECORDS:
        page = client.post("/queue", data={**fields(page), "v": "include"}).text
    assert "Inget väntar på dig" in page
    assert "Sparat" in page


@pytest.mark.parametrize("verdict", ["include", "maybe"])
def test_the_script_is_told_in_words_what_was_saved(client: TestClient, verdict: str) -> None:
    page = client.get("/queue").text
    answer = client.post(
        "/queue", data={**fields(page), "v": verdict}, headers={"accept": "application/json"}
    )
    assert answer.json()["said"].startswith("Sparat: du")


def way_back(page: str) -> tuple[str, str]:
    """The link to the record before, or onwards from it: its words and its address."""
    found = re.search(r'<p class="way small"><a href="([^"]*)"[^>]*>([^<]*)<', page)
    return (found[2], html.unescape(found[1])) if found else ("", "")


def test_the_record_before_is_shown_again_with_the_verdict_that_stands(
    client: TestClient, house: House
) -> None:
    page = client.get("/queue?band=likely").text
    assert way_back(page) == ("", "")
    first = fields(page)["id"]
    after = client.get(send(client, page, v="include").headers["location"]).text
    words, address = way_back(after)
    assert words == "Föregående post"
    again = client.get(address).text
    assert fields(again)["id"] == first
    assert f"Sparat: du tog med {first}." in again
    words, onwards = way_back(again)
    assert (words, onwards) == ("Vidare i kön", "/queue?band=likely")
    assert fields(client.get(onwards).text)["id"] == fields(after)["id"]
    assert send(client, again, v="maybe").status_code == 303
    assert verdicts(house) == {first: "maybe"}


def test_the_record_before_is_also_one_that_was_skipped(client: TestClient) -> None:
    first = client.get("/queue").text
    second = client.get(send(client, first, v="include").headers["location"]).text
    third = client.get(send(client, second, v="skip").headers["location"]).text
    again = client.get(way_back(third)[1]).text
    assert fields(again)["id"] == fields(second)["id"]
    assert "Sparat" not in again
    assert way_back(again) == ("Vidare i kön", "/queue")


def test_a_page_fetched_ahead_names_the_record_that_is_being_decided(client: TestClient) -> None:
    first = client.get("/queue").text
    second = client.get(send(client, first, v="include").headers["location"]).text
    ahead = client.get("/queue", params={"past": fields(second)["id"]}).text
    assert way_back(ahead)[1] == f"/queue?at={fields(second)['id']}"
