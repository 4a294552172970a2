"""What every test may use: the shared real data, an invented PubMed, a clock that stands still."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from litwatch.sample.corpus import Corpus
from litwatch.sample.server import RunningServer, serve
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.store import Store, create_or_upgrade, open_store
from litwatch.watch import Watch, load_watch


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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'litwatch.db'}"
    create_or_upgrade(url)
    with open_store(url) as opened:
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
