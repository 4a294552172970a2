"""A month on the pages: chosen, written, its gates, its steps, what readers get, and refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from litwatch import doors
from litwatch.pipeline.editions import compose
from litwatch.settings import Settings
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.store import editions
from litwatch.store.texts import texts_of
from litwatch.web.app import create_app
from litwatch.web.house import House
from litwatch.web.who import Visitor

from .conftest import NOW, OWN

pytestmark = pytest.mark.usefixtures("few_formats")

MONTH = "/editions/2021-06"
ITEM = f"{MONTH}/items/101"
WORDS = {
    "bottom_line": "Trötthet kvarstod hos 120 vuxna efter sex månader.",
    "population": "120 vuxna.",
    "pem_in_sample": "Ej mätt.",
    "worsening": "Nämns inte i abstract.",
    "role": "allmänläkare",
}


def visit(house: House, name: str = "A. Kurator", role: str = "editor") -> TestClient:
    """Somebody with a role, on loopback, whose forms come from our own pages."""
    app = create_app(house)
    app.state.identify = lambda _: Visitor(name, role)  # type: ignore[arg-type]
    return TestClient(app, base_url="http://127.0.0.1", headers=OWN, follow_redirects=False)


@pytest.fixture
def june(june_house: Callable[..., House]) -> House:
    return june_house()


@pytest.fixture
def page(june: House) -> TestClient:
    return visit(june)


def include(page: TestClient, *records: int) -> None:
    for record in records:
        page.post(f"{MONTH}/decide", data={"record": record, "verdict": "include", "seen": 0})


def exclude(page: TestClient, *records: int) -> None:
    for record in records:
        page.post(
            f"{MONTH}/decide",
            data={"record": record, "verdict": "exclude", "reason": "other people", "seen": 0},
        )


def finish(page: TestClient) -> None:
    """One study included and written, the two others excluded: every gate is open."""
    include(page, 101)
    exclude(page, 102, 103)
    assert page.post(ITEM, data=WORDS).headers["location"] == f"{ITEM}?done=saved"


def hash_of(house: House) -> str:
    with house.store.read() as tx:
        latest = editions.latest(tx, "2021-06")
    assert latest is not None
    return latest.sha256


def states(house: House) -> list[tuple[int, str]]:
    with house.store.read() as tx:
        return [(row.revision, row.state) for row in editions.list_editions(tx)]


def live(house: House, record: str = "101") -> dict[str, tuple[str, str]]:
    with house.store.read() as tx:
        found = texts_of(tx, record, until="2021-06")
    return {field: (text.text, text.reviewer) for (field, _), text in found.items()}


def seen(answer: str) -> dict[str, str]:
    """The versions that a form carries."""
    return dict(re.findall(r'name="(seen-[^"]+)" value="(\d+)"', answer))


def test_a_month_goes_from_proposals_to_readers(june: House, page: TestClient) -> None:
    first = page.get(MONTH).text
    assert "Juni 2021: 3 spärrar är stängda" in first
    assert first.count("Förslag") >= 3
    finish(page)
    assert "Juni 2021 kan lämnas för granskning" in page.get(MONTH).text
    assert page.post(f"{MONTH}/submit").headers["location"] == f"{MONTH}?done=submitted"
    assert "Juni 2021 väntar på godkännande" in page.get(MONTH).text
    approving = page.post(f"{MONTH}/approve", data={"sha256": hash_of(june)})
    assert approving.headers["location"] == f"{MONTH}?done=approved"
    assert "Juni 2021 kan publiceras" in page.get(MONTH).text
    asking = page.get(f"{MONTH}/publish").text
    assert "Publicera juni 2021?" in asking
    assert "digest.pdf" in asking, "what is left out is told before"
    done = page.post(f"{MONTH}/publish", data={"sha256": hash_of(june)})
    assert (done.status_code, done.headers["location"]) == (303, f"{MONTH}?done=published")
    assert states(june) == [(1, "published")]
    assert "Juni 2021 är publicerad" in page.get(MONTH).text
    assert WORDS["bottom_line"] in page.get(f"{MONTH}/files/digest.html").text


def test_publishing_twice_publishes_once(june: House, page: TestClient) -> None:
    finish(page)
    page.post(f"{MONTH}/submit")
    sent = {"sha256": hash_of(june)}
    page.post(f"{MONTH}/approve", data=sent)
    assert [page.post(f"{MONTH}/publish", data=sent).status_code for _ in range(2)] == [303, 303]
    assert states(june) == [(1, "published")]


def test_nothing_is_published_but_the_draft_that_was_read(june: House, page: TestClient) -> None:
    finish(page)
    page.post(f"{MONTH}/submit")
    read = hash_of(june)
    page.post(ITEM, data={"limitations": "Självskattat.", "role": "allmänläkare"})
    refused = page.post(f"{MONTH}/approve", data={"sha256": read})
    assert refused.status_code == 409
    assert "Utgåvan har ändrats sedan den lades ut och lästes." in refused.text
    page.post(f"{MONTH}/submit")
    page.post(f"{MONTH}/approve", data={"sha256": hash_of(june)})
    assert page.post(f"{MONTH}/publish", data={"sha256": read}).status_code == 409
    assert states(june) == [(1, "approved")]


def test_a_source_that_is_down_keeps_the_edition_back(
    june_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient(chosen: Settings) -> Eutils:
        return Eutils(
            chosen.eutils_url,
            email=None,
            api_key=None,
            limiter=Limiter(chosen.limiter_file),
            sleep=lambda _: None,
        )

    monkeypatch.setattr(doors, "eutils", impatient)
    house = june_house()
    finish(visit(house))
    later = replace(house, now=lambda: NOW + timedelta(days=2))
    page = visit(later)
    page.post(f"{MONTH}/submit")
    sent = {"sha256": hash_of(house)}
    page.post(f"{MONTH}/approve", data=sent)
    refused = page.post(f"{MONTH}/publish", data=sent)
    assert refused.status_code == 503
    assert "PubMed kunde inte frågas vad som har hänt med 101" in refused.text
    assert states(house) == [(1, "approved")]


def test_two_persons_where_the_setting_asks_for_them(june_house: Callable[..., House]) -> None:
    house = june_house(two_persons=True)
    writer, reader = visit(house), visit(house, "B. Granskare", "curator")
    finish(writer)
    writer.post(f"{MONTH}/submit")
    sent = {"sha256": hash_of(house), "role": "fysioterapeut"}
    writer.post(f"{MONTH}/approve", data=sent)
    assert "väntar på godkännande" in writer.get(MONTH).text, "the writer’s own is not enough"
    assert writer.post(f"{MONTH}/publish", data=sent).status_code == 409
    reader.post(f"{MONTH}/approve", data=sent)
    assert "kan publiceras" in writer.get(MONTH).text
    assert writer.post(f"{MONTH}/publish", data=sent).status_code == 303


def test_a_correction_stands_beside_what_it_corrects(june: House, page: TestClient) -> None:
    finish(page)
    page.post(f"{MONTH}/submit")
    page.post(f"{MONTH}/approve", data={"sha256": hash_of(june)})
    page.post(f"{MONTH}/publish", data={"sha256": hash_of(june)})
    assert page.post(f"{MONTH}/correct", data={"reason": " "}).status_code == 400
    kept = page.post(f"{MONTH}/correct", data={"reason": "Om 19121212-1212."})
    assert (kept.status_code, "Om 19121212-1212." in kept.text) == (400, True)
    page.post(f"{MONTH}/correct", data={"reason": "Fel antal i post 1; nu rätt."})
    assert states(june) == [(1, "published"), (2, "draft")]
    page.post(ITEM, data={**WORDS, "limitations": "Självskattat."})
    page.post(f"{MONTH}/submit")
    page.post(f"{MONTH}/approve", data={"sha256": hash_of(june)})
    page.post(f"{MONTH}/publish", data={"sha256": hash_of(june)})
    assert states(june) == [(1, "corrected"), (2, "published")]
    assert "Självskattat." in page.get(f"{MONTH}/files/digest.html").text
    assert "Självskattat." not in page.get(f"{MONTH}/files/digest.html?r=1").text


def test_a_submitted_edition_is_taken_back(june: House, page: TestClient) -> None:
    finish(page)
    page.post(f"{MONTH}/submit")
    assert page.post(f"{MONTH}/withdraw").headers["location"] == f"{MONTH}?done=withdrawn"
    assert states(june) == [(1, "draft")]


def test_a_closed_gate_names_item_words_and_field(page: TestClient) -> None:
    include(page, 101)
    page.post(ITEM, data={**WORDS, "result": "97 av 120 blev bättre."})
    month = page.get(MONTH).text
    assert f'href="{ITEM}#f-result"' in month
    form = page.get(ITEM).text
    assert "talet 97" in form
    assert re.search(r'id="f-result"[^>]*aria-invalid="true"', form)
    assert not re.search(r'id="f-population"[^>]*aria-invalid="true"', form)


def test_gates_are_tried_on_what_is_typed_and_nothing_is_stored(
    june: House, page: TestClient
) -> None:
    include(page, 101)
    tried = page.post(f"{MONTH}/check", data={**WORDS, "record": "101", "result": "97 av 120."})
    assert tried.status_code == 200
    assert "talet 97" in tried.text
    assert "<html" not in tried.text
    assert live(june) == {}


def test_a_field_saved_is_a_version_in_the_visitors_name(june: House, page: TestClient) -> None:
    include(page, 101)
    page.post(ITEM, data=WORDS)
    assert live(june)["population"] == ("120 vuxna.", "A. Kurator")
    again = page.post(ITEM, data=WORDS)
    assert again.headers["location"] == f"{ITEM}?done=same", "a form that comes twice saves once"


def test_what_was_saved_is_said_in_one_banner(page: TestClient) -> None:
    finish(page)
    told = page.get(f"{ITEM}?done=saved").text
    assert "Postens alla spärrar är öppna." in told
    assert told.count('class="saved"') == 1


def test_words_that_somebody_else_wrote_meanwhile_are_not_run_over(
    june: House, page: TestClient
) -> None:
    include(page, 101)
    page.post(ITEM, data=WORDS)
    form = seen(page.get(ITEM).text)
    other = visit(june, "B. Granskare", "curator")
    other.post(ITEM, data={**WORDS, **form, "population": "120 vuxna i primärvård."})
    mine = {**WORDS, **form, "population": "120 vuxna med ME/CFS.", "limitations": "Få."}
    clash = page.post(ITEM, data=mine)
    assert clash.status_code == 409
    assert "120 vuxna i primärvård." in clash.text
    assert "120 vuxna med ME/CFS." in clash.text
    assert "B. Granskare skrev det här medan du skrev" in clash.text
    assert "limitations" not in live(june), "all of a form is saved or nothing"
    page.post(ITEM, data={**mine, **seen(clash.text)})
    assert live(june)["population"] == ("120 vuxna med ME/CFS.", "A. Kurator")


def test_a_field_that_one_left_as_it_was_keeps_what_another_wrote(
    june: House, page: TestClient
) -> None:
    include(page, 101)
    page.post(ITEM, data=WORDS)
    form = seen(page.get(ITEM).text)
    other = visit(june, "B. Granskare", "curator")
    other.post(ITEM, data={**WORDS, **form, "population": "120 vuxna i primärvård."})
    saved = page.post(ITEM, data={**WORDS, **form, "limitations": "Få."})
    assert saved.status_code == 303
    assert live(june)["population"] == ("120 vuxna i primärvård.", "B. Granskare")
    assert live(june)["limitations"] == ("Få.", "A. Kurator")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"population": "Patienten 19121212-1212."}, "något som ser ut som ett personnummer"),
        ({"role": ""}, "Skriv din roll."),
    ],
)
def test_a_form_with_a_mistake_keeps_what_was_typed(
    june: House, page: TestClient, typed: dict[str, str], says: str
) -> None:
    include(page, 101)
    answer = page.post(ITEM, data={**WORDS, "limitations": "Självskattat.", **typed})
    assert answer.status_code == 400
    assert says in answer.text
    assert "Självskattat." in answer.text
    assert live(june) == {}


def test_a_proposal_is_copied_into_its_field_and_saved_by_nobody_else(
    june: House, page: TestClient
) -> None:
    include(page, 101)
    quote = "We followed 120 adults for six months."
    form = page.get(ITEM).text
    assert f'<q lang="en" id="quote-population">{quote}</q>' in form
    assert 'id="quote-meaning' not in form, "what it means is never proposed"
    used = page.post(ITEM, data={"population": "", "use": "population", "minute": "Rad."})
    assert used.status_code == 200
    assert re.search(rf'id="f-population"[^>]*>{re.escape(quote)}</textarea>', used.text)
    assert ">Rad.</textarea>" in used.text
    assert live(june) == {}


def test_people_choose_the_order(june: House, page: TestClient) -> None:
    include(page, 101, 102, 103)

    def order() -> list[str]:
        edition, _ = compose(june.store, june.watch, "2021-06", now=NOW)
        return [item.id for item in edition.primary_care]

    shown = order()
    last = {"section": "primary_care", "record": shown[2], "step": "up", "seen": " ".join(shown)}
    assert (
        page.post(f"{MONTH}/order", data=last).headers["location"].startswith(f"{MONTH}?done=moved")
    )
    wanted = [shown[0], shown[2], shown[1]]
    assert order() == wanted
    again = page.post(f"{MONTH}/order", data=last)
    assert "not-moved" in again.headers["location"], "a form that comes twice moves once"
    assert order() == wanted
    assert live(june) == {}, "a place is no text"


def test_a_decision_made_meanwhile_is_shown_beside_ones_own(june: House, page: TestClient) -> None:
    include(visit(june, "B. Granskare", "curator"), 101)
    clash = page.post(
        f"{MONTH}/decide",
        data={"record": 101, "verdict": "exclude", "reason": "fel grupp", "seen": 0},
    )
    assert clash.status_code == 409
    assert "B. Granskare har beslutat under tiden" in clash.text
    assert "fel grupp" in clash.text


def test_excluding_asks_for_a_reason(page: TestClient) -> None:
    asked = page.post(f"{MONTH}/decide", data={"record": 101, "verdict": "exclude"})
    assert asked.status_code == 400
    assert "Skriv varför posten utesluts." in asked.text


def test_ratings_decide_whom_a_post_is_for(june: House, page: TestClient) -> None:
    include(page, 101)
    page.post(
        f"{MONTH}/rate",
        data={"record": 101, "audience": "primarvardsrehab", "relevance": 6, "newsworthiness": 5},
    )
    edition, _ = compose(june.store, june.watch, "2021-06", now=NOW)
    assert "101" in [item.id for item in edition.rehabilitation]
    half = page.post(
        f"{MONTH}/rate", data={"record": 101, "audience": "vardcentral", "relevance": 6}
    )
    assert "done=not-rated" in half.headers["location"]


def test_a_person_says_how_a_post_bears_on_a_message(june: House, page: TestClient) -> None:
    include(page, 101)
    form = page.get(ITEM).text
    assert not re.search(r'name="kind"[^>]*checked', form), "the relation is never proposed"
    (message,) = re.findall(r'<option value="(m\d+s\d+)"', form)[:1]
    said = {"record": 101, "statement": message, "kind": "nuances", "why": "Annan grupp."}
    for _ in range(2):
        kept = page.post(f"{MONTH}/relate", data={**said, "seen": 0})
        assert kept.headers["location"] == f"{ITEM}?done=related#relations"
    assert "Annan grupp." in page.get(f"{MONTH}/preview?record=101").text
    other = visit(june, "B. Granskare", "curator")
    clash = other.post(f"{MONTH}/relate", data={**said, "kind": "supports", "seen": 0})
    assert clash.status_code == 409
    assert f"A. Kurator har under tiden sagt att posten nyanserar {message}" in clash.text
    wrong = page.post(f"{MONTH}/relate", data={"record": 101, "kind": "new", "seen": 9})
    assert wrong.status_code == 400
    for _ in range(2):
        page.post(f"{MONTH}/relate", data={**said, "kind": "none", "seen": 9})
    assert "Annan grupp." not in page.get(ITEM).text


@pytest.mark.parametrize(
    "name",
    [
        "../../litwatch.db",
        "..%2F..%2Flitwatch.db",
        "%2e%2e/manifest.json",
        "secret.txt",
        "%2Fetc%2Fpasswd",
    ],
)
def test_only_what_the_manifest_names_is_sent(june: House, page: TestClient, name: str) -> None:
    finish(page)
    page.post(f"{MONTH}/submit")
    page.post(f"{MONTH}/publish", data={"sha256": hash_of(june)})
    folder = june.settings.digests_folder / "2021-06"
    (folder / "secret.txt").write_text("not of the edition", encoding="utf-8")
    named = json.loads((folder / "manifest.json").read_bytes())["files"]
    assert page.get(f"{MONTH}/files/references.ris").status_code == 200
    assert name not in named
    assert page.get(f"{MONTH}/files/{name}").status_code == 404


def test_a_file_that_was_changed_after_publishing_is_not_sent(
    june: House, page: TestClient
) -> None:
    finish(page)
    page.post(f"{MONTH}/submit")
    page.post(f"{MONTH}/publish", data={"sha256": hash_of(june)})
    (june.settings.digests_folder / "2021-06" / "digest.md").write_text("x", encoding="utf-8")
    assert page.get(f"{MONTH}/files/digest.md").status_code == 500
    assert page.get(f"{MONTH}/files/digest.html").status_code == 200


def test_a_preview_brings_its_own_style_and_runs_nothing(page: TestClient) -> None:
    include(page, 101)
    page.post(ITEM, data=WORDS)
    for address in (
        f"{MONTH}/preview",
        f"{MONTH}/preview?record=101",
        f"{MONTH}/preview?form=mail",
    ):
        shown = page.get(address)
        assert WORDS["bottom_line"] in shown.text
        policy = shown.headers["content-security-policy"]
        assert "style-src 'unsafe-inline'" in policy
        assert "script-src" not in policy
        assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("reader", "GET", ITEM),
        ("reader", "GET", f"{MONTH}/preview"),
        ("reader", "POST", ITEM),
        ("specialist", "POST", f"{MONTH}/publish"),
        ("specialist", "POST", f"{MONTH}/correct"),
        ("rpo", "POST", f"{MONTH}/approve"),
    ],
)
def test_a_role_does_what_it_may(june: House, role: str, method: str, path: str) -> None:
    assert visit(june, "C. Annan", role).request(method, path).status_code == 403


def test_readers_see_what_is_published_and_no_proposals(june: House) -> None:
    reader = visit(june, "L. Läsare", "reader")
    shown = reader.get(MONTH).text
    assert "Juni 2021 är inte publicerad än" in shown
    assert "Chronic fatigue" not in shown


def test_a_month_that_is_none_is_no_page(page: TestClient) -> None:
    for address in ("/editions/2021-13", "/editions/x", f"{MONTH}/items/999"):
        assert page.get(address).status_code == 404


def test_something_from_outside_pubmed_is_added_once_and_taken_back(page: TestClient) -> None:
    form = {
        "body": "SBU",
        "title": "En påhittad rapport",
        "link": "https://www.example.org/rapport",
        "day": "2021-06-11",
        "words": "Läs den.",
    }
    wrong = page.post("/editions/outside", data={**form, "day": "snart"})
    assert wrong.status_code == 400
    assert "En påhittad rapport" in wrong.text
    for _ in range(2):
        assert page.post("/editions/outside", data=form).status_code == 303
    shown = page.get("/editions/outside").text
    assert shown.count("En påhittad rapport</a>") == 1
    assert "En påhittad rapport" in page.get(MONTH).text
    (number,) = re.findall(r"/editions/outside/(\d+)/remove", shown)
    for _ in range(2):
        assert page.post(f"/editions/outside/{number}/remove").status_code == 303
    assert "Inget utanför PubMed" in page.get("/editions/outside").text


def test_the_list_tells_what_each_month_lacks(june: House, page: TestClient) -> None:
    finish(page)
    page.post(f"{MONTH}/submit")
    shown = page.get("/editions").text
    assert "November 2026" in shown
    assert "Under granskning" in shown
    page.post(f"{MONTH}/publish", data={"sha256": hash_of(june)})
    shown = page.get("/editions").text
    assert "Publicerad 3 november 2026 av A. Kurator." in shown
    assert f'href="{MONTH}/files/digest.html"' in shown
