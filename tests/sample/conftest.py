"""A corpus of four made-up records, as a file and loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from litwatch.sample.corpus import Corpus

ARTICLE = """<PubmedArticle><MedlineCitation Status="Publisher" Owner="NLM">
<PMID Version="1">{pmid}</PMID><DateRevised><Year>2021</Year><Month>07</Month><Day>01</Day></DateRevised>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">1234-5679</ISSN><JournalIssue CitedMedium="Print">
<PubDate><Year>{year}</Year><Month>Jun</Month></PubDate></JournalIssue><Title>Journal of Examples</Title>
<ISOAbbreviation>J Ex</ISOAbbreviation></Journal><ArticleTitle>{title}</ArticleTitle>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
</PublicationTypeList></Article><MedlineJournalInfo><MedlineTA>J Ex</MedlineTA></MedlineJournalInfo>
</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>2021</Year><Month>6</Month>
<Day>{day}</Day></PubMedPubDate></History><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"""
RECORDS = [
    {"pmid": 11, "year": 2021, "day": 1, "title": "Long COVID in <i>primary</i> care"},
    {"pmid": 12, "year": 2022, "day": 15, "title": "Long COVID &amp; fatigue"},
    {"pmid": 13, "year": 2020, "day": 30, "title": "Fatigue in teachers"},
    {"pmid": 14, "year": 2021, "day": 30, "title": "Smärta efter sjukdom"},
]


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sample") / "sample.xml"
    articles = "\n".join(ARTICLE.format(**record) for record in RECORDS)
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>{articles}</PubmedArticleSet>'
    )
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def corpus(sample_file: Path) -> Corpus:
    return Corpus.from_file(sample_file)
