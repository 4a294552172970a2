"""What the loopback server answers, against the contract measured on NCBI's service."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from lxml import etree

from litwatch.records import Pmid, Record
from litwatch.sample.answers import CAP, answer
from litwatch.sample.corpus import Corpus


def search(corpus: Corpus, term: str, **asked: str) -> dict[str, Any]:
    reply = answer(corpus, "esearch", {"db": "pubmed", "term": term, "retmode": "json", **asked})
    assert reply.status == 200
    result: dict[str, Any] = json.loads(reply.body, strict=False)["esearchresult"]
    return result


def test_numbers_are_strings_and_warnings_come_only_when_needed(corpus: Corpus) -> None:
    assert search(corpus, "long covid[tiab]") == {
        "count": "2",
        "retmax": "2",
        "retstart": "0",
        "idlist": ["12", "11"],
        "translationset": [],
        "querytranslation": "long covid[tiab]",
    }
    assert search(corpus, "covid[tiab]", rettype="count") == {"count": "2"}
    nothing = search(corpus, "asthma[tiab]")
    assert nothing["count"] == "0"
    assert nothing["warninglist"]["outputmessages"] == ["No items found."]
    assert "errorlist" not in nothing


def test_paging_and_order(corpus: Corpus) -> None:
    both = "fatigue[tiab] OR covid[tiab]"
    page = search(corpus, both, retmax="1", retstart="1", sort="pub_date")
    assert (page["count"], page["retmax"], page["retstart"]) == ("3", "1", "1")
    assert page["idlist"] == ["11"]
    assert search(corpus, both, retmax="0")["idlist"] == []
    assert search(corpus, both, retstart="50")["idlist"] == []


def test_xml_is_what_the_dtd_says(corpus: Corpus) -> None:
    reply = answer(corpus, "esearch", {"term": 'covid[tiab] AND "a<b"[foo]'})
    assert reply.content_type.startswith("text/xml")
    root = etree.fromstring(reply.body)
    assert [child.tag for child in root] == [
        *("Count", "RetMax", "RetStart", "IdList", "TranslationSet", "QueryTranslation"),
        "WarningList",
    ]
    assert root.findtext("QueryTranslation") == 'covid[tiab] AND "a<b"[foo]'
    assert b"DTD esearch 20060628" in reply.body


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"term": ""}, "Empty term and query_key - nothing todo"),
        ({"term": "a", "db": "odd"}, "Invalid db name specified: odd"),
        ({"term": "a", "usehistory": "y"}, "This server keeps no history"),
        ({"term": "a", "mindate": "2021"}, "mindate and maxdate must be given together"),
        ({"term": "a", "mindate": "x", "maxdate": "y"}, "'x' is no date"),
        ({"term": "a", "datetype": "odd", "reldate": "3"}, "Invalid datetype: odd"),
        ({"term": "a", "reldate": "3"}, "no date of its own"),
        ({"term": "free[filter]"}, "cannot be answered"),
    ],
)
def test_errors_come_with_status_200_in_both_forms(
    corpus: Corpus, asked: dict[str, str], text: str
) -> None:
    as_json = json.loads(answer(corpus, "esearch", {**asked, "retmode": "json"}).body)
    assert text in as_json["esearchresult"]["ERROR"]
    root = etree.fromstring(answer(corpus, "esearch", asked).body)
    assert text in (root.findtext("ERROR") or "")
    assert root.find("Count") is None


def test_a_query_that_cannot_be_read_finds_nothing_and_says_why(corpus: Corpus) -> None:
    page = search(corpus, "(covid[tiab]")
    assert page["count"] == "0"
    assert page["errorlist"]["phrasesnotfound"] == ["(covid[tiab]"]
    assert "parenthesis is not closed" in page["warninglist"]["outputmessages"][0]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"datetype": "crdt", "mindate": "2021/06/02", "maxdate": "2021/06/29"}, ["12"]),
        ({"datetype": "pdat", "mindate": "2020", "maxdate": "2020"}, ["13"]),
        ({"datetype": "mdat", "mindate": "2021/07", "maxdate": "2021/07"}, ["13", "12", "11"]),
        ({"mindate": "2021", "maxdate": "2021"}, []),  # edat: the records have none
    ],
)
def test_dates_beside_the_term(corpus: Corpus, asked: dict[str, str], found: list[str]) -> None:
    assert search(corpus, "fatigue[tiab] OR covid[tiab]", **asked)["idlist"] == found


def test_absurd_numbers_are_not_taken_for_numbers(corpus: Corpus) -> None:
    page = search(corpus, "covid[tiab]", retmax="9" * 5000, retstart="-1")
    assert (page["retmax"], page["retstart"]) == ("2", "0")
    asked = {"term": "covid[tiab]", "datetype": "crdt", "reldate": "999999999", "retmode": "json"}
    reply = answer(corpus, "esearch", asked, today=date(2021, 7, 1))
    assert json.loads(reply.body)["esearchresult"]["count"] == "2"


def test_reldate_counts_back_from_the_day_given(corpus: Corpus) -> None:
    asked = {"term": "fatigue[ti]", "retmode": "json", "datetype": "crdt", "reldate": "16"}
    reply = answer(corpus, "esearch", asked, today=date(2021, 7, 1))
    assert json.loads(reply.body)["esearchresult"]["idlist"] == ["13", "12"]


@pytest.fixture(scope="module")
def large() -> Corpus:
    return Corpus(
        (Record(pmid=Pmid(str(n)), title="rest", created=date(2021, 6, 1)), b"<PubmedArticle/>")
        for n in range(1, CAP + 3)
    )


@pytest.mark.parametrize(
    ("retstart", "retmax", "start", "delivered"),
    [
        ("0", "20000", "0", 9999),
        ("0", "10000", "0", 9999),
        ("9990", "10", "9990", 9),
        ("9998", "10", "9998", 1),
    ],
)
def test_a_set_is_listed_to_9999_and_says_so(
    large: Corpus, retstart: str, retmax: str, start: str, delivered: int
) -> None:
    page = search(large, "rest[ti]", retstart=retstart, retmax=retmax)
    assert page["count"] == "10001"
    assert (page["retstart"], page["retmax"]) == (start, str(delivered))
    assert len(page["idlist"]) == delivered
    assert page["warninglist"]["outputmessages"] == [
        f"Restrictions achieved. start and count adjusted to {start}, {delivered}"
    ]


def test_9999_itself_needs_no_notice(large: Corpus) -> None:
    page = search(large, "rest[ti]", retmax="9999")
    assert len(page["idlist"]) == 9999
    assert "warninglist" not in page


def test_paging_past_the_cap_is_an_error_with_a_raw_newline(large: Corpus, corpus: Corpus) -> None:
    asked = {"term": "rest[ti]", "retmode": "json", "retstart": "9999"}
    body = answer(large, "esearch", asked).body
    with pytest.raises(json.JSONDecodeError, match="Invalid control character"):
        json.loads(body)
    text = json.loads(body, strict=False)["esearchresult"]["ERROR"]
    assert text.startswith("Search Backend failed: Exception:\n'retstart' cannot be larger")
    small = search(corpus, "covid[ti]", retstart="9999")
    assert small["idlist"] == []
    assert small["warninglist"]["outputmessages"][0].startswith("Restrictions achieved")


def test_fetch_gives_the_records_and_leaves_out_unknown_ones(corpus: Corpus) -> None:
    reply = answer(
        corpus, "efetch", {"db": "pubmed", "id": "14, 99999999,11,x,11", "retmode": "xml"}
    )
    assert reply.status == 200
    assert b"pubmed_250101.dtd" in reply.body
    root = etree.fromstring(reply.body)
    assert root.tag == "PubmedArticleSet"
    assert [pmid.text for pmid in root.iterfind(".//MedlineCitation/PMID")] == ["14", "11"]
    empty = answer(corpus, "efetch", {"id": "99999999"})
    assert (empty.status, len(etree.fromstring(empty.body))) == (200, 0)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"id": "00000000,x"}, "ID list is empty! Possibly it has no correct IDs."),
        ({}, "ID list is empty!"),
        ({"id": "11", "retmode": "text", "rettype": "medline"}, "not text medline"),
        ({"id": "11", "rettype": "uilist"}, "not xml uilist"),
        ({"WebEnv": "MCID_1", "query_key": "1"}, "keeps no history"),
        ({"id": "11", "db": "odd"}, "Invalid db name"),
    ],
)
def test_a_fetch_that_cannot_be_served_says_so(
    corpus: Corpus, asked: dict[str, str], text: str
) -> None:
    reply = answer(corpus, "efetch", asked)
    assert reply.status == 400
    assert text in (etree.fromstring(reply.body).findtext("ERROR") or "")


def test_info_lists_the_fields_in_both_forms(corpus: Corpus) -> None:
    about = json.loads(answer(corpus, "einfo", {"db": "pubmed", "retmode": "json"}).body)
    fields = {f["name"]: f for f in about["einforesult"]["dbinfo"][0]["fieldlist"]}
    assert fields["CRDT"]["isdate"] == "Y"
    assert fields["TIAB"]["fullname"] == "Title/Abstract"
    root = etree.fromstring(answer(corpus, "einfo", {"db": "pubmed"}).body)
    assert [name.text for name in root.iterfind(".//Field/Name")] == list(fields)
    assert etree.fromstring(answer(corpus, "einfo", {}).body).findtext(".//DbName") == "pubmed"
    assert answer(corpus, "elink", {}).status == 404
