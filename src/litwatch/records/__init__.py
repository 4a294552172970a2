"""The vocabulary: records, identifiers, partial dates, notices, citations, opinions. Pure."""

from litwatch.records.dates import PartialDate
from litwatch.records.identifiers import Doi, Pmcid, Pmid, record_id
from litwatch.records.notices import Notice, State
from litwatch.records.opinions import (
    Band,
    Confidence,
    Decision,
    Fact,
    Moved,
    Prediction,
    Tag,
    Usefulness,
    Verdict,
    Why,
)
from litwatch.records.record import (
    Author,
    Journal,
    MeshHeading,
    PublicationType,
    Record,
    Section,
    decode,
    encode,
)

__all__ = [
    "Author",
    "Band",
    "Confidence",
    "Decision",
    "Doi",
    "Fact",
    "Journal",
    "MeshHeading",
    "Moved",
    "Notice",
    "PartialDate",
    "Pmcid",
    "Pmid",
    "Prediction",
    "PublicationType",
    "Record",
    "Section",
    "State",
    "Tag",
    "Usefulness",
    "Verdict",
    "Why",
    "decode",
    "encode",
    "record_id",
]
