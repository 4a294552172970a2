"""The names of the watched conditions, as papers write them.

A name is one sign among others: many papers of interest never use one, and some that do only
mention it in passing. In the text that a model reads every name becomes the one word NAME, so
that what is learnt of one condition ("patients with NAME") holds for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME = "‹name›"

# "post-covid era" is a time, no condition; so are the halves of "pre- and post-covid".
_NOT_A_TIME_BEFORE = "".join(
    rf"(?<!pre{mark}{word} )" for mark in ("-", "") for word in (" and", " or", " vs", " vs.")
)
_NOT_A_TIME = r"(?!-? ?(?:\w+ )?(?:eras?|pandemic|periods?|world|times?|reviews?|workplace|lockdown|vaccin\w+))"
# Written for cleaned text (features.clean); a hyphen or space may part the words.
_NAMES = (
    r"(?:long|chronic|persist(?:ent|ing))[- ](?:term[- ])?covid(?:-19)?",
    r"long ?covid",
    r"long[- ](?:term[- ])?coronavirus disease(?:[- ]2019)?",
    r"long[- ]haul(?:ers?|ing)?(?: covid(?:-19)?)?",
    r"(?:ongoing symptomatic|symptomatic post) covid(?:-19)?",
    rf"{_NOT_A_TIME_BEFORE}post[- ]?(?:acute[- ]?)?(?:covid|coronavirus disease)(?:-19|[- ]2019)?"
    rf"(?: (?:conditions?|syndromes?|sequelae))?(?!-?\d){_NOT_A_TIME}",
    r"covid(?:-19)? sequelae?",
    r"post[- ]?acute sequel\w+(?: of (?:covid(?:-19)?|sars[- ]cov[- ]?2))?(?: infection)?",
    r"post[- ]?acute infecti\w+ syndromes?",
    r"pasc|ptlds|seid|pvfs",
    r"me[-/ ]cfs|cfs[-/ ]me|lc&firp",
    r"myalgic encephal\w+",
    r"(?:chronic fatigue|systemic exertion intolerance)(?: and immune dysfunction)?"
    r" (?:syndromes?|disorders?|disease)",
    r"post[- ]?exertional (?:malaise|symptom exacerbation|neuroimmune exhaustion)",
    r"post[- ]?(?:viral|infectious|infective|infection)"
    r" (?:fatigue|syndromes?|conditions?|illness\w*|disease syndromes?)(?: syndromes?)?",
    r"infection[- ]associated chronic (?:conditions?|illness\w*|diseases?)",
    r"post[- ]?intensive care(?: syndromes?)?|post[- ]?icu(?: syndromes?)?",
    r"(?:icu|intensive care|critical illness|sepsis|septic shock) survivors?(?:hip)?",
    r"survivors? of (?:sepsis|septic shock|critical illness|intensive care)",
    r"post[- ]?sepsis(?: syndrome)?",
    r"long (?:flu|influenza|dengue)|post[- ]?influenza",
    r"(?:pa?ediatric )?acute[- ]onset neuropsychiatric syndromes?",
    r"(?:pa?ediatric )?autoimmune neuropsychiatric disorders?|pans/pandas|pandas/pans",
    r"(?:postural )?orthostatic tachycardia(?: syndromes?)?|postural tachycardia syndromes?",
    r"orthostatic intolerance",
    r"mast cell activation (?:syndromes?|disorders?|diseases?)",
    r"(?:post[- ]?treatment|post|chronic)[- ]lyme(?: disease)?(?: syndrome)?",
    r"(?:post|chronic)[- ](?:q fever|giardia\w*|ebola|chikungunya|dengue|polio)",
)
_NAME = re.compile(rf"(?<!\w)(?:{'|'.join(_NAMES)})(?!\w)")
# Short forms that also mean other things (liquid chromatography, post-concussion symptoms):
# a name only where the text itself says so, in brackets after a full name.
_SHORTS = r"(pacs|pcc|pais|pcs|lc|cfs|me|pics(?:-[fp])?|pandas|pans|pots|mcas)"
_DEFINED = re.compile(rf"{NAME}[\w\s-]{{0,25}}\(['\"“]?{_SHORTS}(?!\w|-)")
_NEIGHBOURS = re.compile(rf"{NAME}(?:[\s/()'\"“”‘’,]|\b(?:and|or)\b)*{NAME}")
# A text without any of these letters holds no name; asking so is twenty times cheaper.
_TRACES = (
    *("covid", "coronavirus", "haul", "sequel", "acute", "pasc", "ptlds", "seid", "pvfs", "cfs"),
    *("encephal", "fatigue", "exertion", "viral", "infecti", "intensive", "icu", "surviv"),
    *("sepsis", "influenza", "long flu", "dengue", "neuropsychiatric", "pandas", "tachycardia"),
    *("orthostatic", "mast cell", "lyme", "q fever", "giardia", "ebola", "chikungunya", "polio"),
)


def marked(texts: Iterable[str]) -> tuple[str, ...]:
    """Cleaned passages of one record with each name of a watched condition written as NAME.

    Names that follow each other, as in an enumeration, become one.

    >>> marked(("pacing in me/cfs and long covid (lc)", "lc lasts"))
    ('pacing in ‹name› )', '‹name› lasts')
    """
    found = tuple(_mark(text) for text in texts)
    if not any(NAME in text for text in found):
        return found
    shorts = {match.group(1) for text in found for match in _DEFINED.finditer(text)}
    if shorts:
        short = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(shorts, reverse=True))})(?![\w-])")
        found = tuple(short.sub(NAME, text) for text in found)
    return tuple(_join(text) for text in found)


def _mark(text: str) -> str:
    if not any(trace in text for trace in _TRACES):
        return text
    return _NAME.sub(NAME, text)


def _join(text: str) -> str:
    # An enumeration of three takes two turns: a match ends where the next would begin.
    while NAME in text and (joined := _NEIGHBOURS.sub(NAME, text)) != text:
        text = joined
    return text
