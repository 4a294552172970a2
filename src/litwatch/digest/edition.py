"""Edition: all that a renderer may see. Built by selection, checked by gates, then frozen.

The order of the fields is the order of the sections (../shared digest specification §2).
Names come in both languages; people's words are shown as written, in theirs.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from litwatch.digest.key_messages import Fallen, MessageLine, Said, Unsettled
from litwatch.digest.method import Cell, Count, Flow, Method, Volume
from litwatch.digest.names import Name
from litwatch.records import Band, State, Verdict

Audience = Literal["vardcentral", "primarvardsrehab"]
AUDIENCES: tuple[Audience, ...] = ("vardcentral", "primarvardsrehab")

# What people write of an item, in the order it is read. The keys are stored.
Field = Literal[
    "minute",  # Månaden på en minut: what it changes or confirms in our statements
    "bottom_line",  # Kort sagt
    "population",  # Vilka ingick?
    "intervention",  # Vad gjordes?
    "result",  # Resultat
    "pem_in_sample",  # PEM i urvalet
    "worsening",  # Försämring redovisad
    "limitations",  # Begränsningar
    "certainty",  # Tillförlitlighet
    "calculation",  # a written calculation that explains a number not in the record
    "meaning",  # Vad betyder det för oss? One per audience
]


class Written(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person's words in one field; `audience` only where the field has one per audience."""

    field: Field
    text: str
    audience: Audience | None = None
    role: str = ""
    on: date | None = None
    version: int = 1


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A machine's candidate for a field: always a sentence quoted from the record."""

    field: Field
    quote: str
    label: str = ""


