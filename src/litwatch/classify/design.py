"""Study design, in the order of the facet file: protocol before review before trial.

The file's rule: a publication type outranks title words, title words outrank the abstract,
but a generic type (Journal Article, Review, Clinical Trial, Comment, Letter) never outranks
a title cue. What a machine needs beside it, and why:

* a protocol's title outranks even a specific type, as NLM types protocols by what they
  plan (`protocol for a systematic review` → Systematic Review). A title merely with the
  word (`an exercise protocol: a randomised trial`) is no protocol;
* among syntheses the title may be more exact than the type (network meta-analysis);
* a work on animals or cells is no trial or cohort of people, however its title is worded;
* a title that opens with `Re:` or `Response to` speaks of another work's design.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from litwatch.classify.cues import CueIndex, Text
from litwatch.records import Record
from litwatch.watch import Facet, FacetValue

GENERIC = frozenset({"Journal Article", "Review", "Clinical Trial", "Comment", "Letter"})
UNCLEAR = "other"

_SYNTHESES = ("network_meta", "meta_analysis", "qual_synthesis", "systematic_review", "scoping")
_OF_PEOPLE = frozenset(
    {"rct", "nonrandomised_trial", "cohort", "case_control", "cross_sectional", "diagnostic"}
)
_PROTOCOL = re.compile(
    r"\b(?:study|trial|review|research|analysis|cohort)[- ]protocol\b"
    r"|^protocol\b|[:.?–-] (?:an? |the |study |\w+ )?protocol\b"
    r"|\bprotocol (?:for|of) (?:an? |the |our )?(?:[\w/-]+,? ){0,8}"
    r"(?:review|trial|study|studies|meta-analys[ei]s|survey|cohort|evaluation|registry)"
    r"|\bprotocol\W*$|\brationale and (?:study )?design\b"
    r"|\bstudy design and rationale\b|\bstatistical analysis plan\b"
)
_OF_ANOTHER = re.compile(
    r"^\W*(?:re|reply|replies|response|comments?|commentary|author(?:s'?|'s)? repl(?:y|ies)|"
    r"letter to the editor|editorial|in reply|correspondence)\b\s*(?:[:.,]|to\b|on\b|from\b)"
)
# What a work says it is: "we conducted a cross-sectional study", "this cohort study". Not
# "will require a randomised trial", which speaks of another.
_SAYS = re.compile(
    r"\b(?:this|our|the (?:present|current)"
    r"|(?:we|was|is|in|conducted|performed|did|undertook|using|through) an?)\s+"
    r"(?:[\w/-]+,?\s+){0,6}?(?:study|trial|review|survey|analysis|investigation)\b"
)
# Beside the file's "were randomly assigned": the other ways abstracts put it.
_RANDOMISED = re.compile(
    r"\b(?:were|was|been|who were) (?:then |also |subsequently |equally )?"
    r"(?:(?:block[- ]|cluster[- ])?randomi[sz]ed|randomly (?:assigned|allocated|divided|selected to receive))"
    r"|\brandomi[sz]ed (?:\d:\d|in a \d:\d|to (?:receive|either|one|an?|the)|into)\b"
    r"|\brandomly assigned\b"
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
    """A design's value id, where it was found (pt, title, abstract, mesh) and the words."""

    value: str
    source: str = ""
    evidence: str = ""


class _Rules:
    """A design facet prepared for looking up; made once for each facet."""

    def __init__(self, facet: Facet) -> None:
        self.facet = facet
        self.order = {value.id: place for place, value in enumerate(facet.values)}
        self.title = CueIndex(_cues(facet.values, "title_cues", "cues"))
        self.abstract = CueIndex(_cues(facet.values, "abstract_cues"))
        self.declared = CueIndex(
            _cues(
                [v for v in facet.values if v.id in _OF_PEOPLE or v.id in _DECLARED], "title_cues"
            )
        )
        self.lab = CueIndex((cue, "animal_lab") for cue in _value_cues(facet, "animal_lab"))
        self.types: dict[str, str] = {
            kind: value.id for value in reversed(facet.values) for kind in value.pt
        }
        self.mesh = {name: value.id for value in reversed(facet.values) for name in value.mesh}

    def best(self, values: Iterable[str]) -> str | None:
        """The value that stands first in the file."""
        return min(values, key=self.order.__getitem__, default=None)


_DECLARED = frozenset({"systematic_review", "scoping", "qualitative", "mixed_methods"})


def _value_cues(facet: Facet, value_id: str) -> tuple[str, ...]:
    value = facet.value(value_id)
    return value.cues if value else ()


