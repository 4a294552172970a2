"""Works whose title stands in a text: whole, cut short, or with a misprint."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from rapidfuzz import fuzz

from litwatch.records.cited.candidates import GRAM, SHORT, Candidate, Candidates, Reading
from litwatch.records.cited.evidence import evidence, stands_in
from litwatch.records.cited.heads import YEAR
from litwatch.records.titles import numbers, opening, plain

_ALIKE = 92.0
_LONG, _LONGER = 40, 60  # letters
_GAP = 3  # letters between a title and its journal that are no more of the title
_BY_CHANCE = 5  # letters that may be the same after a cut
_YEARS = re.compile(YEAR)
_LED = re.compile(r"(?:^|[\n.(])\s*(?P<words>\S+(?:\s{1,3}\S+)?):\s*[\"”“‘'«]?$")  # `Lästips: `
_CUT = re.compile(r"[\s:;,–-]*(?:…|\.\.\.|\[\.\.\.\])")
_QUOTED = re.compile(r"[.,]?\s?[\"”“'’»]")
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ENDED = re.compile(
    r"[)\]*+®™]*\s*(?:$|[.?!…\"”“'’»«,;(\[|]|\n)|\s+(?:PMID|doi|https?:)", re.IGNORECASE
)
_BEGUN = re.compile(r"(?:^|[.?!)\]\"”“‘'’»«,;/|\n•–*0-9]|[0-9)][:]|\b(?:al|fl))\s*$")


class Hit(msgspec.Struct, frozen=True):
    """A title found at `start` to `end`. `score` ranks hits on the same words."""

    candidate: Candidate
    start: int
    end: int
    sure: bool
    score: float


def title_hits(reading: Reading, among: Candidates) -> list[Hit]:
    """The works whose titles the passage holds, one a place, in order.

    Two works that fit the same words equally well are both given.
    """
    hits: list[Hit] = []
    for one, title, at in _aligned(reading, among):
        hit = _hit(reading, one, title, at)
        if hit is not None:
            hits.append(hit)
    return _best(hits)


def _aligned(reading: Reading, among: Candidates) -> Iterator[tuple[Candidate, str, int]]:
    """Candidates with the place where their titles would begin among the letters."""
    text = reading.letters.text
    seen: dict[tuple[str, str, int], int] = {}
    where: dict[tuple[str, str, int], tuple[Candidate, str, int]] = {}
    for place in range(len(text) - GRAM + 1):
        for one, title, at in among.by_gram.get(text[place : place + GRAM], ()):
            begin = place - at
            # A misprint or a lost letter moves what comes after it a little.
            key = next(
                (k for shift in (0, 1, -1, 2, -2) if (k := (one.id, title, begin + shift)) in seen),
                (one.id, title, begin),
            )
            seen[key] = seen.get(key, 0) + 1
            where.setdefault(key, (one, title, begin))
    for key, count in seen.items():
        one, title, begin = where[key]
        if count >= max(1, (len(title) // GRAM) // 4):
            yield one, title, begin


def _hit(reading: Reading, one: Candidate, title: str, begin: int) -> Hit | None:
    letters, source = reading.letters, reading.passage.text
    text = letters.text
    whole = text.startswith(title, max(begin, 0)) if begin >= 0 else False
    if whole:
        first, last, likeness = begin, begin + len(title), 100.0
    else:
        low = max(0, begin - 8)
        window = text[low : begin + len(title) + 12]
        found = fuzz.partial_ratio_alignment(title, window, score_cutoff=_ALIKE)
        if found is None or found.src_end - found.src_start < len(title) - 6:
            return _cut_short(reading, one, title, begin)
        first, last, likeness = low + found.dest_start, low + found.dest_end, found.score
        if last <= first:
            return None
    start, end = letters.span(first, last)
    if not whole and not _same_numbers(source[start:end], one):
        return None
    near = _Near(source, start, end, one)
    begun = _begins(source, start)
    bounded = begun and _ENDED.match(source, end) is not None and not near.goes_on
    size = len(title)
    if not bounded:
        sure = near.author and near.placed
        fits = sure
    else:
        fits = near.author and (near.year or near.journal or near.placed)
        fits = fits or (near.placed and near.near_year) or (near.journal and near.year)
        sure = fits
        fits = fits or (size >= _LONG and (near.author or near.journal or near.near_year))
        fits = fits or size >= _LONGER
        if near.elsewhere and not near.journal:
            sure = False  # the same title printed in another place
            fits = near.author and size >= _LONG
    return Hit(one, start, end, bool(sure), near.score + likeness / 100) if fits else None


def _cut_short(reading: Reading, one: Candidate, title: str, begin: int) -> Hit | None:
    """A title of which the text gives only the beginning."""
    letters, source = reading.letters, reading.passage.text
    if begin < 0:
        return None
    text = letters.text
    size = 0
    while size < len(title) and begin + size < len(text) and text[begin + size] == title[size]:
        size += 1
    # What follows may begin with the same letters as the rest of the title.
    sizes = range(size, max(size - _BY_CHANCE, SHORT) - 1, -1)
    ends = [(letters.span(begin, begin + some)[1], some) for some in sizes]
    cut = next(((end, some) for end, some in ends if _CUT.match(source, end)), None)
    whole = next(((end, some) for end, some in ends if _ENDED.match(source, end)), None)
    stop = cut or (whole if whole and whole[1] >= _LONG else None)
    # A word that the text and the title go on with differently was not cut: it is another title.
    if stop is None:
        return None
    (end, size), start = stop, letters.span(begin, begin + 1)[0]
    if not _begins(source, start):
        return None
    near = _Near(source, start, end, one)
    fits = near.author and near.near_year and not (near.elsewhere and not near.journal)
    fits = fits and (cut is not None or near.journal or near.placed or size >= _LONGER)
    sure = fits and (near.placed or (near.journal and size >= _LONG))
    return Hit(one, start, end, bool(sure), near.score + size / len(title)) if fits else None


def _begins(source: str, start: int) -> bool:
    """Whether a title can begin here: not in the middle of a longer one, nor after `Erratum:`."""
    if _BEGUN.search(source[max(0, start - 12) : start]):
        return True
    led = _LED.search(source[max(0, start - 40) : start])
    return led is not None and opening(led["words"] + ": ") == ""


def _same_numbers(words: str, one: Candidate) -> bool:
    return numbers(plain(words)) == one.numbers


def _is_title(gap: str, one: Candidate) -> bool:
    """Whether the words between a title and its journal belong to a longer title: `, part 2`.

    What is in brackets (`[in Swedish]`) does not, nor a year, nor authors that come after.
    """
    if _QUOTED.match(gap):
        return False
    words = plain(_IN_BRACKETS.sub(" ", _YEARS.sub(" ", gap))).split()
    return sum(map(len, words)) > _GAP and not set(one.surname) & set(words)


class _Near:
    """What stands before and after a title for its work."""

    def __init__(self, source: str, start: int, end: int, one: Candidate) -> None:
        before, after = source[max(0, start - 700) : start], source[end : end + 260]
        said = evidence(after, one)
        close = source[max(0, start - 200) : start]
        lead = evidence(close, one)
        words = frozenset(plain(f"{before[-600:]} {after[:200]}").split())
        self.author = stands_in(one, words) if one.surname else False
        self.journal = said.journal is not None or lead.journal is not None
        self.year = said.year or lead.year
        self.near_year = said.near_year or lead.near_year
        self.placed = said.placed or lead.placed
        self.elsewhere = said.elsewhere and not self.placed
        self.goes_on = said.journal is not None and _is_title(after[: said.journal[0]], one)
        if not one.surname:
            self.author = self.journal  # nothing signed: the journal stands for its author
        self.score = (
            2.0 * self.author
            + 2.0 * (said.journal is not None)
            + 0.5 * (lead.journal is not None)
            + self.year
            + 0.5 * self.near_year
            + 4.0 * self.placed
            - 2.0 * self.elsewhere
        )


def _best(hits: list[Hit]) -> list[Hit]:
    """Of hits on the same words the longest, then the best borne out; equals stay together."""
    ranked = sorted(hits, key=lambda hit: (hit.end - hit.start, hit.score), reverse=True)
    kept: list[Hit] = []
    for hit in ranked:
        rivals = [one for one in kept if one.start < hit.end and hit.start < one.end]
        if any(one.candidate is hit.candidate for one in rivals):
            continue
        if not rivals:
            kept.append(hit)
        elif all(_close(one, hit) for one in rivals):
            best = max(one.score for one in rivals)
            if hit.score > best + 0.01:
                kept = [one for one in kept if one not in rivals]
                kept.append(hit)
            elif hit.score >= best - 0.01:
                kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.candidate.id))


def _close(one: Hit, other: Hit) -> bool:
    """Whether two hits are on all but the same words."""
    return abs(one.start - other.start) <= 8 and abs(one.end - other.end) <= 8
