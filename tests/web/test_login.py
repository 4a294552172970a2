"""Getting in by password, by proxy, and on one's own machine."""

from __future__ import annotations

import logging
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from litwatch.errors import WrongSettings
from litwatch.review import accounts
from litwatch.store import people
from litwatch.store.tables import login_attempt
from litwatch.web.access import throttle
from litwatch.web.access.passwords import hashed
from litwatch.web.access.sessions import signing_key
from litwatch.web.app import create_app
from litwatch.web.house import House

from .conftest import NOW, OWN, faults_on, served

HouseOf = Callable[..., House]
SECRET = "four words of ours"
HASH = hashed(SECRET)
ORIGIN = "https://watch.example"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def with_people(house: House) -> House:
    """The house with an administrator and a curator who share a password."""
    with house.store.write() as tx:
        for name, role in (("Asta Ek", "admin"), ("Bo Alm", "curator")):
            accounts.add_person(tx, name, role, password_hash=HASH, by=name, now=NOW)
    return house


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def locked(house_of: HouseOf, clock: Clock) -> House:
    house = house_of(auth="password", web_origin=ORIGIN, reviewer="", proxies="10.0.0.7")
    return replace(with_people(house), now=clock)


def visiting(house: House, address: str = "192.0.2.1") -> TestClient:
    app = create_app(house)
    return TestClient(app, base_url=ORIGIN, headers=OWN, client=(address, 50000))


def enter(
    client: TestClient, name: str = "Asta Ek", password: str = SECRET, back: str = "/account"
) -> object:
    form = {"name": name, "password": password, "next": back}
    return client.post("/login", data=form, follow_redirects=False)


def test_log_in_leads_to_the_page_that_was_asked_for(locked: House) -> None:
    client = visiting(locked)
    asked = client.get("/people?done=added", follow_redirects=False)
    assert asked.headers["location"] == "/login?next=/people%3Fdone%3Dadded"
    form = client.get(asked.headers["location"]).text
    assert 'value="/people?done=added"' in form
    let_in = enter(client, "  asta   EK ", back="/people?done=added")
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/people?done=added")
    assert "Asta Ek" in client.get("/people").text


def test_the_cookie_is_out_of_reach(locked: House) -> None:
    given = enter(visiting(locked)).headers["set-cookie"].lower()
    assert given.startswith("__host-session=")
    for flag in ("httponly", "samesite=lax", "secure", "path=/", "max-age=43200"):
        assert flag in given
    assert "domain" not in given


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(locked: House) -> None:
    client = visiting(locked)
    answers = [enter(client, "Asta Ek", "wrong"), enter(client, "Nobody At All", SECRET)]
    assert [one.status_code for one in answers] == [401, 401]
    shown = [
        one.text.replace("Asta Ek", "NAME").replace("Nobody At All", "NAME") for one in answers
    ]
    assert shown[0] == shown[1]
    assert "Namn och lösenord hör inte ihop." in shown[0]
    assert "NAME" in shown[0], "the name that was typed is kept"


