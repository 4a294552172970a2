"""Verbs that claim an effect, and how certain the evidence must be for each (digest.md §4).

SBU's four levels decide the words: high `förbättrar`, moderate `förbättrar troligen`, low
`kan förbättra`, very low `det går inte att bedöma`. A single study is not assessed: it tells
what happened in it, in the past tense. "Ingen effekt" claims as much as "förbättrar" does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from litwatch.digest.quotes import without_quotations

_EFFECT = (
    r"(?:förbättrar|minskar|lindrar|förebygger|sänker|ökar|höjer|stärker|motverkar|skyddar\s+mot|fungerar|hjälper"
    r"|botar|(?:har|ger)\s+(?:god\s+|bra\s+|tydlig\s+)?effekt|är\s+effektiv\w*"
    r"|improves|reduces|relieves|prevents|protects|lowers|increases|strengthens|works|helps|is\s+effective)"
)
_NO_EFFECT = (
    r"(?:(?:har|ger|hade|gav|fanns)\s+)?(?P<none>ingen\s+(?:effekt|nytta|verkan)|saknar\s+(?:effekt|nytta|verkan)"
    r"|utan\s+effekt|verkningslös\w*|no\s+effect|ineffective|does\s+not\s+(?:work|help|improve|reduce))"
)
_PROBABLY = r"(?:troligen|troligtvis|sannolikt|probably|likely)"
_CLAIM = re.compile(
    rf"\b(?:(?P<probable>{_EFFECT}\s+{_PROBABLY}|{_PROBABLY}\s+{_EFFECT})|(?P<sure>{_EFFECT})|{_NO_EFFECT})\b",
    re.I,
)
_HEDGED = re.compile(r"\b(?:om|när|ifall|if|when|whether)\s+(?:\S+\s+){0,4}$", re.I)
_LEVELS = (
    ("very low", re.compile(r"mycket låg|very low|går inte att bedöma", re.I)),
    ("low", re.compile(r"\blåg\b|\blow\b|möjligt att", re.I)),
    ("moderate", re.compile(r"måttlig|moderate|troligt att", re.I)),
    ("high", re.compile(r"\bhög\b|\bhigh\b|bedömningen är att", re.I)),
)


def level_of(certainty: str) -> str:
    """The level that a field of certainty names: very low, low, moderate, high, or empty."""
    return next((level for level, words in _LEVELS if words.search(certainty)), "")


def unearned_claims(text: str, *, body: bool, certainty: str) -> Iterator[str]:
    """The claims of effect in a text that its certainty does not carry, as written.

    `body`: of a body of evidence, whose certainty is written in the field `certainty`.
    """
    level = level_of(certainty) if body else ""
    for hit in _CLAIM.finditer(without_quotations(text)):
        if _HEDGED.search(hit.string[: hit.start()]):  # "om tröttheten ökar" claims nothing
            continue
        enough = ("moderate", "high") if hit["probable"] else ("high",)
        if level not in enough:
            yield hit["none"] or hit.group()
