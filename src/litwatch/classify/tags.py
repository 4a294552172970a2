"""Tags: proposals for every facet that a machine may speak of, each with its evidence.

Cues, headings and types come from the watch's facets.yaml, and so do the rules. Never
tagged here: relation_to_statement and relevance (people only), journal_caution, and values
without cue, heading, type or rule (facets.yaml gives a machine nothing to stand on).
MeSH headings count as they are written, without narrower ones: facets.yaml lists those it
wants (Aged beside Aged, 80 and over), and explosion brings strangers.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from litwatch.classify import facts, outcomes
from litwatch.classify.cues import CueIndex, Text
from litwatch.classify.design import study_design
from litwatch.classify.flags import cue_index, flags
from litwatch.classify.senses import is_meant
from litwatch.classify.swedish import SWEDISH
from litwatch.records import Record, Tag
from litwatch.watch import Watch

BY_WORDS = ("phase", "symptom", "intervention", "population", "setting", "profession", "geography")

Key = tuple[str, str]  # facet id, value id


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
    found: dict[Key, list[str]] = {}
    _words(record, text, index, found)
    _headings(record, index, found)
    _geography(record, index, found)
    design = ""
    if "design" in index.facets:
        design, _, evidence, _ = study_design(record, index.facets["design"], text)
        found["design", design] = [evidence] if evidence else []
    if "publication_status" in index.facets:
        for value, evidence in facts.publication_status(record):
            found.setdefault(("publication_status", value), []).append(evidence)
    if "outcome_type" in index.facets:
        for value, evidence in outcomes.outcome_types(record, text, design):
            found.setdefault(("outcome_type", value), []).append(evidence)
    if "direction" in index.facets:
        said = outcomes.direction(record, index.direction)
        if said:
            found["direction", said[0]] = [said[1]]
    _flags(record, text, index, found, design, topics)
    return tuple(
        Tag(facet=facet, value=value, evidence=tuple(dict.fromkeys(found[facet, value])))
        for facet, value in sorted(
            (key for key in found if key in index.order), key=index.order.__getitem__
        )
    )


def _words(record: Record, text: Text, index: _Index, found: dict[Key, list[str]]) -> None:
    for key, start, end in index.cues.find(text):
        if key in found or not is_meant(text.lower, start, end):
            continue
        if key[0] == "geography":
            # Places are written with a capital; `lund` as a stem would find other words.
            if not text.raw[start].isupper() or facts.names_an_instrument(text.lower, start):
                continue
            found[key] = [_place(key[1], text.quote(start, end))]
        else:
            found[key] = [text.quote(start, end)]
    if "swe" in record.languages and record.vernacular_title:
        swedish = Text(record.vernacular_title, len(record.vernacular_title))
        for key, place in index.swedish.first(swedish).items():
            found.setdefault(key, []).append(swedish.quote(*place))


def _place(value: str, evidence: str) -> str:
    return f"{facts.STUDY_IN_SWEDEN}: {evidence}" if value == "sweden" else evidence


def _headings(record: Record, index: _Index, found: dict[Key, list[str]]) -> None:
    for heading in record.mesh:
        for key in index.mesh.get(heading.name, ()):
            evidence = f"MeSH: {heading.name}"
            if key[0] == "geography":
                evidence = _place(key[1], evidence)
            found.setdefault(key, []).append(evidence)


def _geography(record: Record, index: _Index, found: dict[Key, list[str]]) -> None:
    """Authors' countries: on the same value, but marked author_in_… so that it stays apart."""
    geography = index.facets.get("geography")
    for value in geography.values if geography else ():
        affiliation = facts.author_in(record, value)
        if affiliation:
            evidence = f"{facts.AUTHOR_IN_SWEDEN}: {affiliation}"
            found.setdefault(("geography", value.id), []).append(evidence)


def _flags(
    record: Record,
    text: Text,
    index: _Index,
    found: dict[Key, list[str]],
    design: str,
    topics: Collection[str],
) -> None:
    if index.flags is None:
        return
    raised: dict[str, str] = {}
    for key, flag in index.sets_flag.items():
        if key in found:
            raised.setdefault(flag, found[key][0])
    populations = [value for facet, value in found if facet == "population"]
    for flag, evidence in flags(
        record,
        text,
        index=index.flags,
        raised=raised,
        populations=populations,
        design=design,
        topics=topics,
    ):
        found.setdefault(("flags", flag), []).append(evidence)
