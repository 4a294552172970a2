"""Safety and quality flags: what a curator must look at, each with the words that raised it.

A flag is a question to a person, so these rules would rather ask once too often. Left to
people, as no machine can tell from an abstract: spin_check, news_noise, supplements with
strong claims, CBT presented as a cure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from litwatch.classify.cues import CueIndex, Text
from litwatch.classify.passages import own_sentences
from litwatch.classify.people import sample_size
from litwatch.records import Record
from litwatch.watch import Facet

PEM_CHECK = "safety_pem_check"
PEM_TOPICS = frozenset({"me_cfs", "postcovid", "postinfectious_general"})
SMALL_TOTAL = 100  # facets.yaml, small_n [draft]: under 30 an arm or under 100 in all
SMALL_ARM = 30

# The triggers that facets.yaml writes as prose, as cues.
_CUES: dict[str, tuple[str, ...]] = {
    "safety_unproven_treatment": (
        "long-term antibiotic",
        "prolonged antibiotic",
        "apheresis",
        "plasmapheresis",
        "plasma exchange",
        "immunoadsorption",
        "intravenous immunoglobulin",
        "immunoglobulin therap",
        "immunoglobulin treatment",
        "IVIG",
        "stellate",
        "hyperbaric",
    ),
    "contested": (
        "GET",
        "graded exercise",
        "MCAS",
        "mast cell activation",
        "PANS",
        "PANDAS",
        "chronic lyme",
        "lightning process",
    ),
}
_SAFEGUARDING = ("tube feed", "tube-fed", "school refusal", "coerc", "fabricated")
_SIZED = frozenset(
    {"rct", "nonrandomised_trial", "cohort", "case_control", "cross_sectional", "diagnostic"}
)
_ARM = re.compile(r"\(\s*n\s*=\s*(\d+)\s*\)")
_INTEREST = re.compile(
    r"\b(?:received|receives|honorari\w+|consult\w+|employ\w+|fees?|advisory board|shareholder"
    r"|stock|equity|patents?|funded by|grants? from|speaker|founder)\b",
    re.IGNORECASE,
)


def cue_index(facet: Facet) -> CueIndex[str]:
    """The cues of all flags that words alone can raise."""
    written = [
        (cue, value.id)
        for value in facet.values
        for cue in (value.trigger if isinstance(value.trigger, tuple) else _CUES.get(value.id, ()))
    ]
    return CueIndex([*written, *((cue, "child_safeguarding") for cue in _SAFEGUARDING)])


def flags(
    record: Record,
    text: Text,
    *,
    index: CueIndex[str],
    raised: Mapping[str, str],
    populations: Collection[str],
    design: str,
    topics: Collection[str],
) -> Iterator[tuple[str, str]]:
    """(flag, evidence) of a record.

    `raised` are flags that the values tagged on the record set, with their evidence;
    `populations` its tagged populations, `design` its design. The PEM check stands for
    the `topics` me_cfs, postcovid and postinfectious_general only (facets.yaml, trigger).
    """
    for flag, evidence in raised.items():
        if flag != PEM_CHECK or PEM_TOPICS & set(topics):
            yield flag, evidence
    for flag, place in index.first(text).items():
        if flag == "child_safeguarding" and not {"children", "adolescents"} & set(populations):
            continue
        yield flag, text.quote(*place)
    small = small_sample(record, text) if design in _SIZED else None
    if small:
        yield "small_n", small
    interest = _INTEREST.search(record.conflict_of_interest)
    if interest:
        yield "coi", Text(record.conflict_of_interest, 0).quote(*interest.span())


def small_sample(record: Record, text: Text) -> str | None:
    """The words that give the sample's size when it is small; None when large or not found."""
    size = sample_size(own_sentences(record))
    if size and size.value < SMALL_TOTAL:
        return Text.of_lines([size.sentence]).quote(size.at, size.at + 1)
    arms = list(_ARM.finditer(text.lower))
    if len(arms) > 1 and all(int(arm.group(1)) < SMALL_ARM for arm in arms):
        return text.quote(*arms[0].span())
    return None
