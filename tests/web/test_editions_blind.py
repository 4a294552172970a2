"""What waits for a second reader: the pages of an edition tell them nothing of the first verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from litwatch.review.screening import decide
from litwatch.store import readings
from litwatch.store.decisions import verdicts_of
from litwatch.web.house import House

from .conftest import NOW
from .test_editions import ITEM, MONTH, WORDS, exclude, hash_of, include, live, seen, visit

pytestmark = pytest.mark.usefixtures("few_formats")

PAGES = (
    MONTH,
    f"{MONTH}/preview?lang=sv",
    f"{MONTH}/preview?lang=sv&form=mail",
    f"{MONTH}/preview?record=101",
    f"{MONTH}/publish",
    ITEM,
    "/editions",
    "/",
)


@pytest.fixture
def june(june_house: Callable[..., House]) -> House:
    """A colleague has read 101 and written on it; it waits for B. Granskare too."""
    house = june_house()
    first = visit(house)
    include(first, 101)
    first.post(ITEM, data=WORDS)
    first.post(
        f"{MONTH}/rate",
        data={"record": 101, "audience": "vardcentral", "relevance": 7, "newsworthiness": 7},
    )
    with house.store.write() as tx:
        readings.ask_second(tx, "101", "B. Granskare", asked_by="A. Kurator", now=NOW)
    return house


@pytest.fixture
def second(june: House) -> TestClient:
    return visit(june, "B. Granskare")


def told(page: TestClient) -> dict[str, str]:
    """What each page says, but for hashes: those of a draft differ with all that is in it."""
    return {path: re.sub(r"[0-9a-f]{12,64}", "#", unescape(page.get(path).text)) for path in PAGES}


def say(house: House, verdict: str) -> None:
    with house.store.write() as tx:
        decide(tx, "101", verdict, reviewer="A. Kurator", reason="Too small", now=NOW)


@pytest.mark.parametrize("step", ["proposals", "in review", "approved"])
def test_no_page_differs_with_what_the_first_one_said(
    june: House, second: TestClient, step: str
) -> None:
    first, pages = visit(june), {}
    second.get("/")  # the first visit of a day is told nothing of the last one
    if step != "proposals":
        exclude(first, 102, 103)
    for verdict in ("include", "exclude", "maybe"):
        say(june, verdict)
        if step != "proposals":
            first.post(f"{MONTH}/submit")
        if step == "approved":
            first.post(f"{MONTH}/approve", data={"sha256": hash_of(june)})
        pages[verdict] = told(second)
    telling = [path for path in PAGES if len({told[path] for told in pages.values()}) > 1]
    assert telling == []
    assert not [path for path in PAGES if WORDS["bottom_line"] in pages["include"][path]]


def test_what_waits_is_named_and_leads_to_the_queue(june: House, second: TestClient) -> None:
    first = visit(june)
    exclude(first, 102, 103)
    first.post(f"{MONTH}/submit")
    month = unescape(second.get(MONTH).text)
    assert "Juni 2021: 1 post väntar på din egen läsning" in month
    (way,) = re.findall(r'href="(/queue\?at=101)"[^>]*>Chronic fatigue syndrome', month)
    assert "cohort 0" in second.get(way).text
    assert "1 post väntar på din egen läsning." in unescape(second.get("/editions").text)
    later = unescape(second.get("/editions/2021-07").text)
    assert "1 från en tidigare månad" in later, (
        "an edition may take over what is left of earlier ones"
    )


def test_an_item_is_shown_once_both_have_read(june: House, second: TestClient) -> None:
    instead = unescape(second.get(ITEM).text)
    assert "Väntar på din egen läsning" in instead
    assert 'href="/queue?at=101"' in instead
    assert WORDS["population"] in visit(june).get(ITEM).text, "who read it first sees it"
    with june.store.write() as tx:
        decide(tx, "101", "include", reviewer="B. Granskare", now=NOW)
    assert WORDS["population"] in second.get(ITEM).text
    assert WORDS["bottom_line"] in second.get(MONTH).text
    assert WORDS["bottom_line"] in second.get(f"{MONTH}/preview").text
    assert "din egen läsning" not in second.get(MONTH).text


def test_a_page_from_before_the_first_verdict_saves_ones_own(
    june: House, second: TestClient
) -> None:
    sent = {"record": 101, "verdict": "exclude", "reason": "fel grupp", "seen": 0}
    for _twice in range(2):
        answer = second.post(f"{MONTH}/decide", data=sent)
        assert answer.headers["location"] == f"{MONTH}?done=exclude#parts"
    with june.store.read() as tx:
        assert verdicts_of(tx, ["101"]) == {"101": ("include", "exclude")}


def test_what_was_typed_on_it_is_given_back_and_not_saved(june: House, second: TestClient) -> None:
    before = live(june)
    form = {**WORDS, **seen(visit(june).get(ITEM).text)}
    kept = second.post(ITEM, data={**form, "population": "Barn."})
    assert (kept.status_code, "Barn." in kept.text) == (409, True)
    assert WORDS["bottom_line"] not in kept.text, "what somebody else wrote is no word of theirs"
    said = {"record": 101, "kind": "new", "why": "Ny grupp."}
    kept = second.post(f"{MONTH}/relate", data=said)
    assert (kept.status_code, "Ny grupp." in kept.text) == (409, True)
    tried = second.post(f"{MONTH}/check", data={"record": 101, "population": "Barn."})
    assert tried.status_code == 404
    assert WORDS["population"] not in kept.text + tried.text
    assert live(june) == before


def test_a_refused_step_counts_no_gate_of_it(june: House, second: TestClient) -> None:
    first = visit(june)
    exclude(first, 102, 103)
    first.post(ITEM, data={**WORDS, **seen(first.get(ITEM).text), "population": "97 vuxna."})
    first.post(f"{MONTH}/submit")
    sent = {"sha256": hash_of(june)}
    assert "closed gate(s)" in first.post(f"{MONTH}/approve", data=sent).text
    refused = second.post(f"{MONTH}/approve", data=sent)
    assert refused.status_code == 409
    assert "läs det som väntar på dig" in refused.text
    assert "closed gate(s)" not in refused.text


def test_a_second_reader_can_approve_and_publish_what_others_have_made(
    june: House, second: TestClient
) -> None:
    exclude(visit(june), 102, 103)
    second.post(f"{MONTH}/submit")
    sent = {"sha256": hash_of(june)}
    assert "Steget gäller hela utgåvan" in second.get(MONTH).text
    second.post(f"{MONTH}/approve", data=sent)
    assert "1 post väntar på din egen läsning." in unescape(second.get(f"{MONTH}/publish").text)
    assert second.post(f"{MONTH}/publish", data=sent).status_code == 303
    assert WORDS["bottom_line"] in second.get(f"{MONTH}/files/digest.html").text


def test_a_key_message_tells_nothing_of_it_until_it_is_read(
    june: House, second: TestClient
) -> None:
    key = june.watch.modules[0].statements[0].id
    first, title = visit(june), "cohort 0"
    related = {"record": "101", "kind": "contradicts", "why": "It found the opposite."}
    assert first.post(f"/statements/{key}/relate", data=related).status_code == 303
    assert related["why"] in first.get(f"/statements/{key}").text
    hidden = second.get(f"/statements/{key}").text
    assert related["why"] not in hidden
    assert title not in hidden
    before = second.get("/statements").text
    first.post(f"/statements/{key}/relate", data={**related, "kind": "none"})
    assert second.get("/statements").text == before
