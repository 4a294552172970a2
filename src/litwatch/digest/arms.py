"""Which arm of a study a number is said of: the control group, or the other one.

A number is an arm's when it stands with it (`14 i kontrollgruppen`), across `mot` from one
that does, or in the same order (`18,2 respektive 19,3 i insats- och kontrollgruppen`). Only
the control arm has words of its own in every trial; what stands against it is the other
arm. Differences, intervals, P values and times are no arm's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from litwatch.digest.intervals import is_range
from litwatch.digest.measures import DURATIONS, Measure, measured, sentences

Side = Literal["control", "intervention"]
Told = tuple[Measure, Side]

_CONTROL = (
    r"kontroll(?:er\w*|arm\w*|grupp\w*|-)?|jämförelsegrupp\w*|(?:vanlig|sedvanlig)\w*\s+vård\w*"
    r"|placebo\w*|väntelist\w*|skriftlig\w*\s+råd|sham\w*"
    r"|(?:the\s+)?(?:control|comparison|usual[- ]care|care[- ]as[- ]usual|standard[- ]care|waiting[- ]list)\s+(?:group|arm)s?"
    r"|controls?|usual[- ]care|(?:care|treatment)[- ]as[- ]usual|standard[- ]care|comparator"
    r"|wait(?:ing)?[- ]?list\w*|written\s+advice"
)
# "…gruppen" and "the … group" that is no control group and no age group is the other arm.
_OTHER = (
    r"insats(?:en|ens|arm\w*|grupp\w*|-)?|intervention(?:en|s|arm\w*|sgrupp\w*)?|aktiv\w*\s+behandling\w*"
    r"|behandlings(?:arm|grupp)\w*|\w+-?gruppen\w*|active\s+(?:treatment|group|arm)|treated|experimental\w*"
    rf"|(?:in|with)\s+the\s+(?!other|age|whole|total|patient|risk|{_CONTROL})\w[\w-]*(?:\s+\w[\w-]*)?\s+(?:group|arm)|KBT|CBT|treatment\s+(?:group|arm)"
    r"|intervention\s+(?:group|arm)|läkemedlet"
)
_ARM = re.compile(
    rf"(?<![\w-])(?:(?P<control>{_CONTROL})|(?P<intervention>(?!ålder|hela|risk|diagnos|patient|yrkes|mål){_OTHER}))(?!\w)",
    re.I,
)
_COMPARATOR = r"(?:jämfört\s+med|jämförelse\s+med|compared\s+(?:with|to)|relative\s+to|versus|vs\.?|mot|än(?:\s+(?:med|i|hos))?|than(?:\s+(?:with|in))?)"
_SPLIT = re.compile(
    rf"(?<!\w)(?:{_COMPARATOR}|och|and|eller|or|medan|while|whereas|respektive|but|men)(?!\w)|[,;](?=\s)",
    re.I,
)
_CONTRAST = re.compile(
    rf"(?<!\w)(?:{_COMPARATOR}|respektive|och|and|medan|while|whereas)(?!\w)", re.I
)
_LED = re.compile(rf"(?<!\w){_COMPARATOR}\s+(?:the\s+|with\s+|in\s+|med\s+|i\s+|hos\s+)*$", re.I)
_PAIR = re.compile(
    r"\s?(?:%|procent|percent|poäng|points?|personer|deltagare|participants|patients)?\s*"
    r"(?:mot|vs\.?|versus|respektive|och|and|jämfört\s+med|compared\s+with)\s*[\N{MINUS SIGN}+-]?",
    re.I,
)
_NO_ARMS_NUMBER = re.compile(
    r"(?:skillnad\w*|differen\w+|effekt\w*|\b(?:KI|CI|OR|RR|HR|SMD|MD|d)\b|kvot\w*|ratio)[^.;,()]{0,25}$|±\s*$",
    re.I,
)
# Parts of a bracket that tell of both arms at once: "(58% vs 70%; RR 0.8; 95% CI 0.6 to 0.9; P = .06)".
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
_PART = re.compile(r"[^;,]+(?:[;,](?=\S)[^;,]*)*[;,]?")
_OF_BOTH = re.compile(
    r"\b(?:KI|CI|CrI)\b|differen|skillnad|ratio|kvot|\b(?:OR|RR|HR|SMD|MD|SD|SE|IQR)\b|\b[Pp]\s?[<=>≤]|^\W*[0-9.,]+\W*$"
)
_FAR = 6  # words between a number and its arm


def swapped(text: str, sources: Iterable[str]) -> Iterator[tuple[Measure, Side, Measure]]:
    """The first number of each sentence that the record gives to the other arm only.

    Each with the arm that the record says, and the number as it stands there.
    """
    lines = [line for source in sources for line in sentences(source)]
    told = [(one, line) for line in lines for one in sides(line, english=True)]
    for sentence in sentences(text):
        for mine, side in sides(sentence):
            theirs = [(one, said, line) for (one, said), line in told if mine.same(one)]
            if theirs and all(said != side and _once(one, line) for one, said, line in theirs):
                yield mine, theirs[0][1], theirs[0][0]
                break


def _once(number: Measure, line: str) -> bool:
    """Whether a sentence gives the number once: twice may be once for each arm."""
    candidates = _candidates(line, _without_estimates(line), english=True)
    return sum(number.same(one) for one in candidates) == 1


def sides(sentence: str, *, english: bool = False) -> list[Told]:
    """The numbers of a sentence that are an arm's, with the arm."""
    bare = _without_estimates(sentence)
    numbers = _candidates(sentence, bare, english=english)
    arms = list(_ARM.finditer(bare))
    if not numbers or not arms:
        return []
    pairs = [
        pair for pair in pairwise(numbers) if _PAIR.fullmatch(bare, pair[0].end, pair[1].start)
    ]
    found: list[Told] = []
    for first, second in pairs:
        if side := _side_of_first(bare, arms, first, second):
            found += [(first, side), (second, _other(side))]
    paired = {one.start for pair in pairs for one in pair}
    return found + _attached(bare, arms, [one for one in numbers if one.start not in paired])


