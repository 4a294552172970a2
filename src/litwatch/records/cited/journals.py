"""A journal's name among other words: whole, abbreviated or by its initials."""

from __future__ import annotations

import re
from functools import lru_cache

from litwatch.records.record import Journal
from litwatch.records.titles import plain

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = frozenset(
    [
        "a",
        "and",
        "av",
        "de",
        "der",
        "des",
        "di",
        "du",
        "et",
        "for",
        "för",
        "i",
        "in",
        "la",
        "le",
        "of",
        "och",
        "on",
        "the",
        "und",
        "y",
        "och",
    ]
)
_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "maj",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "okt",
    "nov",
    "dec",
]
# What may follow a journal's name without being part of it.
_AFTER = frozenset(
    [
        "vol",
        "volume",
        "årgång",
        "no",
        "nr",
        "issue",
        "online",
        "epub",
        "ahead",
        "in",
        "press",
        "doi",
        "pmid",
        "pmcid",
        "p",
        "pp",
        "s",
        "art",
        "article",
        "published",
        "available",
        "suppl",
        "e",
        "n",
        "visade",
        "visar",
        "showed",
        "show",
    ]
)
# Initials that people write for journals of this field; NLM's abbreviation of each.
_INITIALS = {
    "n engl j med": ("nejm",),
    "proc natl acad sci u s a": ("pnas",),
    "clin infect dis": ("cid",),
    "j infect dis": ("jid",),
    "emerg infect dis": ("eid",),
    "cochrane database syst rev": ("cdsr", "cochrane"),
    "j am coll cardiol": ("jacc",),
    "ann intern med": ("annals",),
    "jama intern med": ("jama im",),
    "jama netw open": ("jama open",),
    "morb mortal wkly rep": ("mmwr",),
    "mmwr morb mortal wkly rep": ("mmwr",),
    "lakartidningen": ("lt",),
}


def names_of(journal: Journal) -> tuple[tuple[str, ...], ...]:
    """The spellings of a journal as folded words without the small ones, each once."""
    return _spellings(journal.iso, journal.title)


@lru_cache(maxsize=4096)
def _spellings(iso: str, title: str) -> tuple[tuple[str, ...], ...]:
    whole = [plain(re.split(r"[(\[:=/]", name)[0]) for name in (iso, title)]
    short = [name for known in whole for name in _INITIALS.get(known, ())]
    words = (tuple(w for w in name.split() if w not in _SMALL) for name in (*whole, *short))
    return tuple(dict.fromkeys(name for name in words if name))


def find_journal(text: str, names: tuple[tuple[str, ...], ...]) -> tuple[int, int] | None:
    """Where the first of these names stands in the text; None when none does.

    A word beside it that belongs to a longer name makes it another journal: `J Pain` is not in
    `Eur J Pain`, nor `Lancet` in `Lancet Infect Dis`.
    """
    words = [(hit[0], hit.start(), hit.end()) for hit in _WORD.finditer(text)]
    folded = [plain(word).replace(" ", "") for word, _, _ in words]
    for begin in range(len(words)):
        for name in names:
            stop = _consumed(folded, begin, name)
            if stop is None or _is_part(text, words, folded, begin, stop):
                continue
            return words[begin][1], words[stop - 1][2]
    return None


def _consumed(folded: list[str], begin: int, name: tuple[str, ...]) -> int | None:
    """The index after the words that spell the name from `begin` on."""
    at = begin
    for place, wanted in enumerate(name):
        while place and at < len(folded) and folded[at] in _SMALL and folded[at] != wanted:
            at += 1
        if at >= len(folded) or not _abbreviates(folded[at], wanted, alone=len(name) == 1):
            return None
        at += 1
    return at


@lru_cache(maxsize=65536)
def _abbreviates(one: str, other: str, *, alone: bool) -> bool:
    if one == other:
        return True
    if alone or not one or not other or one[0] != other[0] or one.isdigit() or other.isdigit():
        return False
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return True
    rest = iter(long)
    return len(short) > 2 and all(letter in rest for letter in short)


def _is_part(
    text: str,
    words: list[tuple[str, int, int]],
    folded: list[str],
    begin: int,
    stop: int,
) -> bool:
    if stop < len(words):
        gap = text[words[stop - 1][2] : words[stop][1]]
        follows = words[stop][0]
        joined = not gap.strip(" .\n&") and follows[0].isalpha()
        small = folded[stop] in _AFTER or folded[stop][:3] in _MONTHS
        if joined and not small and ("." not in gap or stop - begin > 1 or follows[0].isupper()):
            return True
    if begin == 0:
        return False
    gap = text[words[begin - 1][2] : words[begin][1]]
    before = words[begin - 1][0]
    if gap.strip(" \n") or not before[0].isupper():
        return False
    return folded[begin - 1] not in _SMALL
