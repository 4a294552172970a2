"""Keys for programs: kept as hashes, shown once, void in time, and never more than their owner."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from litwatch.review import keys
from litwatch.store import tokens
from litwatch.store.tables import api_token, user_account
from litwatch.web.app import create_app
from litwatch.web.bearer import key_first
from litwatch.web.house import House

from .conftest import NOW
from .programs import browser_of, key_of, person, program

RECORDS = "/api/v1/records?limit=1"
PAGE = "/account/tokens"
INCLUDE = {"record": "90000001", "verdict": "include"}


@pytest.fixture
def house(house_of: Callable[..., House]) -> House:
    """A house where people log in, and somebody may."""
    house = house_of(auth="password")
    person(house, "Ada Admin", "admin")
    return house


@pytest.fixture
def curator(house: House) -> str:
    return person(house, "K. Kurator", "curator")


def later(house: House, **by: int) -> House:
    moment = NOW + timedelta(**by)
    return House(house.settings, house.store, house.watch, house.look, lambda: moment)


def test_a_key_is_shown_once_and_kept_as_a_hash(house: House, curator: str) -> None:
    logged_in = browser_of(house, curator, "curator")
    made = logged_in.post(PAGE, data={"label": "EndNote", "days": "90"})
    shown = re.findall(r"litwatch_[\w-]{43}", made.text)
    assert len(shown) == 1
    assert made.headers["cache-control"] == "no-store"
    assert "litwatch_" not in logged_in.get(PAGE).text
    with house.store.read() as tx:
        rows = [str(value) for row in tx.execute(select(api_token)) for value in row]
    assert keys.hashed(shown[0]) in rows
    assert not any(shown[0] in value for value in rows)
    assert program(house, shown[0]).get(RECORDS).status_code == 200


def test_a_form_sent_twice_makes_one_key(house: House, curator: str) -> None:
    logged_in = browser_of(house, curator, "curator")
    for status in (200, 400):
        answer = logged_in.post(PAGE, data={"label": "EndNote", "may_write": "true"})
        assert answer.status_code == status
    assert "Du har redan en nyckel med det namnet." in answer.text
    assert 'value="EndNote"' in answer.text
    with house.store.read() as tx:
        assert len(tokens.listed(tx, curator)) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"label": " "}, "Skriv vad nyckeln är till för"),
        ({"label": "a" * 61}, "Skriv vad nyckeln är till för"),
        ({"label": "19121212-1212"}, "ser ut som ett personnummer"),
        ({"label": "ok", "days": "9999"}, "hur länge den ska gälla"),
    ],
)
def test_a_key_that_cannot_be_made_says_why(
    house: House, curator: str, typed: dict[str, str], says: str
) -> None:
    answer = browser_of(house, curator, "curator").post(PAGE, data=typed)
    assert answer.status_code == 400
    assert says in answer.text


def test_who_has_no_account_makes_no_key(house: House) -> None:
    answer = browser_of(house, "Ingen", "curator").post(PAGE, data={"label": "x"})
    assert answer.status_code == 400


def void(answer: object) -> str:
    assert answer.status_code == 401  # type: ignore[attr-defined]
    assert answer.headers["www-authenticate"] == "Bearer"  # type: ignore[attr-defined]
    said = answer.json()  # type: ignore[attr-defined]
    assert said["remedy"]
    return str(said["error"])


def test_a_key_expires(house: House, curator: str) -> None:
    key = key_of(house, curator, days=30)
    assert program(later(house, days=29), key).get(RECORDS).status_code == 200
    assert void(program(later(house, days=30), key).get(RECORDS)) == "Nyckelns tid har gått ut."


def test_a_revoked_key_opens_nothing_at_once(house: House, curator: str) -> None:
    key = key_of(house, curator)
    back = browser_of(house, curator, "curator").post(f"{PAGE}/1/revoke", follow_redirects=False)
    assert back.status_code == 303
    assert void(program(house, key).get(RECORDS)) == "Nyckeln är återkallad."


def test_the_key_of_somebody_who_has_left_opens_nothing(house: House, curator: str) -> None:
    key = key_of(house, curator)
    with house.store.write() as tx:
        left = update(user_account).where(user_account.c.name == curator)
        tx.execute(left.values(left_at=NOW))
    assert void(program(house, key).get(RECORDS)) == "Nyckelns ägare har slutat."


@pytest.mark.parametrize("key", ["", "litwatch_x", "ö" * 50])
def test_an_unknown_key_opens_nothing(house: House, key: str) -> None:
    client = program(house)
    headers = [(b"authorization", b"Bearer " + key.encode())]
    assert void(client.get(RECORDS, headers=headers)) == "Nyckeln finns inte."


def test_nobody_without_a_key_is_let_in_where_people_log_in(house: House) -> None:
    assert void(program(house).get(RECORDS)) == "Du är inte inloggad."


def test_a_key_in_the_address_is_none(house: House, curator: str) -> None:
    key = key_of(house, curator)
    for name in ("access_token", "token", "key"):
        assert program(house).get(f"{RECORDS}&{name}={key}").status_code == 401


def test_a_key_that_only_reads_writes_nothing(house: House, curator: str) -> None:
    reads = program(house, key_of(house, curator))
    refused = reads.post("/api/v1/decisions", json=INCLUDE)
    assert (refused.status_code, refused.json()["error"]) == (403, "Nyckeln får bara läsa.")
    assert reads.delete("/api/v1/decisions/1").status_code == 403
    assert reads.get("/api/v1/records/90000001").json()["decision"] is None


def test_a_key_that_writes_signs_with_its_owner(house: House, curator: str) -> None:
    writes = program(house, key_of(house, curator, may_write=True))
    made = writes.post("/api/v1/decisions", json=INCLUDE)
    assert (made.status_code, made.json()["reviewer"]) == (201, curator)


def test_a_key_may_no_more_than_its_owner_may_now(house: House, curator: str) -> None:
    writes = program(house, key_of(house, curator, may_write=True))
    assert writes.get("/api/v1/records/90000001").json()["abstract"]
    with house.store.write() as tx:
        tx.execute(update(user_account).values(role="reader"))
    assert writes.post("/api/v1/decisions", json=INCLUDE).status_code == 403
    assert writes.get("/api/v1/records/90000001").json()["abstract"] == []


def test_a_key_opens_no_page_and_makes_no_key(house: House, curator: str) -> None:
    writes = program(house, key_of(house, curator, may_write=True))
    for answer in (
        writes.get(PAGE, follow_redirects=False),
        writes.post(PAGE, data={"label": "more"}, follow_redirects=False),
        writes.get("/export/file", follow_redirects=False),
    ):
        assert answer.status_code in (303, 401)
    with house.store.read() as tx:
        assert len(tokens.listed(tx)) == 1


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_request_with_a_key_is_never_known_by_a_cookie(house: House, scheme: str) -> None:
    """Else another site could write through a visitor's cookies by adding any key at all."""
    logged_in = browser_of(house, "K. Kurator", "curator")
    foreign = {"sec-fetch-site": "cross-site", "authorization": f"{scheme} any"}
    assert logged_in.post("/api/v1/decisions", json=INCLUDE, headers=foreign).status_code == 401
    assert logged_in.post("/appearance", headers=foreign).status_code == 403
    del foreign["authorization"]
    assert logged_in.post("/api/v1/decisions", json=INCLUDE, headers=foreign).status_code == 403
    assert logged_in.get("/api/v1/records/90000001").json()["decision"] is None


