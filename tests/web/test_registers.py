"""The registers: seminars, views, decks and alerts, with forms that keep what was typed."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from starlette.testclient import TestClient

from litwatch.digest.edition import Edition
from litwatch.pipeline.editions import compose
from litwatch.records import Decision, Notice, Pmid
from litwatch.store import alerts, catalog, decks, editions, received_views, screening, seminars
from litwatch.store.engine import Tx
from litwatch.store.tables import alert
from litwatch.web.app import create_app
from litwatch.web.house import House
from litwatch.web.who import Visitor

from .conftest import NOW, OWN, RECORDS, invented

SEMINAR = {
    "day": "2026-10-07",
    "module": "m03_pem_aktivitet",
    "audience": "vardcentral",
    "vardcentral": "42",
    "other": "2",
    "remarks": "Många frågor.",
}
VIEW = {"party": "patients", "day": "2026-09-14", "words": "Säg mer om PEM.", "about": "Modul 3"}
DECK = {"path": "/srv/pem.pptx", "owner": "B. Lärare", "mail": "larare@example.org"}


def as_role(house: House, role: str, name: str = "L. Läsare") -> TestClient:
    app = create_app(house)
    app.state.identify = lambda request: Visitor(name, role)  # type: ignore[arg-type]
    return TestClient(app, base_url="http://127.0.0.1", headers=OWN)


def test_a_seminar_is_kept_and_counted(client: TestClient, house: House) -> None:
    page = client.post("/seminars", data=SEMINAR)
    assert "Sparat: Ansträngningsutlöst försämring (PEM)" in page.text
    assert "1 seminarium är hållet" in page.text
    assert "Kvartal 4, 2026" in page.text
    assert "Andra halvåret 2026" in page.text
    with house.store.read() as tx:
        (kept,) = seminars.held(tx)
    assert kept.participants == {"vardcentral": 42, "other": 2}
    assert kept.added_by == "A. Kurator"


def test_a_form_sent_twice_is_kept_once_and_says_so(client: TestClient, house: House) -> None:
    client.post("/seminars", data=SEMINAR)
    assert "Det seminariet fanns redan" in client.post("/seminars", data=SEMINAR).text
    with house.store.read() as tx:
        assert len(seminars.held(tx)) == 1


def test_a_mistake_is_told_in_place_and_keeps_what_was_typed(
    client: TestClient, house: House
) -> None:
    wrong = {**SEMINAR, "vardcentral": "många", "remarks": "Patient 19850101-1234 frågade."}
    page = client.post("/seminars", data=wrong)
    assert page.status_code == 422
    assert 'value="många"' in page.text
    assert "Patient 19850101-1234 frågade." in page.text
    assert 'href="#f-vardcentral">Vårdcentral: Skriv ett heltal från 0 till 9999.' in page.text
    assert "Det här ser ut som ett personnummer." in page.text
    with house.store.read() as tx:
        assert seminars.held(tx) == ()


def test_a_seminar_taken_off_can_be_put_back(client: TestClient, house: House) -> None:
    client.post("/seminars", data=SEMINAR)
    assert 'action="/seminars/1/restore"' in client.post("/seminars/1/remove").text
    with house.store.read() as tx:
        assert seminars.held(tx) == ()
        assert seminars.get(tx, 1).removed_by == "A. Kurator"
    client.post("/seminars/1/restore")
    with house.store.read() as tx:
        assert len(seminars.held(tx)) == 1


def test_a_view_is_handled_and_the_later_writer_sees_the_earlier(
    client: TestClient, house: House
) -> None:
    client.post("/collaboration", data=VIEW)
    assert "1 synpunkt väntar på att hanteras" in client.get("/collaboration").text
    opened = {"seen": "", "handled": "Står nu först.", "informed": "2026-10-01"}
    assert "Sparat: synpunkten" in client.post("/collaboration/1", data=opened).text
    late = as_role(house, "trainer", "B. Lärare").post(
        "/collaboration/1", data={"seen": "", "handled": "Ingen åtgärd.", "informed": ""}
    )
    assert late.status_code == 409
    assert "Står nu först." in late.text
    assert ">Ingen åtgärd.</textarea>" in late.text
    page = client.get("/collaboration").text
    assert "Alla synpunkter är hanterade" in page
    assert "RPO informerad 1 oktober 2026" in page
    with house.store.read() as tx:
        (kept,) = received_views.received(tx)
    assert (kept.handled, kept.informed) == ("Står nu först.", date(2026, 10, 1))


def test_a_deck_is_followed_and_the_page_says_that_it_is_not_read_yet(
    client: TestClient, house: House
) -> None:
    assert "Sparat: /srv/pem.pptx." in client.post("/decks", data=DECK).text
    page = client.get("/decks").text
    assert "bilderna aldrig lästa" in page
    assert "litwatch slides update /srv/pem.pptx" in page
    wrong = client.post("/decks", data={**DECK, "path": "/srv/pem.key", "mail": "larare"})
    assert wrong.status_code == 422
    assert "slutar på .pptx" in wrong.text
    assert 'value="larare"' in wrong.text
    client.post("/decks/1/remove")
    with house.store.read() as tx:
        assert decks.followed(tx) == ()


def test_a_published_edition_brings_its_deck(client: TestClient, house: House) -> None:
    published(house)
    folder = house.settings.digests_folder / "2026-10"
    folder.mkdir(parents=True)
    folder.joinpath("slides.pptx").write_bytes(b"PK invented")
    assert 'href="/decks/edition/2026-10.pptx"' in client.get("/decks").text
    assert client.get("/decks/edition/2026-10.pptx").content == b"PK invented"
    assert client.get("/decks/edition/2026-11.pptx").status_code == 404
    assert client.get("/decks/edition/..%2F..%2Flitwatch.pptx").status_code == 404


@pytest.mark.parametrize(
    ("path", "data"), [("/seminars", SEMINAR), ("/collaboration", VIEW), ("/decks", DECK)]
)
def test_a_reader_reads_the_registers_and_writes_none(
    house: House, path: str, data: dict[str, str]
) -> None:
    reader = as_role(house, "reader")
    page = reader.get(path)
    assert page.status_code == 200
    assert f'action="{path}"' not in page.text
    assert reader.post(path, data=data).status_code == 403


RETRACTED = invented(
    90000050,
    "A retracted trial of ME/CFS <b>care</b>",
    ("", "We randomised 40 adults with ME/CFS."),
    notices=(
        Notice(type="retraction", direction="in", ref_type="RetractionIn", pmid=Pmid("90000051")),
    ),
)


def published(house: House) -> Edition:
    """October as published: its draft put in force as it is."""
    edition, _ = compose(house.store, house.watch, "2026-10", now=NOW)
    with house.store.write() as tx:
        row = editions.save_draft(tx, "2026-10", 1, msgspec.json.encode(edition), "0" * 64, NOW)
        editions.mark_published(tx, row.id, "A. Kurator", NOW, "0" * 64, body=row.body)
    return edition


def taken(tx: Tx, record_id: str) -> None:
    screening.append_decision(
        tx, Decision(record_id=record_id, verdict="include", reviewer="A. Kurator", at=NOW)
    )


def test_alerts_show_works_in_use_that_have_changed(house_of) -> None:  # type: ignore[no-untyped-def]
    house = house_of(records=(RETRACTED,))
    client = as_role(house, "curator", "A. Kurator")
    assert "Ingen studie som används har ändrats" in client.get("/alerts").text
    with house.store.write() as tx:
        taken(tx, "90000050")
    page = client.get("/alerts").text
    assert "1 studie som används är inte som förr" in page
    assert "Tillbakadragen" in page
    assert "Först sett 3 november 2026." in page
    assert "Står inte i någon publicerad utgåva." in page
    published(house)
    assert 'href="/editions/2026-10"' in client.get("/alerts").text


def test_a_work_retracted_after_its_edition_says_that_readers_do_not_know(
    client: TestClient, house: House
) -> None:
    before = RECORDS[1]
    with house.store.write() as tx:
        taken(tx, before.id)
    published(house)
    assert "Ingen studie som används har ändrats" in client.get("/alerts").text
    after = msgspec.structs.replace(before, notices=RETRACTED.notices, revised=date(2026, 11, 2))
    with house.store.write() as tx:
        catalog.save(tx, [(after, b"")], source="pubmed", now=NOW)
    page = client.get("/alerts").text
    assert "oktober 2026</a>, där läsaren inte får veta det" in page


def test_an_alert_is_acknowledged_once_with_a_reason(house_of) -> None:  # type: ignore[no-untyped-def]
    house = house_of(records=(RETRACTED,))
    client = as_role(house, "curator", "A. Kurator")
    with house.store.write() as tx:
        tx.execute(
            alert.insert().values(
                record_id="90000050",
                state="retracted",
                source="pubmed",
                touches=[],
                opened_at=NOW,
                acknowledged_by="",
                reason="",
            )
        )
    assert "1 larm väntar på någon" in client.get("/alerts").text
    assert client.post("/alerts/1", data={"reason": " "}).status_code == 422
    said = {"reason": "Borttaget ur bild 4."}
    assert "Sparat: du har sett larmet." in client.post("/alerts/1", data=said).text
    assert client.post("/alerts/1", data=said).status_code == 200  # the same sent twice
    late = as_role(house, "editor", "E. Redaktör").post("/alerts/1", data={"reason": "Vänta."})
    assert late.status_code == 409
    assert "Borttaget ur bild 4." in late.text
    assert "Du skrev: Vänta." in late.text
    with house.store.read() as tx:
        assert alerts.get(tx, 1).acknowledged_by == "A. Kurator"


def test_a_readers_words_are_shown_as_text(client: TestClient) -> None:
    client.post("/collaboration", data={**VIEW, "words": "<script>alert(1)</script>"})
    page = client.get("/collaboration").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
