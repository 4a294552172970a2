"""The first page says what waits, in words that match what the other pages show."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from starlette.testclient import TestClient

from litwatch.pipeline.editions import draft
from litwatch.pipeline.today import sources
from litwatch.records import Notice
from litwatch.review.questions import ask
from litwatch.review.screening import decide
from litwatch.store import Run, catalog, readings
from litwatch.store.progress import readings as works_by_band
from litwatch.web.app import create_app
from litwatch.web.house import House

from .conftest import NOW, OWN, RECORDS, invented


def at(house: House, minutes: float) -> TestClient:
    """A visitor who comes so many minutes later."""
    later = House(
        house.settings,
        house.store,
        house.watch,
        house.look,
        lambda: NOW + timedelta(minutes=minutes),
    )
    return TestClient(create_app(later), base_url="http://127.0.0.1", headers=OWN)


def read(house: House, who: str, ids: list[str], minutes: float = 0.0) -> None:
    """Include these, one every two minutes."""
    with house.store.write() as tx:
        for number, key in enumerate(ids):
            now = NOW + timedelta(minutes=minutes + 2 * number)
            decide(tx, key, "include", reviewer=who, reason="", now=now)


def ids(house: House) -> list[str]:
    return [record.id for record in RECORDS]


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return found.group(1)


def test_the_heading_is_the_number_that_waits(house: House, client: TestClient) -> None:
    with house.store.read() as tx:
        counts = works_by_band(tx)
    waiting = sum(counts[band, None] for band in ("likely", "uncertain"))
    assert waiting
    page = client.get("/").text
    assert heading(page) == f"{waiting} poster väntar på dig"
    assert "du har läst för få" in page  # no pace is known, so no time is told
    assert "Hel" in page


def test_the_time_is_told_from_ones_own_pace(house: House) -> None:
    read(house, "A. Kurator", ids(house)[:7])
    left = len(RECORDS) - 7
    assert re.match(
        rf"{left} poster väntar på dig, ungefär \d+ minuter", heading(at(house, 20).get("/").text)
    )
    read(house, "B. Fysio", ids(house)[7:], minutes=30)
    # The other one's pace is not mine.
    other = House(
        house.settings.model_copy(update={"reviewer": "C. Ny"}),
        house.store,
        house.watch,
        house.look,
        lambda: NOW + timedelta(hours=2),
    )
    page = TestClient(create_app(other), base_url="http://127.0.0.1", headers=OWN).get("/").text
    assert "ungefär" not in heading(page)


def test_nothing_waits_is_a_calm_page(house_of: Callable[..., House]) -> None:
    house = house_of(records=())
    page = TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN).get("/")
    assert heading(page.text) == "Inget väntar på dig"
    assert 'class="calm' in page.text
    assert "Väntar på dig" not in page.text


def test_a_reload_does_not_wipe_what_is_new(house: House) -> None:
    assert "Sist du var här" not in at(house, 0).get("/").text
    new = invented(90000099, "A new study of myalgic encephalomyelitis")
    with house.store.write() as tx:
        day = NOW + timedelta(minutes=60)
        catalog.save(tx, [(new, b"")], source="f", now=day)
    read(house, "B. Fysio", ids(house)[:2], minutes=70)
    for minutes in (120, 130, 149):
        page = at(house, minutes).get("/").text
        assert "Sist du var här var 3 november 2026." in page
        assert "en ny post, kollegor har läst 2" in " ".join(page.split())
    assert "Inget har kommit sedan dess." in at(house, 200).get("/").text


def test_a_second_reading_waits_for_me_and_not_for_who_read_first(house: House) -> None:
    key = ids(house)[1]
    read(house, "B. Fysio", ids(house))
    with house.store.write() as tx:
        readings.ask_second(tx, key, "A. Kurator", asked_by="B. Fysio", now=NOW)
    page = at(house, 60).get("/").text
    assert "för en andra läsare" in page
    other = House(
        house.settings.model_copy(update={"reviewer": "b. fysio"}),
        house.store,
        house.watch,
        house.look,
        house.now,
    )
    calm = TestClient(create_app(other), base_url="http://127.0.0.1", headers=OWN).get("/").text
    assert heading(calm) == "Inget väntar på dig"


def test_disagreements_and_questions_stand_in_the_list(house: House, client: TestClient) -> None:
    key = ids(house)[1]
    with house.store.write() as tx:
        for who, verdict in (("A. Kurator", "include"), ("B. Fysio", "exclude")):
            decide(tx, key, verdict, reviewer=who, reason="why", now=NOW)
        ask(tx, key, "rpo", "Does this fit?", by="B. Fysio", now=NOW)
    page = client.get("/").text
    assert "post ni är oense om" in page
    assert "fråga till dig som expert" in page


def test_studies_retracted_together_are_told_under_one_heading(
    house_of: Callable[..., House],
) -> None:
    house = house_of()
    keys = ids(house)[:2]
    read(house, "A. Kurator", list(keys))
    notice = Notice(type="retraction", direction="in", ref_type="RetractionIn", citation="J")
    with house.store.write() as tx:
        changed = [invented(int(key), f"Study {key}.", notices=(notice,)) for key in keys]
        catalog.save(tx, [(one, b"") for one in changed], source="f", now=NOW + timedelta(days=3))
    page = at(house, 60 * 24 * 4).get("/").text
    assert page.count("2 studier som vi har tagit med är tillbakadragna") == 1
    for key in keys:
        assert f">Study {key}</a>. Känt sedan" in page


def test_a_retraction_after_inclusion_is_an_alert(house_of: Callable[..., House]) -> None:
    house = house_of()
    key = ids(house)[0]
    read(house, "A. Kurator", [key])
    with house.store.write() as tx:
        notice = Notice(type="retraction", direction="in", ref_type="RetractionIn", citation="J")
        changed = invented(int(key), RECORDS[0].title, notices=(notice,))
        catalog.save(tx, [(changed, b"")], source="f", now=NOW + timedelta(days=3))
    page = at(house, 60 * 24 * 4).get("/").text
    assert "1 studie som vi har tagit med är tillbakadragen" in page
    assert "6 november 2026" in page
    # Somebody has looked at it again: it is told no longer.
    with house.store.write() as tx:
        later = NOW + timedelta(days=4)
        decide(tx, key, "exclude", reviewer="A. Kurator", reason="Retracted", now=later)
    assert "tillbakadragen" not in at(house, 60 * 24 * 5).get("/").text


def test_no_alert_tells_a_second_reader_that_a_record_is_included(house: House) -> None:
    key = ids(house)[0]
    read(house, "B. Fysio", [key])
    notice = Notice(type="retraction", direction="in", ref_type="RetractionIn", citation="J")
    with house.store.write() as tx:
        changed = invented(int(key), RECORDS[0].title, notices=(notice,))
        catalog.save(tx, [(changed, b"")], source="f", now=NOW + timedelta(days=3))
    told = "1 studie som vi har tagit med är tillbakadragen"
    assert told in at(house, 60 * 24 * 4).get("/").text
    with house.store.write() as tx:
        readings.ask_second(tx, key, "A. Kurator", asked_by="B. Fysio", now=NOW)
    assert told not in at(house, 60 * 24 * 4).get("/").text


def test_the_month_is_told_as_numbers_too(client: TestClient) -> None:
    page = client.get("/").text
    assert "Oktober 2026 hittills" in page
    assert f'<th scope="row">Unika poster</th><td class="r">{len(RECORDS)}</td>' in page


def test_sources_are_told_by_their_last_run() -> None:
    def run(number: int, kind: str, state: str, hours: float, ended: bool = True) -> Run:
        started = NOW - timedelta(hours=hours)
        return Run(
            id=number,
            kind=kind,
            state=state,
            params={"source": "europepmc"} if kind == "epmc" else {},
            started_at=started,
            finished_at=started if ended else None,
        )

    found = sources(
        [
            run(5, "harvest", "running", 7, ended=False),
            run(4, "status", "running", 1, ended=False),
            run(3, "crossref", "source_down", 30),
            run(2, "harvest", "complete", 31),
            run(1, "works", "complete", 32),
        ],
        NOW,
    )
    assert [(one.name, one.condition) for one in found] == [
        ("pubmed", "broken"),
        ("crossref", "down"),
        ("status", "running"),
    ]


def test_a_draft_with_closed_gates_is_told(house: House, client: TestClient) -> None:

    read(house, "A. Kurator", ids(house)[:2])
    made = draft(
        house.store,
        house.watch,
        "2026-10",
        digests=house.settings.digests,
        lang="sv",
        now=NOW,
    )
    lacking = {gate.item for gate in made.gates if gate.item}
    assert lacking
    page = " ".join(client.get("/").text.split())
    assert (
        f'<span class="n">{len(lacking)}</span><div><strong>poster i utgåvan för oktober 2026'
        in page
    )
