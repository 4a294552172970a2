"""Cues that often mean something else: where the words beside them say so, they do not count.

Found by reading tags on the real records: `regression` is nearly always statistics, `distress`
respiratory, `resistance` insulin's, `benefits` those of a treatment.
"""

from __future__ import annotations

import re

_REACH = 30  # letters looked at on either side

# Cue as found → what must not stand right before it.
_NOT_AFTER = {
    "distress": re.compile(r"respiratory $"),
    "crash": re.compile(r"(?:car|traffic|vehicle|motor\w*|road) $"),
    "school": re.compile(r"(?:medical|business|graduate|nursing) $"),
}
# … and what must not follow it.
_NOT_BEFORE = {
    "school": re.compile(r"s? of\b"),
    "virtual": re.compile(r"ly\b"),
    "regression": re.compile(r"(?! (?:in|of) (?:development|skills?|behavio|language))"),
}
# Cue as found → what must stand right before it, or right after it.
_ONLY_AFTER = {
    "benefits": re.compile(r"(?:disability|sickness|social|insurance|welfare|unemployment) $"),
}
_ONLY_BEFORE = {
    "resistance": re.compile(r"[- ](?:train|exercis|band)"),
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
    return not (cue in _ONLY_BEFORE and not _ONLY_BEFORE[cue].match(after))
