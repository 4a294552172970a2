"""One record as a person reads it: what the queue and the record's own page draw.

The templates' side is `_record.html.j2`. What the model thinks stands apart in `model`: the
queue leaves it out, so that a record of the audit sample looks like any other there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

import msgspec
from markupsafe import Markup

from litwatch.digest.also import doi_address
from litwatch.digest.charts import level as level_bars
from litwatch.digest.items import Words, design
from litwatch.language import Speech
from litwatch.pipeline.in_force import in_force
from litwatch.records import MeshHeading, Record
from litwatch.records.citation import author_names
from litwatch.records.standing import is_preprint
from litwatch.records.state_words import MOODS, Mood
from litwatch.store import Entry, Tx, entries, works
from litwatch.store.opinions import MACHINE
from litwatch.watch import Watch
from litwatch.web.banners import Banner, Link, banner, pubmed
from litwatch.web.dates import published_when
from litwatch.web.marking import marked
from litwatch.web.reasoning import opinion, raised, searched, searches, short_topic

_SHOWN_AUTHORS = 3
# People say these of a record elsewhere: ratings and relations have fields of their own.
_NO_TAGS = frozenset({"relevance", "relation_to_statement"})
_FACETS_FIRST = ("design", "flags", "intervention", "symptom", "population", "setting", "phase")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A short word on a record; `bars` are those of a design's level."""

    words: str
    mood: Mood | Literal["pencil"] = ""
    bars: Markup | None = None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A section of the abstract: its label, and its text with words marked."""

    label: str
    html: Markup


class ShownTag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag in words. `by` is empty for a machine's proposal, else who said it."""

    facet: str
    value: str
    facet_name: str
    name: str
    by: str = ""
    evidence: str = ""

    @property
    def key(self) -> str:
        """`facet:value`, as forms send it."""
        return f"{self.facet}:{self.value}"


class Other(msgspec.Struct, frozen=True, kw_only=True):
    """Another record of the work, or one that may be (`sure` is False, `evidence` says why)."""

    id: str
    title: str
    when: str
    preprint: bool
    sure: bool
    evidence: str = ""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A record for people, in their language; text from the source is in `html` parts."""

    entry: Entry
    banner: Banner | None
    marks: tuple[Mark, ...]
    struck: bool
    authors: str
    journal: str
    when: str
    links: tuple[Link, ...]
    abstract: tuple[Part, ...]
    title: Markup
    mesh: tuple[str, ...]
    tags: tuple[ShownTag, ...]
    why: tuple[Markup, ...]
    model: tuple[str, ...]
    others: tuple[Other, ...]

    @property
    def id(self) -> str:
        return self.entry.record.id

    @property
    def scored(self) -> bool:
        """Whether a model has read it."""
        return self.entry.prediction is not None

    @property
    def tagged(self) -> bool:
        """Whether the rules have tagged it: they always say something, such as `other`."""
        return any(tag.by == MACHINE for tag in self.entry.tags)

    @property
    def proposals(self) -> tuple[ShownTag, ...]:
        """The machine's tags that nobody has accepted or mended."""
        return tuple(tag for tag in self.tags if not tag.by)


def read(tx: Tx, watch: Watch, record_id: str, say: Speech) -> Reading | None:
    """A stored record as a person reads it, in their language; None when it is not stored."""
    entry = next(entries(tx, ids=[record_id]), None)
    if entry is None:
        return None
    record = entry.record
    found = list(searched(entry, in_force(tx, watch)))
    matched = frozenset(
        hit.sentence[hit.start : hit.end]
        for _, _, hits in found
        for hit in hits
        if hit.field in ("title", "abstract")
    )
    names = Words(watch)
    return Reading(
        entry=entry,
        banner=banner(entry, say),
        marks=tuple(_marks(entry, names, say)),
        struck=MOODS.get(entry.state) == "retracted",
        title=marked(record.title, record.title_html, watch, matched),
        authors=authors_of(record, say),
        journal=record.journal.title or (record.book.title if record.book else ""),
        when=published_when(record.published, say),
        links=tuple(_links(record, say)),
        abstract=tuple(
            Part(label=_label(part.label), html=marked(part.text, part.html, watch, matched))
            for part in record.abstract
        ),
        mesh=tuple(_heading(heading) for heading in record.mesh),
        tags=_tags(entry, watch, say),
        why=(*searches(found, names, say), *raised(entry, names, say)),
        model=opinion(entry, names, say),
        others=tuple(_others(tx, entry, say)),
    )


