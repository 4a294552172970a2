"""The direction of a link decides who is retracted; the gravest state wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from litwatch.records.notices import GRAVEST_FIRST, REF_TYPES, Notice, notice, state


@pytest.mark.parametrize(
    ("ref_type", "types", "expected"),
    [
        ("RetractionIn", (), "retracted"),
        ("RetractionOf", ("Retraction of Publication",), "ok"),
        ("RetractedandRepublishedIn", ("Retracted Publication",), "republished"),
        ("ExpressionOfConcernIn", (), "concern"),
        ("ExpressionOfConcernFor", (), "ok"),
        ("ErratumIn", (), "corrected"),
        ("UpdateIn", (), "superseded"),
        ("UpdateIn", ("Preprint",), "preprint_published"),
        ("UpdateOf", (), "ok"),
        ("CommentIn", (), "ok"),
    ],
)
def test_state_of_one_link(ref_type: str, types: tuple[str, ...], expected: str) -> None:
    assert state("A study", types, [notice(ref_type)]) == expected


def test_a_linkless_retraction_still_counts() -> None:
    assert state("A study", ["Retracted Publication"], []) == "retracted"


@pytest.mark.parametrize(
    ("title", "types", "expected"),
    [
        ("RETRACTED: A study", (), "retracted"),
        ("WITHDRAWN: A review", (), "withdrawn"),
        ("Retracted: A study", ("Retraction of Publication",), "ok"),
        ("Retracted lives: an essay", (), "ok"),
    ],
)
def test_title_prefixes_count_on_originals_only(
    title: str, types: tuple[str, ...], expected: str
) -> None:
    assert state(title, types, []) == expected


def test_a_notice_may_be_corrected_itself() -> None:
    links = [notice("RetractionOf"), notice("ErratumIn")]
    assert state("Notice", ["Retraction of Publication"], links) == "corrected"


def test_an_unknown_link_is_kept_by_name() -> None:
    link = notice("FutureLinkIn", citation="J Test. 2031")
    assert (link.type, link.ref_type, link.citation) == ("unknown", "FutureLinkIn", "J Test. 2031")


@given(st.lists(st.sampled_from(sorted(REF_TYPES))))
def test_the_gravest_state_wins_whatever_the_order(ref_types: list[str]) -> None:
    links = [notice(ref_type) for ref_type in ref_types]
    together = state("A study", (), links)
    alone = [state("A study", (), [link]) for link in links]
    assert GRAVEST_FIRST.index(together) <= min(map(GRAVEST_FIRST.index, alone), default=9)
    assert together == state("A study", (), reversed(links))


def test_every_link_type_of_the_newest_known_dtd_is_known(shared_data: Path) -> None:
    dtd = etree.DTD(str(shared_data / "dtd" / "pubmed_250101.dtd"))
    element = next(e for e in dtd.iterelements() if e.name == "CommentsCorrections")
    allowed = next(a for a in element.iterattributes() if a.name == "RefType").values()
    assert set(allowed) <= set(REF_TYPES)


def test_notice_without_pmid_keeps_its_citation() -> None:
    assert Notice(type="erratum", direction="in", citation="Lancet. 2020").pmid is None


@pytest.mark.parametrize("word", ["is-preprint-of", "Preprint of"])
def test_a_record_that_a_source_calls_a_preprint_is_one_without_the_type(word: str) -> None:
    link = Notice(type="update", direction="in", ref_type=word, source="crossref")
    assert state("A study", (), [link]) == "preprint_published"
    # A newer version beside it, such as of a Cochrane review, is told first.
    assert state("A study", (), [link, notice("UpdateIn")]) == "superseded"
