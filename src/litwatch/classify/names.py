"""The names of the watched conditions, to be masked in copies of training records.

Many papers of interest never name the condition (Leaman 2023, PMID 36471749). A model that
is shown every positive also without its name has to learn what else such papers say, and
the same mask tells how it does where no name stands.
"""

from __future__ import annotations

import re

# Written for cleaned text (features.clean); a hyphen or space may part the words.
_NAMES = (
    r"(?:long|chronic|persist(?:ent|ing))[- ](?:term[- ])?covid(?:-19)?",
    r"long ?covid",
    r"long[- ]haul(?:ers?|ing)?",
    r"(?:ongoing symptomatic|symptomatic post) covid(?:-19)?",
    r"post[- ]?(?:acute[- ]?)?covid(?:-19)?(?: (?:conditions?|syndromes?|sequelae))?",
    r"covid(?:-19)? sequelae?",
    r"post[- ]?acute sequel\w+",
    r"post[- ]?acute infecti\w+ syndromes?",
    r"pasc|pacs|pcc|pais|pcs|lc",
    r"me[-/ ]cfs|cfs[-/ ]me|cfs|seid|pvfs",
    r"myalgic encephal\w+",
    r"(?:chronic fatigue|systemic exertion intolerance)(?: and immune dysfunction)?"
    r" (?:syndromes?|disorders?|disease)",
    r"post[- ]?exertional (?:malaise|symptom exacerbation|neuroimmune exhaustion)",
    r"post[- ]?(?:viral|infectious|infective|infection)"
    r" (?:fatigue|syndromes?|conditions?|illness\w*|disease syndromes?)(?: syndromes?)?",
    r"infection[- ]associated chronic (?:conditions?|illness\w*|diseases?)",
    r"post[- ]?intensive care(?: syndromes?)?|post[- ]?icu(?: syndromes?)?|pics(?:-[fp])?",
    r"(?:icu|intensive care|critical illness|sepsis|septic shock) survivors?(?:hip)?",
    r"survivors? of (?:sepsis|septic shock|critical illness|intensive care)",
    r"post[- ]?sepsis(?: syndrome)?",
    r"long (?:flu|influenza|dengue)|post[- ]?influenza",
    r"pandas|pans|(?:pa?ediatric )?acute[- ]onset neuropsychiatric syndromes?",
    r"(?:pa?ediatric )?autoimmune neuropsychiatric disorders?",
    r"pots|(?:postural )?orthostatic tachycardia(?: syndromes?)?|postural tachycardia syndromes?",
    r"orthostatic intolerance",
    r"mcas|mast cell activation (?:syndromes?|disorders?|diseases?)",
    r"ptlds|(?:post[- ]?treatment|post|chronic)[- ]lyme(?: disease)?(?: syndrome)?",
    r"(?:post|chronic)[- ](?:q fever|giardia\w*|ebola|chikungunya|dengue|polio)",
)
NAMES = re.compile(rf"(?<!\w)(?:{'|'.join(_NAMES)})(?!\w)")


def named(texts: tuple[str, ...]) -> bool:
    """Whether cleaned passages name a watched condition."""
    return any(NAMES.search(text) for text in texts)


def masked(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Cleaned passages with every name of a watched condition taken out.

    A passage is parted there: neighbours of a name must not become a pair that only
    masked texts hold.

    >>> masked(("pacing in me/cfs and long covid",))
    ('pacing in ', ' and ')
    """
    return tuple(part for text in texts for part in NAMES.split(text) if part)
