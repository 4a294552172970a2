"""What an answer means: every row of the contract's table, on recorded bodies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.records import Pmid
from litwatch.sources.eutils_answers import (
    Kind,
    article_page,
    classify,
    search_page,
)
from litwatch.sources.transport import IncompleteAnswer, retry_after

PAGE = (
    b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    b'1st January 2026//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd">'
    b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>11</PMID><CommentsCorrectionsList>"
    b"<CommentsCorrections><PMID>99</PMID></CommentsCorrections></CommentsCorrectionsList>"
    b"</MedlineCitation></PubmedArticle><PubmedBookArticle><BookDocument><PMID>12</PMID>"
    b"</BookDocument></PubmedBookArticle></PubmedArticleSet>"
)
RECORDED = [
    (429, "err_429_no_key.json", Kind.RATE),
    (429, "err_429_doc_form.json", Kind.RATE),
    (200, "err_429_no_key.json", Kind.RATE),
    (400, "err_400_bad_key.json", Kind.CONFIG),
    (400, "err_efetch_empty_ids_400.xml", Kind.EMPTY),
    (500, "err_html_500_diagnostic.html", Kind.TRANSIENT),
    (200, "err_html_500_diagnostic.html", Kind.TRANSIENT),
    (200, "biopython_html_instead_of_xml.html", Kind.TRANSIENT),
    (200, "err_ratecontrol_unroutable.txt", Kind.TRANSIENT),
    (200, "err_esearch_backend_200.xml", Kind.TRANSIENT),
    (200, "pubmedfilters_esearch_retstart_9999_INVALID_JSON.txt", Kind.SPLIT),
    (200, "err_efetch_history_expired_200.xml", Kind.HISTORY),
    (200, "err_efetch_history_cannot_retrieve.xml", Kind.HISTORY),
    (200, "err_elink_exlinksrv2_200.xml", Kind.TRANSIENT),
    (200, "biopython_efetch_pubmed1.xml", Kind.OK),
    (200, "metapub_efetch_36156117.xml", Kind.OK),
    (200, "biopython_esearch8.xml", Kind.OK),
    (200, "metapub_elink_empty.xml", Kind.OK),
]


@pytest.mark.parametrize(("status", "name", "kind"), RECORDED)
def test_recorded_bodies(shared_contracts: Path, status: int, name: str, kind: Kind) -> None:
    body = (shared_contracts / "fixtures" / "eutils" / name).read_bytes()
    assert classify(status, {}, body) is kind


def error(text: str) -> bytes:
    return f"<eSearchResult><ERROR>{text}</ERROR></eSearchResult>".encode()


def test_bodies_quoted_from_issues(shared_data: Path) -> None:
    path = shared_data / "recorded" / "eutils_error_bodies_quoted_from_issues.json"
    quoted = json.loads(path.read_text(encoding="utf-8"))
    for one in quoted:
        body = one["body"].encode() if "body" in one else error(one["fragment"])
        kind = classify(one["status"], {}, body)
        if one["status"] == 429:
            assert kind is Kind.RATE
        elif "retstart" in one.get("fragment", "") or "out of acceptable" in one.get(
            "fragment", ""
        ):
            assert kind is Kind.SPLIT
        else:
            assert kind is Kind.TRANSIENT
    assert len(quoted) == 7


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (414, b"", Kind.BUG),
        (405, b"", Kind.BUG),
        (404, b"<html>not here</html>", Kind.BUG),
        (403, b"<html>Access denied</html>", Kind.CONFIG),
        (502, b"", Kind.TRANSIENT),
        (503, b"<html>", Kind.TRANSIENT),
        (504, b"", Kind.TRANSIENT),
        (302, b"", Kind.TRANSIENT),
        (200, b"", Kind.TRANSIENT),
        (200, b"<!DOCTYPE html><html></html>", Kind.TRANSIENT),
        (200, b"<h2>Error occurred: cannot</h2>", Kind.TRANSIENT),
        (200, b'{"error":"error forwarding request","x":1}', Kind.TRANSIENT),
        (200, b'{"header":{},"esearchre', Kind.TRANSIENT),
        (200, b"[1]", Kind.TRANSIENT),
        (200, b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "a" "b">', Kind.TRANSIENT),
        (200, PAGE[:-30], Kind.TRANSIENT),
        (200, PAGE, Kind.OK),
        (400, PAGE, Kind.TRANSIENT),
        (200, b'{"esearchresult":{"count":"0"}}', Kind.OK),
        (200, b'{"esearchresult":{"ERROR":"Search Backend failed: x"}}', Kind.TRANSIENT),
        (200, error("Empty term and query_key - nothing todo"), Kind.BUG),
        (200, error("Invalid db name specified: pubmud"), Kind.BUG),
        (400, error("proxy_stream(): Failed to connect to PubOne service"), Kind.TRANSIENT),
        (
            400,
            error(
                "Search backend cannot retrieve history data. Reason: Exception: 'retstart' "
                "cannot be larger than 9998."
            ),
            Kind.SPLIT,
        ),
        (
            200,
            PAGE.replace(b"</PubmedArticleSet>", b"<ERROR>late</ERROR></PubmedArticleSet>"),
            Kind.TRANSIENT,
        ),
    ],
)
def test_the_other_rows(status: int, body: bytes, kind: Kind) -> None:
    assert classify(status, {}, body) is kind


def test_a_record_may_write_about_rate_limits_and_errors() -> None:
    body = PAGE.replace(b"<PMID>11", b"<A>API rate limit exceeded &lt;ERROR&gt;</A><PMID>11")
    assert classify(200, {"Content-Type": "text/xml; charset=UTF-8"}, body) is Kind.OK
    assert classify(200, {"content-type": "text/html"}, body) is Kind.TRANSIENT


@given(
    status=st.integers(-1, 700),
    headers=st.dictionaries(st.text(), st.text()),
    body=st.one_of(
        st.binary(),
        st.binary().map(lambda tail: b"{" + tail),
        st.binary().map(lambda tail: b"<ERROR>" + tail),
        st.integers(0, len(PAGE)).map(lambda end: PAGE[:end]),
    ),
)
def test_classify_is_total_and_never_kind(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    kind = classify(status, headers, body)
    assert isinstance(kind, Kind)
    if kind is Kind.OK:
        assert status == 200


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "2"}, 2.0),
        ({"retry-after": " 30 "}, 30.0),
        (
            {
                "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
                "Retry-After": "Wed, 21 Oct 2026 07:28:07 GMT",
            },
            7.0,
        ),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:07 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-1"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def recorded_search(shared_contracts: Path, name: str) -> bytes:
    path = shared_contracts / "fixtures" / "eutils" / "pubmedfilters_esearch_2026-10.json"
    return json.dumps(json.loads(path.read_text(encoding="utf-8"))[name]).encode()


def test_search_pages_as_recorded(shared_contracts: Path) -> None:
    clamped = search_page(recorded_search(shared_contracts, "page_clamped"))
    assert clamped.count == 195441
    assert len(clamped.pmids) == 9
    assert clamped.translation == '"asthma"[Title/Abstract]'
    assert clamped.warnings == ()
    assert clamped.paging_notes == ("Restrictions achieved. start and count adjusted to 9990, 9",)

    dropped = search_page(recorded_search(shared_contracts, "dropped_term_with_hits"))
    assert dropped.warnings == ('quoted phrase not found: "body battery"[tiab]',)

    stopword = search_page(recorded_search(shared_contracts, "stopword_phrase_not_found"))
    assert (stopword.count, stopword.warnings) == (0, ("phrase not found: the",))

    assert search_page(recorded_search(shared_contracts, "honest_zero")).warnings == ()


@pytest.mark.parametrize(
    "result",
    [
        "{}",
        '{"count":""}',
        '{"count":"-1"}',
        '{"count":"5.0"}',
        '{"count":null}',
        '{"count":"½"}',
        '{"count":"1","idlist":["0123"]}',
        '{"count":"1","idlist":"123"}',
        "[]",
        "null",
    ],
)
def test_a_count_that_is_no_count_is_a_failed_call(result: str) -> None:
    with pytest.raises(IncompleteAnswer):
        search_page(f'{{"esearchresult":{result}}}'.encode())


def test_a_page_holds_nothing_that_was_not_asked_for() -> None:
    asked = {Pmid("11"), Pmid("12"), Pmid("13")}
    assert article_page(PAGE, asked) == PAGE
    with pytest.raises(IncompleteAnswer, match="PMID 12, which was not asked for"):
        article_page(PAGE, {Pmid("11")})
    with pytest.raises(IncompleteAnswer, match="broken XML"):
        article_page(PAGE[:-5], asked)
    with pytest.raises(IncompleteAnswer, match="root is eFetchResult"):
        article_page(b"<eFetchResult/>", asked)
