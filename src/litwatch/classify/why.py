"""Why a record got its score: the words and sentences that moved it.

The model is linear, so this is no story told afterwards: each term of the text moves the margin
by its weight times its share of the text, and these add up to the score. A term that stands in
three sentences has moved it from each of them by a third. Signs (`named in the title`) are shown
among the words, without their braces; they belong to no one sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from litwatch.classify.cues import EVIDENCE_WORDS
from litwatch.classify.features import clean, features, is_function_word, read, terms
from litwatch.classify.model import Model
from litwatch.classify.names import marked
from litwatch.classify.signs import is_sign
from litwatch.records import Moved, Record, Why

WORDS = 6
SENTENCES = 3
SEEN = 0.05  # log odds: less than this, rounded, changes no shown percentage

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(\[])|\n")


def why(model: Model, record: Record) -> Why:
    """The words and sentences that moved the record's score most; empty for an unknown text."""
    slope = model.calibration[0]
    moved = {term: by * slope for term, by in model.contributions(features(read(record))).items()}
    return Why(words=_words(moved), sentences=_sentences(record, moved))


def _words(moved: dict[str, float]) -> tuple[Moved, ...]:
    """The strongest terms that can be read: each word once, in its strongest company."""
    chosen: list[Moved] = []
    taken: set[str] = set()
    for term in sorted(moved, key=lambda term: (-abs(moved[term]), term)):
        words = [term] if is_sign(term) else term.split()
        if abs(moved[term]) < SEEN or len(chosen) == WORDS:
            break
        if taken.intersection(words) or is_function_word(words[0]) or is_function_word(words[-1]):
            continue
        taken.update(words)
        chosen.append(Moved(text=term.strip("{}"), by=round(moved[term], 2)))
    return tuple(chosen)


def _sentences(record: Record, moved: dict[str, float]) -> tuple[Moved, ...]:
    sentences = list(_split(record))
    # Marked together: a short form is a name only where another sentence defines it.
    read_as = marked(clean(text) for text in sentences)
    counted = [(text, terms((seen,))) for text, seen in zip(sentences, read_as, strict=True)]
    standing = Counter[str]()
    for _, found in counted:
        standing.update(found)
    strengths = [
        Moved(
            text=_quote(text),
            by=round(sum(moved.get(t, 0.0) * n / standing[t] for t, n in found.items()), 2),
        )
        for text, found in counted
    ]
    strongest = sorted(strengths, key=lambda each: -abs(each.by))[:SENTENCES]
    return tuple(each for each in strongest if abs(each.by) >= SEEN)


def _split(record: Record) -> Iterator[str]:
    """Title and sentences as the record has them; keywords are no sentence."""
    yield record.title
    for part in record.abstract:
        yield from (text for text in _SENTENCE_END.split(part.text) if text.strip())


def _quote(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:EVIDENCE_WORDS]) + (" …" if len(words) > EVIDENCE_WORDS else "")
