"""Tags: proposals for every facet that a machine may speak of, each with its evidence.

Cues, headings and types come from the watch's facets.yaml, and so do the rules. Never
tagged here: relation_to_statement and relevance (people only), journal_caution, and values
without cue, heading, type or rule (facets.yaml gives a machine nothing to stand on).
MeSH headings count as they are written, without narrower ones: facets.yaml lists those it
wants (Aged beside Aged, 80 and over), and explosion brings strangers.

Confidence says what a tag stands on, by how often such evidence was right when read
(docs/tags.md): `high` a heading, a publication type, the record's own fields, the title or a
keyword; `medium` several places of the abstract; `low` one passing mention there.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from litwatch.classify import facts, outcomes
from litwatch.classify.cues import CueIndex, Text
from litwatch.classify.design import study_design
from litwatch.classify.flags import cue_index, flags
from litwatch.classify.senses import is_meant
from litwatch.records import Confidence, Record, Tag
from litwatch.watch import Watch
from litwatch.watch.swedish import SWEDISH

SUREST_FIRST: tuple[Confidence, ...] = ("high", "medium", "low")
BY_WORDS = ("phase", "symptom", "intervention", "population", "setting", "profession", "geography")

Key = tuple[str, str]  # facet id, value id


class _Found:
    """What a record was found to say: evidence and confidence for each value of a facet."""

    def __init__(self) -> None:
        self.evidence: dict[Key, list[str]] = {}
        self.confidence: dict[Key, Confidence] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self.evidence

    def add(self, key: Key, evidence: str, confidence: Confidence) -> None:
        """One more piece of evidence; the best of its confidences stands."""
        kept = self.evidence.setdefault(key, [])
        if evidence:
            kept.append(evidence)
        self.confidence[key] = min(
            self.confidence.get(key, confidence), confidence, key=SUREST_FIRST.index
        )


class _Index:
    """A watch's facets prepared for tagging; made once for each watch."""

    def __init__(self, watch: Watch) -> None:
        self.facets = {facet.id: facet for facet in watch.facets}
        spoken = [(f.id, v) for f in watch.facets if f.id in BY_WORDS for v in f.values]
        self.cues: CueIndex[Key] = CueIndex((cue, (f, v.id)) for f, v in spoken for cue in v.cues)
        self.swedish: CueIndex[Key] = CueIndex(
            (cue, (f, v.id)) for f, v in spoken for cue in SWEDISH.get(f, {}).get(v.id, ())
        )
        self.mesh: dict[str, list[Key]] = {}
        for facet_id, value in spoken:
            for name in value.mesh:
                self.mesh.setdefault(name, []).append((facet_id, value.id))
        self.sets_flag = {(f, v.id): v.sets_flag for f, v in spoken if v.sets_flag}
        self.order = {
            (facet.id, value.id): place
            for place, (facet, value) in enumerate(
                (facet, value) for facet in watch.facets for value in facet.values
            )
        }
        direction = self.facets.get("direction")
        self.direction: CueIndex[str] = CueIndex(
            (cue, value.id)
            for value in (direction.values if direction else ())
            for cue in value.cues
        )
        self.flags = cue_index(self.facets["flags"]) if "flags" in self.facets else None


@lru_cache(maxsize=4)
def _index(watch: Watch) -> _Index:
    return _Index(watch)


def tag(record: Record, watch: Watch, topics: Collection[str] = ()) -> tuple[Tag, ...]:
    """The machine's proposals for a record, in the order of the facet file.

    `topics` are the ids of the topics that found the record: the PEM check asks for them.
    """
    index = _index(watch)
    text = Text.of(record)
    found = _Found()
    _words(record, text, index, found)
    _headings(record, index, found)
    _geography(record, index, found)
    design = ""
    if "design" in index.facets:
        design, _, evidence, confidence = study_design(record, index.facets["design"], text)
        found.add(("design", design), evidence, confidence if evidence else "low")
    if "publication_status" in index.facets:
        for value, evidence in facts.publication_status(record):
            found.add(("publication_status", value), evidence, "high")
    if "outcome_type" in index.facets:
        for value, evidence in outcomes.outcome_types(record, text, design):
            found.add(("outcome_type", value), evidence, "medium")
    if "direction" in index.facets:
        said = outcomes.direction(record, index.direction)
        if said:
            found.add(("direction", said[0]), said[1], "low")
    _flags(record, text, index, found, design, topics)
    return tuple(
        Tag(
            facet=facet,
            value=value,
            evidence=tuple(dict.fromkeys(found.evidence[facet, value])),
            confidence=found.confidence[facet, value],
        )
        for facet, value in sorted(
            (key for key in found.evidence if key in index.order), key=index.order.__getitem__
        )
    )


def _words(record: Record, text: Text, index: _Index, found: _Found) -> None:
    # Keywords come last in the text; like the title they say what the whole work is about.
    keywords_from = len(text.raw) - sum(len(keyword.text) + 1 for keyword in record.keywords)
    for key, start, end in index.cues.find(text):
        if not is_meant(text.lower, start, end):
            continue
        if key[0] == "geography" and (
            # Places are written with a capital; `lund` as a stem would find other words.
            not text.raw[start].isupper() or facts.names_an_instrument(text.lower, start)
        ):
            continue
        if key in found:
            told = start < text.title_end or start > keywords_from
            found.add(key, "", "high" if told else "medium")
            continue
        evidence = text.quote(start, end)
        found.add(
            key,
            _place(key[1], evidence) if key[0] == "geography" else evidence,
            "high" if start < text.title_end or start > keywords_from else "low",
        )
    if "swe" in record.languages and record.vernacular_title:
        swedish = Text(record.vernacular_title, len(record.vernacular_title))
        for key, place in index.swedish.first(swedish).items():
            if key not in found:
                found.add(key, swedish.quote(*place), "high")


def _place(value: str, evidence: str) -> str:
    return f"{facts.STUDY_IN_SWEDEN}: {evidence}" if value == "sweden" else evidence


def _headings(record: Record, index: _Index, found: _Found) -> None:
    for heading in record.mesh:
        for key in index.mesh.get(heading.name, ()):
            evidence = f"MeSH: {heading.name}"
            found.add(key, _place(key[1], evidence) if key[0] == "geography" else evidence, "high")


def _geography(record: Record, index: _Index, found: _Found) -> None:
    """Authors' countries: on the same value, but marked author_in_… so that it stays apart."""
    geography = index.facets.get("geography")
    for value in geography.values if geography else ():
        affiliation = facts.author_in(record, value)
        if affiliation:
            key = ("geography", value.id)
            # Where the authors work says little of where the study was done.
            found.add(key, f"{facts.AUTHOR_IN_SWEDEN}: {affiliation}", "low")


def _flags(
    record: Record,
    text: Text,
    index: _Index,
    found: _Found,
    design: str,
    topics: Collection[str],
) -> None:
    if index.flags is None:
        return
    raised: dict[str, str] = {}
    for key, flag in index.sets_flag.items():
        if key in found:
            raised.setdefault(flag, found.evidence[key][0])
    populations = [value for facet, value in found.evidence if facet == "population"]
    for flag, evidence in flags(
        record,
        text,
        index=index.flags,
        raised=raised,
        populations=populations,
        design=design,
        topics=topics,
    ):
        found.add(("flags", flag), evidence, "medium")
