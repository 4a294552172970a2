"""Files that a person brings: RIS, tables, and the sniffing that tells kinds apart."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from litwatch.errors import BadInput
from litwatch.sources.csv_ids import read_csv
from litwatch.sources.imports import read_file
from litwatch.sources.parsed import Outcome, Parsed, ParseProblem
from litwatch.sources.pubmed_xml import BadXml
from litwatch.sources.ris import read_ris

RIS = """\
TY  - JOUR
AU  - Åkerö, Eva Lo
AU  - The Willow Group
TI  - An invented study
T2  - Journal of invented examples
JO  - J Invent Ex
PY  - 2021/06/03/
SP  - 101
EP  - 9
VL  - 12
IS  - 3
SN  - 1234-5678
DO  - https://doi.org/10.1000/EXAMPLE.1
AN  - 90000001
AB  - Willows get tired.
KW  - rest
KW  - wood
LA  - swe
ER  -
"""
XML = b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle></PubmedArticleSet>"


def ids(found: list[Outcome]) -> list[str]:
    return [one.record.id for one in found if isinstance(one, Parsed)]


def lost(found: list[Outcome]) -> list[tuple[str, str]]:
    return [(one.where, one.reason) for one in found if isinstance(one, ParseProblem)]


def test_ris_fields() -> None:
    (found,) = read_ris(RIS.encode())
    assert isinstance(found, Parsed)
    record = found.record
    assert (record.pmid, record.doi) == ("90000001", "10.1000/example.1")
    assert record.title == "An invented study"
    assert (record.journal.title, record.journal.iso) == (
        "Journal of invented examples",
        "J Invent Ex",
    )
    assert (record.journal.pages, record.journal.volume) == ("101-9", "12")
    assert record.published is not None
    assert record.published.iso() == "2021-06-03"
    person, group = record.authors
    assert (person.last, person.fore, person.initials) == ("Åkerö", "Eva Lo", "EL")
    assert group.collective == "The Willow Group"
    assert [keyword.text for keyword in record.keywords] == ["rest", "wood"]
    assert found.raw.startswith(b"TY  - JOUR")


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        ("AN  - 123\n", "123"),
        ("DB  - PubMed\nAN  - 123\n", "123"),
        ("DB  - Embase\nAN  - 123\nDO  - 10.1000/x\n", None),
        ("N1  - PMID: 123\n", "123"),
        ("UR  - https://pubmed.ncbi.nlm.nih.gov/123/\n", "123"),
        ("UR  - https://example.org/123/\nDO  - 10.1000/x\n", None),
    ],
)
def test_where_ris_may_keep_the_pmid(lines: str, pmid: str | None) -> None:
    (found,) = read_ris(f"TY  - JOUR\n{lines}ER  - \n".encode())
    assert isinstance(found, Parsed)
    assert found.record.pmid == pmid


def test_an_entry_without_its_end_does_not_swallow_the_next() -> None:
    found: list[Outcome] = list(read_ris(b"TY  - JOUR\nAN  - 4\n" + RIS.encode(), "a.ris"))
    assert ids(found) == ["90000001"]
    assert lost(found) == [("a.ris, line 1", "the entry has no ER line")]


def test_reading_files_loads_no_network_library() -> None:
    code = "import sys, litwatch.sources.imports; sys.exit('requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_ris_drops_nothing_in_silence() -> None:
    text = (
        "from somewhere\n"
        + RIS
        + "TY  - JOUR\nTI  - No id\nDO  - nonsense\nER  - \nTY  - JOUR\nAN  - 5\n"
    )
    found: list[Outcome] = list(read_ris(text.encode(), "a.ris"))
    assert ids(found) == ["90000001"]
    assert [where for where, _ in lost(found)] == [
        "a.ris, line 1",
        "a.ris, line 21",
        "a.ris, line 25",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_delimiter_and_heading(delimiter: str) -> None:
    rows = [
        ["Title", "PubMed ID", "DOI", "Year", "Abstract"],
        ["One", "11", "", "2021", "Text."],
        ["", "", "doi:10.1000/X", "", ""],
        ["Bad doi", "12", "nonsense", "", ""],
        ["Nothing", "", "", "", ""],
        ["Excel", "13.0", "", "", ""],
        ["", "", "", "", ""],
    ]
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    found: list[Outcome] = list(read_csv(text.encode(), "a.csv"))
    assert ids(found) == ["11", "doi:10.1000/x", "12"]
    assert lost(found) == [
        ("a.csv, line 4", "'nonsense' is no DOI"),
        ("a.csv, line 5", "neither PMID nor DOI"),
        ("a.csv, line 6", "'13.0' is no PMID"),
    ]
    first = found[0]
    assert isinstance(first, Parsed)
    assert (first.record.title, first.record.abstract_text) == ("One", "Text.")
    assert first.record.published is not None
    assert first.record.published.year == 2021


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (XML, ["7"]),
        (gzip.compress(XML, mtime=0), ["7"]),
        (b"\xef\xbb\xbf\n" + XML, ["7"]),
        (
            '<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16")
            + XML.decode().encode("utf-16-le"),
            ["7"],
        ),
        (b"\n\nPMID- 8\nTI  - x\n", ["8"]),
        (gzip.compress(b"PMID- 8\nTI  - x\n", mtime=0), ["8"]),
        (RIS.encode(), ["90000001"]),
        (b"pmid\n9\n10\n", ["9", "10"]),
        ("\ufeffDOI;Namn\n10.1000/å;x\n".encode(), ["doi:10.1000/å"]),
    ],
)
def test_the_content_decides_not_the_name(tmp_path: Path, data: bytes, expected: list[str]) -> None:
    path = tmp_path / "file.doc"
    path.write_bytes(data)
    assert ids(list(read_file(path))) == expected


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", BadInput, "file.txt is empty"),
        (gzip.compress(b"", mtime=0), BadInput, "no kind that is known"),
        (b"just words\n", BadInput, "no kind that is known"),
        (b"name,year\na,2021\n", BadInput, "no kind that is known"),
        (b"PK\x03\x04 a spreadsheet", BadInput, "no kind that is known"),
        (b"<!DOCTYPE html><html></html>", BadXml, "file.txt is a web page"),
        (XML[:-4], BadXml, "file.txt is broken XML"),
        (b"<xml><records/></xml>", BadXml, "root xml"),
        (gzip.compress(XML, mtime=0)[:-12], BadInput, "damaged gzip"),
        ("pmid;name\n1;å\n".encode("cp1252"), BadInput, "not UTF-8"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, data: bytes, error: type[BadInput], said: str) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(data)
    with pytest.raises(error, match=said) as caught:
        list(read_file(path))
    assert "file.txt" in str(caught.value)
    assert caught.value.remedy


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no file .*nowhere\.xml"):
        list(read_file(tmp_path / "nowhere.xml"))
    with pytest.raises(BadInput, match="cannot be read"):
        list(read_file(tmp_path))
