"""Identifiers are valid by construction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.errors import InvalidIdentifier
from litwatch.records import Doi, Pmcid, Pmid, record_id


@pytest.mark.parametrize("text", ["1", "31521666", "999999999"])
def test_pmid_is_one_to_nine_digits(text: str) -> None:
    assert Pmid(text) == text


@pytest.mark.parametrize("text", ["", "0123", "0", " 12", "12a", "1234567890", "١٢", "12\n"])
def test_anything_else_is_no_pmid(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="is not a PMID"):
        Pmid(text)


@pytest.mark.parametrize(
    ("typed", "doi"),
    [
        ("10.1000/AbC", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("doi: 10.1000/abc", "10.1000/abc"),
        ("10.1002/(SICI)1097%2D0258", "10.1002/(sici)1097-0258"),
    ],
)
def test_a_doi_has_one_spelling(typed: str, doi: str) -> None:
    assert Doi(typed) == doi


@pytest.mark.parametrize("text", ["", "11.1000/x", "10.1/x", "10.1000/", "10.1000/a b"])
def test_anything_else_is_no_doi(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        Doi(text)


def test_pmcid_is_upper_case() -> None:
    assert Pmcid("pmc123") == "PMC123"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (" 31521666 ", "31521666"),
        ("ppr123", "PPR123"),
        ("https://doi.org/10.1000/ABC", "doi:10.1000/abc"),
        ("doi:10.1000/abc", "doi:10.1000/abc"),
    ],
)
def test_a_record_id_from_what_people_type(typed: str, found: str) -> None:
    assert record_id(typed) == found


@given(st.from_regex(r"[1-9][0-9]{0,8}|PPR[1-9][0-9]*|10\.[0-9]{4}/[a-z0-9]+", fullmatch=True))
def test_an_id_is_its_own_id(text: str) -> None:
    assert record_id(record_id(text)) == record_id(text)


@given(st.text())
def test_whatever_is_typed_gives_an_id_or_one_sentence(text: str) -> None:
    def outcome() -> str:
        try:
            return record_id(text)
        except InvalidIdentifier as error:
            return error.remedy

    assert outcome()
