"""The sentences of a record that speak of its own study, in order: what facts are read from.

An abstract's background and conclusions tell of other people's numbers. Where parts are
labelled those are left out; where they are not, sentences are left out that speak of the
world (`affects millions`, `is estimated`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from litwatch.records import Record, Section

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(])")
_OPENING_LABEL = re.compile(
    r"^(?:conclusions?|results?|findings|methods?|interpretation)\s*[:.]\s+", re.IGNORECASE
)
_OF_OTHERS = re.compile(
    r"background|introduction|objective|aims?\b|purpose|conclu|interpretation|implication|discussion"
    r"|limitation|rationale|importance|context|funding|registration|keywords|supplementary"
    r"|what is known|what this",
    re.IGNORECASE,
)
_OF_THE_WORLD = re.compile(
    r"\b(?:worldwide|globally|global(?:ly)? estimat\w*|affect(?:s|ing) (?:an estimated |approximately |about |around |up to |over |more than )?\d"
    r"|estimated (?:to affect|that|\d)|million|billion|per \d+[ ,]?000|previous(?:ly)? (?:studies|reported)|in the general population,)",
    re.IGNORECASE,
)


def sentences(section: Section) -> list[str]:
    """The sentences of one part of an abstract, in order, without a label that opens it."""
    text = " ".join(section.text.split())
    return [part for part in _SENTENCE_END.split(_OPENING_LABEL.sub("", text)) if part]


def own_sentences(record: Record) -> Iterator[str]:
    """The title, then the sentences of the abstract that tell of the study itself."""
    if record.title:
        yield record.title
    labelled = any(part.category or part.label for part in record.abstract)
    for part in record.abstract:
        if labelled and _OF_OTHERS.search(part.category or part.label):
            continue
        for sentence in sentences(part):
            if not _OF_THE_WORLD.search(sentence):
                yield sentence
