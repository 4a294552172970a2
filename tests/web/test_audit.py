"""The log: everything that people wrote, whoever wrote it and in whatever table it is kept."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from litwatch.exchange.cells import cell
from litwatch.language import speech
from litwatch.review import accounts
from litwatch.review.screening import decide
from litwatch.store import readings, screening, trail
from litwatch.store.tables import metadata, record_note
from litwatch.store.tables import rating as rating_table
from litwatch.web.house import House
from litwatch.web.routes.audit import PER_PAGE, _kind_names

from .conftest import NOW

# Columns that name a person who wrote the row.
SIGNED = {
    "reviewer", "by", "added_by", "asked_by", "closed_by", "proposed_by", "settled_by",
    "handled_by", "done_by", "acknowledged_by", "published_by", "author",
}  # fmt: skip
# Theirs alone (a visit), a machine's, or told by another row (an account's first event; a
# correction's note by its publication).
NOT_TOLD = {
    ("visit", "reviewer"),
    ("usefulness", "by"),
    ("user_account", "added_by"),
    ("sent_decision", "reviewer"),  # the key of a request; its decision is told
}


DRAWN = "90000002"  # its number is drawn to be read by two


def test_every_table_that_people_sign_is_in_the_log() -> None:
    signed = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.name in SIGNED
    }
    told = {(source.table.name, source.who) for source in trail._SOURCES}
    assert signed - told - NOT_TOLD == set()


def test_every_kind_has_a_name() -> None:
    assert set(_kind_names(speech("sv"))) == set(trail.KINDS)


def worked(house: House) -> None:
    """Two people at work in October and November."""
    with house.store.write() as tx:
        decide(tx, "90000001", "include", reviewer="Asta Ek", now=NOW - timedelta(days=20))
        decide(tx, "90000003", "exclude", reviewer="asta  ek", reason="=HYPERLINK(1)", now=NOW)
        note = {"record_id": "90000001", "text": "@SUM(A1)", "reviewer": "Bo Alm", "at": NOW}
        tx.execute(insert(record_note).values(note))
        accounts.add_person(tx, "Bo Alm", "curator", by="Asta Ek", now=NOW + timedelta(hours=1))


def test_the_newest_comes_first_with_who_and_what(house: House, client: TestClient) -> None:
    worked(house)
    page = client.get("/audit").text
    assert "Människor har skrivit 4 saker" in page
    order = [page.index(words) for words in ("lades till som kurator", "valdes bort", "togs med")]
    assert order == sorted(order)
    assert "=HYPERLINK(1)" in page


def test_the_log_is_narrowed_to_a_person_and_a_month(house: House, client: TestClient) -> None:
    worked(house)
    assert "har skrivit 3 saker" in client.get("/audit", params={"who": "Asta Ek"}).text
    october = client.get("/audit", params={"who": "ASTA EK", "month": "2026-10"}).text
    assert "har skrivit 1 sak" in october
    assert "90000001" in october
    for month in ("2026-13", "0001-01", "9999-12", "x"):
        odd = client.get("/audit", params={"month": month})
        assert "Det är ingen månad." in odd.text
        assert "har skrivit 4 saker" in odd.text


def test_a_verdict_taken_back_is_told_beside_the_verdict(house: House) -> None:
    with house.store.write() as tx:
        decide(tx, "90000001", "include", reviewer="Asta Ek", now=NOW)
        screening.take_back(tx, 1, by="Asta Ek", now=NOW)
    with house.store.read() as tx:
        assert sorted(one.kind for one in trail.traces(tx)) == ["decision", "undo"]


def test_a_long_log_is_read_page_by_page(house: House, client: TestClient) -> None:
    with house.store.write() as tx:
        for number in range(PER_PAGE + 3):
            at = NOW + timedelta(minutes=number)
            note = {"record_id": "90000001", "text": f"n{number}.", "reviewer": "Bo", "at": at}
            tx.execute(insert(record_note).values(note))
    first, second = client.get("/audit").text, client.get("/audit?page=2").text
    assert "Sida 1 av 2" in first
    assert f"n{PER_PAGE + 2}." in first
    assert "n0." not in first
    assert [f"n{number}." in second for number in (0, 2, 3)] == [True, True, False]
    assert client.get("/audit?page=99").text.count("Sida 2 av 2") == 1


def test_the_export_runs_no_formula(house: House, client: TestClient) -> None:
    worked(house)
    answer = client.get("/audit.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 4
    assert {"'=HYPERLINK(1)", "'@SUM(A1)"} <= {row["words"] for row in rows}
    assert not [one for row in rows for one in row.values() if one[:1] in tuple("=+-@\t\r")]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "\t=1", "\r=1", "  =1", "\n@A"])
def test_a_cell_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert cell(text).startswith("'")
    assert cell("a=1") == "a=1"


def of_record(client: TestClient, record_id: str) -> list[tuple[str, str, str, str]]:
    """Who, kind, value and words of what the exported log tells of a record."""
    rows = csv.DictReader(io.StringIO(client.get("/audit.csv").text))
    about = [row for row in rows if record_id in row["about"].split()]
    return [(row["who"], row["kind"], row["what"], row["words"]) for row in about]


def test_who_reads_the_log_learns_no_verdict_before_both_have_given_theirs(
    house: House, client: TestClient
) -> None:
    with house.store.write() as tx:
        decide(tx, DRAWN, "exclude", reviewer="Bo Alm", reason="Too small", now=NOW)
        rating = {"audience": "vardcentral", "scale": "relevance", "value": 2}
        said = {"record_id": DRAWN, "reviewer": "Bo Alm", "at": NOW}
        tx.execute(insert(rating_table).values(**rating, **said))
        tx.execute(insert(record_note).values(text="A weak design.", **said))
    page = client.get("/audit").text
    assert "Bo Alm" in page  # that there is a verdict, whose and on what, is told
    assert "visas när båda har läst" in page
    for told in ("valdes bort", "Too small", "vardcentral", "A weak design."):
        assert told not in page
    kept = {row for row in of_record(client, DRAWN) if row[0] == "Bo Alm"}
    assert kept == {("Bo Alm", kind, "withheld", "") for kind in ("decision", "rating", "note")}
    with house.store.write() as tx:
        decide(tx, DRAWN, "include", reviewer="A. Kurator", now=NOW)
    assert "Too small" in client.get("/audit").text
    assert ("Bo Alm", "decision", "exclude", "Too small") in of_record(client, DRAWN)


def test_the_log_withholds_what_waits_for_somebody_else_but_never_ones_own(
    house: House, client: TestClient
) -> None:
    with house.store.write() as tx:
        decide(tx, "90000001", "include", reviewer="A. Kurator", reason="Useful", now=NOW)
        decide(tx, "90000003", "include", reviewer="Bo Alm", reason="Children", now=NOW)
        for record_id in ("90000001", "90000003"):
            readings.ask_second(tx, record_id, "C. Ny", asked_by="Bo Alm", now=NOW)
    assert ("A. Kurator", "decision", "include", "Useful") in of_record(client, "90000001")
    assert ("Bo Alm", "decision", "withheld", "") in of_record(client, "90000003")
