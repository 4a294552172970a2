"""An entry of the store as an item of the edition: facts, proposals, people's words."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import get_args

from litwatch.digest.edition import AUDIENCES, Also, Audience, Design, Field, Item, Link, Written
from litwatch.digest.inputs import Entry, WrittenRow
from litwatch.digest.names import Name
from litwatch.digest.quoting import proposals
from litwatch.records import Tag
from litwatch.records.citation import author_names, vancouver
from litwatch.records.standing import is_preprint as describes_preprint
from litwatch.watch import FacetValue, Watch

FIELDS: tuple[Field, ...] = get_args(Field)

# Who has use of a study, from what it was about. The setting's own audience stands in the
# facet file; the rest follows the professions of the two kinds of unit.
_REHABILITATION: frozenset[tuple[str, str]] = frozenset(
    [("phase", "rehabilitate")]
    + [
        ("profession", value)
        for value in (
            "physio",
            "ot",
            "psychologist",
            "counsellor",
            "dietitian",
            "slp",
            "rehab_coordinator",
        )
    ]
    + [
        ("intervention", value)
        for value in (
            "activity_pacing",
            "exercise",
            "breathing_training",
            "cognitive_rehab",
            "psychological",
            "multimodal",
            "smell_training",
            "work_support",
            "assistive",
        )
    ]
)
_PRIMARY_CARE: frozenset[tuple[str, str]] = frozenset(
    {
        ("profession", "physician"),
        ("profession", "nurse"),
        ("intervention", "medication"),
        ("intervention", "orthostatic_nonpharm"),
        ("phase", "identify"),
        ("phase", "follow_up"),
    }
)


class Words:
    """The names of topics and facet values, looked up by id; an unknown id names itself."""

    def __init__(self, watch: Watch) -> None:
        self.topics = {
            topic.id: Name(id=topic.id, sv=topic.name_sv, en=topic.name_en)
            for topic in watch.topics
        }
        self.values: dict[tuple[str, str], FacetValue] = {
            (facet.id, value.id): value for facet in watch.facets for value in facet.values
        }

    def topic(self, key: str) -> Name:
        return self.topics.get(key, Name(id=key, sv=key, en=key))

    def value(self, facet: str, key: str) -> Name:
        value = self.values.get((facet, key))
        return Name(id=key, sv=value.sv, en=value.en) if value else Name(id=key, sv=key, en=key)


# Flags warn of different things: one that a person adds takes none of the others away.
_ADD_UP = frozenset({"flags"})


def tagged(entry: Entry, facet: str) -> tuple[str, ...]:
    """The values of a facet on a record. A person's tags stand in place of the machine's.

    Flags add up: one that the machine set goes only when a person says that it is wrong.
    """
    live = [tag for tag in entry.tags if tag.facet == facet and tag.state != "rejected"]
    people = [tag for tag in live if _accepted(tag)]
    counted = live if facet in _ADD_UP else people or live
    return tuple(dict.fromkeys(tag.value for tag in counted))


def _only_by_machine(entry: Entry, facet: str) -> bool:
    """Whether a value that `tagged` gives is no person's word."""
    people = {tag.value for tag in entry.tags if tag.facet == facet and _accepted(tag)}
    return not people.issuperset(tagged(entry, facet))


def _accepted(tag: Tag) -> bool:
    return tag.by != "machine" or tag.state == "accepted"


def design(entry: Entry, words: Words) -> Design | None:
    """The study design with its level and what the tag stands on.

    None without a tag, and where a machine found nothing to stand on ("other").
    """
    values = tagged(entry, "design")
    if not values:
        return None
    tag = next(tag for tag in entry.tags if tag.facet == "design" and tag.value == values[0])
    if tag.value == "other" and tag.by == "machine" and tag.state != "accepted":
        return None
    value = words.values.get(("design", tag.value))
    return Design(
        name=words.value("design", tag.value),
        level=value.level if value else "",
        source=_origin(tag, entry.record.title),
    )


def _origin(tag: Tag, title: str) -> str:
    """What a design tag stands on: pt, mesh, title, abstract or curator; empty for nothing."""
    if _accepted(tag):
        return "curator"
    if not tag.evidence:
        return ""
    words = tag.evidence[0]
    if words.startswith("Publication type:"):
        return "pt"
    if words.startswith("MeSH:"):
        return "mesh"
    return "title" if words.strip("… ").casefold() in title.casefold() else "abstract"


def audiences(entry: Entry, words: Words) -> tuple[Audience, ...]:
    """Whom the record concerns. With no sign of either, the health centre, which sees all."""
    pairs = {(tag.facet, tag.value) for tag in entry.tags if tag.state != "rejected"}
    direct = {
        audience
        for pair in pairs
        if (value := words.values.get(pair))
        for audience in AUDIENCES
        if audience in value.audience
    }
    if pairs & _REHABILITATION:
        direct.add("primarvardsrehab")
    if pairs & _PRIMARY_CARE or not direct:
        direct.add("vardcentral")
    return tuple(audience for audience in AUDIENCES if audience in direct)