def test_the_same_work_is_done_for_a_name_that_is_nobodys(
    locked: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from litwatch.web.access import passwords

    verified: list[str] = []
    real = passwords._hasher.verify

    def counted(password: str, kept: str) -> bool:
        verified.append(kept)
        return real(password, kept)

    monkeypatch.setattr(passwords._hasher, "verify", counted)
    client = visiting(locked)
    enter(client, "Asta Ek", "wrong")
    enter(client, "Nobody At All", "wrong")
    assert len(verified) == 2
    # argon2id with the same cost, whosever hash it is
    assert verified[0].split("$")[1:4] == verified[1].split("$")[1:4]


@pytest.mark.parametrize("name", ["Asta Ek", "Nobody At All"])
def test_after_five_failures_one_waits_also_with_the_right_password(
    locked: House, clock: Clock, name: str
) -> None:
    client = visiting(locked)
    assert {enter(client, name, "wrong").status_code for _ in range(5)} == {401}
    shut = enter(client, name, SECRET)
    assert shut.status_code == 429
    assert "Vänta till 09.15" in shut.text
    assert "session" not in shut.headers.get("set-cookie", "")
    assert enter(client, "Bo Alm").status_code == 303, "others get in meanwhile"
    clock.now += timedelta(minutes=16)
    assert enter(client, name, SECRET).status_code == (303 if name == "Asta Ek" else 401)


def test_many_names_from_one_address_wait_too_by_the_address_that_the_proxy_saw(
    locked: House,
) -> None:
    behind = visiting(locked, "10.0.0.7")
    behind.headers["x-forwarded-for"] = "198.51.100.1, 192.0.2.9"
    for number in range(throttle.PER_PLACE):
        assert enter(behind, f"Nobody {number}", "wrong").status_code == 401
    assert enter(behind).status_code == 429
    behind.headers["x-forwarded-for"] = "192.0.2.9, 192.0.2.10"
    assert enter(behind).status_code == 303
    liar = visiting(locked, "192.0.2.9")
    liar.headers["x-forwarded-for"] = "203.0.113.5"
    assert enter(liar).status_code == 429, "an address that a visitor makes up does not help"


def test_no_password_is_kept_logged_or_shown(
    locked: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = visiting(locked)
    pages = [enter(client, SECRET, "wrong").text.replace(f'value="{SECRET}"', "")]
    pages.append(enter(client, "Asta Ek", "my very own secret").text)
    enter(client)
    wrong = {"current": "my very own secret", "new": "my new long secret", "again": "other"}
    pages.append(client.post("/account/password", data=wrong).text)
    for page in pages:
        assert "secret" not in page
        assert SECRET not in page
    assert SECRET not in caplog.text
    with locked.store.read() as tx:
        kept = tx.execute(login_attempt.select()).mappings().all()
    assert [row["name"] for row in kept if row["name"] != "Asta Ek"] != [SECRET]
    assert all(SECRET not in str(row) for row in kept)


def test_a_session_that_was_planted_is_not_taken_over(locked: House) -> None:
    attacker, victim = visiting(locked), visiting(locked)
    enter(attacker, "Bo Alm")
    planted = attacker.cookies["__Host-session"]
    victim.cookies.set("__Host-session", planted)
    enter(victim, "Asta Ek")
    assert "Du är Bo Alm här" in attacker.get("/account").text
    # what the attacker knows is still the attacker's own log-in
    given = [c.value for c in victim.cookies.jar if c.value != planted]
    assert len(given) == 1


@pytest.mark.parametrize("forged", ["", "x", "WzEsICJrZXkiLCAxXQ.c2lnbmF0dXJl", "a.b.c"])
def test_a_forged_cookie_is_nobody(locked: House, forged: str) -> None:
    client = visiting(locked)
    client.cookies.set("__Host-session", forged)
    assert client.get("/account", follow_redirects=False).status_code == 303


def test_a_log_in_ends_after_twelve_hours(locked: House, clock: Clock) -> None:
    client = visiting(locked)
    enter(client)
    clock.now += timedelta(hours=11, minutes=59)
    assert client.get("/account").status_code == 200
    clock.now += timedelta(minutes=2)
    assert client.get("/account", follow_redirects=False).status_code == 303


def stolen_from(client: TestClient, house: House) -> TestClient:
    """Another browser with a copy of the cookie."""
    copy = visiting(house)
    copy.cookies.set("__Host-session", client.cookies["__Host-session"])
    assert copy.get("/account").status_code == 200
    return copy


def test_log_out_makes_every_copy_of_the_cookie_void(locked: House) -> None:
    client = visiting(locked)
    enter(client)
    copy = stolen_from(client, locked)
    out = client.post("/logout", follow_redirects=False)
    assert (out.status_code, out.headers["location"]) == (303, "/login")
    assert copy.get("/account", follow_redirects=False).status_code == 303


def test_another_password_ends_older_log_ins_and_keeps_this_one(locked: House) -> None:
    client = visiting(locked)
    enter(client)
    copy = stolen_from(client, locked)
    new = "entirely other words"
    form = {"current": SECRET, "new": new, "again": new}
    assert "Ditt lösenord är ändrat." in client.post("/account/password", data=form).text
    assert copy.get("/account", follow_redirects=False).status_code == 303
    assert enter(visiting(locked), password=SECRET).status_code == 401
    assert enter(visiting(locked), password=new).status_code == 303


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"current": "wrong words here"}, "Det är inte ditt lösenord."),
        ({"again": "something else"}, "skiljer sig åt"),
        ({"new": "short", "again": "short"}, "Skriv minst 12 tecken."),
    ],
)
def test_a_password_stays_when_something_is_wrong(
    locked: House, form: dict[str, str], words: str
) -> None:
    client = visiting(locked)
    enter(client)
    right = {"current": SECRET, "new": "entirely other words", "again": "entirely other words"}
    answer = client.post("/account/password", data=right | form)
    assert answer.status_code == 400
    assert words in answer.text
    assert enter(visiting(locked)).status_code == 303


def test_the_other_log_ins_can_be_ended(locked: House) -> None:
    client = visiting(locked)
    enter(client)
    copy = stolen_from(client, locked)
    assert "avslutade" in client.post("/account/sessions").text
    assert copy.get("/account", follow_redirects=False).status_code == 303


def test_who_has_left_is_out_at_once(locked: House) -> None:
    client = visiting(locked)
    enter(client, "Bo Alm")
    with locked.store.write() as tx:
        accounts.leave(tx, accounts.named(tx, "Bo Alm").id, by="Asta Ek", now=NOW)
    assert client.get("/account", follow_redirects=False).status_code == 303
    assert enter(client, "Bo Alm").status_code == 401


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert len(key) == 32
    assert signing_key(tmp_path) == key
    path = tmp_path / "session.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["session.key"]
    path.chmod(0o644)
    with pytest.raises(WrongSettings, match="others may read"):
        signing_key(tmp_path)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"auth": "password"}, "there is no account"),
        ({"auth": "proxy", "proxies": "10.0.0.7"}, "there is no account"),
        ({"auth": "none", "web_origin": ORIGIN}, "everybody would get in"),
        ({"auth": "proxy", "proxies": "somewhere"}, "somewhere is no address"),
        ({"auth": "proxy", "proxies": "0.0.0.0/0"}, "is everybody"),
    ],
)
def test_a_mode_that_lets_in_nobody_or_everybody_is_refused(
    house_of: HouseOf, given: dict[str, str], words: str
) -> None:
    with pytest.raises(WrongSettings, match=words) as refused:
        create_app(house_of(**given))
    assert refused.value.remedy


