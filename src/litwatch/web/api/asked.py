"""What programs may ask: query parameters, paths and bodies with the rules they must keep."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from litwatch.records import State, Verdict

_LARGEST = 2**53 - 1  # what every reader of JSON can hold as a whole number (RFC 8259 §6)
_MONTH = r"^20\d{2}-(0[1-9]|1[0-2])$"
_NO_NUL = r"^[^\x00]*$"  # PostgreSQL holds no NUL in text

Topic = Annotated[str | None, Query(description="A watched topic, such as `postcovid`.")]
Month = Annotated[
    str | None, Query(pattern=_MONTH, description="The month of the create date, `2021-06`.")
]
Decided = Annotated[
    Verdict | Literal["none"] | None, Query(description="`none`: nobody has decided.")
]
InState = Annotated[State | None, Query(description="What has become of the work.")]
Words = Annotated[
    str | None,
    Query(
        max_length=400,
        description='Words to find: all must be there; `"a phrase"`, `begin*`, `-without`.',
    ),
]
After = Annotated[
    str | None,
    Query(max_length=300, pattern=_NO_NUL, description="Go on behind this id; see `next`."),
]
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many records.")]
RecordId = Annotated[
    str, Path(description="A PMID, a preprint id (`PPR…`) or `doi:…`.", examples=["90000001"])
]
StatementId = Annotated[str, Path(description="The id of a key message, such as `m01s1`.")]
EditionMonth = Annotated[str, Path(pattern=_MONTH, description="`2021-06`")]
Revision = Annotated[
    int | None, Query(ge=1, le=10_000, description="An earlier revision instead of the newest.")
]
DecisionId = Annotated[int, Path(ge=1, le=_LARGEST, description="The number of a decision.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="A key of yours, such as a UUID. Sent again, the decision is recorded once.",
    ),
]


class NewDecision(BaseModel):
    """A verdict on a record, in the name of the key's owner. Excluding needs a reason."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "if": {"properties": {"verdict": {"const": "exclude"}}},
            "then": {
                "required": ["reason"],
                "properties": {"reason": {"type": "string", "pattern": r"\S"}},
            },
        },
    )

    record: str = Field(max_length=300, pattern=_NO_NUL, description="PMID, `PPR…` or `doi:…`.")
    verdict: Verdict = Field(description="`include`, `exclude` or `maybe`.")
    reason: str = Field(
        default="",
        max_length=2000,
        pattern=_NO_NUL,
        description="Why; needed to exclude. No patient data.",
    )
    seen: int | None = Field(
        default=None,
        ge=1,
        le=_LARGEST,
        description=(
            "The `decision_id` that you have seen on the record, null for none. When another "
            "decision stands, nothing is recorded and the answer is 409. Left out: not compared."
        ),
    )
