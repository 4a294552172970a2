"""A password that somebody else has set is good for one thing: choosing one's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from litwatch.review import accounts
from litwatch.web.access.passwords import hashed
from litwatch.web.app import create_app
from litwatch.web.house import House

from .conftest import NOW, OWN

GIVEN = "given by a colleague"
MINE = "entirely other words"
HASHES = {words: hashed(words) for words in (GIVEN, MINE)}


@pytest.fixture
def locked(house_of: Callable[..., House]) -> House:
    """Asta Ek has chosen her password, Bo Alm's was set by her."""
    house = house_of(auth="password", reviewer="")
    with house.store.write() as tx:
        for name, role, words in (("Asta Ek", "admin", MINE), ("Bo Alm", "curator", GIVEN)):
            accounts.add_person(tx, name, role, password_hash=HASHES[words], by="asta  EK", now=NOW)
    return house


def logged_in(house: House, name: str, password: str, back: str = "/") -> TestClient:
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    form = {"name": name, "password": password, "next": back}
    assert client.post("/login", data=form, follow_redirects=False).status_code == 303
    return client


def choose(client: TestClient, **form: str) -> str:
    typed = {"current": GIVEN, "new": MINE, "again": MINE, "next": "/queue?topic=me_cfs"}
    return client.post("/account/password", data=typed | form).text


def test_who_has_a_given_password_chooses_their_own_before_anything_else(locked: House) -> None:
    client = logged_in(locked, "Bo Alm", GIVEN)
    asked = client.get("/queue?topic=me_cfs")
    assert asked.url.path == "/account"
    assert "Välj ett eget lösenord först" in asked.text
    assert 'name="next" value="/queue?topic=me_cfs"' in asked.text
    assert "/records" not in asked.text  # no menu that leads nowhere
    refused = client.post("/records/90000001/note", data={"text": "a note"})
    assert (refused.status_code, "Inget sparades." in refused.text) == (403, True)
    assert client.get("/api/v1/records").status_code == 403
    page = client.post(
        "/account/password",
        data={"current": GIVEN, "new": MINE, "again": MINE, "next": "/queue?topic=me_cfs"},
    )
    assert (page.url.path, page.url.query) == ("/queue", b"topic=me_cfs")
    assert client.get("/records").url.path == "/records"


def test_the_given_password_is_not_chosen_again(locked: House) -> None:
    client = logged_in(locked, "Bo Alm", GIVEN)
    again = choose(client, new=GIVEN, again=GIVEN)
    assert "Det är lösenordet du har." in again
    assert 'name="next" value="/queue?topic=me_cfs"' in again  # what was asked for is kept
    assert client.get("/records").url.path == "/account"


def test_a_password_that_an_administrator_sets_anew_is_given_again(locked: House) -> None:
    choose(logged_in(locked, "Bo Alm", GIVEN))
    admin = logged_in(locked, "Asta Ek", MINE, back="/people")
    with locked.store.read() as tx:
        number = accounts.named(tx, "Bo Alm").id
    told = admin.post(f"/people/{number}/password", data={"password": GIVEN}).text
    assert "väljer ett eget lösenord" in told
    assert logged_in(locked, "Bo Alm", GIVEN).get("/records").url.path == "/account"


def test_ones_own_password_lets_one_in_and_log_out_is_always_open(locked: House) -> None:
    assert logged_in(locked, "Asta Ek", MINE).get("/people").url.path == "/people"
    given = logged_in(locked, "Bo Alm", GIVEN)
    assert given.post("/logout").url.path == "/login"


def test_behind_a_proxy_no_password_is_asked_for(house_of: Callable[..., House]) -> None:
    house = house_of(auth="proxy", proxies="10.0.0.7", reviewer="")
    with house.store.write() as tx:
        accounts.add_person(tx, "Bo Alm", "curator", by="litwatch", now=NOW)
    client = TestClient(create_app(house), base_url="http://127.0.0.1", client=("10.0.0.7", 5000))
    page = client.get("/records", headers={"x-forwarded-user": "Bo Alm"})
    assert (page.status_code, page.url.path) == (200, "/records")
