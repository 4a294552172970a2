"""Study design, in the order of the facet file: protocol before review before trial.

The file's rule: a publication type outranks title words, title words outrank the abstract,
but a generic type (Journal Article, Review, Clinical Trial, Comment, Letter) never outranks
a title cue. What a machine needs beside it, and why:

* a protocol's title outranks even a specific type, as NLM types protocols by what they
  plan (`protocol for a systematic review` → Systematic Review). A title merely with the
  word (`an exercise protocol: a randomised trial`) is no protocol; an abstract that only
  says what will be done is one, whatever its title calls the trial;
* among syntheses the title may be more exact than the type (network meta-analysis), and
  the abstract more exact than the title (a systematic review that pools);
* several trials analysed as one are a meta-analysis, though their people were allocated at
  random; a secondary analysis of one trial stays a trial, as the judged records have it;
* words of random allocation in the abstract outrank a title's `cohort` or `prospective`;
* a work on animals or cells is no trial or cohort of people, however its title is worded;
* a title that opens with `Re:` or `Response to` speaks of another work's design.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from litwatch.classify.cues import CueIndex, Text
from litwatch.classify.methods import POOLED, SAID, UNCONTROLLED
from litwatch.classify.protocols import planned
from litwatch.classify.trials import (
    Span,
    pooled_trials,
    random_allocation,
    trial_beside_review,
)
from litwatch.records import Confidence, Record
from litwatch.records.notices import state
from litwatch.watch import Facet, FacetValue

GENERIC = frozenset({"Journal Article", "Review", "Clinical Trial", "Comment", "Letter"})
UNCLEAR = "other"

_SYNTHESES = ("network_meta", "meta_analysis", "qual_synthesis", "systematic_review", "scoping")
_OF_PEOPLE = frozenset(
    {"rct", "nonrandomised_trial", "cohort", "case_control", "cross_sectional", "diagnostic"}
)
_NEVER = frozenset({"retracted", "withdrawn"})
_TAKES_BACK = frozenset({"retraction", "withdrawal"})
# Protocols and trials have patterns of their own: a bare word is not enough for them.
_NOT_BY_CUE = frozenset({"protocol", "rct"})
# A title's word → what the abstract's own words make of it.
_MORE_EXACT = {
    "systematic_review": ("meta_analysis", POOLED),
    "cohort": ("nonrandomised_trial", UNCONTROLLED),
}
# Titles of these speak for the whole work, whatever trial or cohort it stands in.
_BEFORE_ALLOCATION = frozenset({*_SYNTHESES, "guideline", "animal_lab", "case_report"})
_OF_ANOTHER = re.compile(
    r"^\W*(?:re|reply|replies|response|comments?|commentary|author(?:s'?|'s)? repl(?:y|ies)|"
    r"letter to the editor|editorial|in reply|correspondence)\b\s*(?:[:.,]|to\b|on\b|from\b)"
)
_RETRACTS = re.compile(r"^\W*(?:notice of )?retraction\b\s*(?:[:.]|of\b|note\b|notice\b|to\b|$)")
_CORRECTS = re.compile(
    r"^\W*(?:(?:publisher|author) )?(?:correction|corrigendum|erratum)\b(?:\s*(?:[:.]|to\b)|$)"
)
_ANIMALS = re.compile(
    r"\b(?:mice|mouse|rats?|murine|zebrafish|lambs?|sheep|ewes?|goats?|mares?|horses?|heifers?"
    r"|cows?|calves|cattle|steers|pigs?|piglets?|sows|broilers?|chick(?:s|ens?)|hens|rabbits?"
    r"|dogs|cats|monkeys?|macaques?|hamsters?|larvae|seedlings?)\b"
)
_PEOPLE = re.compile(
    r"\b(?:patients?|participants?|women|men|adults|children|adolescents|people|volunteers"
    r"|subjects|individuals|students|infants)\b"
)


class DesignFound(NamedTuple):
    """A design's value id, where it was found (pt, notice, title, abstract, mesh), the words,
    and how far such words are to be trusted."""

    value: str
    source: str = ""
    evidence: str = ""
    confidence: Confidence = "high"


class _Rules:
    """A design facet prepared for looking up; made once for each facet."""

    def __init__(self, facet: Facet) -> None:
        self.facet = facet
        self.order = {value.id: place for place, value in enumerate(facet.values)}
        self.title = CueIndex(_cues(facet.values, "title_cues", "cues"))
        self.lab = CueIndex((cue, "animal_lab") for cue in _value_cues(facet, "animal_lab"))
        self.types: dict[str, str] = {
            kind: value.id for value in reversed(facet.values) for kind in value.pt
        }
        self.mesh = {name: value.id for value in reversed(facet.values) for name in value.mesh}

    def best(self, values: Iterable[str]) -> str | None:
        """The value that stands first in the file."""
        return min(values, key=self.order.__getitem__, default=None)


class _Read(NamedTuple):
    """A record with its title and abstract as texts."""

    record: Record
    title: Text
    abstract: Text

    @property
    def on_animals(self) -> bool:
        lower = self.title.lower + "\n" + self.abstract.lower
        return _only_animals(self.record) or bool(
            _ANIMALS.search(lower) and not _PEOPLE.search(lower)
        )

    def told(
        self, design: str, found: tuple[str, Span] | None, confidence: Confidence
    ) -> DesignFound | None:
        """A design by words found in the title or the abstract; None where none were."""
        if found is None:
            return None
        source, place = found
        words = self.title if source == "title" else self.abstract
        return DesignFound(design, source, words.quote(*place), confidence)


def _value_cues(facet: Facet, value_id: str) -> tuple[str, ...]:
    value = facet.value(value_id)
    return value.cues if value else ()


def _cues(values: Iterable[FacetValue], *kinds: str) -> Iterable[tuple[str, str]]:
    for value in values:
        for kind in kinds:
            if value.id not in _NOT_BY_CUE:
                yield from ((cue, value.id) for cue in getattr(value, kind))


@lru_cache(maxsize=8)
def _rules(facet: Facet) -> _Rules:
    return _Rules(facet)


def study_design(record: Record, facet: Facet, text: Text | None = None) -> DesignFound:
    """The design of a record, the place it was found in and the words it stands on.

    `facet` is the watch's design facet. `text` may be given by who has it already.
    Returns the value `other` without source or evidence when nothing tells.
    """
    rules = _rules(facet)
    text = text or Text.of(record)
    title = Text(text.raw[: text.title_end], text.title_end)
    abstract = Text.of_lines(part.text for part in record.abstract)
    read = _Read(record, title, abstract)
    found = (
        _by_status(record, rules)
        or _by_protocol(read, rules)
        or _by_type(read, rules)
        or _by_opening(title)
        or _by_title(read, rules, _BEFORE_ALLOCATION)
        or _by_pooling(read)
        or _by_allocation(read)
        or _by_title(read, rules)
        or _by_indexing(record, rules)
        or _by_abstract(read, rules)
        or _by_generic_type(record, rules)
    )
    return found if found and found.value in rules.order else DesignFound(UNCLEAR)


def _typed(record: Record, rules: _Rules, generic: bool) -> dict[str, str]:
    """Value → publication type, of the record's generic or specific types."""
    return {
        rules.types[name]: name
        for name in record.type_names
        if name in rules.types and (name in GENERIC) == generic
    }


