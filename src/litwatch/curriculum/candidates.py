"""Which key messages a record may touch, with the reason. A proposal; nothing is written. Pure.

A module's link names topics and facet values. Of the modules whose topics the record has, a
message is a candidate when it speaks of a facet value that the record is tagged with, shares a
word with the record, or rests on it or on a work that it comments on or updates.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from litwatch.curriculum.wordings import starting
from litwatch.language import Speech, speech
from litwatch.records import Record
from litwatch.search.words import key, words
from litwatch.store import Entry
from litwatch.watch import Facet, FacetValue, Module, Statement, Watch
from litwatch.watch.swedish import SWEDISH

MOST = 5
# Facets that tell what a study is about, not how or where it was made.
_ABOUT = frozenset({"phase", "symptom", "intervention", "population", "setting", "profession"})
# Parts of a PubMed link that make two works speak of one thing.
_OF_ONE_THING = frozenset({"comment", "update", "erratum", "concern", "retraction"})
# A word that Swedish and English share says something when it is rare: a name or an acronym.
_SHORTEST = 4
_COMMON = 4  # messages that may hold a word before it names the field


class Candidate(NamedTuple):
    """A key message that a record may touch, and why, in the reader's language."""

    statement: str
    reason: str


def candidates(entry: Entry, watch: Watch, say: Speech | None = None) -> tuple[Candidate, ...]:
    """The messages that a record may touch, the likeliest first, at most five.

    Reasons are Swedish unless `say` speaks another language.
    """
    speaks = say or speech("sv")
    tagged = {
        (tag.facet, tag.value)
        for tag in entry.tags
        if tag.state != "rejected" and tag.facet in _ABOUT
    }
    kin = _kin(entry)
    common = _common_words(watch)
    text = _words_of(entry.record)
    found: list[tuple[int, Candidate]] = []
    for module in watch.modules:
        linked = set(module.link.topics) & set(entry.topics)
        for line in module.statements:
            rests = sorted(kin & set(starting(line).pmids))
            if not linked and not rests:
                continue
            facets = [named for named in _facets_of(line, watch) if named[:2] in tagged]
            shared = sorted((_names(line) & text) - common)
            weight = 6 * len(rests) + 2 * len(facets) + 2 * len(shared)
            if not weight:
                continue
            weight += _fits(module, tagged)
            found.append((weight, Candidate(line.id, _reason(rests, facets, shared, speaks))))
    found.sort(key=lambda pair: (-pair[0], pair[1].statement))
    return tuple(candidate for _, candidate in found[:MOST])


def _reason(
    rests: list[str], facets: list[tuple[str, str, str, str]], shared: list[str], say: Speech
) -> str:
    parts = []
    if rests:
        parts.append(say._("rests on the same work: {pmids}", pmids=", ".join(rests)))
    if facets:
        named = ", ".join(one[2] if say.lang == "sv" else one[3] for one in facets)
        parts.append(say._("both are about {facets}", facets=named))
    if shared:
        parts.append(say._("both hold the words {words}", words=", ".join(shared)))
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def _kin(entry: Entry) -> set[str]:
    """The record's own id and those of works it comments on, updates or corrects."""
    linked = {
        str(notice.pmid) for notice in entry.notices if notice.pmid and notice.type in _OF_ONE_THING
    }
    return {entry.record.id} | linked


def _fits(module: Module, tagged: set[tuple[str, str]]) -> int:
    """How many of the facets that the module is linked to the record has a value of."""
    return sum(
        any((facet, value) in tagged for value in values)
        for facet, values in module.link.facets.items()
    )


def _facets_of(line: Statement, watch: Watch) -> list[tuple[str, str, str, str]]:
    """(facet, value, Swedish name, English name) of what a message speaks of."""
    text = key(f"{line.sv} {line.sensitive_to}")
    padded = f" {text} "
    return [
        (facet.id, value.id, value.sv, value.en)
        for facet in watch.facets
        if facet.id in _ABOUT
        for value in facet.values
        if any(f" {stem}" in padded for stem in _stems(facet, value))
    ]


@lru_cache(maxsize=1024)
def _stems_of(facet: str, value: str, label: str, cues: tuple[str, ...]) -> tuple[str, ...]:
    swedish = SWEDISH.get(facet, {}).get(value, ())
    # An English cue that stands in a Swedish text is a name that both languages use.
    acronyms = tuple(cue for cue in cues if cue.isupper())
    # The label's first word of some length: "Sömn", "Smärta", "Andningsträning".
    head = next((word for word in words(label) if len(word) > _SHORTEST), "")
    return tuple({key(stem) for stem in (*swedish, *acronyms, head[:7]) if key(stem)})


def _stems(facet: Facet, value: FacetValue) -> tuple[str, ...]:
    return _stems_of(facet.id, value.id, value.sv, value.cues)


def _names(line: Statement) -> set[str]:
    return {word for word in words(line.sv) if len(word) >= _SHORTEST and not word.isdigit()}


def _words_of(record: Record) -> set[str]:
    return set(words(_text(record)))


def _text(record: Record) -> str:
    parts: Iterable[str] = (
        record.title,
        record.abstract_text,
        *(heading.name for heading in record.mesh),
        *(keyword.text for keyword in record.keywords),
    )
    return " ".join(parts)


def _common_words(watch: Watch) -> frozenset[str]:
    """Words in many messages name the field, not a message."""
    seen: dict[str, int] = {}
    for module in watch.modules:
        for line in module.statements:
            for word in _names(line):
                seen[word] = seen.get(word, 0) + 1
    return frozenset(word for word, number in seen.items() if number > _COMMON)
