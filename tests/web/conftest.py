"""Pages over a small invented store, asked by a test client or opened in Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.testclient import TestClient

from litwatch import doors
from litwatch.classify.model import Model
from litwatch.digest.look import PACKAGED
from litwatch.pipeline import edition_files
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify
from litwatch.records import (
    Author,
    Doi,
    Journal,
    PartialDate,
    Pmid,
    PublicationType,
    Record,
    Section,
)
from litwatch.sample.server import serve
from litwatch.settings import Settings
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.store import Store, Tx, ledger
from litwatch.watch import Watch, load_watch
from litwatch.web.app import SERVER, create_app
from litwatch.web.house import House

from ..conftest import article, corpus_of

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
OWN = {"sec-fetch-site": "same-origin"}


def invented(pmid: int, title: str, *sections: tuple[str, str], **fields: Any) -> Record:
    """An invented record with an abstract of labelled sections."""
    given: dict[str, Any] = {
        "pmid": Pmid(str(pmid)),
        "doi": Doi(f"10.9999/example.{pmid}"),
        "title": title,
        "abstract": tuple(
            Section(label=label, category=label, text=text) for label, text in sections
        ),
        "journal": Journal(title="Example Journal of Primary Care", iso="Ex J Prim Care"),
        "authors": (Author(last="Ek", fore="Asta", initials="A"),),
        "published": PartialDate(year=2026, month=10, raw="2026 Oct"),
        "created": date(2026, 10, 12),
        "languages": ("eng",),
        "status": "MEDLINE",
        "publication_types": (PublicationType(ui="D016428", name="Journal Article"),),
        **fields,
    }
    return Record(**given)


RECORDS = (
    invented(
        90000001,
        "Pacing or usual care for adults with post-COVID-19 condition: a randomised trial",
        ("BACKGROUND", "Fatigue after COVID-19 is common in primary care."),
        ("METHODS", "We randomised 184 adults. Post-exertional malaise was recorded."),
        ("RESULTS", "The mean fatigue score was 18.2 with pacing and 19.3 with usual care."),
    ),
    invented(
        90000002,
        "Orthostatic intolerance in myalgic encephalomyelitis: a cohort study",
        ("METHODS", "We followed 120 adults with ME/CFS for two years."),
        ("RESULTS", "Half of them had orthostatic intolerance."),
    ),
    invented(
        90000003,
        "Post-exertional malaise in <i>children</i> with long COVID: a qualitative study",
        ("METHODS", "We interviewed 14 families."),
        ("RESULTS", "Children described post-exertional malaise after school days."),
    ),
    *(
        invented(
            90000010 + number,
            f"Chronic fatigue syndrome after infection, report {number}",
            ("", f"We describe {number + 10} adults with fatigue and brain fog."),
        )
        for number in range(9)
    ),
)


@pytest.fixture(scope="session")
def filled_file(
    tmp_path_factory: pytest.TempPathFactory, watch: Watch
) -> Callable[[tuple[Record, ...]], Path]:
    """A database file that holds these records, made once, to be copied."""

    @cache
    def file_of(records: tuple[Record, ...]) -> Path:
        home = tmp_path_factory.mktemp("filled")
        with doors.store(Settings(home=home)) as store:
            _fill(store, watch, records)
        return home / "litwatch.db"

    return file_of


@pytest.fixture
def house_of(
    tmp_path: Path, watch: Watch, filled_file: Callable[[tuple[Record, ...]], Path]
) -> Iterator[Callable[..., House]]:
    """Open a house: twelve invented records on two topics, classified by the packaged model.

    `records` replaces the records, other keywords are settings. One that is opened again in the
    same home finds what it left.
    """
    opened: list[House] = []

    def open_(records: tuple[Record, ...] = RECORDS, **given: Any) -> House:
        chosen = Settings(
            **{
                "home": tmp_path,
                "digests": tmp_path / "digests",
                "reviewer": "A. Kurator",
                **given,
            }
        )
        file = chosen.home / "litwatch.db"
        if not chosen.database_url and not file.exists():
            chosen.home.mkdir(parents=True, exist_ok=True)
            shutil.copy(filled_file(records), file)
        house = House(chosen, doors.store(chosen), watch, PACKAGED, lambda: NOW)
        opened.append(house)
        if chosen.database_url:
            _fill(house.store, watch, records)
        return house

    yield open_
    for house in opened:
        house.store.close()


def _fill(store: Store, watch: Watch, records: tuple[Record, ...]) -> None:
    with store.write() as tx:
        _harvested(tx, records)
    classify(store, watch, Models(Model.load(), None), now=NOW)


def _harvested(tx: Tx, records: tuple[Record, ...]) -> None:
    """The records in the store, as a harvest of October 2026 brings them."""
    run = ledger.start_run(tx, "harvest", NOW, {})
    for topic in ("me_cfs", "postcovid"):
        found = [one for one in records if topic_of(one) == topic]
        window = ledger.open_window(
            tx,
            run,
            topic=topic,
            part="",
            version="1.0.0",
            fingerprint="invented",
            first=date(2026, 10, 1),
            last=date(2026, 10, 31),
            term="invented",
            now=NOW,
        )
        ledger.list_found(
            tx, window.id, len(found), [one.pmid for one in found if one.pmid], "", (), NOW
        )
        ledger.record_page(tx, window.id, [(one, b"") for one in found], now=NOW)
        ledger.close_window(tx, window.id, NOW)
    ledger.finish_run(tx, run, "done", NOW)


def topic_of(record: Record) -> str:
    return "postcovid" if "COVID" in record.title else "me_cfs"


@pytest.fixture
def house(house_of: Callable[..., House]) -> House:
    return house_of()


@pytest.fixture
def client(house: House) -> TestClient:
    """A visitor on loopback whose requests come from our own pages."""
    return TestClient(create_app(house), base_url="http://127.0.0.1", headers=OWN)


@contextmanager
def served(house: House) -> Iterator[str]:
    """The pages on a loopback port; ended with the block. Gives the address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(create_app(house), **SERVER))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            until = time.monotonic() + 30
            while not server.started:
                assert time.monotonic() < until, "the pages did not start in 30 s"
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. While it is open an event loop runs in this thread, so it ends with its module."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("chromium must be there under CI")
        pytest.skip("no chromium: pages are not opened (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def axe_width(lang: str, theme: str) -> int:
    """The width at which axe looks, so that each language and each theme is seen at both."""
    return 1440 if (lang == "sv") == (theme == "light") else 390


def faults_on(page: Page) -> list[tuple[str, str, int]]:
    """What axe finds on a page with everything unfolded: rule, impact, number of places."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page).response["violations"]
    return [(fault["id"], fault["impact"], len(fault["nodes"])) for fault in found]


@pytest.fixture
def few_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editions without PDF and Word, which take most of the time: not what is tested here."""
    for possible in ("pdf_is_possible", "docx_is_possible"):
        monkeypatch.setattr(edition_files, possible, lambda: "not made in this test")


@pytest.fixture(scope="session")
def june_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """June 2021 harvested once from a loopback PubMed: studies 101, 102 and 103."""
    home = tmp_path_factory.mktemp("june")
    chosen = Settings(home=home)
    watch = load_watch()
    studies = [
        article(101 + n, f"Chronic fatigue syndrome in primary care: cohort {n}", day)
        for n, day in enumerate((date(2021, 6, 3), date(2021, 6, 4), date(2021, 6, 5)))
    ]
    with doors.store(chosen) as store, serve(corpus_of(studies)) as server:
        client = Eutils(
            server.url,
            email=None,
            api_key=None,
            limiter=Limiter(chosen.limiter_file),
            sleep=lambda _: None,
        )
        june = {"since": date(2021, 6, 1), "until": date(2021, 6, 30)}
        harvest(store, client, watch, now=NOW, **june)
        classify(store, watch, Models(Model.load(), None), now=NOW)
    return home / "litwatch.db"


@pytest.fixture
def june_house(
    june_database: Path, house_of: Callable[..., House], tmp_path: Path
) -> Callable[..., House]:
    """Open a house with June 2021 in it; keywords are settings. No PubMed answers."""

    def open_(**given: Any) -> House:
        shutil.copy(june_database, tmp_path / "litwatch.db")
        return house_of((), eutils_url="http://127.0.0.1:9/", **given)

    return open_