def _by_status(record: Record, rules: _Rules) -> DesignFound | None:
    """Retracted works, notices and guidelines: what stands above protocol in the file.

    A work that its links or its title say is retracted or withdrawn counts as retracted too.
    """
    typed = _typed(record, rules, generic=False)
    limit = rules.order.get("protocol", 0)
    value = rules.best(v for v in typed if rules.order[v] <= limit)
    if value != "retracted" and state(record.title, record.type_names, record.notices) in _NEVER:
        link = next(
            (n for n in record.notices if n.direction == "in" and n.type in _TAKES_BACK), None
        )
        if link:
            return DesignFound("retracted", "notice", f"Notice: {link.ref_type or link.type}")
        title = Text(record.title, len(record.title))
        return DesignFound("retracted", "title", title.quote(0, 1))
    return DesignFound(value, "pt", f"Publication type: {typed[value]}") if value else None


def _by_protocol(read: _Read, rules: _Rules) -> DesignFound | None:
    found = planned(read.title, read.abstract)
    # What the abstract plans, a specific type has seen done.
    if found and found[0] == "abstract" and _typed(read.record, rules, generic=False):
        return None
    return read.told("protocol", found, "high")


def _by_type(read: _Read, rules: _Rules) -> DesignFound | None:
    typed = _typed(read.record, rules, generic=False)
    value = rules.best(typed)
    if value is None:
        return None
    if value in _SYNTHESES:
        said = _said_in_title(read, rules, frozenset(_SYNTHESES))
        if said is not None and rules.order[said.value] < rules.order[value]:
            return said
    return DesignFound(value, "pt", f"Publication type: {typed[value]}")


