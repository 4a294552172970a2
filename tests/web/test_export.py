"""Records out by the browser: formats, filters, safe names; the feed for everybody."""

from __future__ import annotations

import codecs
import csv
import json

import pytest
from lxml import etree
from sqlalchemy import update
from starlette.testclient import TestClient

from litwatch.exchange import FORMATS
from litwatch.review.screening import decide
from litwatch.store import readings
from litwatch.store.tables import record
from litwatch.web.house import House
from litwatch.web.routes.export import KINDS

from .conftest import NOW
from .programs import FROM_ABSTRACTS, browser_of, program, publish

FILE = "/export/file"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_every_format_has_a_kind_and_a_place_in_the_form(client: TestClient) -> None:
    assert set(KINDS) == set(FORMATS)
    form = client.get("/export").text
    assert all(f'value="{name}"' in form for name in FORMATS)


def test_what_is_chosen_is_what_comes(client: TestClient) -> None:
    client.post("/api/v1/decisions", json={"record": "90000003", "verdict": "include"})
    chosen = "topic=postcovid&month=2026-10&decision=include"
    answer = client.get(f"{FILE}?format=csl-json&{chosen}")
    assert [work["PMID"] for work in json.loads(answer.text)] == ["90000003"]
    assert answer.headers["content-disposition"] == (
        'attachment; filename="litwatch-postcovid-2026-10-include.json"'
    )


def test_no_filter_tells_a_second_reader_what_the_first_has_said(
    house: House, client: TestClient
) -> None:
    with house.store.write() as tx:
        decide(tx, "90000003", "include", reviewer="Bo Alm", now=NOW)
        readings.ask_second(tx, "90000003", "A. Kurator", asked_by="Bo Alm", now=NOW)
    for verdict, among in (("include", False), ("none", True)):
        out = client.get(f"{FILE}?format=csl-json&topic=postcovid&decision={verdict}")
        assert ("90000003" in {work["PMID"] for work in json.loads(out.text)}) is among, verdict


def test_a_spreadsheet_reads_the_letters(client: TestClient) -> None:
    """Excel takes a CSV for UTF-8 by the mark at its beginning only."""
    content = client.get(f"{FILE}?format=csv").content
    assert content.startswith(codecs.BOM_UTF8 + b"id,pmid")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert len(rows) == 12
    assert {row["abstract"] for row in rows} == {""}


@pytest.mark.parametrize(
    "query",
    [
        "format=../../etc/passwd",
        "format=ris&topic=../../x",
        "format=ris&topic=nowhere",
        "format=ris&decision=..%2Fx",
        "format=ris&month=2026-10%22;filename=x",
        "format=ris&month=../2026",
    ],
)
def test_nothing_that_was_typed_becomes_a_name(client: TestClient, query: str) -> None:
    answer = client.get(f"{FILE}?{query}")
    assert answer.status_code == 400
    assert "content-disposition" not in answer.headers
    assert "<form" in answer.text


def test_a_month_that_is_none_keeps_what_was_typed(client: TestClient) -> None:
    page = client.get(f"{FILE}?format=nbib&month=oktober&topic=postcovid").text
    assert "Det är ingen månad." in page
    assert 'value="oktober"' in page
    assert 'value="nbib" checked' in page
    assert 'value="postcovid" selected' in page


def test_abstracts_come_when_those_who_screen_ask_for_them(house: House) -> None:
    curator = browser_of(house, "K. Kurator", "curator")
    assert FROM_ABSTRACTS[1] in curator.get(f"{FILE}?format=ris&abstracts=true").text
    assert FROM_ABSTRACTS[1] not in curator.get(f"{FILE}?format=ris").text
    reader = browser_of(house, "L. Läsare", "reader")
    assert FROM_ABSTRACTS[1] not in reader.get(f"{FILE}?format=ris&abstracts=true").text
    assert 'name="abstracts"' not in reader.get("/export").text


def test_the_feed_is_open_and_is_sent_once(house: House) -> None:
    publish(house)
    anybody = program(house)
    first = anybody.get("/feed.xml")
    assert first.headers["content-type"].startswith("application/atom+xml")
    for header, value in (
        ("if-none-match", first.headers["etag"]),
        ("if-modified-since", first.headers["last-modified"]),
    ):
        assert anybody.get("/feed.xml", headers={header: value}).status_code == 304
    assert 'href="/feed.xml"' in anybody.get("/api").text


def test_the_feed_before_the_first_edition_says_so(house: House) -> None:
    answer = program(house).get("/feed.xml")
    assert answer.status_code == 404
    assert "Inget är publicerat än." in answer.text


def test_a_work_retracted_since_comes_first_in_the_feed(house: House) -> None:
    publish(house)
    before = program(house).get("/feed.xml")
    with house.store.write() as tx:
        tx.execute(update(record).where(record.c.id == "90000001").values(state="retracted"))
    after = program(house).get("/feed.xml", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    titles = etree.fromstring(after.content).xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert isinstance(titles, list)
    assert str(titles[0]).startswith("Tillbakadragen: ")
    links = etree.fromstring(after.content).xpath("a:entry/a:link/@href", namespaces=ATOM)
    assert links[0] == "https://pubmed.ncbi.nlm.nih.gov/90000001/"  # type: ignore[index]


def test_the_feed_leads_to_the_published_pages(house: House) -> None:
    publish(house)
    assert 'href="/editions/2026-10"' in program(house).get("/feed.xml").text
    settings = house.settings.model_copy(update={"public_url": "https://example.org/las/"})
    public = House(settings, house.store, house.watch, house.look, lambda: NOW)
    assert 'href="https://example.org/las/2026-10/digest.html"' in (
        program(public).get("/feed.xml").text
    )
