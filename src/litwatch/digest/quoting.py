"""Candidate sentences for an item's fields: always the record's own words, never long.

A machine may propose where an answer seems to stand; it never writes one. No quote exceeds
QUOTE_WORDS, because abstracts belong to their publishers (digest specification §9 and §11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from litwatch.classify.passages import sentences
from litwatch.classify.population import population
from litwatch.digest.edition import Field, Proposal
from litwatch.digest.phrases import _
from litwatch.records import Record, Section

QUOTE_WORDS = 25
ACCORDING_TO_AUTHORS = _("according to the authors")

_PEOPLE = (
    r"participants?|patients?|adults?|children|adolescents?|people|women|men|persons?|"
    r"individuals?|respondents?|survivors?|cases|studies|trials"
)


class _Sought(NamedTuple):
    """Where a field's answer usually stands, and what a sentence must hold to be one.

    `sections`: the parts of a structured abstract, in this order; none is the whole text.
    `label`: a heading under which the answer stands before all others; `plain` when any
    sentence there is one. `rather`: a sentence that says so too is proposed before others.
    """

    field: Field
    sections: tuple[str, ...]
    sign: re.Pattern[str]
    label: re.Pattern[str] | None = None
    plain: bool = False
    rather: re.Pattern[str] | None = None


_SOUGHT: tuple[_Sought, ...] = (
    _Sought("bottom_line", ("CONCLUSIONS",), re.compile(r"\w")),
    _Sought(
        "population",
        ("METHODS", "RESULTS"),
        re.compile(
            rf"(?<![\w-])[0-9][0-9, \N{{THIN SPACE}}]*\s(?:\S+\s){{0,4}}?(?:{_PEOPLE})\b|\b[nN] ?= ?[0-9]"
        ),
        label=re.compile(
            r"\b(?:participants|patients|population|subjects|sample)\b", re.IGNORECASE
        ),
    ),
    _Sought(
        "intervention",
        ("METHODS",),
        re.compile(r"\b(?:randomi[sz]ed to|assigned to|received|compared with|intervention)\b"),
        label=re.compile(r"^(?:interventions?|exposures?)\b", re.IGNORECASE),
        plain=True,
    ),
    # A primary outcome before any other: spin lives in the others (digest.md §8.5).
    _Sought(
        "result",
        ("RESULTS",),
        re.compile(r"95 ?% ?(?:CI|confidence)|\bCI\b|\b[Pp] ?[<=>]|\b[0-9.]+ ?%"),
        rather=re.compile(r"\bprimary (?:outcome|end-? ?point)", re.IGNORECASE),
    ),
    _Sought("pem_in_sample", (), re.compile(r"[Pp]ost-?exertional|\bPEM\b|\bPESE\b")),
    _Sought(
        "worsening",
        ("RESULTS",),
        re.compile(r"\bworsen|\badverse event|\bdeteriorat|\bexacerbat"),
    ),
    _Sought(
        "limitations",
        (),
        re.compile(
            r"\b[Ll]imitations? (?:of (?:this|the|our) (?:study|trial|review)|was|were|are|includ)"
            r"|\bsmall sample\b|\blimited by\b"
        ),
        label=re.compile(r"\blimitations?\b", re.IGNORECASE),
        plain=True,
    ),
)


def shortened(sentence: str, place: int = 0) -> str:
    """At most QUOTE_WORDS words of a sentence around a place in it, cuts marked with `…`."""
    words = sentence.split()
    if len(words) <= QUOTE_WORDS:
        return sentence
    hit = len(sentence[:place].split())
    start = max(0, min(hit - QUOTE_WORDS // 2, len(words) - QUOTE_WORDS))
    end = start + QUOTE_WORDS
    # A figure is not cut off from its interval: an opened parenthesis goes whole.
    opened = max((n for n in range(start, end) if words[n].startswith("(")), default=start)
    if end < len(words) and opened > start and ")" not in " ".join(words[opened:end]):
        end = opened
    return ("… " if start else "") + " ".join(words[start:end]) + (" …" if end < len(words) else "")


def _ordered(record: Record, wanted: tuple[str, ...]) -> Iterator[Section]:
    """The wanted sections in the order wanted, or the whole of an abstract without labels."""
    labelled = [part for part in record.abstract if part.category or part.label]
    if wanted and labelled:
        for name in wanted:
            yield from (p for p in labelled if name in (p.category.upper(), p.label.upper()))
    elif wanted != ("CONCLUSIONS",):  # unlabelled text does not say which words conclude
        yield from record.abstract


def proposals(record: Record, design: str = "") -> tuple[Proposal, ...]:
    """One candidate a field at most; no sentence is proposed for two fields.

    Where a study of this `design` tells its size, or what it did about PEM, that sentence is
    proposed; elsewhere the first that looks like an answer.
    """
    found: list[Proposal] = []
    used: set[str] = set()
    told = _told(record, design)
    for sought in _SOUGHT:
        first = [told[sought.field]] if sought.field in told else []
        for sentence, place in (*first, *_candidates(record, sought)):
            if sentence not in used:
                used.add(sentence)
                label = ACCORDING_TO_AUTHORS if sought.field == "bottom_line" else ""
                quote = shortened(sentence, place)
                found.append(Proposal(field=sought.field, quote=quote, label=label))
                break
    return tuple(found)


def _candidates(record: Record, sought: _Sought) -> list[tuple[str, int]]:
    """The sentences that look like an answer, the likeliest first, and where in them it stands."""
    under: list[tuple[str, int]] = []
    if sought.label is not None:
        for part in record.abstract:
            if sought.label.search(part.label):
                under += [
                    (line, hit.start() if hit else 0)
                    for line in sentences(part)
                    if (hit := sought.sign.search(line)) or sought.plain
                ]
    elsewhere = [
        (line, hit.start())
        for part in _ordered(record, sought.sections)
        for line in sentences(part)
        if (hit := sought.sign.search(line)) is not None
    ]
    rather = sought.rather
    if rather is not None:
        elsewhere.sort(key=lambda pair: rather.search(pair[0]) is None)
    return under + elsewhere


def _told(record: Record, design: str) -> dict[Field, tuple[str, int]]:
    """Field → the sentence of the abstract that tells it, and the place in it."""
    facts = population(record, design)
    told: dict[Field, tuple[str, int]] = {}
    if facts.size and facts.size.sentence != record.title:
        told["population"] = (facts.size.sentence, facts.size.at)
    pem = facts.pem_required or facts.pem_measured
    if pem and pem != record.title:
        told["pem_in_sample"] = (pem, 0)
    return told
