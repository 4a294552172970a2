"""Every notice in the real records gets the right state and direction, by an independent reading."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree

from litwatch.records import Record
from litwatch.records.notices import brings
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.status.changes import ALARMING

# Written from the DTD's documentation (contract §4), not from the code.
ORIGINAL = {
    "RetractionIn", "RetractedandRepublishedIn", "ExpressionOfConcernIn", "ErratumIn",
    "CorrectedandRepublishedIn", "UpdateIn", "RepublishedIn", "ReprintIn", "CommentIn",
    "SummaryForPatientsIn", "AssociatedDataset", "PartialRetractionIn",
}  # fmt: skip
GRAVEST = [
    ("retracted", "RetractionIn"),
    ("republished", "RetractedandRepublishedIn"),
    ("concern", "ExpressionOfConcernIn"),
    ("corrected", "ErratumIn"),
    ("corrected", "PartialRetractionIn"),
    ("corrected", "CorrectedandRepublishedIn"),
    ("superseded", "UpdateIn"),
]


def expected(article: etree._Element) -> str:
    """What a careful reader of the raw XML would say has become of the article."""
    links = {one.get("RefType") for one in article.iter("CommentsCorrections")}
    types = {one.text for one in article.iter("PublicationType")}
    title = "".join(article.find(".//ArticleTitle").itertext()).upper().lstrip("[ ")
    notice = bool(types & {"Retraction of Publication", "Published Erratum"})
    if "RetractionIn" in links or (
        "Retracted Publication" in types and "RetractedandRepublishedIn" not in links
    ):
        return "retracted"
    if title.startswith(("RETRACTED:", "RETRACTED ARTICLE:")) and not notice:
        return "retracted"
    if "RetractedandRepublishedIn" in links:
        return "republished"
    if title.startswith("WITHDRAWN:") and not notice:
        return "withdrawn"
    if "UpdateIn" in links and "Preprint" in types and len(links & ORIGINAL) == 1:
        return "preprint_published"
    return next((state for state, link in GRAVEST if link in links), "ok")


@pytest.fixture(scope="module")
def pairs(noticed: list[bytes]) -> list[tuple[etree._Element, Record]]:
    whole = b"<PubmedArticleSet>" + b"".join(noticed) + b"</PubmedArticleSet>"
    parsed = [part.record for part in read_articles(whole) if isinstance(part, Parsed)]
    read = [etree.fromstring(one) for one in noticed]
    assert len(parsed) == len(read)
    return list(zip(read, parsed, strict=True))


def test_every_state_is_right(pairs: list[tuple[etree._Element, Record]]) -> None:
    seen: Counter[str] = Counter()
    for article, record in pairs:
        assert (record.pmid, record.state()) == (article.findtext(".//PMID"), expected(article))
        seen[record.state()] += 1
    assert seen["retracted"] >= 5
    assert seen["corrected"] >= 50


def test_every_link_has_its_direction_and_its_target(
    pairs: list[tuple[etree._Element, Record]],
) -> None:
    links = 0
    for article, record in pairs:
        raw = [
            (one.get("RefType"), one.findtext("PMID"))
            for one in article.iter("CommentsCorrections")
            if one.get("RefType") != "Cites"
        ]
        ours = [(one.ref_type, one.pmid) for one in record.notices if one.ref_type != "Cites"]
        assert sorted(map(str, ours)) == sorted(map(str, raw))
        for one in record.notices:
            assert (one.direction == "in") == (one.ref_type in ORIGINAL), one.ref_type
            links += 1
    assert links > 400


def test_no_erratum_and_no_notice_is_an_alarm(
    pairs: list[tuple[etree._Element, Record]],
) -> None:
    errata = notices = 0
    for _, record in pairs:
        kinds = {one.ref_type for one in record.notices if brings(one)}
        if kinds and kinds <= {"ErratumIn", "CorrectedandRepublishedIn"}:
            errata += 1
            if "Retracted Publication" not in record.type_names:
                assert record.state() not in ALARMING, record.pmid
        of = {one.ref_type for one in record.notices if one.direction == "of"}
        if not kinds and of & {"RetractionOf", "ExpressionOfConcernFor", "ErratumFor"}:
            notices += 1
            assert record.state() == "ok", record.pmid
    assert errata >= 50
    assert notices >= 50