def _cues(values: Iterable[FacetValue], *kinds: str) -> Iterable[tuple[str, str]]:
    for value in values:
        for kind in kinds:
            # Protocol has a pattern of its own; a bare word is not enough for it.
            if value.id != "protocol":
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
    return (
        _by_status(record, rules)
        or _by_protocol(title, rules)
        or _by_type(record, title, rules)
        or _by_title(record, title, rules)
        or _by_indexing(record, rules)
        or _by_abstract(record, text, rules)
        or _by_generic_type(record, rules)
        or DesignFound(UNCLEAR)
    )


def _typed(record: Record, rules: _Rules, generic: bool) -> dict[str, str]:
    """Value → publication type, of the record's generic or specific types."""
    return {
        rules.types[name]: name
        for name in record.type_names
        if name in rules.types and (name in GENERIC) == generic
    }


def _by_status(record: Record, rules: _Rules) -> DesignFound | None:
    """Retracted, notices and guidelines: a type that stands above protocol in the file."""
    typed = _typed(record, rules, generic=False)
    limit = rules.order.get("protocol", 0)
    value = rules.best(v for v in typed if rules.order[v] <= limit)
    return DesignFound(value, "pt", f"Publication type: {typed[value]}") if value else None


def _by_protocol(title: Text, rules: _Rules) -> DesignFound | None:
    found = _PROTOCOL.search(title.lower) if "protocol" in rules.order else None
    return DesignFound("protocol", "title", title.quote(*found.span())) if found else None


def _by_type(record: Record, title: Text, rules: _Rules) -> DesignFound | None:
    typed = _typed(record, rules, generic=False)
    value = rules.best(typed)
    if value is None:
        return None
    if value in _SYNTHESES:
        said = {v: place for v, place in rules.title.first(title).items() if v in _SYNTHESES}
        exact = rules.best(said)
        if exact is not None and rules.order[exact] < rules.order[value]:
            return DesignFound(exact, "title", title.quote(*said[exact]))
    return DesignFound(value, "pt", f"Publication type: {typed[value]}")


def _by_title(record: Record, title: Text, rules: _Rules) -> DesignFound | None:
    another = _OF_ANOTHER.match(title.lower)
    if another and "opinion" in rules.order:
        return DesignFound("opinion", "title", title.quote(*another.span()))
    places = rules.title.first(title)
    if "animal_lab" in places or _only_animals(record):
        places = {value: at for value, at in places.items() if value not in _OF_PEOPLE}
    value = rules.best(places)
    return DesignFound(value, "title", title.quote(*places[value])) if value else None


def _only_animals(record: Record) -> bool:
    names = {heading.name for heading in record.mesh}
    return "Animals" in names and "Humans" not in names


def _by_indexing(record: Record, rules: _Rules) -> DesignFound | None:
    if _only_animals(record) and "animal_lab" in rules.order:
        return DesignFound("animal_lab", "mesh", "MeSH: Animals, without Humans")
    found = {
        rules.mesh[heading.name]: heading.name
        for heading in reversed(record.mesh)
        if heading.name in rules.mesh
    }
    value = rules.best(found)
    return DesignFound(value, "mesh", f"MeSH: {found[value]}") if value else None


def _by_abstract(record: Record, text: Text, rules: _Rules) -> DesignFound | None:
    abstract = Text("\n".join([" ", *(part.text for part in record.abstract)]), 0)
    places = rules.abstract.first(abstract)
    randomised = _RANDOMISED.search(abstract.lower)
    if randomised and "rct" in rules.order:
        places.setdefault("rct", randomised.span())
    for says in _SAYS.finditer(abstract.lower):
        phrase = Text(abstract.raw[says.start() : says.end()], 0)
        for said, (start, end) in rules.declared.first(phrase).items():
            places.setdefault(said, (says.start() + start, says.start() + end))
    if _ANIMALS.search(text.lower) and not _PEOPLE.search(text.lower):
        places = {value: at for value, at in places.items() if value not in _OF_PEOPLE}
    if not places and not any(heading.name == "Humans" for heading in record.mesh):
        places = rules.lab.first(abstract)
    value = rules.best(places)
    return DesignFound(value, "abstract", abstract.quote(*places[value])) if value else None


def _by_generic_type(record: Record, rules: _Rules) -> DesignFound | None:
    typed = _typed(record, rules, generic=True)
    value = rules.best(typed)
    return DesignFound(value, "pt", f"Publication type: {typed[value]}") if value else None
