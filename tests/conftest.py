"""What every test may use: the shared real data, an invented PubMed, a clock that stands still."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, update

from litwatch.sample.corpus import Corpus
from litwatch.sample.server import RunningServer, serve
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.store import Store, create_or_upgrade, open_store
from litwatch.watch import Watch, load_watch

from .postgresql import cluster, migrated_template  # noqa: F401 (fixtures of every folder)


def _shared() -> Path:
    root = Path(os.environ.get("LITWATCH_SHARED") or Path(__file__).parents[2] / "shared")
    if not root.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the shared test data must be there under CI")
        pytest.skip("no shared test data: set LITWATCH_SHARED to its folder")
    return root


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real records and labelled sets; they stay outside the repository."""
    return _shared() / "data"


@pytest.fixture(scope="session")
def shared_domain() -> Path:
    """The folder with the reference sets (gold PMIDs)."""
    return _shared() / "domain"


@pytest.fixture(scope="session")
def shared_contracts() -> Path:
    """The folder with recorded answers of the services."""
    return _shared() / "contracts"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


JUNE = date(2021, 6, 1)


def article(pmid: int, title: str, created: date, extra: str = "", types: str = "") -> str:
    """One invented PubmedArticle."""
    return f"""<PubmedArticle><MedlineCitation Status="PubMed-not-MEDLINE"><PMID Version="1">{pmid}</PMID>
<Article><Journal><ISOAbbreviation>J Invent</ISOAbbreviation><Title>Journal of Inventions</Title>
<JournalIssue><PubDate><Year>{created.year}</Year></PubDate></JournalIssue></Journal>
<ArticleTitle>{title}</ArticleTitle>
<Abstract><AbstractText>We followed 120 adults for six months.</AbstractText></Abstract>
<AuthorList><Author><LastName>Ek</LastName><Initials>A</Initials></Author></AuthorList>
<Language>eng</Language><PublicationTypeList>
<PublicationType UI="D016428">Journal Article</PublicationType>{types}</PublicationTypeList></Article>{extra}
</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="entrez">
<Year>{created.year}</Year><Month>{created.month}</Month><Day>{created.day}</Day></PubMedPubDate>
</History><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>"""


def corpus_of(articles: list[str]) -> Corpus:
    xml = f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>".encode()
    return Corpus(
        (part.record, part.raw) for part in read_articles(xml) if isinstance(part, Parsed)
    )


@pytest.fixture(scope="session")
def watch() -> Watch:
    return load_watch()


@pytest.fixture
def article_xml() -> Callable[..., str]:
    return article


@pytest.fixture
def pubmed_of() -> Iterator[Callable[[list[str]], RunningServer]]:
    """Start a loopback PubMed over some articles; ended with the test."""
    running: list[RunningServer] = []

    def start(articles: list[str]) -> RunningServer:
        running.append(serve(corpus_of(articles)))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def june() -> list[str]:
    """450 records on ME/CFS and 300 on other things, created over June 2021."""
    on_topic = [
        article(1000 + n, f"Chronic fatigue syndrome, cohort {n}", JUNE + timedelta(days=n % 30))
        for n in range(450)
    ]
    others = [
        article(5000 + n, f"Bridges of steel, part {n}", JUNE + timedelta(days=n % 30))
        for n in range(300)
    ]
    return on_topic + others


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema of today, to be copied."""
    file = tmp_path_factory.mktemp("schema") / "litwatch.db"
    create_or_upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def store(tmp_path: Path, migrated_file: Path) -> Iterator[Store]:
    file = shutil.copy(migrated_file, tmp_path / "litwatch.db")
    with open_store(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
def client_for(tmp_path: Path) -> Callable[[RunningServer], Eutils]:
    def client(server: RunningServer) -> Eutils:
        return Eutils(
            server.url,
            email=None,
            api_key=None,
            limiter=Limiter(tmp_path / "limits.db"),
            sleep=lambda _: None,
        )

    return client


@pytest.fixture
def put_published() -> Callable[..., None]:
    """Lay an edition in the store as published, in the place of its earlier revision."""
    from litwatch.digest.edition import Edition
    from litwatch.store.tables import edition as table

    def put(
        store: Store, month: str, now: datetime, revision: int = 1, correction: str = ""
    ) -> None:
        made = Edition(
            month=month,
            revision=revision,
            correction=correction,
            state="published",
            made_at=now,
            published_on=now.date(),
        )
        row = {
            "month": month,
            "revision": revision,
            "state": "published",
            "body": msgspec.json.encode(made),
            "sha256": f"{month}.r{revision}",
            "made_at": now,
            "published_at": now,
            "published_by": "A. Kurator",
        }
        with store.write() as tx:
            tx.execute(update(table).where(table.c.month == month).values(state="corrected"))
            tx.execute(insert(table).values(row))

    return put


Faults = Callable[[str], str]


class Postbox:
    """An SMTP server on loopback that does as it is told, mail by mail.

    `faults` is asked once a mail, with the recipient: `take`; an answer such as `550 no such
    user` to RCPT; `data: 452 full` to the whole mail; or `hang up` with `at RCPT`, `at DATA` or
    `unanswered`, the last after the mail was taken. `taken` holds recipient and bytes.
    """

    def __init__(self, faults: Faults = lambda recipient: "take", **smtp: Any) -> None:
        from aiosmtpd.controller import Controller
        from aiosmtpd.smtp import SMTP

        postbox = self

        class Server(SMTP):
            async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (aiosmtpd's name)
                if postbox._will == "hang up at DATA":
                    await self.push("354 go on")
                    self.transport.abort()
                else:
                    await super().smtp_DATA(arg)

        class Box(Controller):
            def factory(self) -> SMTP:
                postbox.connections += 1
                return Server(self.handler, **self.SMTP_kwargs)

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.taken: list[tuple[str, bytes]] = []
        self.connections = -1  # aiosmtpd makes the first to itself
        self.when_taken: Callable[[], object] = lambda: None  # before the answer goes
        self.to_sender = ""  # an answer to MAIL in place of 250
        self._faults = faults
        self._will = "take"
        self._closed = False
        self._controller = Box(self, hostname="127.0.0.1", port=self.port, **smtp)
        self._controller.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.to_sender:
            return self.to_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self._will = self._faults(address)
        if self._will == "hang up at RCPT":
            server.transport.abort()
        elif self._will[0].isdecimal():
            return self._will
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self._will.startswith("data: "):
            return self._will.removeprefix("data: ")
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        self.when_taken()
        if self._will == "hang up unanswered":
            server.transport.abort()
        return "250 taken"

    def close(self) -> None:
        if not self._closed:
            self._controller.stop()
        self._closed = True


@pytest.fixture
def postbox() -> Iterator[Callable[..., Postbox]]:
    """Start SMTP servers on loopback; ended with the test."""
    running: list[Postbox] = []

    def start(faults: Faults = lambda recipient: "take", **smtp: Any) -> Postbox:
        running.append(Postbox(faults, **smtp))
        return running[-1]

    yield start
    for server in running:
        server.close()
