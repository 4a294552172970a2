"""What an attacker tries, on every address that the app has: those of later pages too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import etree
from lxml import html as lxml_html
from starlette.testclient import TestClient

from litwatch.records import Author
from litwatch.review.roles import ROLES, may
from litwatch.review.screening import decide
from litwatch.store import trail
from litwatch.store.tables import record_note
from litwatch.web.app import create_app
from litwatch.web.house import House
from litwatch.web.who import Visitor

from .conftest import NOW, OWN, RECORDS, invented
from .routes import addresses

HouseOf = Callable[..., House]
SCRIPT = "<script>alert(document.cookie)</script>"
IMAGE = '<img src="x" onerror="alert(1)">'
LINK = '<a href="javascript:alert(2)">fatigue</a>'
BREAKING = "\"'><svg onload=alert(3)>"
PAYLOADS = (SCRIPT, IMAGE, LINK, BREAKING)
POISONED = invented(
    90000666,
    f"Chronic fatigue syndrome {SCRIPT}{IMAGE} and {LINK} {BREAKING}: a randomised trial",
    ("RESULTS", f"Fatigue fell by 12 points. {SCRIPT} {IMAGE} {LINK} {BREAKING}"),
    authors=(Author(last=f"Ek{SCRIPT}", fore=f"Asta{IMAGE}", initials="A"),),
)


@pytest.fixture
def poisoned(house_of: HouseOf) -> House:
    """A store in which a record, a decision, a note and a rating's writer hold markup."""
    from sqlalchemy import insert

    house = house_of(records=(*RECORDS, POISONED), reviewer=f"A. Kurator {IMAGE}")
    who = house.settings.reviewer
    with house.store.write() as tx:
        decide(tx, "90000666", "include", reviewer=who, reason=f"{SCRIPT} {BREAKING}", now=NOW)
        note = {"record_id": "90000666", "text": f"{LINK} {SCRIPT}", "reviewer": who, "at": NOW}
        tx.execute(insert(record_note).values(note))
    return house


def dangers(page: str) -> list[str]:
    """What would run in a browser: foreign scripts, event attributes, javascript: addresses."""
    found = []
    for node in lxml_html.fromstring(page.encode()).iter(etree.Element):
        if node.tag == "script" and not node.get("src", "").startswith("/static/"):
            found.append(f"script {node.text}")
        for name, value in node.attrib.items():
            led_away = name in ("href", "src", "action", "formaction", "xlink:href")
            is_script = re.sub(r"[\s\x00-\x1f]", "", value).lower().startswith("javascript:")
            if name.startswith("on") or name == "srcdoc" or (led_away and is_script):
                found.append(f"{node.tag} {name}={value}")
    return found


def test_the_check_sees_what_it_is_to_see() -> None:
    page = f"<main>{SCRIPT}{IMAGE}{LINK}{BREAKING}</main><script src='/static/x.js'></script>"
    assert len(dangers(page)) == 4
    assert dangers(f"<main>{'a &lt;script&gt;'}</main>") == []


def test_no_page_brings_back_markup_that_came_with_a_record_or_a_person(poisoned: House) -> None:
    app = create_app(poisoned)
    client = TestClient(app, base_url="http://127.0.0.1", headers=OWN)
    told_of = 0
    for address in addresses():
        if address.method != "GET":
            continue
        for query in ("", f"?q={SCRIPT}&who={BREAKING}&month={IMAGE}&next={LINK}"):
            answer = client.get(address.path + query)
            kind = answer.headers.get("content-type", "")
            assert answer.status_code != 500, address
            if not kind.startswith(("text/html", "image/svg", "application/xhtml")):
                continue
            assert dangers(answer.text) == [], address
            for payload in PAYLOADS:
                assert payload not in answer.text, address
            told_of += "alert(" in answer.text
    assert told_of, "no page shows the record, so nothing was tested"


WRITES = ("POST", "PUT", "PATCH", "DELETE")


def test_nothing_is_written_from_another_site(house: House) -> None:
    app = create_app(house)
    tried = [address for address in addresses() if address.method in WRITES]
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ):
        client = TestClient(app, base_url="http://127.0.0.1", headers=headers)
        for address in tried:
            answer = client.request(address.method, address.path, follow_redirects=False)
            assert answer.status_code == 403, (address, headers)
            assert "set-cookie" not in answer.headers, address
    assert len(tried) > 5


def test_no_address_answers_under_another_host_name(house: House) -> None:
    app = create_app(house)
    client = TestClient(app, base_url="http://127.0.0.1", headers={**OWN, "host": "evil.example"})
    for address in addresses():
        assert client.request(address.method, address.path).status_code == 400, address


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_the_right_gets_403(house: House, role: str) -> None:
    app = create_app(house)
    app.state.identify = lambda request: Visitor("B. Ek", role)  # type: ignore[arg-type]
    client = TestClient(
        app, base_url="http://127.0.0.1", headers=OWN, raise_server_exceptions=False
    )
    for address in addresses():
        if address.right is None or may(role, address.right):  # type: ignore[arg-type]
            continue
        answer = client.request(address.method, address.path, follow_redirects=False)
        assert answer.status_code == 403, address
    assert trail_of(house) == []


def test_nobody_gets_in_to_what_needs_somebody(house: House) -> None:
    app = create_app(house)
    app.state.identify = lambda request: None
    client = TestClient(app, base_url="http://127.0.0.1", headers=OWN)
    for address in addresses():
        if address.right is None:
            continue
        answer = client.request(address.method, address.path, follow_redirects=False)
        if address.method == "GET" and not address.path.startswith("/api/"):
            assert answer.status_code == 303, address
            assert answer.headers["location"].startswith("/login?next="), address
        else:
            assert answer.status_code == 401, address
    assert trail_of(house) == []


def trail_of(house: House) -> list[trail.Trace]:
    with house.store.read() as tx:
        return list(trail.traces(tx))


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/x",
        "//evil.example/x",
        "/\\evil.example/x",
        "\\\\evil.example",
        "/\t/evil.example",
        "http://[",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
def test_log_in_leads_to_no_other_site(client: TestClient, away: str) -> None:
    there = client.get("/login", params={"next": away}, follow_redirects=False)
    assert there.status_code == 303
    location = there.headers["location"]
    assert re.match(r"/(?![/\\])", location), location
    assert "evil.example" not in location.partition("/")[0]


def test_every_answer_carries_the_headers(house: House) -> None:
    app = create_app(house)
    client = TestClient(app, base_url="http://127.0.0.1", headers=OWN)
    for address in addresses():
        if address.method != "GET":
            continue
        answer = client.get(address.path, follow_redirects=False)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, address
        # An edition's own page brings its style with it, and then may run nothing at all.
        assert "unsafe-" not in policy or "script-src" not in policy, address
        assert answer.headers["x-content-type-options"] == "nosniff", address
        assert answer.headers["referrer-policy"] == "same-origin", address
