"""A PubMed of any size, all of whose records are clones of one invented article.

For tests and measurements of what happens at 12,000 or 60,000 hits, where a real corpus would
take minutes to load: every query finds all clones of its days, and nothing is indexed.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, timedelta

from litwatch.sample.answers import CAP, Answer

_DAYS = re.compile(r'"(\d{4})/(\d{2})/(\d{2})"\[(?:crdt|mhda)\]')
_ARTICLE = """<PubmedArticle><MedlineCitation Status="PubMed-not-MEDLINE"><PMID Version="1">{pmid}</PMID>
<Article><Journal><ISOAbbreviation>J Invent</ISOAbbreviation><Title>Journal of Inventions</Title>
<JournalIssue><PubDate><Year>{day:%Y}</Year></PubDate></JournalIssue></Journal>
<ArticleTitle>Chronic fatigue syndrome, cohort {pmid}</ArticleTitle>
<Abstract><AbstractText>We followed 120 adults for six months. Fatigue was measured with a
questionnaire at the start, after three months and at the end. There was no control group, and
{pmid} answers were left out because they were not complete.</AbstractText></Abstract>
<AuthorList><Author><LastName>Ek</LastName><Initials>A</Initials></Author></AuthorList>
<Language>eng</Language><PublicationTypeList>
<PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="entrez">
<Year>{day:%Y}</Year><Month>{day:%m}</Month><Day>{day:%d}</Day></PubMedPubDate>
</History><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>"""


class Clones:
    """`number` records, created evenly over the days `first` to `last`; the PMIDs count up.

    An object of this class is an `answering` for a RunningServer. `calls` counts what was asked.
    """

    def __init__(self, number: int, first: date, last: date, lowest: int = 30_000_001) -> None:
        self._first, self._lowest, self.number = first, lowest, number
        span = (last - first).days + 1
        self._day = [place * span // number for place in range(number)]
        self.calls = 0

    @property
    def pmids(self) -> list[str]:
        return [str(self._lowest + place) for place in range(self.number)]

    def __call__(self, tool: str, asked: Mapping[str, str]) -> Answer:
        self.calls += 1
        return self._search(asked) if tool == "esearch" else self._fetch(asked)

    def _search(self, asked: Mapping[str, str]) -> Answer:
        days = [date(*map(int, found)) for found in _DAYS.findall(asked["term"])]
        start, end = 0, self.number
        if days:
            start = bisect_left(self._day, (days[-2] - self._first).days)
            end = bisect_left(self._day, (days[-1] - self._first).days + 1)
        size = min(int(asked.get("retmax", "20")), CAP, end - start)
        listed = [str(self._lowest + place) for place in range(end - 1, end - 1 - size, -1)]
        result = {
            "count": str(end - start),
            "retmax": str(size),
            "retstart": "0",
            "idlist": listed,
            "querytranslation": asked["term"],
        }
        return Answer(200, "application/json", json.dumps({"esearchresult": result}).encode())

    def _fetch(self, asked: Mapping[str, str]) -> Answer:
        articles = []
        for pmid in asked.get("id", "").split(","):
            place = int(pmid) - self._lowest
            if 0 <= place < self.number:
                day = self._first + timedelta(days=self._day[place])
                articles.append(_ARTICLE.format(pmid=pmid, day=day))
        body = f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>"
        return Answer(200, "text/xml; charset=UTF-8", body.encode())
