"""The Retraction Watch file with the blemishes it is known for, and with those that stop it."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from litwatch.errors import BadInput
from litwatch.records.retractions import notice_of
from litwatch.sources.retraction_watch import read_retractions

NAMES = [
    "Record ID",
    "Title",
    "Subject",
    "Institution",
    "Journal",
    "Publisher",
    "Country",
    "Author",
    "URLS",
    "ArticleType",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDate",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
    "Paywalled",
    "Notes",
    "",
]


def file_of(*rows: dict[str, str]) -> bytes:
    """The file with these rows; what a row does not say is as in the real one."""
    usual = {
        "Title": "An invented paper",
        "RetractionDate": "9/8/2011 0:00",
        "RetractionDOI": "10.9999/notice",
        "RetractionPubMedID": "0",
        "OriginalPaperDOI": "10.9999/paper",
        "OriginalPaperPubMedID": "0",
        "RetractionNature": "Retraction",
        "Reason": "Error in Data;",
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES, lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(rows, 1):
        writer.writerow({**usual, "Record ID": str(number), **row} if row else {})
    return text.getvalue().encode()


def test_a_row_becomes_a_notice() -> None:
    (row,) = read_retractions(file_of({"OriginalPaperPubMedID": "90000001"})).rows
    assert (row.doi, row.pmid) == ("10.9999/paper", "90000001")
    notice = notice_of(row)
    assert (notice.type, notice.direction, notice.doi) == ("retraction", "in", "10.9999/notice")
    assert (notice.dated, notice.source) == (date(2011, 9, 8), "retraction-watch")


def test_retract_and_replace_is_a_state_of_its_own() -> None:
    (row,) = read_retractions(file_of({"Reason": "Error in Data;Retract and Replace;"})).rows
    assert notice_of(row).type == "retracted_republished"


def test_known_blemishes_are_counted_and_the_rest_is_kept() -> None:
    found = read_retractions(
        file_of(
            {},
            {"OriginalPaperDOI": "Unavailable", "OriginalPaperPubMedID": "90000002"},
            {"OriginalPaperDOI": "unavailable"},
            {"OriginalPaperDOI": "doi.org", "OriginalPaperPubMedID": "12x"},
            {"RetractionDate": "31/12/2020 0:00"},
            {"RetractionNature": "Apology"},
            {"Record ID": ""},
            {"Record ID": "2", "OriginalPaperPubMedID": "90000003"},
            {},
        )
    )
    assert dict(found.blemishes) == {
        "empty rows": 2,
        "rows that name no article by DOI or PMID": 2,
        "DOIs that are none": 1,
        "PMIDs that are none": 1,
        "days that are none": 1,
        "notices of a kind we do not know (apology)": 1,
        "rows without a record id": 1,
        "record ids that come twice, the last one kept": 1,
    }
    assert found.read == 7
    assert {row.id: row.pmid for row in found.rows} == {2: "90000003", 5: None, 6: None}


def test_older_files_are_not_utf8() -> None:
    found = read_retractions(file_of({"Reason": "Sjögren"}).decode().encode("latin-1"))
    assert found.rows[0].reasons == "Sjögren"
    assert found.blemishes["text that is not UTF-8, read as Windows-1252"] == 1


def test_a_mark_at_the_beginning_is_no_column() -> None:
    assert read_retractions(b"\xef\xbb\xbf" + file_of({"Reason": "x"})).blemishes == {}


def test_the_measured_shape(shared_contracts: Path) -> None:
    data = (
        shared_contracts / "fixtures" / "crossref" / "retraction_watch_rows_SHAPE.csv"
    ).read_bytes()
    found = read_retractions(data)
    assert [(row.id, row.nature) for row in found.rows] == [
        (99901, "retraction"),
        (99902, "correction"),
    ]
    assert dict(found.blemishes) == {
        "rows that name no article by DOI or PMID": 1,
        "empty rows": 1,
    }


WHOLE = file_of({"Notes": "one"}, {"Notes": "two"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!DOCTYPE html><html>504 Gateway Time-out</html>", "a web page"),
        (b"PK\x03\x04\x00\x00retraction_watch.csv", "may be packed"),
        (b"", r"lacks the column\(s\) Record ID"),
        (WHOLE.replace(b"RetractionNature", b"Nature"), r"lacks the column\(s\) RetractionNature"),
        (WHOLE[:-90], "row 3 of the file has . of 21 columns"),
        (WHOLE.replace(b"An invented", b'"An invented'), "cannot be read"),
        (file_of({"OriginalPaperDOI": "Unavailable"}), "no row that names an article"),
    ],
)
def test_what_is_not_the_file_is_refused_by_name(data: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_retractions(data)
