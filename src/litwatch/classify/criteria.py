"""Which diagnostic criteria a study names, and what it did about post-exertional malaise (PEM).

Which criteria chose the people, and whether PEM was asked of them, decides whether a finding
on exercise may be carried over to ME/CFS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from litwatch.classify.people import Quoted

# Criteria → how abstracts name them. Bare ICC (intraclass correlation), CCC and NAM need company.
_NAMED: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "Fukuda": r"\b[Ff]ukuda\b|\bCDC[- ]?(?:\(?1994\)?)|\b1994 (?:CDC|Centers|International (?:research )?case)"
        r"|Centers for Disease Control[^.]{0,40}\b1994\b|\b1994\b[^.]{0,30}Centers for Disease Control",
        "CCC": r"[Cc]anadian (?:[Cc]linical |[Cc]onsensus |[Cc]ase |ME/CFS )*(?:[Cc]riteria|[Dd]efinition)|\bCCC\b"
        r"|\bCanada criteria\b",
        "ICC": r"[Ii]nternational [Cc]onsensus [Cc]riteria|\bICC criteria|\bCCC (?:and|or) ICC\b|\bICC-ME\b",
        "IOM/NAM": r"Institute of Medicine|\bIOM\b|National Academy of Medicine|\bSEID\b|\bNAM criteria",
        "Oxford": r"\bOxford (?:criteria|definition|case)",
        "NICE": r"\bNICE\b|National Institute for Health and (?:Care|Clinical) Excellence|\bNG(?:206|188)\b",
        "WHO": r"(?:\bWHO\b|World Health Organi[sz]ation)[^.]{0,60}(?:defin|criteri|post[- ]COVID|case)"
        r"|(?:defin|criteri)\w*[^.]{0,50}(?:\bWHO\b|World Health Organi[sz]ation)",
        "NASEM 2024": r"\bNASEM\b|National Academies[^.]{0,80}(?:defin|criteri)",
        "RECOVER index": r"(?:RECOVER|PASC|LC|[Ll]ong COVID)[^.]{0,20}(?:research )?[Ii]ndex\b|\bPASC[- ][Ss]core",
        "ICD-10": r"\bICD-?10\b|\bU09\.9\b|\bG93\.3\b|\bG90\.A\b",
        "Rome": r"\bRome (?:III|IV) ",
    }.items()
}
_OF_TEXTS = re.compile(
    r"\b(?:guidelines? (?:recommend|were|was|on|for)|recommend\w+|correlation coefficient)\b"
)


def diagnostic_criteria(sentences: Iterable[str]) -> tuple[Quoted[str], ...]:
    """The criteria a study names, in the order of naming, each with the sentence."""
    found: dict[str, Quoted[str]] = {}
    for sentence in sentences:
        if _OF_TEXTS.search(sentence):
            continue
        for name, pattern in _NAMED.items():
            if hit := pattern.search(sentence):
                found.setdefault(name, Quoted(name, sentence, hit.start()))
    return tuple(found.values())


PEM = r"(?:post-?\s?exertional|exertional malaise|\bpem\b|\bpese\b|symptom exacerbation)"
_PEM = re.compile(PEM)
_CRITERION = r"(?:inclusion|required|requir(?:es|ing)|criteri\w+|fulfil\w*|eligib\w+|mandatory)"
PEM_REQUIRED = re.compile(rf"{PEM}[^.\n]{{0,120}}\b{_CRITERION}|{_CRITERION}\b[^.\n]{{0,120}}{PEM}")
_MEASURED = re.compile(
    r"\b(?:measur\w+|assess\w*|questionnaire|dsq|depaul|scores?|scale|evaluat\w+|report(?:ed|ing)|frequen\w+|\d+(?:\.\d+)? ?%"
    r"|screened|prevalence|monitor\w*|record(?:ed|ing)|experienc\w+|associated|increase[ds]?|odds|induc\w+|provo\w+|p ?[<=]"
    r"|most common|present in)"
)
# What PEM is, not what was found of it.
_EXPLAINS = re.compile(
    r"characteri[sz]ed by|according to|hallmark|cardinal|core symptom|\bis an? (?:[\w-]+,? ){0,3}(?:disease|illness|disorder|condition)"
)


def pem_at(sentence: str) -> int:
    """Where a sentence speaks of PEM; 0 where it does not."""
    hit = _PEM.search(sentence.lower())
    return hit.start() if hit else 0


def pem_required(sentences: Iterable[str]) -> str | None:
    """The sentence that makes PEM a condition of taking part; None when none does."""
    for sentence in sentences:
        lower = sentence.lower()
        if PEM_REQUIRED.search(lower) and not _EXPLAINS.search(lower):
            return sentence
    return None


def pem_measured(sentences: Iterable[str]) -> str | None:
    """The sentence by which a study asked for, measured or found PEM; None when none does."""
    for sentence in sentences:
        lower = sentence.lower()
        if _PEM.search(lower) and _MEASURED.search(lower) and not _EXPLAINS.search(lower):
            return sentence
    return None