def test_a_proxy_must_be_named(house_of: HouseOf) -> None:
    with pytest.raises(WrongSettings, match="names no proxy"):
        create_app(with_people(house_of(auth="proxy")))


@pytest.fixture
def proxied(house_of: HouseOf) -> House:
    return with_people(house_of(auth="proxy", web_origin=ORIGIN, proxies="10.0.0.7, 2001:db8::/64"))


@pytest.mark.parametrize("address", ["10.0.0.7", "::ffff:10.0.0.7", "2001:db8::5"])
def test_a_listed_proxy_says_who_it_is(proxied: House, address: str) -> None:
    client = visiting(proxied, address)
    page = client.get("/account", headers={"x-forwarded-user": "asta ek"})
    assert "Du är Asta Ek här" in page.text


@pytest.mark.parametrize("address", ["10.0.0.8", "127.0.0.1", "testclient", "2001:db8:1::5"])
def test_a_header_from_anybody_else_is_noise(proxied: House, address: str) -> None:
    client = visiting(proxied, address)
    forged = {"x-forwarded-user": "Asta Ek", "x-forwarded-for": "10.0.0.7"}
    assert client.get("/account", headers=forged, follow_redirects=False).status_code == 303
    assert client.post("/people", headers=forged).status_code == 401


def test_two_names_are_believed_by_nobody(proxied: House) -> None:
    client = visiting(proxied, "10.0.0.7")
    two = [*OWN.items(), ("x-forwarded-user", "Asta Ek"), ("x-forwarded-user", "Bo Alm")]
    assert client.get("/account", headers=two, follow_redirects=False).status_code == 303


def test_a_name_without_account_gets_a_page_that_says_so(proxied: House) -> None:
    client = visiting(proxied, "10.0.0.7")
    page = client.get("/account", headers={"x-forwarded-user": "Åsa Öst".encode()})
    assert page.status_code == 403
    assert "Du är inloggad som Åsa Öst, och det namnet har inget konto" in page.text


def test_on_ones_own_machine_a_name_is_asked_for_before_anything_is_written(
    house_of: HouseOf,
) -> None:
    house = house_of(reviewer="")
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    asked = client.get("/account")
    assert asked.url.path == "/login"
    assert "Vad heter du?" in asked.text
    assert client.post("/people", data={"name": "X"}).status_code == 401
    wrong = client.post("/login", data={"name": "19121212-1212", "next": "/account"})
    assert wrong.status_code == 400
    assert "personnummer" in wrong.text
    given = client.post("/login", data={"name": " Åsa  Öst ", "next": "/account"})
    assert "Du är Åsa Öst här" in given.text
    client.post("/logout")
    assert client.get("/account").url.path == "/login"


def test_a_machines_name_is_nobodys(house_of: HouseOf) -> None:
    client = TestClient(create_app(house_of(reviewer="")), base_url="http://127.0.0.1", headers=OWN)
    client.cookies.set("name", "machine")
    assert client.get("/account").url.path == "/login"


def test_accounts_are_looked_up_however_the_name_is_spelt(locked: House) -> None:
    with locked.store.read() as tx:
        found = people.by_name(tx, " BO  alm")
    assert found is not None
    assert found.name == "Bo Alm"


@pytest.mark.parametrize(("lang", "theme", "width"), [("sv", "light", 390), ("en", "dark", 1440)])
def test_axe_finds_nothing_from_the_door_to_the_account(
    browser: Browser, house_of: HouseOf, lang: str, theme: str, width: int
) -> None:
    house = with_people(house_of(auth="password", reviewer=""))
    with served(house) as address:
        context = browser.new_context(viewport={"width": width, "height": 844})
        context.add_cookies(
            [
                {"name": "lang", "value": lang, "url": address},
                {"name": "theme", "value": theme, "url": address},
            ]
        )
        page = context.new_page()
        page.goto(f"{address}/account")
        assert page.url.startswith(f"{address}/login")
        assert faults_on(page) == []
        for password, found in (("not ours", "/login"), (SECRET, "/account")):
            page.locator('input[name="name"]').fill("Asta Ek")
            page.locator('input[name="password"]').fill(password)
            page.locator('input[name="password"]').press("Enter")
            page.wait_for_url(f"**{found}*")
            page.wait_for_load_state()
            assert faults_on(page) == [], found
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{address}/account")
        if width == 390:  # what is unfolded stands under the line of its word
            menu = page.locator("header details")
            menu.locator("summary").click()
            word, first = menu.locator("summary").bounding_box(), menu.locator("a").first
            assert word is not None
            assert (first.bounding_box() or {})["y"] >= word["y"] + word["height"]
        page.locator("header form:visible button").click()
        page.wait_for_url(f"{address}/login*")
        context.close()