def test_a_machine_of_ones_own_trusts_no_void_key(house_of: Callable[..., House]) -> None:
    """On loopback the reviewer needs no key; who shows a wrong one is still nobody."""
    client = TestClient(create_app(house_of(auth="none")), base_url="http://127.0.0.1")
    assert client.get(RECORDS).status_code == 200
    assert client.get(RECORDS, headers={"authorization": "Bearer x"}).status_code == 401


def test_a_machine_of_ones_own_reads_without_a_name_and_decides_with_one(
    house_of: Callable[..., House],
) -> None:
    house = house_of(auth="none", reviewer="")
    app = create_app(house)
    app.state.identify = key_first(house, lambda request: None)
    client = TestClient(app, base_url="http://127.0.0.1")
    assert client.get(RECORDS).status_code == 200
    refused = client.post("/api/v1/decisions", json=INCLUDE)
    assert refused.status_code == 400
    assert "LITWATCH_REVIEWER" in refused.json()["remedy"]
    assert client.get(PAGE, follow_redirects=False).status_code == 303


def test_use_is_noted_once_an_hour(house: House, curator: str) -> None:
    key = key_of(house, curator)

    def used_after(**by: int) -> timedelta:
        assert program(later(house, **by), key).get(RECORDS).status_code == 200
        with house.store.read() as tx:
            used = tokens.listed(tx)[0].used_at
        assert used is not None
        return used - NOW

    assert used_after(minutes=1) == timedelta(minutes=1)
    assert used_after(minutes=60) == timedelta(minutes=1)
    assert used_after(minutes=61) == timedelta(minutes=61)


def test_hashes_are_compared_in_constant_time(
    house: House, curator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the index gives back is compared anew, so a hash that only looks alike opens nothing."""
    key = key_of(house, curator)
    with house.store.read() as tx:
        stored = tokens.listed(tx)[0]
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    wrong = msgspec.structs.replace(stored, sha256="0" * 64)
    monkeypatch.setattr(tokens, "by_hash", lambda tx, sought: wrong)
    with pytest.raises(keys.VoidKey):
        keys.opened(house.store, key, NOW)
    assert compared == [("0" * 64, keys.hashed(key))]


def test_administrators_see_and_revoke_all_keys_and_others_only_their_own(
    house: House, curator: str
) -> None:
    person(house, "R. Rpo", "rpo")
    key = key_of(house, curator)
    stranger = browser_of(house, "R. Rpo", "rpo")
    assert curator not in stranger.get(PAGE).text
    assert stranger.post(f"{PAGE}/1/revoke", follow_redirects=False).status_code == 400
    assert program(house, key).get(RECORDS).status_code == 200
    admin = browser_of(house, "Ada Admin", "admin")
    assert curator in admin.get(PAGE).text
    assert admin.post(f"{PAGE}/1/revoke", follow_redirects=False).status_code == 303
    assert program(house, key).get(RECORDS).status_code == 401
