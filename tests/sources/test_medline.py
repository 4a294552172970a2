"""MEDLINE text: what PubMed saves as .nbib or in its own format."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from litwatch.errors import BadInput
from litwatch.records import Record
from litwatch.sources.medline import read_medline
from litwatch.sources.parsed import Parsed, ParseProblem

ENTRY = """\
PMID- 90000001
OWN - NLM
STAT- MEDLINE
DCOM- 20210701
LR  - 20211231
IS  - 1234-5678 (Electronic)
IS  - 1234-5679 (Linking)
VI  - 12
IP  - 3
DP  - 2021 Jun 3
TI  - An invented study of willows that has so long a title that it has to be
      wrapped.
PG  - 101-9
LID - S1 [pii]
LID - 10.1000/EXAMPLE.1 [doi]
AB  - BACKGROUND: Willows get tired.
      RESULTS: They

      rest.
CI  - (c) 2021 Nobody.
FAU - Åkerö, Eva Lo Jr
AU  - Åkerö EL Jr
AUID- ORCID: 0000-0002-1825-0097
AD  - Dept of Willows, a place whose name is so long that it goes on
      here, Luleå.
AD  - Uppsala.
FAU - Ek, Bo
AU  - Ek B
CN  - The Willow Group
LA  - swe
LA  - eng
SI  - ClinicalTrials.gov/NCT00000000
SI  - ClinicalTrials.gov/NCT00000001
GR  - MH-1/2/MH/NIMH NIH HHS/United States
GR  - Willow Trust/Sweden
PT  - Journal Article
DEP - 20210530
TT  - En påhittad studie.
PL  - Sweden
TA  - J Invent Ex
JT  - Journal of invented examples
JID - 100000000
RN  - 0 (Salicin (bark))
RN  - EC 1.1.1.1 (Restase)
MH  - *Fatigue/epidemiology/*therapy
MH  - Salix
OTO - NOTNLM
OT  - *rest
OT  - wood
COIS- None, and it takes the authors so many words to say so that the line is
      wrapped.
FIR - Alm, Siv
IR  - Alm S
IRAD- Umeå.
RIN - J Invent Ex. 2022 Jan;13(1):1. doi: 10.1000/retraction. PMID: 90000002
CIN - A very long journal name of invented examples. 2022;1:2-3, which is
      wrapped. PMID: 90000003
PMC - PMC9000001
MID - NIHMS1
EDAT- 2021/06/05 06:00
MHDA- 2021/07/01 06:00
CRDT- 2021/06/04 06:01
PHST- 2021/01/05 00:00 [received]
PHST- 2021/06/04 06:01 [entrez]
AID - S1 [pii]
AID - 10.1000/EXAMPLE.1 [doi]
PST - ppublish
SO  - J Invent Ex. 2021 Jun 3;12(3):101-9.
"""


def only(text: str) -> Record:
    (found,) = read_medline(text.encode())
    assert isinstance(found, Parsed)
    return found.record


def test_every_tag_has_its_field() -> None:
    record = only(ENTRY)
    assert record.title.endswith("it has to be wrapped.")
    assert record.abstract_text == "BACKGROUND: Willows get tired. RESULTS: They rest."
    assert (record.doi, record.pmcid) == ("10.1000/example.1", "PMC9000001")
    assert record.other_ids == (("pii", "S1"), ("mid", "NIHMS1"))
    assert record.journal.iso == "J Invent Ex"
    assert (record.journal.issn, record.journal.issn_linking) == ("1234-5678", "1234-5679")
    assert record.published is not None
    assert record.published.iso() == "2021-06-03"
    assert record.published_online is not None
    assert record.published_online.iso() == "2021-05-30"
    assert record.created == date(2021, 6, 4)
    assert (record.completed, record.revised) == (date(2021, 7, 1), date(2021, 12, 31))
    assert [one.status for one in record.history] == ["received", "entrez"]
    assert record.languages == ("swe", "eng")
    assert record.vernacular_title == "En påhittad studie."
    assert record.conflict_of_interest.endswith("that the line is wrapped.")


def test_people_keep_their_places() -> None:
    record = only(ENTRY)
    first, second, group = record.authors
    assert (first.last, first.fore, first.initials, first.suffix) == ("Åkerö", "Eva Lo", "EL", "Jr")
    assert first.orcid == "0000-0002-1825-0097"
    assert len(first.affiliations) == 2
    assert first.affiliations[0].endswith("it goes on here, Luleå.")
    assert (second.last, second.affiliations) == ("Ek", ())
    assert group.collective == "The Willow Group"
    (investigator,) = record.investigators
    assert (investigator.last, investigator.affiliations) == ("Alm", ("Umeå.",))


def test_indexing_grants_and_links() -> None:
    record = only(ENTRY)
    fatigue, salix = record.mesh
    assert (fatigue.name, fatigue.major) == ("Fatigue", True)
    assert [(part.name, part.major) for part in fatigue.qualifiers] == [
        ("epidemiology", False),
        ("therapy", True),
    ]
    assert (salix.name, salix.major) == ("Salix", False)
    assert [(one.name, one.registry_number) for one in record.chemicals] == [
        ("Salicin (bark)", ""),
        ("Restase", "EC 1.1.1.1"),
    ]
    assert [(one.text, one.major, one.owner) for one in record.keywords] == [
        ("rest", True, "NOTNLM"),
        ("wood", False, "NOTNLM"),
    ]
    assert [(one.id, one.agency, one.country) for one in record.grants] == [
        ("MH-1/2", "NIMH NIH HHS", "United States"),
        ("", "Willow Trust", "Sweden"),
    ]
    (bank,) = record.databanks
    assert bank.accessions == ("NCT00000000", "NCT00000001")
    comment, retraction = record.notices
    assert (retraction.type, retraction.direction) == ("retraction", "in")
    assert (retraction.pmid, retraction.doi) == ("90000002", "10.1000/retraction")
    assert (comment.type, comment.pmid) == ("comment", "90000003")
    assert comment.citation.endswith("which is wrapped.")
    assert record.state() == "retracted"


def test_entries_part_at_pmid_and_problems_have_their_line() -> None:
    text = "saved by somebody\n\n" + ENTRY + "PMID- 0123\nTI  - No.\n\n" + ENTRY
    found = list(read_medline(text.replace("\n", "\r\n").encode(), "a.nbib"))
    parsed = [one for one in found if isinstance(one, Parsed)]
    lost = [one for one in found if isinstance(one, ParseProblem)]
    assert [one.record for one in parsed] == [only(ENTRY)] * 2
    assert [(one.where, one.pmid) for one in lost] == [
        ("a.nbib, line 1", ""),
        (f"a.nbib, line {3 + ENTRY.count(chr(10))}", "0123"),
    ]
    assert all(one.severity == "lost" for one in lost)


def test_what_is_not_understood_is_kept_by_name() -> None:
    text = (
        "PMID- 1\nDP  - in the year of the hen\nCRDT- 2021/02/30\nAID - see [doi]\n"
        "AID - 10.1000/x [doi]\nDDIN- Data. 2021\nPHST- once\nno tag here\n"
    )
    found = list(read_medline(text.encode()))
    assert isinstance(found[0], Parsed)
    record = found[0].record
    assert record.published is not None
    assert record.published.raw == "in the year of the hen"
    assert (record.created, record.doi) == (None, "10.1000/x")
    assert record.notices[0].type == "unknown"
    assert sorted(one.reason for one in found[1:] if isinstance(one, ParseProblem)) == [
        "'2021/02/30' is no date",
        "'see' stands as DOI and is none",
        "the date 'in the year of the hen' is not understood",
        "the history line 'once' is not understood",
        "the line 'no tag here' has no tag",
        "the link type 'DDIN' is unknown",
    ]


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\xff\xfe", "PMID- 1\nTI  - \xe5".encode("latin-1")]
)
def test_what_is_no_medline_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"^it ") as caught:
        list(read_medline(data, "it"))
    assert caught.value.remedy


def test_real_files(shared_data: Path) -> None:
    counts = {}
    bare: list[str] = []
    for path in sorted((shared_data / "text").glob("medline_*")):
        with path.open("rb") as file:
            found = list(read_medline(file, path.name))
        parsed = [one for one in found if isinstance(one, Parsed)]
        assert len(parsed) == len(found)
        counts[path.name] = len(parsed)
        for one in parsed:
            record = one.record
            assert record.title
            assert (record.created is None) == (b"CRDT" not in one.raw)
            assert record.published
            assert record.published.year
            assert record.publication_types
            assert all(author.collective or author.last for author in record.authors)
            bare += [author.last for author in record.authors if not author.initials]
    assert list(counts.values()) == [207, 1, 4, 1]
    # Three names of one file are glued by commas, `Pennell,Kelly,G.`; they stay as written.
    assert [name.count(",") > 0 for name in bare if name] == [True] * 3
