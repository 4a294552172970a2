"""How often people kept a value that the machine proposed, and how sure that makes it. Pure.

A machine's confidence stands on what its rules were seen to do when they were written. Where
curators have judged a value often enough, what they said of it takes that place. No rule
changes by itself: a value that is often wrong is proposed all the same, with low confidence.

What counts is only what somebody said of this value: that it holds, that it does not, or, in a
facet of one value such as design, that another does. A value left alone has not been judged, and
a second value beside it in a facet of many says nothing against it. People correct oftener than
they confirm, so the share errs towards too low.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import msgspec

from litwatch.classify.bands import wilson
from litwatch.records import Confidence, Tag

ENOUGH = 20  # judgements; under it the rules' own confidence stands
HIGH, MEDIUM = 0.9, 0.6  # shares kept; in keeping with what each word was measured to mean

Key = tuple[str, str]  # facet id, value id
Said = tuple[str, str, str, str, int]  # facet, value proposed, value said, state, records


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """Of the records on which a value was proposed and judged, how many kept and lost it.

    `instead` are the values set in its place with their counts, the commonest first.
    """

    facet: str
    value: str
    kept: int
    rejected: int
    instead: tuple[tuple[str, int], ...] = ()

    @property
    def judgements(self) -> int:
        return self.kept + self.rejected

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson score interval of the share kept."""
        return wilson(self.kept, self.judgements)

    @property
    def confidence(self) -> Confidence | None:
        """How sure the value is by what people said; None under twenty judgements."""
        if self.judgements < ENOUGH:
            return None
        share = self.kept / self.judgements
        return "high" if share >= HIGH else "medium" if share >= MEDIUM else "low"


def judged(said: Iterable[Said], single: Collection[str]) -> dict[Key, Judged]:
    """Each value that people have judged; `single` are the facets that have one value."""
    kept, rejected = Counter[Key](), Counter[Key]()
    instead: dict[Key, Counter[str]] = {}
    for facet, value, person, state, records in said:
        key = (facet, value)
        if value == person:
            (rejected if state == "rejected" else kept)[key] += records
        elif facet in single and state != "rejected":
            rejected[key] += records
            instead.setdefault(key, Counter())[person] += records
    return {
        key: Judged(
            facet=key[0],
            value=key[1],
            kept=kept[key],
            rejected=rejected[key],
            instead=tuple(instead.get(key, Counter()).most_common()),
        )
        for key in sorted({*kept, *rejected})
    }


def surer(tags: Iterable[Tag], told: Mapping[Key, Judged]) -> tuple[Tag, ...]:
    """Proposed tags with the confidence that people's judgements give them, where they do."""
    return tuple(
        msgspec.structs.replace(tag, confidence=by_people)
        if (one := told.get((tag.facet, tag.value))) and (by_people := one.confidence)
        else tag
        for tag in tags
    )
