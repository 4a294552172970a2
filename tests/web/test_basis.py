"""The basis: runs and windows that balance or not, searches with findings and recall, the model."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from litwatch.classify.manifest import Bin
from litwatch.language import speech
from litwatch.pipeline.monitor import monitor
from litwatch.search import lint
from litwatch.search.lines import lines
from litwatch.store import ledger, models, strategies
from litwatch.store.models import ModelEvent
from litwatch.watch import load_watch
from litwatch.web.charts import Point, reliability, shares
from litwatch.web.house import House
from litwatch.web.model_charts import nearest_bin
from litwatch.web.query_text import pieces
from litwatch.web.strategy_charts import percent

from .conftest import NOW, axe_width, faults_on, served

PAGES = (
    "/runs",
    "/strategies",
    "/strategies/postcovid",
    "/model",
    "/alerts",
    "/decks",
    "/seminars",
    "/collaboration",
    "/collaboration/1",
    "/accessibility",
    "/privacy",
    "/faults",
)


def table(page: str, caption: str) -> str:
    """The table of a page that holds these words in its caption or its heading before it."""
    return page[page.index(caption) :].partition("</table>")[0]


def test_the_runs_of_a_month_add_up(client: TestClient) -> None:
    page = client.get("/runs").text
    assert "Alla sökningar går ihop, november 2026" in page
    assert '<svg class="pf"' in page
    flow = table(page, "Flödet i siffror")
    assert re.search(r"Hittade poster</th><td class=\"r\">12<", flow)
    assert re.search(r"Poster som togs med</th><td class=\"r\">0<", flow)  # a zero is printed


def test_a_window_that_does_not_balance_is_told_with_its_numbers(
    client: TestClient, house: House
) -> None:
    with house.store.write() as tx:
        run = ledger.start_run(tx, "harvest", NOW, {})
        window = ledger.open_window(
            tx,
            run,
            topic="me_cfs",
            part="",
            version="1.0.0",
            fingerprint="invented",
            first=date(2026, 11, 1),
            last=date(2026, 11, 2),
            term="invented",
            now=NOW,
        )
        ledger.list_found(tx, window.id, 3, ["90000001", "90000099"], "", (), NOW)
        ledger.record_page(tx, window.id, [], now=NOW, missing=["90000099"])
        ledger.close_window(tx, window.id, NOW)
        ledger.finish_run(tx, run, "source_down", NOW, note="PubMed did not answer")
    page = client.get("/runs").text
    assert "1 sökning går inte ihop, november 2026" in page
    assert "Källan räknade 3 och listade 2: 0 hämtade, 1 fanns förut, 1 saknas med namn" in page
    assert "1 post listades men levererades aldrig" in page
    assert 'href="/records/90000099"' in page
    assert "PubMed did not answer" in page


def test_a_month_without_searches_says_so(client: TestClient) -> None:
    assert "Ingen sökning gjordes, maj 2026" in client.get("/runs?month=2026-05").text
    assert client.get("/runs?month=2026-13").status_code == 400


def test_the_searches_are_listed_with_their_load(client: TestClient) -> None:
    page = client.get("/strategies").text
    assert "Siffrorna gäller oktober 2026" in page
    assert '<title id="load-t">Träffar per sökning, oktober 2026</title>' in page
    assert re.search(r'href="/strategies/me_cfs">.*?</a></th><td>[^<]*</td><td class="r">10<', page)
    assert "inte mätt" in page


def test_a_search_shows_its_lines_versions_and_recall(client: TestClient, house: House) -> None:
    assert client.get("/strategies/no_such").status_code == 404
    with house.store.write() as tx:
        strategies.add(
            tx,
            topic="me_cfs",
            part="",
            version="1.2.0",
            query='"chronic fatigue syndrome*"[tiab] OR post-covid*[tiab] OR unused[tiab]',
            author="I. Specialist",
            reason="A new word",
            state="active",
            now=NOW,
        )
    for day in range(3):
        monitor(house.store, house.watch, now=NOW + timedelta(days=day))
    page = client.get("/strategies/me_cfs").text
    assert "Version 1.2.0, gäller sedan 3 november 2026." in page
    assert "I. Specialist, 3 november 2026" in page
    assert '<mark class="bad">' in page or '<mark class="hit">' in page
    counted = table(page, "Träffar per rad")
    assert re.findall(r'<td class="r">([0-9–]*)</td>', counted) == [
        *("9", "9"),
        *("0", "0"),
        *("0", "0"),
        *("9", ""),
    ]
    measured = table(page[page.index("<table><caption>Hittade") :], "Hittade av kända verk")
    assert measured.count("<tr>") == 4  # the head and three measurements


def test_findings_are_numbered_where_they_stand() -> None:
    query = 'fatigue[tiab] OR "post-covid*"[tiab] OR cfs'
    findings = lint(query, load_watch().mesh)
    assert findings
    drawn = [piece for line in lines(query) for piece in pieces(query, line, findings)]
    assert "".join(piece.text for piece in drawn) == query
    numbers = {number for piece in drawn for number in piece.numbers}
    whole = {
        place
        for place, found in enumerate(findings, 1)
        if found.start == 0 and found.end >= len(query)
    }
    assert numbers == set(range(1, len(findings) + 1)) - whole


def test_the_model_says_what_it_is_good_for(client: TestClient, house: House) -> None:
    page = client.get("/model").text
    assert "Modellen går att lita på för ordningen, inte för besluten" in page
    assert "Inget månatligt stickprov av lågt rankade poster är läst än." in page
    assert "ingen annan är tagen i bruk" in page
    assert "Nyare än träningen, tillståndet nämns i titeln" in page
    with house.store.write() as tx:
        models.append(
            tx,
            ModelEvent(
                question="usefulness",
                model="usefulness-invented",
                action="refused",
                by="A. Kurator",
                reason="It puts mice first",
                metrics={},
                at=NOW,
            ),
        )
    page = client.get("/model").text
    assert "usefulness-invented · Sparad, inte tagen i bruk" in page
    assert "It puts mice first" in page


def test_a_share_is_drawn_with_its_interval_and_few_records_draw_it_wide() -> None:
    def height(low: float, high: float) -> float:
        chart = reliability(
            [Point(share=0.5, low=low, high=high, at=0.5, weight=4)],
            name="r",
            up="u",
            along="a",
            title="t",
            description="d",
        )
        (ends,) = re.findall(r'stroke-width="1.5" d="M[\d.]+ ([\d.]+)V([\d.]+)"', chart)
        return abs(float(ends[0]) - float(ends[1]))

    assert height(0.1, 0.9) == pytest.approx(2 * height(0.3, 0.7), abs=0.2)


def test_a_trend_labels_its_last_point_and_names_its_scale() -> None:
    points = [
        Point(
            share=share,
            low=share - 0.05,
            high=share + 0.02,
            label=f"2026-0{month}",
            shown=f"{share:.0%}",
        )
        for month, share in enumerate((0.9, 0.92, 0.95), 1)
    ]
    chart = shares(points, name="t", heading="Found", title="T", description="D")
    assert chart.count('class="hole"') == 2
    assert ">95%</text>" in chart
    assert "80\N{NO-BREAK SPACE}%</text>" in chart  # where the axis begins
    assert '<title id="t-t">T</title><desc id="t-d">D</desc>' in chart


def test_the_nearest_step_is_told_and_nothing_is_rounded_to_all() -> None:
    steps = [Bin(mean=m, records=10, positives=5, low=0.2, high=0.8) for m in (0.1, 0.7, 0.95)]
    assert nearest_bin(steps, 0.75) is steps[1]
    assert nearest_bin((), 0.75) is None
    nbsp = "\N{NO-BREAK SPACE}"
    assert [percent(x) for x in (0.0, 0.001, 0.999, 1.0)] == [
        f"{n}{nbsp}%" for n in (0, 1, 99, 100)
    ]
    assert speech("sv").number(0.5, 2) == "0,50"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, client: TestClient, house: House, lang: str, theme: str
) -> None:
    seminar = {"day": "2026-10-07", "module": "m01_oversikt", "audience": "both", "other": "3"}
    view = {"party": "rpo", "day": "2026-10-07", "words": "Bra."}
    deck = {"path": "/srv/a.pptx", "owner": "B", "mail": "b@example.org"}
    client.post("/seminars", data=seminar)
    client.post("/collaboration", data=view)
    client.post("/decks", data=deck)
    client.post("/accessibility", data={"words": "Fel"})
    monitor(house.store, house.watch, now=NOW)
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
        faults: list[tuple[object, ...]] = []
        page.on("console", lambda message: said.append(message.text))
        for path in PAGES:
            page.goto(address + path)
            for width in (1440, 390, 320):  # 320 is what 400 % zoom leaves of 1280 (WCAG 1.4.10)
                page.set_viewport_size({"width": width, "height": 844})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults.append((path, width, "scrolls sideways"))
                if width == axe_width(lang, theme):
                    faults += [(path, width, *fault) for fault in faults_on(page)]
        assert faults == []
        assert said == []
        context.close()
