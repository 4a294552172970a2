"""Records searched, filtered, kept as views, and changed many at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient

from litwatch.records import Author, Decision
from litwatch.review.screening import decide
from litwatch.store import readings, screening
from litwatch.web.app import create_app
from litwatch.web.house import House
from litwatch.web.who import Visitor

from .conftest import OWN, axe_width, faults_on, invented, served


def found(client: TestClient, query: str) -> list[str]:
    """The ids that a search lists, in order."""
    page = client.get(f"/records?{query}")
    assert page.status_code == 200, page.text
    return re.findall(r'<h2><a lang="en" href="/records/([^"]+)"', page.text)


def heading(client: TestClient, query: str) -> str:
    page = client.get(f"/records?{query}").text
    return unescape(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]).strip()  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("pacing", {"90000001"}),
        ("pacing usual", {"90000001"}),
        ('"usual care"', {"90000001"}),
        ('"care usual"', set()),
        ("pacing OR orthostatic", {"90000001", "90000002"}),
        ("malaise -pacing", {"90000003"}),
        ("orthost*", {"90000002"}),
        ("title:families", set()),
        ("families title:children", {"90000003"}),
        ("author:ek cohort", {"90000002"}),
        ('author:"ek asta" cohort', {"90000002"}),
        ("author:alm", set()),
        ("journal:primary pacing", {"90000001"}),
        ("pacing OR pmid:90000002", {"90000001", "90000002"}),
        ("malaise doi:10.9999/EXAMPLE.90000003", {"90000003"}),
        ("year:2026 interviewed", {"90000003"}),
        ("year:-2025", set()),
    ],
)
def test_operators(client: TestClient, words: str, ids: set[str]) -> None:
    assert set(found(client, urlencode({"q": words}))) == ids


@pytest.mark.parametrize(
    ("words", "what_to_write"),
    [
        ("OR fatigue", "OR står mellan två ord"),
        ("fatigue OR", "OR står mellan två ord"),
        ("-review", "Skriv också vad som ska finnas med"),
        ('"long covid', "Skriv ett tecken på var sida"),
        ("mesh:fatigue", "Det finns inget fält mesh. Skriv title:"),
        ("author: ek", "Skriv ordet direkt efter kolonet"),
        ("year:soon", "”soon” är inget år. Skriv year:2021"),
        ("a*", "Skriv minst två bokstäver"),
        ("(fatigue pain) OR sleep", "Parenteser läses inte här"),
        ("§", "Det finns inget ord att söka efter"),
        ("word " * 61, "Skriv högst 60 ord"),
    ],
)
def test_a_wrong_search_says_what_to_write(
    client: TestClient, words: str, what_to_write: str
) -> None:
    page = client.get("/records", params={"q": words})
    assert page.status_code == 400
    assert what_to_write in unescape(page.text)
    assert f'value="{words.strip().split()[0].split(chr(34))[0]}' in page.text  # kept as typed


@given(query=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_search_breaks_the_page(client: TestClient, query: str) -> None:
    typed = query.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    page = client.get(f"/records?q={quote(typed)}", follow_redirects=False)
    assert page.status_code in (200, 303, 400)


PIECES = [
    "OR",
    "-",
    '"',
    "*",
    "(",
    ")",
    "title:",
    "author:",
    "year:",
    "fatigue",
    "2021",
    ":",
    "NOT",
]


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=8), joined=st.sampled_from(["", " "]))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_mixture_of_operators_breaks_the_page(
    client: TestClient, pieces: list[str], joined: str
) -> None:
    page = client.get("/records", params={"q": joined.join(pieces)}, follow_redirects=False)
    assert page.status_code in (200, 303, 400)


@given(query=st.text(alphabet="abcq=&%+0123456789;[]sortfrd_ä", max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_address_breaks_the_page(client: TestClient, query: str) -> None:
    page = client.get(f"/records?{quote(query, safe='=&%+;')}", follow_redirects=False)
    assert page.status_code in (200, 303, 400)


@pytest.mark.parametrize(
    "typed",
    [
        "90000001",
        "PMID: 90000001",
        "10.9999/example.90000001",
        "https://doi.org/10.9999/EXAMPLE.90000001",
        "https://pubmed.ncbi.nlm.nih.gov/90000001/",
    ],
)
def test_an_identifier_leads_straight_to_its_record(client: TestClient, typed: str) -> None:
    answer = client.get("/records", params={"q": typed}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/records/90000001")


def test_a_store_without_records_has_nothing_to_filter(house_of: Callable[..., House]) -> None:
    empty = TestClient(create_app(house_of(())), base_url="http://127.0.0.1", headers=OWN)
    page = empty.get("/records").text
    assert "Inga poster finns än" in page
    assert "Filter" not in page


def test_each_count_is_what_choosing_it_shows(client: TestClient) -> None:
    page = client.get("/records?q=adults").text
    filters = re.findall(
        r'<li><a href="/records\?([^"]+)" rel="nofollow">\s*<span>[^<]+</span>\s*'
        r'<span class="c">(\d+)<',
        page,
    )
    assert len(filters) > 10
    for query, count in filters:
        assert heading(client, unescape(query)).split()[0] == count, query


def test_two_values_of_a_filter_add_up_and_two_filters_narrow(client: TestClient) -> None:
    assert heading(client, "topic=me_cfs") == "10 poster"
    assert heading(client, "topic=me_cfs&topic=postcovid") == "12 poster"
    assert heading(client, "topic=me_cfs&q=pacing") == "Ingen post har allt det"
    assert heading(client, "topic=nonsense") == "Ingen post har allt det"


def test_a_decision_moves_its_record_to_another_filter_at_once(
    client: TestClient, house: House
) -> None:
    assert heading(client, "verdict=include") == "Ingen post har allt det"
    with house.store.write() as tx:
        said = Decision(
            record_id="90000001", verdict="include", reviewer="B. Läkare", at=house.now(), reason=""
        )
        number = screening.append_decision(tx, said)
    assert found(client, "verdict=include") == ["90000001"]
    assert "tas med enligt B. Läkare" in client.get("/records?verdict=include").text
    with house.store.write() as tx:
        screening.take_back(tx, number, by="B. Läkare", now=house.now())
    assert heading(client, "verdict=include") == "Ingen post har allt det"
    assert heading(client, "verdict=none") == "12 poster"


def test_pages_follow_a_record_and_miss_none(house_of: Callable[..., House]) -> None:
    many = tuple(
        invented(90000100 + number, f"Chronic fatigue report {number}") for number in range(60)
    )
    client = TestClient(create_app(house_of(many)), base_url="http://127.0.0.1", headers=OWN)
    for query in ("q=fatigue", "sort=newest", "sort=useful"):
        seen: list[str] = []
        address = query
        while True:
            page = client.get(f"/records?{address}").text
            seen += re.findall(r'<h2><a lang="en" href="/records/([^"]+)"', page)
            following = re.search(r'rel="next" href="/records\?([^"]+)"', page)
            if not following:
                break
            address = unescape(following[1])
        assert len(seen) == len(set(seen)) == 60


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_marks_from_a_source_are_text(house_of: Callable[..., House]) -> None:
    record = invented(
        90000700,
        f"Fatigue {HOSTILE}",
        ("", f"Malaise {HOSTILE} everywhere"),
        authors=(Author(last=HOSTILE, fore="X", initials="X"),),
    )
    client = TestClient(create_app(house_of((record,))), base_url="http://127.0.0.1", headers=OWN)
    for address in ("/records?q=malaise", f"/records?q={quote(HOSTILE)}", "/records/90000700"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page


def test_a_view_is_kept_renamed_and_deleted(client: TestClient) -> None:
    name = "Barn <b>&</b> unga"
    kept = client.post("/records/views", data={"name": name, "query": "q=children&after=1"})
    assert kept.url.query == b"q=children"
    assert '<a href="/records?q=children" aria-current="page">Barn &lt;b&gt;&amp;' in kept.text
    again = client.post("/records/views", data={"name": name, "query": "q=children"})
    assert again.text.count("aria-current") == kept.text.count("aria-current")
    other = client.post("/records/views", data={"name": name, "query": "q=pacing"})
    assert other.status_code == 400
    assert "Välj ett annat namn" in other.text
    renamed = client.post("/records/views/1", data={"name": "Barn", "do": "rename"})
    assert '<a href="/records?q=children">Barn</a>' in renamed.text
    deleted = client.post("/records/views/1", data={"do": "delete"})
    assert "/records?q=children" not in deleted.text
    nameless = client.post("/records/views", data={"name": " ", "query": "q=pacing"})
    assert "Vyn har inget namn" in nameless.text


def test_a_view_is_its_owners_alone(client: TestClient, house: House) -> None:
    client.post("/records/views", data={"name": "Min", "query": "q=pacing"})
    other = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    other.app.state.identify = lambda request: Visitor("C. Annan", "curator")  # type: ignore[attr-defined]
    assert ">Min</a>" not in other.get("/records").text
    assert other.post("/records/views/1", data={"name": "Din"}).status_code == 400
    other.post("/records/views/1", data={"do": "delete"})
    assert ">Min</a>" in client.get("/records").text


def sealed(page: str) -> str:
    return re.search(r'name="sealed" value="(\w+)"', page)[1]  # type: ignore[index]


def test_many_are_excluded_after_the_number_was_seen(client: TestClient, house: House) -> None:
    form = {"query": "q=fatigue+brain", "which": "all", "do": "exclude"}
    asked = client.post("/records/bulk", data=form)
    assert "Utesluta 9 poster?" in asked.text
    assert heading(client, "verdict=exclude") == "Ingen post har allt det"
    form["sealed"] = sealed(asked.text)
    without = client.post("/records/bulk/save", data=form)
    assert without.status_code == 400
    assert "behöver ett skäl" in without.text
    form["reason"] = "fel population"
    for _ in range(2):  # sent twice, written once
        client.post("/records/bulk/save", data=form)
    assert heading(client, "verdict=exclude") == "9 poster"
    with house.store.read() as tx:
        written = screening.decisions(tx)
    assert [(one.reviewer, one.reason) for one in written] == [("A. Kurator", "fel population")] * 9


def test_a_search_that_has_changed_is_asked_about_again(client: TestClient, house: House) -> None:
    form = {"query": "verdict=none", "which": "all", "do": "include"}
    form["sealed"] = sealed(client.post("/records/bulk", data=form).text)
    client.post(
        "/records/bulk/save",
        data={
            "do": "include",
            "id": ["90000001"],
            "sealed": sealed(
                client.post("/records/bulk", data={"do": "include", "id": ["90000001"]}).text
            ),
        },
    )
    late = client.post("/records/bulk/save", data=form)
    assert late.status_code == 409
    assert "Ta med 11 poster?" in late.text
    assert heading(client, "verdict=include") == "1 post"


def test_a_personal_number_in_a_reason_is_not_saved_and_is_kept_as_typed(
    client: TestClient,
) -> None:
    form = {"do": "exclude", "id": ["90000001"]}
    form["sealed"] = sealed(client.post("/records/bulk", data=form).text)
    form["reason"] = "som 19121212-1212"
    answer = client.post("/records/bulk/save", data=form)
    assert answer.status_code == 400
    assert "personnummer" in answer.text
    assert 'value="som 19121212-1212"' in answer.text


def test_many_are_tagged(client: TestClient) -> None:
    form = {"do": "tag", "id": ["90000001", "90000002"]}
    form["sealed"] = sealed(client.post("/records/bulk", data=form).text)
    form["tag"] = "setting:vardcentral"
    client.post("/records/bulk/save", data=form)
    assert set(found(client, "setting=vardcentral")) >= {"90000001", "90000002"}


@pytest.mark.parametrize("name", ["jsonl", "csv", "ris", "bibtex", "csl-json", "nbib"])
def test_what_is_chosen_is_exported(client: TestClient, name: str) -> None:
    form = {"do": "export", "format": name, "query": "q=orthostatic", "which": "all"}
    answer = client.post("/records/bulk", data=form)
    assert answer.headers["content-disposition"].startswith('attachment; filename="litwatch-2026-')
    assert "90000002" in answer.text
    assert "90000001" not in answer.text


def test_a_cell_that_a_spreadsheet_would_run_is_text(house_of: Callable[..., House]) -> None:
    record = invented(90000701, '=HYPERLINK("http://evil.example","fatigue")')
    client = TestClient(create_app(house_of((record,))), base_url="http://127.0.0.1", headers=OWN)
    form = {"do": "export", "format": "csv", "id": ["90000701"]}
    answer = client.post("/records/bulk", data=form)
    assert "'=HYPERLINK" in answer.text
    assert ",=HYPERLINK" not in answer.text
    assert ',"=HYPERLINK' not in answer.text


def test_a_trainer_sees_no_abstract_and_changes_nothing(house: House) -> None:
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    client.app.state.identify = lambda request: Visitor("T. Lärare", "trainer")  # type: ignore[attr-defined]
    listed = client.get("/records?q=malaise").text
    assert "90000001" in listed
    assert "We randomised" not in listed
    assert "Post-exertional malaise was" not in listed
    shown = client.get("/records/90000001").text
    assert "184 adults" not in shown
    assert "Läs den hos PubMed" in shown
    for path in ("/records/bulk", "/records/bulk/save", "/records/90000001/note"):
        assert client.post(path, data={"do": "export"}).status_code == 403


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_on_the_pages_of_records(
    browser: Browser, house: House, lang: str, theme: str
) -> None:
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
            page.set_viewport_size({"width": width, "height": 900})
            for path in (
                "/records?q=fatigue&topic=me_cfs",
                "/records?q=nothing",
                "/records?q=OR",
                "/records/90000001",
                "/records/99999999",
            ):
                page.goto(address + path)
                if width == axe_width(lang, theme):
                    assert faults_on(page) == [], (path, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert [words for words in said if "404" not in words and "400" not in words] == []
        context.close()


def test_a_search_and_a_bulk_question_by_keyboard_without_javascript(
    browser: Browser, house: House
) -> None:
    with served(house) as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/records")
        page.get_by_label("Sök bland posterna").press_sequentially("orthostatic")
        page.keyboard.press("Enter")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("1 post")
        box = page.get_by_role("checkbox")
        box.focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Ta med …").press("Enter")
        expect(heading).to_have_text("Ta med 1 post?")
        page.get_by_role("button", name="Ta med 1").press("Enter")
        expect(page.locator("body")).to_contain_text("tas med enligt A. Kurator")
        context.close()


def test_no_filter_tells_a_second_reader_what_the_first_has_said(
    house_of: Callable[..., House],
) -> None:
    house = house_of(reviewer="C. Ny")
    with house.store.write() as tx:
        for key, who in (("90000001", "A. Kurator"), ("90000002", "C. Ny")):
            decide(tx, key, "include", reviewer=who, reason="Useful", now=house.now())
        readings.ask_second(tx, "90000001", "C. Ny", asked_by="A. Kurator", now=house.now())
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    assert found(client, "verdict=include") == ["90000002"]
    assert "90000001" in found(client, "verdict=none")
    everything = {"query": "verdict=include", "which": "all", "do": "export", "format": "csv"}
    assert "90000001" not in client.post("/records/bulk", data=everything).text
