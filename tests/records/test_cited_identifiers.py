"""PMIDs, DOIs and PMCIDs in running text: every spelling that slides and PDFs have of them."""

from __future__ import annotations

import pytest

from litwatch.records.cited import tidy
from litwatch.records.cited.identifiers import named


def found(text: str) -> list[str]:
    return [str(one) for one in named(tidy(text))]


@pytest.mark.parametrize(
    "text",
    [
        "doi:10.1234/abc.5678",
        "DOI: 10.1234/ABC.5678.",
        "(https://doi.org/10.1234/abc.5678)",
        "https://dx.doi.org/10.1234%2Fabc.5678,",
        "se doi.org/10.1234/abc.\n5678; läs mer",
        "10.1234/abc.5678\nBergström A",
        "10.1234/abc.5678. 2. Ek A",
        "https://www.tandfonline.com/doi/full/10.1234/abc.5678?needAccess=true",
        "10.1234/abc.5678;PMID: x",
        "“10.1234/abc.5678”",
        "10.1234/a\u00adbc.56\u200b78",
    ],
)
def test_a_doi_is_read_in_every_spelling(text: str) -> None:
    assert found(text) == ["doi:10.1234/abc.5678"]


def test_a_doi_keeps_the_brackets_that_it_has_itself() -> None:
    assert found("10.1234/S0140-6736(21)00676-0.") == ["doi:10.1234/s0140-6736(21)00676-0"]
    assert found("(10.1234/S0140-6736(21)00676-0)") == ["doi:10.1234/s0140-6736(21)00676-0"]
    sici = "10.1234/1097-0142(1978)41:6<2158::aid-cncr28>3.0.co;2-l"
    assert found(f"doi:{sici},") == [f"doi:{sici}"]


def test_a_doi_cut_by_a_line_is_never_the_shorter_work() -> None:
    """Without its end it would name another version of the same review."""
    (one,) = named("doi:10.1234/14651858.CD000001.\npub3")
    assert [str(doi) for doi in one.dois] == ["10.1234/14651858.cd000001.pub3"]


def test_a_preprint_is_found_by_the_address_of_its_version() -> None:
    (one,) = named("https://www.medrxiv.org/content/10.1101/2020.01.02.99999999v2.full.pdf")
    assert "10.1101/2020.01.02.99999999" in one.dois


@pytest.mark.parametrize(
    ("text", "pmids"),
    [
        ("PMID: 90000001", ["90000001"]),
        ("PMID\n90000001.", ["90000001"]),
        ("PubMed-ID 90000001", ["90000001"]),
        ("PMID: 90000001, 90000002 och 90000003", ["90000001", "90000002", "90000003"]),
        ("https://pubmed.ncbi.nlm.nih.gov/90000001/", ["90000001"]),
        ("pubmed.ncbi.nlm.nih.gov/\n90000001", ["90000001"]),
        ("https://pubmed.ncbi.nlm.nih.gov/9000\n0001/", ["90000001"]),
        ("http://www.ncbi.nlm.nih.gov/pubmed/?term=90000001", ["90000001"]),
        ("https://europepmc.org/article/MED/90000001", ["90000001"]),
        ("[PubMed: 90000001]", ["90000001"]),
        ("PMID: 90000001, 12 deltagare, 2021", ["90000001"]),
        ("PMID 31", ["31"]),
    ],
)
def test_a_pmid_is_read_where_the_text_says_that_it_is_one(text: str, pmids: list[str]) -> None:
    assert found(text) == [f"PMID {pmid}" for pmid in pmids]


@pytest.mark.parametrize(
    "text",
    [
        "N=12345678 deltagare",
        "ring 08-123 45 67 eller 0701234567",
        "19121212-1212",
        "2026-11-03 kl. 13.15",
        "sal 10.1234, våning 3",
        "PMID saknas för 12 patienter",
        "version 10.1234",
        "dnr 34567890/2021",
        "PMC är en databas, 2021",
        "Inlagt i PubMed 1–30 juni 2021",
        "PubMed/NLM, hämtat 29 november 2026",
    ],
)
def test_other_numbers_are_no_identifiers(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "PMCID: PMC9000001",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9000001/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/",
        "PMC 9000001",
    ],
)
def test_a_pmcid_is_read(text: str) -> None:
    assert found(text) == ["PMC9000001"]
