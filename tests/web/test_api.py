"""The API as programs use it: reading, deciding once, and no abstracts for those who may not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import schemathesis
from starlette.testclient import TestClient

from litwatch.digest.edition import Proposal
from litwatch.exchange import FORMATS, jsonl
from litwatch.records import Tag
from litwatch.review.screening import decide
from litwatch.store import entries, opinions, works
from litwatch.web.app import create_app
from litwatch.web.house import House

from ..digest.month import edition
from .conftest import NOW
from .programs import FROM_ABSTRACTS, browser_of, person, publish

ONE = "/api/v1/records/90000001"
DECISIONS = "/api/v1/decisions"
INCLUDE = {"record": "90000001", "verdict": "include"}


def plain(value: Any) -> Any:
    """A value as JSON gives it back."""
    return msgspec.json.decode(msgspec.json.encode(value))


def test_a_record_is_the_line_of_the_export_and_two_keys_more(
    house: House, client: TestClient
) -> None:
    got = client.get(ONE).json()
    with house.store.read() as tx:
        line = plain(jsonl.as_dict(next(entries(tx, ids=["90000001"]))))
    assert [key for key in got if key not in line] == ["decision_id", "withheld"]
    differing = {key for key in line if got[key] != line[key]}
    assert differing <= {"why", "facts"}, "only what is said in words when it is shown differs"
    assert got["withheld"] == []


def test_the_records_come_slice_by_slice_each_once(client: TestClient) -> None:
    seen: list[str] = []
    onward = "/api/v1/records?limit=5"
    while onward:
        answer = client.get(onward).json()
        seen += [record["id"] for record in answer["records"]]
        onward = answer["next"]
    assert len(seen) == 12
    assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("topic=postcovid", ["90000001", "90000003"]),
        ("q=orthostatic", ["90000002"]),
        ("q=%22long covid%22 -trial", ["90000003"]),
        ("q=-trial", []),
        ("decision=include", ["90000002"]),
        ("decision=none&topic=postcovid", ["90000001", "90000003"]),
        ("state=retracted", []),
        ("month=2026-09", []),
        ("month=2026-10&topic=postcovid&q=children", ["90000003"]),
    ],
)
def test_records_are_filtered(client: TestClient, query: str, ids: list[str]) -> None:
    client.post(DECISIONS, json={**INCLUDE, "record": "90000002"})
    found = client.get(f"/api/v1/records?{query}").json()["records"]
    assert [record["id"] for record in found] == ids


def test_the_next_slice_keeps_the_filters(client: TestClient) -> None:
    onward = client.get("/api/v1/records?topic=postcovid&limit=1&q=covid").json()["next"]
    assert "topic=postcovid" in onward
    assert client.get(onward).json()["records"][0]["id"] == "90000003"
    assert client.get(onward).json()["next"] is None


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/records/90999999", 404),
        ("/api/v1/records/no id", 404),
        ("/api/v1/records?limit=0", 422),
        ("/api/v1/records?limit=201", 422),
        ("/api/v1/records?topic=nowhere", 400),
        ("/api/v1/records?month=2026-13", 422),
        ("/api/v1/editions/2026-10", 404),
        ("/api/v1/statements/none", 404),
        ("/api/v1/nothing", 404),
    ],
)
def test_what_goes_wrong_is_told_with_a_remedy(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "remedy"}
    assert all(answer.json().values())


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get(ONE)
    known = {"if-none-match": first.headers["etag"]}
    again = client.get(ONE, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert "no-store" not in first.headers["cache-control"]
    client.post(DECISIONS, json=INCLUDE)
    assert client.get(ONE, headers=known).status_code == 200


def test_a_decision_sent_twice_under_one_key_is_recorded_once(
    house: House, client: TestClient
) -> None:
    key = {"idempotency-key": "6f1c0a52"}
    first, again = (client.post(DECISIONS, json=INCLUDE, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["reviewer"] == "A. Kurator"
    other = client.post(DECISIONS, json={**INCLUDE, "verdict": "maybe"}, headers=key)
    assert other.status_code == 409
    assert client.get(ONE).json()["decision_id"] == first.json()["id"] == 1


def test_a_decision_on_what_has_changed_since_is_refused_and_shows_what_stands(
    client: TestClient,
) -> None:
    assert client.post(DECISIONS, json={**INCLUDE, "seen": None}).status_code == 201
    late = client.post(DECISIONS, json={**INCLUDE, "verdict": "maybe", "seen": None})
    assert late.status_code == 409
    assert (late.json()["now"]["id"], late.json()["now"]["verdict"]) == (1, "include")
    assert (
        client.post(DECISIONS, json={**INCLUDE, "verdict": "maybe", "seen": 1}).status_code == 201
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"record": "90000001", "verdict": "exclude"}, 400),
        ({"record": "90000001", "verdict": "exclude", "reason": "fick 19121212-1212"}, 400),
        ({"record": "90999999", "verdict": "include"}, 404),
        ({"record": "90000001", "verdict": "yes"}, 422),
        ({"record": "90000001", "verdict": "include", "more": 1}, 422),
    ],
)
def test_a_decision_that_cannot_be_is_not_recorded(
    client: TestClient, body: dict[str, Any], status: int
) -> None:
    assert client.post(DECISIONS, json=body).status_code == status
    assert client.get(ONE).json()["decision"] is None


def test_only_ones_own_decision_is_taken_back_and_twice_is_once(
    house: House, client: TestClient
) -> None:
    client.post(DECISIONS, json=INCLUDE)
    theirs = browser_of(house, "B. Redaktör", "admin").delete(f"{DECISIONS}/1")
    assert theirs.status_code == 403
    for _ in range(2):
        back = client.delete(f"{DECISIONS}/1")
        assert (back.status_code, back.json()["stands"]) == (200, False)
    assert client.get(ONE).json()["decision"] is None
    assert client.delete(f"{DECISIONS}/99").status_code == 404


def test_published_months_are_read_and_drafts_are_not(house: House, client: TestClient) -> None:
    said = publish(house)
    line = client.get("/api/v1/editions").json()["editions"][0]
    assert (line["month"], line["state"], line["items"]) == ("2026-10", "published", 2)
    whole = client.get(line["address"]).json()
    assert whole["edition"] == plain(said)
    items = client.get("/api/v1/editions/2026-10/items").json()
    assert [item["id"] for item in items["items"]] == [item.id for item in said.items()]
    assert client.get("/api/v1/editions/2026-10?revision=2").status_code == 404


def test_key_messages_are_those_of_the_watch(house: House, client: TestClient) -> None:
    told = client.get("/api/v1/statements").json()["statements"]
    lines = [line for module in house.watch.modules for line in module.statements]
    assert [one["now"]["text"] for one in told] == [line.sv for line in lines]
    assert client.get(f"/api/v1/statements/{lines[0].id}").json() == told[0]


def test_real_answers_keep_to_the_description(house: House, client: TestClient) -> None:
    publish(house)
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", create_app(house), headers={"host": "127.0.0.1"}
    )
    paths = {
        "/api/v1/records": "/api/v1/records?limit=3",
        "/api/v1/records/{record_id}": ONE,
        "/api/v1/editions": "/api/v1/editions",
        "/api/v1/editions/{month}": "/api/v1/editions/2026-10",
        "/api/v1/editions/{month}/items": "/api/v1/editions/2026-10/items",
        "/api/v1/statements": "/api/v1/statements",
    }
    for path, asked in paths.items():
        answer = client.get(asked)
        assert answer.status_code == 200
        schema[path]["GET"].validate_response(answer)


def walk(visitor: TestClient) -> dict[str, str]:
    """Every answer that a visitor gets from the API, the export and the feed, by its address."""
    month = "/api/v1/editions/2026-10"
    paths = ["/api/v1/records?limit=200", "/api/v1/openapi.json", "/api", "/feed.xml", "/export"]
    paths += ["/api/v1/records/90000001", "/api/v1/records/90000003", month, f"{month}/items"]
    paths += ["/api/v1/statements", "/api/v1/editions"]
    paths += [f"/export/file?format={name}&abstracts=true" for name in FORMATS]
    answers = {path: visitor.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.text for path, answer in answers.items()}


def test_no_abstract_leaves_but_to_those_who_screen(house: House) -> None:
    said = edition(state="published")
    quoting = msgspec.structs.replace(
        said.primary_care[0],
        proposals=(Proposal(field="result", quote="The mean was 18.2 with pacing."),),
    )
    publish(house, msgspec.structs.replace(said, primary_care=(quoting,)))
    person(house, "L. Läsare", "reader")
    for role in ("reader", "trainer", "rpo"):
        for path, text in walk(browser_of(house, "L. Läsare", role)).items():
            assert [words for words in FROM_ABSTRACTS if words in text] == [], (role, path)
    shown = walk(browser_of(house, "K. Kurator", "curator"))
    for path in ("/api/v1/records?limit=200", "/export/file?format=csv&abstracts=true"):
        assert all(words in shown[path] for words in FROM_ABSTRACTS), path


def test_what_is_withheld_is_named(house: House) -> None:
    got = browser_of(house, "L. Läsare", "reader").get(ONE).json()
    assert "abstract" in got["withheld"]
    assert got["abstract"] == got["facts"] == []


DRAWN = "90000002"  # its number is drawn to be read by two


def read_by_a_colleague(house: House) -> None:
    with house.store.write() as tx:
        decide(tx, DRAWN, "include", reviewer="Bo Alm", reason="Useful", now=NOW)
        said = Tag(facet="flags", value="small_n", by="Bo Alm", state="accepted")
        opinions.tag_by_person(tx, DRAWN, said, single=False, now=NOW)


def test_a_second_reader_learns_nothing_of_the_first_verdict(
    house: House, client: TestClient
) -> None:
    read_by_a_colleague(house)
    record = client.get(f"/api/v1/records/{DRAWN}").json()
    assert (record["decision"], record["decision_id"]) == (None, None)
    assert "Bo Alm" not in str(record)
    for verdict, among in (("include", False), ("exclude", False), ("none", True)):
        found = client.get(f"/api/v1/records?decision={verdict}").json()["records"]
        assert (DRAWN in {one["id"] for one in found}) is among, verdict


def test_a_second_reader_decides_with_the_none_that_was_shown_to_them(
    house: House, client: TestClient
) -> None:
    read_by_a_colleague(house)
    mine = {"record": DRAWN, "verdict": "maybe", "seen": None}
    key = {"idempotency-key": "second-1"}
    answers = [client.post(DECISIONS, json=mine, headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert "Bo Alm" not in answers[0].text
    again = client.post(DECISIONS, json={**mine, "verdict": "include"})  # now both have read
    assert again.status_code == 409


def test_no_verdict_on_another_record_of_the_work_is_told_to_its_second_reader(
    house: House, client: TestClient
) -> None:
    read_by_a_colleague(house)
    with house.store.write() as tx:
        works.settle(tx, "90000001", DRAWN, "same", by="Bo Alm", now=NOW)
    other = client.get("/api/v1/records/90000001").json()
    assert (other["same_work"], other["same_work_decisions"]) == ([DRAWN], [])