def _by_opening(title: Text) -> DesignFound | None:
    openings = (("retraction_notice", _RETRACTS), ("erratum", _CORRECTS), ("opinion", _OF_ANOTHER))
    for design, pattern in openings:
        found = pattern.match(title.lower)
        if found:
            return DesignFound(design, "title", title.quote(*found.span()))
    return None


def _by_title(
    read: _Read, rules: _Rules, among: frozenset[str] | None = None
) -> DesignFound | None:
    said = _said_in_title(read, rules, among)
    if said is None or said.value not in _MORE_EXACT:
        return said
    value, pattern = _MORE_EXACT[said.value]
    exact = pattern.search(read.abstract.lower)
    if exact is None or read.on_animals:
        return said
    return DesignFound(value, "abstract", read.abstract.quote(*exact.span()), "medium")


def _said_in_title(read: _Read, rules: _Rules, among: frozenset[str] | None) -> DesignFound | None:
    places = rules.title.first(read.title)
    if trial_beside_review(read.title):
        places = {value: at for value, at in places.items() if value not in _SYNTHESES}
    if "animal_lab" in places or _only_animals(read.record):
        places = {value: at for value, at in places.items() if value not in _OF_PEOPLE}
    value = rules.best(v for v in places if among is None or v in among)
    return DesignFound(value, "title", read.title.quote(*places[value])) if value else None


def _only_animals(record: Record) -> bool:
    names = {heading.name for heading in record.mesh}
    return "Animals" in names and "Humans" not in names


def _by_pooling(read: _Read) -> DesignFound | None:
    if read.on_animals or "Review" in read.record.type_names:
        return None
    return read.told("meta_analysis", pooled_trials(read.title, read.abstract), "medium")


def _by_allocation(read: _Read) -> DesignFound | None:
    if read.on_animals or "Review" in read.record.type_names:
        return None
    found = random_allocation(read.title, read.abstract)
    return read.told("rct", found, "high" if found and found[0] == "title" else "medium")


def _by_indexing(record: Record, rules: _Rules) -> DesignFound | None:
    if _only_animals(record) and "animal_lab" in rules.order:
        return DesignFound("animal_lab", "mesh", "MeSH: Animals, without Humans")
    found = {
        rules.mesh[heading.name]: heading.name
        for heading in reversed(record.mesh)
        if heading.name in rules.mesh
    }
    value = rules.best(found)
    return DesignFound(value, "mesh", f"MeSH: {found[value]}", "medium") if value else None


def _by_abstract(read: _Read, rules: _Rules) -> DesignFound | None:
    lower = read.abstract.lower
    for said in SAID:
        found = said.pattern.search(lower)
        if found is None or (said.design in _OF_PEOPLE and read.on_animals):
            continue
        if "Review" in read.record.type_names and said.design not in _SYNTHESES:
            continue
        design, confidence = said.design, said.confidence
        if design == "systematic_review" and (pooled := POOLED.search(lower)):
            design, found = "meta_analysis", pooled
        return DesignFound(design, "abstract", read.abstract.quote(*found.span()), confidence)
    place = rules.lab.first(read.abstract).get("animal_lab")
    if place and not any(heading.name == "Humans" for heading in read.record.mesh):
        return DesignFound("animal_lab", "abstract", read.abstract.quote(*place), "medium")
    return None


def _by_generic_type(record: Record, rules: _Rules) -> DesignFound | None:
    typed = _typed(record, rules, generic=True)
    value = rules.best(typed)
    return (
        DesignFound(value, "pt", f"Publication type: {typed[value]}", "medium") if value else None
    )