def _marks(entry: Entry, names: Words, say: Speech) -> Iterator[Mark]:
    found = design(entry, names)
    if found:
        mood: Literal["", "pencil"] = "" if found.source in ("curator", "pt") else "pencil"
        yield Mark(words=found.name.text(say.lang), mood=mood)
        if re.fullmatch("[1-5]", found.level):
            words = say._("Level {level} of 5", level=found.level)
            yield Mark(words=words, mood=mood, bars=level_bars(int(found.level)))
    for topic in entry.topics:
        yield Mark(words=short_topic(names.topic(topic), say))


def authors_of(record: Record, say: Speech) -> str:
    names = author_names(record)
    shown = ", ".join(names[:_SHOWN_AUTHORS])
    more = say._("et al.")
    return f"{shown} {more}" if len(names) > _SHOWN_AUTHORS else shown


def _links(record: Record, say: Speech) -> Iterator[Link]:
    if record.pmid:
        yield Link(name=f"PubMed {record.pmid}", address=pubmed(str(record.pmid)))
    if record.doi:
        yield Link(name="DOI", address=doi_address(str(record.doi)))
    name = say._("Europe PMC, free full text") if record.pmcid else "Europe PMC"
    if record.pmid:
        yield Link(name=name, address=f"https://europepmc.org/article/MED/{record.pmid}")
    elif record.preprint_id:
        yield Link(name=name, address=f"https://europepmc.org/article/PPR/{record.preprint_id}")


def _label(label: str) -> str:
    """`RESULTS` as `Results`; a label in mixed case stays as its authors wrote it."""
    return label.capitalize() if label.isupper() else label


def _heading(heading: MeshHeading) -> str:
    """`Fatigue / rehabilitation*`; the asterisk is PubMed's mark of a major topic."""
    parts = heading.qualifiers
    major = heading.major or any(part.major for part in parts)
    return " / ".join([heading.name, *(part.name for part in parts)]) + ("*" if major else "")


def _tags(entry: Entry, watch: Watch, say: Speech) -> tuple[ShownTag, ...]:
    """The tags that stand: a person's in place of the machine's same value, or of its facet."""
    live = [tag for tag in entry.tags if tag.state != "rejected" and tag.facet not in _NO_TAGS]
    by_people = {(tag.facet, tag.value): tag.by for tag in live if tag.by != "machine"}
    settled = {facet for facet, _ in by_people}
    shown: dict[tuple[str, str], ShownTag] = {}
    for tag in live:
        facet = next((one for one in watch.facets if one.id == tag.facet), None)
        value = facet.value(tag.value) if facet else None
        if facet is None or value is None or (tag.facet, tag.value) == ("design", "other"):
            continue
        key = (tag.facet, tag.value)
        if key not in by_people and not facet.multi and tag.facet in settled:
            continue
        evidence = tag.evidence[0] if tag.evidence else shown[key].evidence if key in shown else ""
        shown[key] = ShownTag(
            facet=tag.facet,
            value=tag.value,
            facet_name=facet.label_sv if say.lang == "sv" else facet.label_en,
            name=value.sv if say.lang == "sv" else value.en,
            by=by_people.get(key, ""),
            evidence=evidence,
        )
    order = {facet: place for place, facet in enumerate(_FACETS_FIRST)}
    return tuple(sorted(shown.values(), key=lambda tag: order.get(tag.facet, len(order))))


def _others(tx: Tx, entry: Entry, say: Speech) -> Iterator[Other]:
    mine = entry.record.id
    for member in entry.work:
        if member.record.id != mine:
            yield _other(member.record, say, sure=True)
    near = {
        pair.second if pair.first == mine else pair.first: pair.evidence
        for pair in works.pairs(tx, ids=[mine])
        if pair.state == "proposed"
    }
    for record in works.records(tx, near):
        yield _other(record, say, sure=False, evidence=near[record.id])


def _other(record: Record, say: Speech, *, sure: bool, evidence: str = "") -> Other:
    return Other(
        id=record.id,
        title=unicodedata.normalize("NFC", record.title),
        when=published_when(record.published, say),
        preprint=is_preprint(record),
        sure=sure,
        evidence=evidence,
    )
