from __future__ import annotations

from datetime import date

from litwatch.records import PartialDate, Pmid, Record
from litwatch.sample.corpus import Corpus


def test_a_query_finds_pmids_newest_first(corpus: Corpus) -> None:
    assert len(corpus) == 4
    assert corpus.problems == ()
    assert corpus.find("fatigue[tiab] OR covid[tiab]") == ("13", "12", "11")
    assert corpus.find("fatigue[tiab] OR covid[tiab]", sort="pub_date") == ("12", "11", "13")
    assert corpus.find('"2021/06/15"[crdt] : "2021/06/30"[crdt]') == ("14", "13", "12")


def test_raw_bytes_come_back_as_they_were(corpus: Corpus) -> None:
    raw = corpus.raw("14")
    assert raw is not None
    assert raw.startswith(b"<PubmedArticle>")
    assert "Smärta".encode() in raw
    assert raw.endswith(b"</PubmedArticle>")
    assert corpus.raw("99") is None


def test_the_last_version_of_a_pmid_counts() -> None:
    def version(number: int, title: str) -> tuple[Record, bytes]:
        record = Record(
            pmid=Pmid("7"),
            version=number,
            title=title,
            created=date(2021, 6, 1),
            published=PartialDate(year=2021),
        )
        return record, f"<PubmedArticle>{number}</PubmedArticle>".encode()

    corpus = Corpus([version(1, "Old words"), version(2, "New words")])
    assert corpus.raw("7") == b"<PubmedArticle>2</PubmedArticle>"
    assert corpus.find("words[ti]") == ("7",)
    assert corpus.find("old[ti]") == ()