def audience_signs(watch: Watch, audience: Audience) -> frozenset[tuple[str, str]]:
    """The facet values that speak for an audience by themselves (see `audiences`)."""
    own = {"primarvardsrehab": _REHABILITATION, "vardcentral": _PRIMARY_CARE}[audience]
    return own | {
        (facet.id, value.id)
        for facet in watch.facets
        for value in facet.values
        if audience in value.audience
    }


def live_words(rows: Iterable[WrittenRow]) -> dict[str, tuple[Written, ...]]:
    """Record id → the newest text of each field and audience, with its version.

    An emptied field is no text. Raises ValueError for a field that editions do not have.
    """
    newest: dict[tuple[str, str, str | None], WrittenRow] = {}
    for row in sorted(rows, key=lambda row: row.at):
        if row.field not in FIELDS:
            raise ValueError(f"{row.field!r} is no field of an item: {', '.join(FIELDS)}")
        newest[row.record_id, row.field, row.audience or None] = row
    found: dict[str, list[Written]] = {}
    for (record, field, audience), row in newest.items():
        if row.text.strip():
            found.setdefault(record, []).append(
                Written(
                    field=next(known for known in FIELDS if known == field),
                    audience=next((known for known in AUDIENCES if known == audience), None),
                    text=row.text.strip(),
                    role=row.role,
                    on=row.at.date(),
                    version=row.version,
                )
            )
    return {
        record: tuple(
            sorted(texts, key=lambda text: (FIELDS.index(text.field), _turn(text.audience)))
        )
        for record, texts in found.items()
    }


def _turn(audience: Audience | None) -> int:
    """What is for all comes first, then each audience in the order of the edition's sections."""
    return -1 if audience is None else AUDIENCES.index(audience)


def _plain_reference(entry: Entry) -> str:
    """The reference without identifiers: they are printed as links beside it."""
    return re.sub(r"\s*(?:doi:\S+|PMID: \d+\.)", "", vancouver(entry.record)).strip()


def links(entry: Entry) -> tuple[Link, ...]:
    """The comments on a record and the works it comments on."""
    return tuple(
        Link(
            direction=notice.direction,
            pmid=str(notice.pmid or ""),
            doi=str(notice.doi or ""),
            citation=notice.citation,
        )
        for notice in entry.notices or entry.record.notices
        if notice.type == "comment" and notice.direction and (notice.pmid or notice.doi)
    )


def is_preprint(entry: Entry) -> bool:
    record = entry.record
    return (
        "Preprint" in record.type_names
        or bool(record.preprint_id)
        or entry.state == "preprint_published"
        or "preprint" in tagged(entry, "publication_status")
    )


def also(entry: Entry, used: Container[str]) -> tuple[Also, ...]:
    """The other records of the same work, the one that stands nearest first."""
    return tuple(
        Also(
            id=other.record.id,
            pmid=str(other.record.pmid or ""),
            doi=str(other.record.doi or ""),
            preprint=describes_preprint(other.record),
            state=other.state,
            verdict=other.decision.verdict if other.decision else None,
            used=other.record.id in used,
        )
        for other in entry.work
        if other.record.id != entry.record.id
    )


def item(
    entry: Entry,
    words: Words,
    written: Mapping[str, tuple[Written, ...]],
    used: Container[str] = frozenset(),
) -> Item:
    """The item of one entry. `reviewed` is True only for a person's live include."""
    record = entry.record
    texts = written.get(record.id, ())
    decision = entry.decision
    included = decision is not None and decision.verdict == "include"
    reviewed_on: list[datetime] = [decision.at] if decision and included else []
    return Item(
        id=record.id,
        pmid=str(record.pmid or ""),
        doi=str(record.doi or ""),
        pmcid=str(record.pmcid or ""),
        title=record.title or record.vernacular_title,
        title_html=record.title_html,
        authors=author_names(record),
        journal=record.journal.iso or record.journal.title,
        year=record.published.year if record.published else None,
        reference=_plain_reference(entry),
        topics=tuple(words.topic(topic) for topic in entry.topics),
        state=entry.state,
        preprint=is_preprint(entry),
        design=design(entry, words),
        flags=tuple(words.value("flags", value) for value in tagged(entry, "flags")),
        flags_by_machine=_only_by_machine(entry, "flags"),
        populations=tuple(words.value("population", v) for v in tagged(entry, "population")),
        audiences=audiences(entry, words),
        band=entry.prediction.band if entry.prediction else None,
        score=entry.prediction.score if entry.prediction else None,
        reviewed=included,
        verdict=decision.verdict if decision else None,
        reviewer_role=next((text.role for text in reversed(texts) if text.role), ""),
        reviewed_on=reviewed_on[0].date() if reviewed_on else None,
        written=texts,
        proposals=()
        if included and texts
        else proposals(record, next(iter(tagged(entry, "design")), "")),
        links=links(entry),
        also=also(entry, used),
    )