def _without_estimates(sentence: str) -> str:
    """A sentence with what its brackets tell of both arms at once blanked."""

    def blanked(bracket: re.Match[str]) -> str:
        return _PART.sub(
            lambda part: " " * len(part.group()) if _OF_BOTH.search(part.group()) else part.group(),
            bracket.group(),
        )

    return _BRACKET.sub(blanked, sentence)


def _candidates(sentence: str, bare: str, *, english: bool) -> list[Measure]:
    """The numbers of a sentence that may be an arm's."""
    return [
        one
        for one in measured(sentence, english=english)
        if bare[one.start : one.end].strip()
        and one.unit not in DURATIONS
        and one.compared in ("", "=")
        and not _NO_ARMS_NUMBER.search(bare[: one.start])
    ]


def _other(side: Side) -> Side:
    return "intervention" if side == "control" else "control"


def _side(arm: re.Match[str]) -> Side:
    return "control" if arm["control"] else "intervention"


def _side_of_first(
    bare: str, arms: list[re.Match[str]], first: Measure, second: Measure
) -> Side | None:
    """The arm of the first of two numbers that stand side by side, from the order of the arms."""
    inside = [arm for arm in arms if first.end <= arm.start() < second.start]
    after = [arm for arm in arms if arm.start() >= second.end]
    before = [arm for arm in arms if arm.end() <= first.start]
    if inside:
        return None
    near = before if before else after
    if len({_side(arm) for arm in near}) == 2:
        return _side(near[0] if not _LED.search(bare[: near[0].start()]) else near[-1])
    if not near:
        return None
    arm = near[-1] if near is before else near[0]
    led = _LED.search(bare[: arm.start()]) or (
        near is after
        and re.search(r"(?:\b(?:and|och|or|eller)|[-/])\s+(?:the\s+)?$", bare[: arm.start()])
    )
    if led:
        return _other(_side(arm))
    follows = re.match(r"\s*(?:-\s*)?(?:and|och|or|eller|mot|vs|versus)\b", bare[arm.end() :])
    if near is after and not follows:
        # "41 % mot 72 % i kontrollgruppen" says whose the second is; past a comma it says nothing.
        apart = re.search(r"[,;:)]", bare[second.end : arm.start()])
        return None if apart else _other(_side(arm))
    return _side(arm)


def _attached(bare: str, arms: list[re.Match[str]], numbers: list[Measure]) -> list[Told]:
    """Numbers that stand with an arm between two contrasts, or across one from such a number."""
    cuts = [0, *(hit.end() for hit in _SPLIT.finditer(bare)), len(bare)]
    clauses = list(pairwise(cuts))
    found: list[Told] = []
    lone: list[list[Measure]] = []
    known: list[Side | None] = []
    for start, end in clauses:
        here = [one for one in numbers if start <= one.start < end]
        named = [arm for arm in arms if start <= arm.start() < end]
        side = _side(named[0]) if len({_side(arm) for arm in named}) == 1 else None
        near = _nearest(bare, named[0], here) if side else []
        found += [(one, side) for one in near if side]
        lone.append([] if named else here)
        known.append(side if near else None)
    for index, (left, _right) in enumerate(pairwise(clauses)):
        if not _CONTRAST.search(bare[left[0] : left[1]].rstrip()[-20:]):
            continue
        for one, two in ((index, index + 1), (index + 1, index)):
            side = known[two]
            beside = [mine for mine, _ in found if clauses[two][0] <= mine.start < clauses[two][1]]
            if (
                side
                and len(lone[one]) == 1
                and len(beside) == 1
                and lone[one][0].unit == beside[0].unit
            ):
                found.append((lone[one][0], _other(side)))
    return found


def _nearest(bare: str, arm: re.Match[str], numbers: list[Measure]) -> list[Measure]:
    """The number that stands closest to an arm, and the other end of a range with it.

    "2,318 cases with 9,272 controls": only the second is the controls'.
    """
    near = [one for one in numbers if _near(bare, arm, one)]
    if not near:
        return []
    closest = min(near, key=lambda one: max(arm.start() - one.end, one.start - arm.end()))
    spans = [pair for pair in pairwise(near) if is_range(*pair) and closest in pair]
    return list(spans[0]) if spans else [closest]


def _near(bare: str, arm: re.Match[str], number: Measure) -> bool:
    """Whether a number stands close to its arm; an arm after `jämfört med` must touch it."""
    low, high = sorted(((arm.start(), arm.end()), (number.start, number.end)))
    between = bare[low[1] : high[0]].split()
    led = low[0] == arm.start() and _LED.search(bare[: arm.start()])
    return len([word for word in between if re.search(r"\w", word)]) <= (0 if led else _FAR)
