"""Who has an account, and what administrators may do with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from litwatch.review import accounts
from litwatch.review.roles import ROLES
from litwatch.store import people
from litwatch.web.house import House

from .conftest import NOW, axe_width, faults_on, served

SECRET = "four words of ours"


def add(client: TestClient, name: str, role: str = "admin", **more: str) -> str:
    form = {"name": name, "role": role, "password": SECRET, **more}
    return client.post("/people", data=form).text


def roles(house: House) -> dict[str, str]:
    """Name and role of those who have not left."""
    with house.store.read() as tx:
        return {one.name: one.role for one in people.listed(tx) if one.left_at is None}


def number(house: House, name: str) -> int:
    with house.store.read() as tx:
        return accounts.named(tx, name).id


def test_a_person_is_added_with_a_role(house: House, client: TestClient) -> None:
    page = add(client, "  Åsa   Öst ", "curator", mail="asa@example.org")
    assert "Kontot är öppet." in page
    assert "1 person har ett konto" in page
    assert roles(house) == {"Åsa Öst": "curator"}
    assert SECRET not in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": ""}, "Skriv ett namn."),
        ({"name": "machine"}, "signerar maskiner"),
        ({"name": "19121212-1212"}, "personnummer"),
        ({"name": "ASTA  ek"}, "Någon har redan ett konto"),
        ({"mail": "not a mail"}, "ingen e-postadress"),
        ({"role": "king"}, "Välj en roll"),
        ({"password": "short"}, "minst 12 tecken"),
        ({"name": "N" * 81}, "högst 80 tecken"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_is_kept(
    house: House, client: TestClient, form: dict[str, str], words: str
) -> None:
    add(client, "Asta Ek")
    typed = {"name": "Bo Alm", "role": "editor", "mail": "bo@example.org", "password": SECRET}
    answer = client.post("/people", data=typed | form)
    assert answer.status_code == 400
    assert words in answer.text
    kept = (typed | form)["name"]
    assert f'value="{kept}"' in answer.text
    assert "Bo Alm" not in roles(house)


def test_the_last_administrator_stays(house: House, client: TestClient) -> None:
    add(client, "Asta Ek")
    asta = number(house, "Asta Ek")
    for path, form in (("role", {"role": "reader", "was": "admin"}), ("leave", {})):
        answer = client.post(f"/people/{asta}/{path}", data=form)
        assert answer.status_code == 400
        assert "den sista administratören" in answer.text
    assert roles(house) == {"Asta Ek": "admin"}
    add(client, "Bo Alm")
    client.post(f"/people/{asta}/role", data={"role": "reader", "was": "admin"})
    assert roles(house) == {"Asta Ek": "reader", "Bo Alm": "admin"}


def test_of_two_who_change_a_role_the_second_is_told(house: House, client: TestClient) -> None:
    add(client, "Asta Ek")
    add(client, "Bo Alm", "curator")
    path = f"/people/{number(house, 'Bo Alm')}/role"
    assert client.post(path, data={"role": "editor", "was": "curator"}).status_code == 200
    late = client.post(path, data={"role": "trainer", "was": "curator"})
    assert late.status_code == 409
    assert "Någon annan har ändrat rollen" in late.text
    assert roles(house)["Bo Alm"] == "editor"


def test_who_leaves_can_come_back(house: House, client: TestClient) -> None:
    add(client, "Asta Ek")
    add(client, "Bo Alm", "curator")
    bo = number(house, "Bo Alm")
    assert "1 person har slutat" in client.post(f"/people/{bo}/leave").text
    assert roles(house) == {"Asta Ek": "admin"}
    assert "Öppna kontot igen" in add(client, "Bo Alm", "curator")
    client.post(f"/people/{bo}/return")
    assert roles(house)["Bo Alm"] == "curator"


def test_the_account_page_says_what_a_role_may(client: TestClient) -> None:
    page = client.get("/account").text
    assert "Din roll är administratör." in page
    assert "granska poster" in page


def test_accounts_hold_every_role(house: House) -> None:
    with house.store.write() as tx:
        for role in ROLES:
            accounts.add_person(tx, f"Test {role}", role, by="test", now=NOW)
    assert sorted(roles(house).values()) == sorted(ROLES)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    browser: Browser, house: House, client: TestClient, lang: str, theme: str
) -> None:
    add(client, "Asta Ek")
    add(client, "Bo Alm med ett långt namn", "child_specialist", mail="bo.alm@example.org")
    with served(house) as address:
        context = browser.new_context()
        context.add_cookies(
            [
                {"name": "lang", "value": lang, "url": address},
                {"name": "theme", "value": theme, "url": address},
            ]
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            for path in ("/people?done=added", "/account?done=password", "/audit"):
                page.goto(address + path)
                if width == axe_width(lang, theme):
                    assert faults_on(page) == [], (path, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert said == []
        context.close()
