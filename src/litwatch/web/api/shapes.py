"""The JSON of the API. `Record` is a line of `litwatch export --format jsonl`, and two keys more.

Answers are made as these, so that they cannot differ from the description that is made of them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from litwatch.digest.edition import Edition, Item
from litwatch.records import Band, State, Verdict
from litwatch.store import Role
from litwatch.store.statements import Lifecycle
from litwatch.watch.modules import StatementStatus


class _Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every key is always there; what is missing is null or an empty list."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong and what to do. `now`, after 409: the decision that stands instead."""

    error: str
    remedy: str
    now: Decision | None = None


class Section(_Shape, frozen=True):
    label: str | None
    category: str | None
    text: str | None


class JournalIssue(_Shape, frozen=True):
    title: str | None
    iso: str | None
    issn: str | None
    volume: str | None
    issue: str | None
    pages: str | None


class PartialDate(_Shape, frozen=True, kw_only=True, omit_defaults=True):
    """`month` and `day` are left out where nobody knows them."""

    year: int
    month: int | None = None
    day: int | None = None
    raw: str


class Person(_Shape, frozen=True):
    last: str | None
    fore: str | None
    initials: str | None
    collective: str | None
    orcid: str | None
    affiliations: list[str]
    suffix: str | None
    valid: bool


class Qualifier(_Shape, frozen=True):
    ui: str | None
    name: str
    major: bool


class Heading(_Shape, frozen=True):
    ui: str | None
    name: str
    major: bool
    qualifiers: list[Qualifier]


class PublicationType(_Shape, frozen=True):
    ui: str | None
    name: str


class Notice(_Shape, frozen=True):
    type: str
    direction: str | None
    pmid: str | None
    doi: str | None
    source: str
    first_seen: date | None
    ref_type: str | None
    citation: str | None


class Tag(_Shape, frozen=True):
    facet: str
    value: str
    by: str
    evidence: list[str]
    confidence: Literal["high", "medium", "low"] | None


class Verdicted(_Shape, frozen=True):
    """A decision as it stands on a record."""

    verdict: Verdict
    reviewer: str
    at: datetime
    reason: str | None


class OtherRecord(Verdicted, frozen=True):
    """A decision on another record of the same work."""

    id: str


class Mover(_Shape, frozen=True):
    text: str
    by: float


class Points(_Shape, frozen=True):
    facet: str
    value: str
    points: float


class Why(_Shape, frozen=True):
    words: list[Mover]
    sentences: list[Mover]
    usefulness: list[Points]


class ReadFact(_Shape, frozen=True):
    fact: str
    value: str | int | float | bool
    quote: str


class OtherAbstract(_Shape, frozen=True):
    type: str | None
    language: str | None
    abstract: list[Section]
    copyright: str | None


class Grant(_Shape, frozen=True):
    id: str | None
    acronym: str | None
    agency: str | None
    country: str | None


class Databank(_Shape, frozen=True):
    name: str | None
    accessions: list[str]


class ListedKeyword(_Shape, frozen=True):
    text: str
    major: bool
    owner: str | None


class Concept(_Shape, frozen=True):
    ui: str | None
    name: str
    type: str | None


class Record(_Shape, frozen=True):
    """All that is known of a record.

    `decision_id` is the number of `decision`. `withheld` names the keys that are empty because
    you may not see abstracts; it is an empty list for those who may.
    """

    pmid: str | None
    doi: str | None
    pmcid: str | None
    title: str | None
    title_html: str | None
    abstract: list[Section]
    journal: JournalIssue
    published: PartialDate | None
    created: date | None
    languages: list[str]
    vernacular_title: str | None
    authors: list[Person]
    mesh: list[Heading]
    publication_types: list[PublicationType]
    keywords: list[str]
    notices: list[Notice]
    state: State
    topics: list[str]
    tags: list[Tag]
    score: float | None
    band: Band | None
    usefulness: float | None
    model: str | None
    decision: Verdicted | None
    sources: list[str]
    id: str
    why: Why | None
    role: Role
    first_seen: datetime
    same_work: list[str]
    same_work_decisions: list[OtherRecord]
    facts: list[ReadFact]
    other_abstracts: list[OtherAbstract]
    copyright: str | None
    investigators: list[Person]
    grants: list[Grant]
    databanks: list[Databank]
    conflict_of_interest: str | None
    keyword_list: list[ListedKeyword]
    supplementary_concepts: list[Concept]
    decision_id: int | None
    withheld: list[str]


class Records(_Shape, frozen=True):
    """A slice of the records by id; `next` is the address of the following slice."""

    records: list[Record]
    next: str | None


class Decision(_Shape, frozen=True):
    """A decision by its number; `stands` is false once its reviewer has taken it back."""

    id: int
    record: str
    verdict: Verdict
    reason: str | None
    reviewer: str
    at: datetime
    stands: bool


class EditionLine(_Shape, frozen=True):
    """A published edition. `corrected`: a later revision of the month has taken its place."""

    month: str
    revision: int
    state: Literal["published", "corrected"]
    trial: bool
    correction: str
    published_on: date | None
    items: int
    address: str


class Editions(_Shape, frozen=True):
    editions: list[EditionLine]


class Approval(_Shape, frozen=True):
    role: str | None
    on: date


class PublicRecord(_Shape, frozen=True):
    """A published edition as `litwatch edition export` keeps it. Reviewers stand by their roles."""

    title: str
    month: str
    revision: int
    correction: str
    trial: bool
    published_on: date | None
    reviewed_by: list[str]
    approved_by: list[Approval]
    manifest_sha256: str | None
    made_with: str
    edition: Edition


class Items(_Shape, frozen=True):
    """The full items of a month, then the lines of its short lists, each once."""

    month: str
    revision: int
    items: list[Item]
    listed: list[Item]


class StatementVersion(_Shape, frozen=True):
    """A wording. `in_force`: since when, null for the one that came with the modules.

    `pmids` are the works that it rests on; `say_now` is what is said instead of a retired one.
    """

    version: int
    text: str
    status: StatementStatus
    source: str | None
    pmids: list[str]
    say_now: str | None
    in_force: datetime | None


class Statement(_Shape, frozen=True):
    """A key message (kärnbudskap): what we say, and what we said before, the newest last.

    `under_review`: a change waits for a second person. `due`: when somebody looks at it again.
    """

    id: str
    module: str | None
    module_title: str | None
    lifecycle: Lifecycle
    safety: bool
    sensitive_to: str | None
    due: date | None
    now: StatementVersion
    earlier: list[StatementVersion]


class Statements(_Shape, frozen=True):
    statements: list[Statement]


SHAPES = (Problem, Records, Record, Decision, Editions, PublicRecord, Items, Statements, Statement)
