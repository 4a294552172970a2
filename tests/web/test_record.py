"""A record's own page: all that ever happened to it, notes, tags, and fetching one we lack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from itertools import count

import msgspec
import pytest
from starlette.testclient import TestClient

from litwatch.classify.model import Model
from litwatch.errors import SourceDown, StoreDamaged
from litwatch.pipeline import opinions
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify
from litwatch.records import Decision, Notice, Pmid
from litwatch.review import questions
from litwatch.sources.eutils_answers import SearchPage
from litwatch.store import Entry, catalog, entries, screening
from litwatch.store.ratings import Rating, append_ratings
from litwatch.store.tables import reading, relation
from litwatch.web.app import create_app
from litwatch.web.house import House
from litwatch.web.routes import record as route
from litwatch.web.who import Visitor

from .conftest import NOW, OWN, RECORDS


def said_of(client: TestClient, record_id: str = "90000001") -> str:
    page = client.get(f"/records/{record_id}")
    assert page.status_code == 200
    return unescape(page.text)


def test_the_timeline_tells_all_that_happened(client: TestClient, house: House) -> None:
    retraction = Notice(
        type="retraction", direction="in", ref_type="RetractionIn", pmid=Pmid("99"), citation="J T"
    )
    changed = msgspec.structs.replace(RECORDS[0], title="Another title", notices=(retraction,))
    later = NOW + timedelta(days=2)
    with house.store.write() as tx:
        catalog.save(tx, [(changed, b"<new/>")], source="pubmed", now=later)
        said = Decision(
            record_id="90000001", verdict="include", reviewer="B. Läkare", at=later, reason="bra"
        )
        number = screening.append_decision(tx, said)
        screening.take_back(tx, number, by="B. Läkare", now=later + timedelta(hours=1))
        one = Rating("90000001", "vardcentral", "relevance", 6, "B. Läkare", later)
        append_ratings(tx, [one])
        row = {"record_id": "90000001", "statement": "s1", "kind": "supports", "month": "",
               "why": "samma fynd", "reviewer": "B. Läkare", "at": later}  # fmt: skip
        tx.execute(relation.insert().values(row))
    client.post("/records/90000001/note", data={"text": "Läs tabell 2"})
    page = said_of(client)
    for sentence in (
        "Hittades av sökningen",
        "för 1 oktober 2026 till 31 oktober 2026",
        "En ny kopia kom. Ändrat: titel",
        "det finns ett tillbakadragande om den här posten",
        "PMID 99",
        "Modellen ",
        "Maskinen föreslog:",
        "B. Läkare beslutade: tas med (ångrat senare).",
        "B. Läkare ångrade: tas med.",
        "B. Läkare bedömde relevans för vårdcentral: 6 av 7.",
        "B. Läkare: den stödjer s1.",
        "Anteckning av A. Kurator:",
        "Läs tabell 2",
    ):
        assert sentence in page, sentence
    assert page.index("5 november 2026") < page.index("3 november 2026")  # the last day first


@pytest.mark.parametrize("role", questions.EXPERTS)
def test_the_timeline_names_whom_one_asked(house: House, client: TestClient, role: str) -> None:
    with house.store.write() as tx:
        questions.ask(tx, "90000001", role, "Gäller det barn?", by="B. Läkare", now=NOW)
    page = said_of(client)
    words = {
        "specialist": "B. Läkare bad Karolinskas postinfektiösa mottagning om råd:",
        "child_specialist": "B. Läkare bad en specialist på barn om råd:",
        "rpo": "B. Läkare bad det regionala programområdet (RPO) om råd:",
    }[role]
    assert words in page


def test_a_note_is_kept_once_however_often_it_is_sent(client: TestClient) -> None:
    for _ in range(2):
        client.post("/records/90000001/note", data={"text": "Fråga RPO"})
    assert said_of(client).count("Fråga RPO") == 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("  ", "Anteckningen är tom"), ("Patienten 19121212-1212", "ser ut som ett personnummer")],
)
def test_a_note_that_cannot_be_kept_says_why_and_stays_in_its_field(
    client: TestClient, text: str, wrong: str
) -> None:
    answer = client.post("/records/90000001/note", data={"text": text})
    assert answer.status_code == 400
    assert wrong in unescape(answer.text)
    assert f">{text}</textarea>" in answer.text
    assert "Anteckning av" not in said_of(client)


def test_a_tag_is_set_and_said_not_to_hold(house: House) -> None:
    seconds = count()
    going = replace(house, now=lambda: NOW + timedelta(seconds=next(seconds)))  # as clocks do
    client = TestClient(create_app(going), base_url="http://127.0.0.1", headers=OWN)
    client.post("/records/90000001/tag", data={"tag": "setting:vardcentral", "do": "set"})
    assert "A. Kurator satte taggen" in said_of(client)
    assert "/records/90000001" in client.get("/records?setting=vardcentral").text
    client.post("/records/90000001/tag", data={"tag": "setting:vardcentral", "do": "reject"})
    assert "A. Kurator sa nej till taggen" in said_of(client)
    assert "/records/90000001" not in client.get("/records?setting=vardcentral").text
    assert client.post("/records/90000001/tag", data={"tag": "x"}).status_code == 400
    assert client.post("/records/90000001/tag", data={"tag": "x:y"}).status_code == 400


def test_a_second_reader_does_not_see_what_the_first_one_said(house: House) -> None:
    with house.store.write() as tx:
        said = Decision(
            record_id="90000001", verdict="exclude", reviewer="B. Läkare", at=NOW, reason="nej"
        )
        screening.append_decision(tx, said)
        row = {"record_id": "90000001", "kind": "second", "asked_by": "B. Läkare", "asked_at": NOW}
        tx.execute(reading.insert().values(**row, reader="", role="", words="", answer="",
                                           closed_by=""))  # fmt: skip
    blind = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    for address in ("/records/90000001", "/records?q=pacing"):
        page = unescape(blind.get(address).text)
        assert "Pacing or usual care" in page.replace('<mark class="hit">', "").replace(
            "</mark>", ""
        )
        assert "utesluten enligt B. Läkare" not in page
        assert "B. Läkare beslutade" not in page
    blind.app.state.identify = lambda request: Visitor("B. Läkare", "curator")  # type: ignore[attr-defined]
    assert "B. Läkare beslutade: utesluten" in unescape(blind.get("/records/90000001").text)


def test_another_id_leads_to_the_record(client: TestClient) -> None:
    answer = client.get("/records/doi:10.9999/EXAMPLE.90000001", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/records/90000001")


def test_an_unknown_pmid_offers_to_be_fetched(client: TestClient) -> None:
    answer = client.get("/records/99999999")
    assert answer.status_code == 404
    assert 'action="/records/99999999/fetch"' in answer.text
    other = client.get("/records/doi:10.1234/none")
    assert other.status_code == 404
    assert "/fetch" not in other.text


class Source:
    """Stands for PubMed: what it delivers for a PMID, and what a search for it names."""

    def __init__(self, pages: dict[str, bytes], named: dict[str, str] | None = None) -> None:
        self.pages, self.named = pages, named or {}

    def fetch(self, pmids: list[Pmid]) -> bytes:
        bodies = b"".join(self.pages.get(pmid, b"") for pmid in pmids)
        return b"<PubmedArticleSet>" + bodies + b"</PubmedArticleSet>"

    def search(self, term: str, **_: object) -> SearchPage:
        named = self.named.get(term.removesuffix("[uid]"))
        pmids = (Pmid(named),) if named else ()
        return SearchPage(count=len(pmids), pmids=pmids, translation="", warnings=())


def article(pmid: str) -> bytes:
    return (
        f"<PubmedArticle><MedlineCitation Status='MEDLINE'><PMID Version='1'>{pmid}</PMID>"
        "<Article PubModel='Print'><Journal><Title>Invented</Title></Journal>"
        "<ArticleTitle>Fetched by a person</ArticleTitle></Article></MedlineCitation>"
        f"<PubmedData><ArticleIdList><ArticleId IdType='pubmed'>{pmid}</ArticleId>"
        "</ArticleIdList></PubmedData></PubmedArticle>"
    ).encode()


Answers = Callable[[Source], None]


@pytest.fixture
def pubmed(monkeypatch: pytest.MonkeyPatch) -> Answers:
    def answers(source: Source) -> None:
        monkeypatch.setattr(route.doors, "eutils", lambda settings, tries: source)

    return answers


def test_a_fetched_record_is_kept_with_its_bytes(
    client: TestClient, house: House, pubmed: Answers
) -> None:
    pubmed(Source({"99999999": article("99999999")}))
    answer = client.post("/records/99999999/fetch")
    assert answer.url.path == "/records/99999999"
    assert "Fetched by a person" in answer.text
    with house.store.read() as tx:
        assert catalog.ids(tx, role="imported") == ["99999999"]
        assert catalog.raw_xml(tx, "99999999") == article("99999999")
    assert "99999999" in client.get("/records?role=imported").text


def said_of_fetched(house: House) -> Entry:
    with house.store.read() as tx:
        return next(entries(tx, ids=["99999999"]))


def test_a_fetched_record_is_scored_and_tagged_in_the_same_action(
    client: TestClient, house: House, pubmed: Answers
) -> None:
    title = b"Pacing in <i>post-COVID</i>: a randomised trial of 200 adults"
    pubmed(Source({"99999999": article("99999999").replace(b"Fetched by a person", title)}))
    page = client.post("/records/99999999/fetch").text
    assert "nya poster bedöms" not in page
    entry = said_of_fetched(house)
    assert entry.prediction is not None
    assert entry.usefulness is not None
    assert ("design", "rct") in {(tag.facet, tag.value) for tag in entry.tags}
    report = classify(house.store, house.watch, Models(Model.load(), None), now=NOW)
    assert (report.scored, report.tagged) == (0, 0)  # nothing of it is left to do


def test_without_a_model_that_answers_the_record_is_stored_and_tagged_by_rules(
    client: TestClient, house: House, pubmed: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> Models:
        raise StoreDamaged("the files of model x are gone", "Bring them back.")

    pubmed(Source({"99999999": article("99999999")}))
    monkeypatch.setattr(route.doors, "models", damaged)
    answer = client.post("/records/99999999/fetch")
    assert answer.status_code == 200
    assert "Ingen modell har läst posten ännu" in answer.text
    entry = said_of_fetched(house)
    assert entry.prediction is None
    assert {tag.facet for tag in entry.tags} >= {"design"}


def test_when_nothing_can_be_said_of_it_the_record_is_stored_and_that_is_told(
    client: TestClient, house: House, pubmed: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    pubmed(Source({"99999999": article("99999999")}))
    monkeypatch.setattr(opinions, "tag", broken)
    monkeypatch.setattr(opinions, "predict", broken)
    page = client.post("/records/99999999/fetch").text
    assert "Fetched by a person" in page
    assert "Den är inte taggad ännu" in page
    assert "Ingen modell har läst posten ännu" in page
    assert said_of_fetched(house).tags == ()


def test_a_pmid_that_pubmed_names_otherwise_leads_there(
    client: TestClient, pubmed: Answers
) -> None:
    pubmed(Source({"99999998": article("99999998")}, {"99999999": "99999998"}))
    assert client.post("/records/99999999/fetch").url.path == "/records/99999998"


def test_what_pubmed_does_not_have_is_said(client: TestClient, pubmed: Answers) -> None:
    pubmed(Source({}))
    answer = client.post("/records/99999999/fetch")
    assert answer.status_code == 404
    assert "PubMed har ingen post med detta PMID" in answer.text


def test_a_silent_pubmed_is_said_and_nothing_is_lost(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, pubmed: Answers
) -> None:
    def down(*_: object, **__: object) -> None:
        raise SourceDown("no answer")

    pubmed(Source({}))
    monkeypatch.setattr(route, "fetch_one", down)
    answer = client.post("/records/99999999/fetch")
    assert answer.status_code == 503
    assert "PubMed svarar inte. Inget har gått förlorat." in answer.text


def test_fetching_needs_the_right_to_screen(house: House) -> None:
    client = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)
    client.app.state.identify = lambda request: Visitor("T. Lärare", "trainer")  # type: ignore[attr-defined]
    assert client.post("/records/99999999/fetch").status_code == 403
    assert "/fetch" not in client.get("/records/99999999").text
