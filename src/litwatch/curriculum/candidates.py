"""Which key messages a record may touch, with the reason. A proposal; nothing is written. Pure.

A module's link names topics and facet values. Of the modules whose topics the record has, a
message is a candidate when it speaks of one of those facet values that the record is tagged
with, or shares a name (POTS, rituximab) with the record. A message that rests on the record, or
on a work that it comments on or updates, is a candidate whatever the topic.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from litwatch.curriculum.wordings import starting
from litwatch.language import Speech, speech
from litwatch.records import Record
from litwatch.search.words import key, words
from litwatch.store import Entry
from litwatch.watch import FacetValue, Module, Statement, Watch
from litwatch.watch.swedish import SWEDISH

MOST = 5
# How much a shared value says: what is done says more than to whom or where.
_SAYS = {"intervention": 3, "symptom": 2, "population": 1, "setting": 1, "outcome_type": 1}
_SAME_WORK, _SAME_NAME = 9, 3
# Parts of a PubMed link that make two works speak of one thing.
_OF_ONE_THING = frozenset({"comment", "update", "erratum", "concern", "retraction"})
_SHORTEST = 4
_COMMON = 4  # messages that may hold a name before it names the field


class Candidate(NamedTuple):
    """A key message that a record may touch, and why, in the reader's language."""

    statement: str
    reason: str


class _Line(NamedTuple):
    """A message as records are held against it."""

    id: str
    topics: frozenset[str]
    pmids: frozenset[str]
    values: tuple[tuple[str, FacetValue], ...]
    names: frozenset[str]


@lru_cache(maxsize=4)
def _lines(watch: Watch) -> tuple[_Line, ...]:
    seen = Counter(
        name for module in watch.modules for line in module.statements for name in _names(line)
    )
    # Names in many messages name the field, not a message.
    common = {name for name, number in seen.items() if number > _COMMON}
    return tuple(
        _Line(
            line.id,
            frozenset(module.link.topics),
            frozenset(starting(line).pmids),
            tuple(_values_of(line, module, watch)),
            _names(line) - common,
        )
        for module in watch.modules
        for line in module.statements
    )


def candidates(entry: Entry, watch: Watch, say: Speech | None = None) -> tuple[Candidate, ...]:
    """The messages that a record may touch, the likeliest first, at most five.

    Reasons are Swedish unless `say` speaks another language.
    """
    speaks = say or speech("sv")
    tagged = {(tag.facet, tag.value) for tag in entry.tags if tag.state != "rejected"}
    kin = _kin(entry)
    text = set(words(_text(entry.record)))
    found: list[tuple[int, Candidate]] = []
    for line in _lines(watch):
        rests = sorted(kin & line.pmids)
        linked = not line.topics.isdisjoint(entry.topics)
        shared = [(f, value) for f, value in line.values if linked and (f, value.id) in tagged]
        names = sorted(line.names & text) if linked else []
        weight = (
            _SAME_WORK * len(rests)
            + sum(_SAYS[facet] for facet, _ in shared)
            + _SAME_NAME * len(names)
        )
        if weight:
            reason = _reason(rests, [value for _, value in shared], names, speaks)
            found.append((weight, Candidate(line.id, reason)))
    found.sort(key=lambda pair: (-pair[0], pair[1].statement))
    return tuple(candidate for _, candidate in found[:MOST])


def _reason(rests: list[str], values: list[FacetValue], names: list[str], say: Speech) -> str:
    parts = []
    if rests:
        parts.append(say._("rests on the same work: {pmids}", pmids=", ".join(rests)))
    if values:
        named = "; ".join(value.sv if say.lang == "sv" else value.en for value in values)
        parts.append(say._("both are about {facets}", facets=named))
    if names:
        parts.append(say._("both name {words}", words=", ".join(names)))
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def _kin(entry: Entry) -> set[str]:
    """The record's own id and those of works it comments on, updates or corrects."""
    linked = {
        str(notice.pmid) for notice in entry.notices if notice.pmid and notice.type in _OF_ONE_THING
    }
    return {entry.record.id} | linked


def _values_of(line: Statement, module: Module, watch: Watch) -> list[tuple[str, FacetValue]]:
    """The facet values of its module's link that a message speaks of."""
    text = f" {key(f'{line.sv} {line.sensitive_to}')} "
    return [
        (facet.id, value)
        for facet in watch.facets
        if facet.id in _SAYS
        for value in facet.values
        if value.id in module.link.facets.get(facet.id, ())
        and any(f" {stem}" in text for stem in _stems(facet.id, value.id, value.sv, value.cues))
    ]


def _stems(facet: str, value: str, label: str, cues: tuple[str, ...]) -> tuple[str, ...]:
    """How Swedish words for a facet value begin."""
    # An English cue in capitals is a name that both languages use; so are the label's.
    acronyms = [cue for cue in cues if cue.isupper()]
    head = next((word for word in words(label) if len(word) > _SHORTEST), "")[:7]
    stems = (*SWEDISH.get(facet, {}).get(value, ()), *acronyms, head)
    return tuple({key(stem) for stem in stems if key(stem)})


def _names(line: Statement) -> frozenset[str]:
    """Words that both languages write alike: acronyms, and names of substances."""
    text = line.sv.replace("/", " ")
    acronyms = {word for part in text.split() if _is_acronym(part) for word in words(part)}
    substances = {word for word in words(text) if word.endswith(("mab", "vir")) or word == "pacing"}
    return frozenset(word for word in acronyms | substances if len(word) >= _SHORTEST)


def _is_acronym(part: str) -> bool:
    letters = part.strip(".,;:()-–")
    return letters.isupper() and letters.isalpha()


def _text(record: Record) -> str:
    mesh = (heading.name for heading in record.mesh)
    keywords = (keyword.text for keyword in record.keywords)
    return " ".join((record.title, record.abstract_text, *mesh, *keywords))
