"""The names of the watched conditions, as papers write them.

A name is one sign among others: many papers of interest never use one, and some that do only
mention it in passing. In the text that a model reads every name becomes the one word NAME, so
that what is learnt of one condition ("patients with NAME") holds for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from litwatch.classify.patterns import starting_words

NAME = "‹name›"

# "post-covid era" is a time, no condition; so are the halves of "pre- and post-covid".
_NOT_A_TIME_BEFORE = "".join(
    rf"(?<!pre{mark}{word} p)" for mark in ("-", "") for word in (" and", " or", " vs", " vs.")
)
_NOT_A_TIME = (
    r"(?!-? ?[\"'“”‘’]?(?:\w+ )?(?:eras?|pandemic|periods?|world|times?|reviews?|workplace|lockdown"
    r"|vaccin\w+|normal(?:ity)?|future|economy|societ(?:y|ies)))"
)
_COVID = r"(?:[- ]term)?[- ]covid(?:-19)?"
_FATIGUE_SYNDROME = r"(?: and immune dysfunction)? (?:syndromes?|disorders?|disease)"
_ACUTE_ONSET = r"acute[- ]onset neuropsychiatric syndromes?"
_AUTOIMMUNE = r"autoimmune neuropsychiatric disorders?"
_TACHYCARDIA = r"orthostatic tachycardia(?: syndromes?)?"
# Written for cleaned text (features.clean); a hyphen or space may part the words.
_NAMES = (
    *(rf"{word}{_COVID}" for word in ("long", "chronic", "persist(?:ent|ing)")),
    r"long ?covid",
    r"long[- ](?:term[- ])?coronavirus disease(?:[- ]2019)?",
    r"long[- ]haul(?:ers?|ing)?(?: covid(?:-19)?)?",
    *(rf"{words} covid(?:-19)?" for words in ("ongoing symptomatic", "symptomatic post")),
    rf"p{_NOT_A_TIME_BEFORE}ost[- ]?(?:acute[- ]?)?(?:covid|coronavirus disease)(?:-19|[- ]2019)?"
    rf"(?: (?:conditions?|syndromes?|sequelae))?(?!-?\d){_NOT_A_TIME}",
    r"covid(?:-19)? sequelae?",
    r"post[- ]?acute sequel\w+(?: of (?:covid(?:-19)?|sars[- ]cov[- ]?2))?(?: infection)?",
    r"post[- ]?acute infecti\w+ syndromes?",
    *("pasc", "ptlds", "seid", "pvfs", "me[-/ ]cfs", "cfs[-/ ]me"),
    r"myalgic encephal\w+",
    *(
        rf"{words}{_FATIGUE_SYNDROME}"
        for words in ("chronic fatigue", "systemic exertion intolerance")
    ),
    r"post[- ]?exertional (?:malaise|symptom exacerbation|neuroimmune exhaustion)",
    r"post[- ]?(?:viral|infectious|infective|infection)"
    r" (?:fatigue|syndromes?|conditions?|illness\w*|disease syndromes?)(?: syndromes?)?",
    r"infection[- ]associated chronic (?:conditions?|illness\w*|diseases?)",
    *(r"post[- ]?intensive care(?: syndromes?)?", r"post[- ]?icu(?: syndromes?)?"),
    *(
        rf"{words} survivors?(?:hip)?"
        for words in ("icu", "intensive care", "critical illness", "sepsis", "septic shock")
    ),
    r"survivors? of (?:sepsis|septic shock|critical illness|intensive care)",
    r"post[- ]?sepsis(?: syndrome)?",
    *(r"long (?:flu|influenza|dengue)", r"post[- ]?influenza"),
    *(_ACUTE_ONSET, rf"pa?ediatric {_ACUTE_ONSET}", _AUTOIMMUNE, rf"pa?ediatric {_AUTOIMMUNE}"),
    *("pans/pandas", "pandas/pans"),
    *(_TACHYCARDIA, rf"postural {_TACHYCARDIA}", r"postural tachycardia syndromes?"),
    r"orthostatic intolerance",
    r"mast cell activation (?:syndromes?|disorders?|diseases?)",
    *(
        rf"{word}[- ]lyme(?: disease)?(?: syndrome)?"
        for word in (r"post[- ]?treatment", "post", "chronic")
    ),
    *(
        rf"{word}[- ](?:q fever|giardia\w*|ebola|chikungunya|dengue|polio)"
        for word in ("post", "chronic")
    ),
)
_NAME = starting_words(_NAMES, r"(?!\w)")
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
    ('pacing in ‹name›)', '‹name› lasts')
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
    return _NAME.sub(NAME, text) if any(trace in text for trace in _TRACES) else text


def _join(text: str) -> str:
    # An enumeration of three takes two turns: a match ends where the next would begin.
    while NAME in text and (joined := _NEIGHBOURS.sub(NAME, text)) != text:
        text = joined
    return text
