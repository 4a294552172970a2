"""The pages on PostgreSQL: every one is read, and a day's work is written to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from litwatch.pipeline.revisions import newest
from litwatch.review.screening import decide
from litwatch.store import readings
from litwatch.store.statements import versions
from litwatch.web.app import create_app
from litwatch.web.house import House

from ..postgresql import Cluster, database
from .conftest import NOW, OWN
from .routes import addresses
from .test_registers import SEMINAR


@pytest.fixture
def house(
    house_of: Callable[..., House], cluster: Cluster, migrated_template: str, few_formats: None
) -> Iterator[House]:
    """The invented records in a PostgreSQL database of their own, where colleagues have read."""
    with database(cluster, migrated_template) as url:
        house = house_of(database_url=url)
        with house.store.write() as tx:
            for record_id in ("90000002", "90000003", "90000010"):
                decide(tx, record_id, "include", reviewer="B. Fysio", reason="Useful", now=NOW)
            decide(tx, "90000003", "maybe", reviewer="C. Ny", now=NOW)
            readings.ask_second(tx, "90000010", "A. Kurator", asked_by="B. Fysio", now=NOW)
        yield house
        house.store.close()


def shown(page: str, field: str) -> str:
    found = re.search(rf'name="{field}" value="([^"]*)"', page)
    assert found is not None, field
    return found[1]


@pytest.mark.slow
def test_a_days_work_is_done_and_every_page_is_read(house: House) -> None:
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)

    def send(path: str, **form: object) -> str:
        answer = client.post(path, data=form)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-1500:])
        return answer.text

    page = client.get("/queue").text
    record_id = shown(page, "id")
    said = send("/queue", id=record_id, version=shown(page, "version"), v="include", note="Read.")
    assert f"Sparat: du tog med {record_id}." in said
    send(f"/records/{record_id}/tag", tag="setting:vardcentral", do="set")
    send(f"/records/{record_id}/ask", role="rpo", words="Does this change what we say?")
    send("/conflicts/replace", old="C. Ny", new="D. Ny")
    key = next(
        iter(statement.id for module in house.watch.modules for statement in module.statements)
    )
    with house.store.read() as tx:
        before = len(versions(tx).get(key, ()))
    send(
        f"/statements/{key}/propose",
        version=1,
        text="Andra ord.",
        why="Ny kunskap.",
        pmids=record_id,
    )
    with house.store.read() as tx:
        assert len(versions(tx).get(key, ())) > before
    send("/seminars", **SEMINAR)
    send("/records/views", name="My view", query="verdict=include")
    send("/editions/2026-10/submit")
    latest = newest(house.store, "2026-10")
    assert latest is not None
    assert latest.state == "in_review"
    assert "90000002" in client.get("/records?q=orthostatic+OR+pacing").text
    broken = {
        address.path: answer.status_code
        for address in addresses()
        if address.method == "GET"
        and "90000666" not in address.path
        and (answer := client.get(address.path, follow_redirects=False)).status_code >= 500
    }
    assert broken == {}
    assert record_id in client.get("/export/file?format=jsonl&decision=include").text
    assert "Does this change" in client.get("/audit.csv").text


def test_a_sign_that_the_database_cannot_keep_is_told(house: House) -> None:
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    ask = {"role": "rpo", "words": "a\0b"}
    answers = [
        client.get("/records/%00"),
        client.get("/queue?at=%00"),
        client.post("/records/90000001/note", data={"text": "a\0b"}),
        client.post("/records/90000001/ask", data=ask),
    ]
    assert [answer.status_code for answer in answers] == [400, 400, 400, 400]
    assert "Texten innehåller ett tecken som inte kan sparas" in answers[0].text
