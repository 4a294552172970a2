import csv
import json
from datetime import UTC, datetime
from io import StringIO

import pytest
import rispy
from Bio import Medline
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from litwatch.errors import WrongUse
from litwatch.exchange import FORMATS, write
from litwatch.exchange.phrases import page_range
from litwatch.exchange.table import COLUMNS
from litwatch.records import Author, Doi, PartialDate, Pmid, Record
from litwatch.store import Entry

_SEEN = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


def _written(name: str, *entries: Entry) -> str:
    out = StringIO()
    assert write(name, entries, out) == len(entries)
    return out.getvalue()


def test_an_unknown_format_lists_the_known(full):
    with pytest.raises(WrongUse) as caught:
        write("docx", [full], StringIO())
    assert "jsonl" in caught.value.remedy


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_whatever_there_is_the_same_each_time(name, full, bare):
    assert _written(name, full, bare) == _written(name, full, bare)
    assert "<sub>" not in _written(name, full) or name == "jsonl"
    _written(name)


def test_ris_is_read_back_by_rispy(full, bare):
    text = _written("ris", full, bare)
    assert text.startswith("TY  - JOUR\r\n")
    one, other = rispy.loads(text)
    assert one["accession_number"] == "34107557"
    assert one["doi"] == "10.1000/abc_1"
    assert one["custom2"] == "PMC12345"
    assert one["authors"] == [
        "van der Berg, Åsa Maria", "King, Martin, Jr", "Rest and Recovery Group, Inc",
    ]  # fmt: skip
    assert (one["journal_name"], one["secondary_title"]) == ("J Tests", "Journal of Tests")
    assert (one["start_page"], one["end_page"], one["year"]) == ("123", "128", "2021")
    assert one["notes"] == ["State: corrected"]
    assert other["accession_number"] == "doi:10.1000/bare"


# Any text that XML can hold; a carriage return or a line separator is white space to us.
_texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=60
).filter(lambda text: text.split())
_words = _texts.filter(lambda text: "," not in text)


@given(
    pmid=st.integers(1, 99_999_999).map(lambda number: Pmid(str(number))),
    doi=st.from_regex(r"10\.[0-9]{4}/[a-z0-9./-]{1,20}", fullmatch=True).map(Doi),
    title=_texts,
    names=st.lists(st.tuples(_words, _words), max_size=5),
    year=st.integers(1500, 2199),
)
def test_ris_round_trip_keeps_pmid_doi_title_authors_and_year(pmid, doi, title, names, year):
    record = Record(
        pmid=pmid,
        doi=doi,
        title=title,
        authors=tuple(Author(last=last, fore=fore) for last, fore in names),
        published=PartialDate(year=year),
    )
    entry = Entry(record=record, role="imported", first_seen=_SEEN)
    (read,) = rispy.loads(_written("ris", entry))
    assert read["accession_number"] == pmid
    assert read["doi"] == doi
    assert read["title"] == " ".join(title.split())
    assert read.get("authors", []) == [" ".join(f"{last}, {fore}".split()) for last, fore in names]
    assert read["year"] == str(year)


def test_bibtex_is_read_back_by_pybtex(full, bare):
    read = parse_string(_written("bibtex", full, bare), "bibtex")
    assert list(read.entries) == ["vanderBerg2021_34107557", "_doi-10-1000-bare"]
    fields = read.entries["vanderBerg2021_34107557"].fields
    assert (fields["pmid"], fields["year"], fields["pages"]) == ("34107557", "2021", "123--128")
    assert fields["title"].startswith("{Effects of CO2 \\& rest")
    assert "{better}" not in fields["title"], "braces of the text are no markup"
    assert [str(person) for person in read.entries["vanderBerg2021_34107557"].persons["author"]] == [
        "van der Berg, Åsa Maria", "King, Jr, Martin", "{Rest and Recovery Group, Inc}",
    ]  # fmt: skip


@given(title=_texts, last=_texts, fore=_texts)
def test_bibtex_can_be_read_whatever_the_texts_hold(title, last, fore):
    record = Record(pmid=Pmid("1"), title=title, authors=(Author(last=last, fore=fore),))
    entry = Entry(record=record, role="imported", first_seen=_SEEN)
    (read,) = parse_string(_written("bibtex", entry), "bibtex").entries.values()
    assert read.fields["pmid"] == "1"
    assert len(read.persons["author"]) == 1


def test_csl_json_has_numbers_for_dates_and_literals_for_groups(full, bare):
    one, other = json.loads(_written("csl-json", full, bare))
    assert one["issued"] == {"date-parts": [[2021, 6]]}
    assert one["author"][1] == {"family": "King", "given": "Martin", "suffix": "Jr"}
    assert one["author"][2] == {"literal": "Rest and Recovery Group, Inc"}
    assert (one["PMID"], one["type"]) == ("34107557", "article-journal")
    assert "title" not in other
    assert json.loads(_written("csl-json")) == []


def test_nbib_is_read_back_by_biopython(full, bare):
    one, other = Medline.parse(StringIO(_written("nbib", full, bare)))
    assert one["PMID"] == "34107557"
    assert one["TI"] == "Effects of CO2 & rest on fatigue: 50% {better}"
    assert one["AB"] == "AIM: To rest. RESULTS: They rested."
    assert one["FAU"] == ["van der Berg, Åsa Maria", "King, Martin, Jr"]
    assert one["AU"] == ["van der Berg ÅM", "King M Jr"]
    assert one["CN"] == ["Rest and Recovery Group, Inc"]
    assert one["MH"] == ["*Fatigue/*therapy"]
    assert one["AID"] == ["10.1000/abc_1 [doi]"]
    assert (one["EDAT"], one["LR"], one["DP"]) == ("2021/06/03 00:00", "20210604", "2021 Jun")
    assert one["SI"] == ["ClinicalTrials.gov/NCT00000001"]
    assert one["EIN"] == ["J Tests. 2022 PMID: 9"]
    assert other["AID"] == ["10.1000/bare [doi]"]


def test_csv_has_one_row_a_record_and_runs_no_formula(full, bare):
    rows = list(csv.DictReader(StringIO(_written("csv", full, bare))))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["reason"] == "'=1+1"
    assert rows[0]["authors"] == "van der Berg ÅM; King M Jr; Rest and Recovery Group, Inc"
    assert rows[0]["abstract"] == "AIM: To rest. RESULTS: They rested."
    assert (rows[0]["score"], rows[0]["published"]) == ("0.91", "2021-06")
    assert rows[1]["pmid"] == ""


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("123-8", ("123", "128")),
        ("1199-203", ("1199", "1203")),
        ("99-101", ("99", "101")),
        ("e12", ("e12", "")),
        ("S1-S9", ("S1-S9", "")),
        ("", ("", "")),
    ],
)
def test_page_ranges(pages, expected):
    assert page_range(pages) == expected