class Design(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The study design, its level as the facet file gives it, and what the tag stands on."""

    name: Name
    level: str = ""
    source: str = ""  # pt · title · abstract · mesh · curator


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A comment, reply or commented work: `of` when this record comments on the other."""

    direction: Literal["in", "of"]
    pmid: str = ""
    doi: str = ""
    citation: str = ""


class Also(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another record of an item's work: its state and what a person decided on it stay its own.

    `used` when an earlier edition has shown it.
    """

    id: str
    pmid: str = ""
    doi: str = ""
    preprint: bool = False
    state: State = "ok"
    verdict: Verdict | None = None
    used: bool = False


class Replaced(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a person included while another one, `by`, stands for its work."""

    id: str
    by: str
    title: str


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record in the edition: facts, machine proposals and people's words, kept apart.

    `reviewed` is True when a person's live decision includes the record; everything on an
    item that is not reviewed is a proposal and is drawn dashed.
    """

    id: str
    pmid: str = ""
    doi: str = ""
    pmcid: str = ""
    title: str
    title_html: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    reference: str = ""
    topics: tuple[Name, ...] = ()
    state: State = "ok"
    preprint: bool = False
    design: Design | None = None
    flags: tuple[Name, ...] = ()
    flags_by_machine: bool = False  # nobody has accepted them: a reader is told so
    populations: tuple[Name, ...] = ()
    audiences: tuple[Audience, ...] = ()
    band: Band | None = None
    score: float | None = None
    reviewed: bool = False
    verdict: Verdict | None = None
    reviewer_role: str = ""
    reviewed_on: date | None = None
    written: tuple[Written, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    links: tuple[Link, ...] = ()
    also: tuple[Also, ...] = ()
    carried_from: str = ""  # the month it belongs to, when it comes later than that
    place: int = 0  # where in its section a person has put it; 0 where nobody has
    says: tuple[Said, ...] = ()  # what people say of it and our key messages

    def words(self, field: Field, audience: Audience | None = None) -> str:
        """A person's live text in a field, or an empty string."""
        return next(
            (w.text for w in self.written if w.field == field and w.audience == audience), ""
        )


class NoticeLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A retraction, concern or correction that touches a work in the store.

    `seen` is the day it came; None when it stood there already as the record was first
    fetched (`found_with_it`), or nobody knows.
    """

    item: Item
    type: str
    seen: date | None = None
    found_with_it: bool = False
    used: bool = False  # published by us earlier


class Outside(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something from outside PubMed that a person added: a guideline, a report (§2.9)."""

    id: int
    body: str
    title: str
    link: str
    day: date
    words: str = ""


class ClosedGate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why the edition may not be published: which item, which words, what to do.

    `field` and `audience` name the text that closes it, where it is one.
    """

    gate: str
    item: str = ""
    words: str = ""
    field: Field | None = None
    audience: Audience | None = None
    message: Name


class Edition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One month's digest. `state` is draft until a person publishes it.

    `correction` says, in a correction, what was wrong and what stands now. A `trial` was made
    by the developers and says so on top: no curator has reviewed it.
    """

    month: str
    revision: int = 1
    correction: str = ""
    trial: bool = False
    state: Literal["draft", "published"] = "draft"
    made_at: datetime
    published_on: date | None = None
    messages: tuple[MessageLine, ...] = ()  # what has happened to our key messages
    unsettled: tuple[Unsettled, ...] = ()
    fallen: tuple[Fallen, ...] = ()
    differing: tuple[str, ...] = ()  # records of the month on which two people still differ
    notices: tuple[NoticeLine, ...] = ()
    primary_care: tuple[Item, ...] = ()
    rehabilitation: tuple[Item, ...] = ()
    children: tuple[Item, ...] = ()
    older: tuple[Item, ...] = ()
    sex_reported: tuple[int, int] = (0, 0)
    other_conditions: tuple[Count, ...] = ()
    guidelines: tuple[Item, ...] = ()
    outside: tuple[Outside, ...] = ()
    upcoming: tuple[Item, ...] = ()
    debate: tuple[Item, ...] = ()
    mechanisms: tuple[Item, ...] = ()
    preprints: tuple[Item, ...] = ()
    absent: tuple[Name, ...] = ()  # included by a person, yet without a place in the edition
    replaced: tuple[Replaced, ...] = ()  # included, but their work stands as another record
    waiting: tuple[Item, ...] = ()  # included, but past the budget: for a later edition
    unmade: tuple[tuple[str, int], ...] = ()  # months without an edition → included ones there
    # Found, but outside the month's budget or not yet likely; included, but rated too low.
    further: tuple[Item, ...] = ()
    flow: Flow = Flow()
    volumes: tuple[Volume, ...] = ()
    evidence: tuple[Cell, ...] = ()  # condition × design, of the month's likely records
    method: Method = Method()
    decision_ids: tuple[int, ...] = ()

    def items(self) -> tuple[Item, ...]:
        """Every full item once, in reading order."""
        return tuple({item.id: item for item in self.primary_care + self.rehabilitation}.values())

    def listed(self) -> tuple[Item, ...]:
        """Every line of the short lists, in reading order."""
        return (
            *self.guidelines,
            *self.upcoming,
            *self.debate,
            *self.preprints,
            *self.mechanisms,
        )

    def minute(self) -> tuple[Item, ...]:
        """What a person wrote a one-minute line for: full items, then listed ones.

        Never preprints or protocols; more than three close a gate.
        """
        may = (*self.items(), *self.guidelines, *self.debate, *self.mechanisms)
        return tuple(item for item in may if item.words("minute") and not item.preprint)

    def changed(self) -> tuple[MessageLine, ...]:
        """The key messages whose words are other than last time, or that we no longer say."""
        return tuple(line for line in self.messages if line.happened in ("changed", "retired"))

    def quiet(self) -> bool:
        """Whether nothing changes the advice: no line in one minute and no message changed."""
        return not self.minute() and not self.changed()

    def shown(self) -> tuple[Item, ...]:
        """Every item a reader sees, full ones and those on short lists, once."""
        return tuple({item.id: item for item in (*self.items(), *self.listed())}.values())
