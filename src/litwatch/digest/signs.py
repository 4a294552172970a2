"""Signs that were lost or turned: a minus that no word replaces, P > for P <."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from litwatch.digest.intervals import ranges
from litwatch.digest.measures import Measure, measured, measures, sentences

# Words that say a minus, or say for whom the difference was better.
_DIRECTION = re.compile(
    r"minsk|sänk|sjönk|sjunk|föll\b|fall\b|lägre|färre|mindre|kortare|bättre|sämre|förbättr|försämr"
    r"|förlor|tapp|gick ne[rd]|gått ne[rd]|avtog|avta|reduc|nedgång|minus|fördel|favou?r|decreas|lower"
    r"|\bless\b|fewer|fell\b|drop|declin|worse|better|improv|shorter|smaller|\bloss\b|\blost\b",
    re.I,
)


def turned_signs(text: str, sources: Iterable[str]) -> Iterator[tuple[Measure, Measure]]:
    """The measures of a text whose sign is not the record's, each with the record's own."""
    texts = list(sources)
    held = list(measures(texts, english=True))
    mixed = [
        (low, high)
        for low, high in ranges(texts, english=True)
        if low.number.negative and not high.number.negative
    ]
    for sentence in sentences(text):
        lost = {
            mine.start: (mine, low)
            for mine, other in ranges([sentence])
            for low, high in mixed
            if mine.same(low) and other.same(high)
            if not mine.number.negative and not other.number.negative
        }
        for mine in measured(sentence):
            theirs = [one for one in held if mine.same(one)]
            if mine.start in lost:
                yield lost[mine.start]
            elif theirs and (_lost(mine, theirs) or _flipped(mine, theirs) or _other(mine, theirs)):
                yield mine, theirs[0]


def _lost(mine: Measure, theirs: list[Measure]) -> bool:
    unsigned = not mine.number.negative and not mine.number.positive
    said = _DIRECTION.search(mine.sentence)
    return unsigned and not said and all(one.number.negative for one in theirs)


def _flipped(mine: Measure, theirs: list[Measure]) -> bool:
    if mine.number.negative:
        return not any(one.number.negative for one in theirs)
    return mine.number.positive and all(one.number.negative for one in theirs)


def _other(mine: Measure, theirs: list[Measure]) -> bool:
    signs = {one.compared for one in theirs}
    return bool(mine.compared) and "" not in signs and mine.compared not in signs
