from datetime import UTC, date, datetime

import pytest

from litwatch.records import (
    Author,
    Decision,
    Doi,
    Journal,
    MeshHeading,
    Notice,
    PartialDate,
    Pmcid,
    Pmid,
    Prediction,
    PublicationType,
    Record,
    Section,
    Tag,
)
from litwatch.records.record import Databank, Grant, Keyword, Qualifier
from litwatch.store import Entry

_SEEN = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def full() -> Entry:
    """An entry with something in most fields, written by hand."""
    record = Record(
        pmid=Pmid("34107557"),
        doi=Doi("10.1000/abc_1"),
        pmcid=Pmcid("PMC12345"),
        title="Effects of CO2 & rest on fatigue: 50% {better}",
        title_html="Effects of CO<sub>2</sub> &amp; rest on fatigue: 50% {better}",
        vernacular_title="Vila",
        abstract=(
            Section(label="AIM", category="OBJECTIVE", text="To rest."),
            Section(label="RESULTS", text="They\nrested."),
        ),
        journal=Journal(
            title="Journal of Tests", iso="J Tests", issn="1234-5678", nlm_id="77",
            volume="3", issue="2", pages="123-8", country="Sweden",
        ),
        published=PartialDate(year=2021, month=6, raw="2021 Jun"),
        created=date(2021, 6, 3),
        revised=date(2021, 6, 4),
        status="MEDLINE",
        languages=("eng", "swe"),
        authors=(
            Author(last="van der Berg", fore="Åsa Maria", initials="ÅM", orcid="0000-0001",
                   affiliations=("Dept, Town.",)),
            Author(last="Misprint", initials="X", valid=False),
            Author(last="King", fore="Martin", initials="M", suffix="Jr"),
            Author(collective="Rest and Recovery Group, Inc"),
        ),
        mesh=(
            MeshHeading(ui="D005221", name="Fatigue", major=True,
                        qualifiers=(Qualifier(ui="Q000628", name="therapy", major=True),)),
        ),
        publication_types=(PublicationType(ui="D016428", name="Journal Article"),),
        keywords=(Keyword(text="post-exertional malaise", major=True),),
        grants=(Grant(id="G1", agency="Fund"),),
        databanks=(Databank(name="ClinicalTrials.gov", accessions=("NCT00000001",)),),
        conflict_of_interest="None.",
        notices=(),
    )  # fmt: skip
    return Entry(
        record=record,
        topics=("me_cfs",),
        tags=(Tag(facet="study_design", value="rct", evidence=("randomised",)),),
        prediction=Prediction(record_id="34107557", model="m1", score=0.91, band="likely"),
        decision=Decision(
            record_id="34107557", verdict="include", reviewer="A. Kurator", at=_SEEN, reason="=1+1"
        ),
        decision_id=7,
        notices=(
            Notice(type="erratum", direction="in", ref_type="ErratumIn", pmid=Pmid("9"),
                   citation="J Tests. 2022", first_seen=date(2026, 11, 3)),
        ),
        state="corrected",
        sources=("pubmed",),
        role="watched",
        first_seen=_SEEN,
    )  # fmt: skip


@pytest.fixture
def bare() -> Entry:
    """An entry with next to nothing."""
    return Entry(record=Record(doi=Doi("10.1000/bare")), role="imported", first_seen=_SEEN)
