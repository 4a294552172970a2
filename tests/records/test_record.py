"""A record has one id and one JSON form."""

from __future__ import annotations

import pytest

from litwatch.errors import InvalidIdentifier
from litwatch.records import (
    Author,
    Doi,
    Journal,
    Notice,
    PartialDate,
    Pmid,
    Record,
    Section,
    decode,
    encode,
)
from litwatch.records.citation import short, vancouver

RECORD = Record(
    pmid=Pmid("12345678"),
    doi=Doi("10.1000/Test.1"),
    title="Pacing after infection: a trial.",
    abstract=(Section(label="AIM", text="To test."), Section(text="We did.")),
    journal=Journal(iso="J Test Med", volume="3", issue="2", pages="10-19"),
    published=PartialDate(year=2021, month=6, raw="2021 Jun"),
    authors=(
        Author(last="Ek", fore="Anna Maria", initials="AM"),
        Author(last="Misprinted", valid=False),
        Author(collective="The Pacing Group"),
        Author(last="Öst", initials="B", suffix="Jr"),
    ),
    notices=(Notice(type="erratum", direction="in", pmid=Pmid("9")),),
)


def test_json_form_is_exact_and_stable() -> None:
    assert decode(encode(RECORD)) == RECORD
    assert encode(decode(encode(RECORD))) == encode(RECORD)
    assert isinstance(decode(encode(RECORD)).pmid, Pmid)


def test_id_is_pmid_else_preprint_else_doi() -> None:
    assert RECORD.id == "12345678"
    assert Record(preprint_id="PPR7", doi=Doi("10.1000/x")).id == "PPR7"
    assert Record(doi=Doi("10.1000/x")).id == "doi:10.1000/x"
    with pytest.raises(InvalidIdentifier, match="neither PMID"):
        _ = Record(title="Nameless").id


def test_abstract_text_keeps_its_labels() -> None:
    assert RECORD.abstract_text == "AIM: To test.\n\nWe did."


def test_vancouver_reference() -> None:
    assert vancouver(RECORD) == (
        "Ek AM, The Pacing Group, Öst B Jr. Pacing after infection: a trial. J Test Med. "
        "2021 Jun;3(2):10-19. doi:10.1000/test.1. PMID: 12345678."
    )


def test_six_authors_then_et_al() -> None:
    many = Record(
        pmid=Pmid("1"),
        title="T",
        authors=tuple(Author(last=f"A{n}", initials="X") for n in "1234567"),
    )
    assert vancouver(many).startswith("A1 X, A2 X, A3 X, A4 X, A5 X, A6 X, et al. T.")


def test_short_citation_in_the_readers_language() -> None:
    assert short(RECORD, and_others="m.fl.") == "Ek m.fl. 2021"
    two = Record(pmid=Pmid("1"), title="T", authors=(Author(last="Ek"), Author(last="Öst")))
    assert short(two, and_word="och") == "Ek och Öst"
