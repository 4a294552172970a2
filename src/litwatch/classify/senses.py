"""Cues that often mean something else: where the words beside them say so, they do not count.

Found by reading tags on real records: `regression` is nearly always statistics, `respiratory`
part of a virus's name, `resistance` insulin's, `criteria` those of inclusion, `exercise` a
test, `benefits` those of a treatment.
"""

from __future__ import annotations

import re

_REACH = 40  # letters looked at on either side

# Cue as found → what must not stand right before it.
_NOT_AFTER = {
    "distress": re.compile(r"(?:respiratory|financial|moral) $"),
    "crash": re.compile(r"(?:car|traffic|vehicle|motor\w*|road) $"),
    "school": re.compile(r"(?:medical|business|graduate|nursing) $"),
    "criteria": re.compile(
        r"(?:inclusion|exclusion|eligibility|selection|inclusion and exclusion) $"
    ),
    "therap": re.compile(r"illness $"),  # the scales of Chronic Illness Therapy (FACIT)
    "cost": re.compile(r"(?:facit[ -]|benefits? and |risks? and |at the )$"),
    "randomi": re.compile(r"mendelian $"),
    "efficacy": re.compile(r"self[- ]$"),
    "attention": re.compile(
        r"(?:medical|clinical|more|little|less|increas\w+|special|particular|pay\w*|growing|urgent"
        r"|considerable|much|gained|draw\w*|significant|sought|seek\w*) $"
    ),
    "participation": re.compile(r"(?:patient|public|study|trial|research|survey) $"),
    "voice": re.compile(r"(?:patients?'?s?'?|their|a) $"),
    "interview": re.compile(r"national health $"),
}
# … and what must not follow it.
_NOT_BEFORE = {
    "school": re.compile(r"s? of\b"),
    "virtual": re.compile(r"ly\b"),
    "regression": re.compile(r"(?! (?:in|of) (?:development|skills?|behavio|language))"),
    "respiratory": re.compile(r" syndrome"),
    "cognit": re.compile(r"ive[- ](?:behavio|processing therap)"),
    "supplement": re.compile(
        r"(?:ary|al) (?:\w+ )?(?:information|material|table|file|data|fig|appendix)"
    ),
    "digital": re.compile(r" library"),
    "multimodal": re.compile(
        r"[- ](?:\w+ )?(?:interaction|imag|mri|neuroimag|data|learning|model|dataset)"
    ),
    "screen": re.compile(
        r"ing(?:,? (?:and|of|\d+) (?:\w+ )?(?:studies|articles|records|titles|data extraction)|, data)"
    ),
    "fatigue": re.compile(r" syndrome"),  # the illness's name is no symptom
    "exercise": re.compile(
        r"d\b|[- ](?:\w+ )?(?:test|intoleran|toleran|capacity|stress|performance|induced|limitation|challenge"
        r"|physiolog|respons)"
    ),
    "walking": re.compile(r"[- ](?:test|distance|speed|capacity|abilit|difficult)"),
    "attention": re.compile(r" to\b"),
    "participation": re.compile(r" in (?:the|this|our|a) (?:study|trial|survey|research)"),
    "online": re.compile(
        r"[- ](?:\w+ )?(?:survey|questionnaire|consent|registry|database|version|form\b|supplement|recruit|library)"
    ),
    "immunoglobulin": re.compile(
        r"s?[- ](?:heavy|light|g\b|a\b|m\b|e\b|levels?|class|isotype|gene|repertoire|subclass|concentration)"
    ),
    "mechanism": re.compile(
        r"s? (?:\w+ ){0,3}(?:(?:remains?|are|is) (?:\w+ )?(?:unclear|unknown|poorly|not|elusive|incompletely))"
    ),
    "diagnos": re.compile(r"ed with|tik\b"),
    "cost": re.compile(r"al|och|im"),
    "nursing": re.compile(r" home"),
    "neurolog": re.compile(r"ist|y\b"),
}
# Cue as found → what must stand right before it, or right after it.
_ONLY_AFTER = {
    "benefits": re.compile(r"(?:disability|sickness|social|insurance|welfare|unemployment) $"),
}
_ONLY_BEFORE = {
    "resistance": re.compile(r"[- ](?:train|exercis|band)"),
}
# Cue as found → what must stand near it, on either side.
_ONLY_NEAR = {
    # Of the mind, not of a substance.
    "concentration": re.compile(
        r"(?:difficult|problem|poor|impair|loss of|lack of|reduced mental|memory|attention|focus|deficit"
        r"|trouble|disturb|brain fog|mental|cognitive)"
    ),
}


def is_meant(lower: str, start: int, end: int) -> bool:
    """Whether the cue at a place of a lower-cased text stands in the sense that is meant.

    Always False after `non-`: non-hospitalised is not hospitalised.
    """
    before = lower[max(0, start - _REACH) : start]
    if before.endswith(("non-", "non ")):
        return False
    cue, after = lower[start:end], lower[end : end + _REACH]
    if cue in _NOT_AFTER and _NOT_AFTER[cue].search(before):
        return False
    if cue in _NOT_BEFORE and _NOT_BEFORE[cue].match(after):
        return False
    if cue in _ONLY_AFTER and not _ONLY_AFTER[cue].search(before):
        return False
    if cue in _ONLY_NEAR and not _ONLY_NEAR[cue].search(before + " " + after):
        return False
    return not (cue in _ONLY_BEFORE and not _ONLY_BEFORE[cue].match(after))
