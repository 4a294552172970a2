"""Which work each mention in a text means: said only where the text leaves no other.

identifiers  →  titles  →  authors with journal and year  →  the file's own reference list
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from rapidfuzz import fuzz

from litwatch.records.cited.by_title import title_hits
from litwatch.records.cited.candidates import Candidate, Candidates, Reading
from litwatch.records.cited.evidence import COMMON, evidence, name_fits, second_fits
from litwatch.records.cited.heads import YEAR, Head
from litwatch.records.cited.identifiers import Named
from litwatch.records.cited.in_journal import Lone
from litwatch.records.cited.journals import find_journal
from litwatch.records.cited.letters import letters_of
from litwatch.records.cited.passage import Place
from litwatch.records.described import kind_of
from litwatch.records.titles import plain

By = Literal["identifier", "title", "reference", "list"]
# certain: an identifier, or a title with what belongs to it. probable: the title alone, or author,
# journal and year. low: the same of an author whose name very many bear.
Confidence = Literal["certain", "probable", "low"]

_TAIL, _LEAD = 250, 60  # characters from a title to an identifier after it, or one before it
_NEXT_ONE = re.compile(r"\n\s*\n|\n\s*\[?[0-9]{1,3}[\].]\s")
_FEW = 5  # letters between authors and journal that are no title
_ALIKE = 90.0
_SHORT_FORM = 140  # characters from the authors to the year of a short form
_WORDS = 160  # characters of a mention that are shown
_YEAR = re.compile(YEAR)
_BARE = re.compile(rf"[,.]?\s?[(\[]?{YEAR}[a-z]?(?![\w]|\s?[;:]\s?[0-9]|\)?[.,]? [A-Z])")
_REFERENCE_SIGNS = re.compile(
    r"[0-9];\s?[0-9]|[0-9]\s?\([0-9S]|:\s?e?[0-9]+[-–][0-9]|\bdoi\b|PMID|https?:"
    r"|(?<![0-9–-])(?!(?:19|20)[0-9]{2}-[01][0-9]\b)[0-9]{2,}\s?[-–]\s?[0-9]{2,}(?![0-9–-])",
    re.IGNORECASE,
)
_LEFTOVER = re.compile(
    rf"\b(?:{YEAR}[a-z]?|et al|m\.? ?fl|in press|epub|online|vol|no|pp?|doi|jan|feb|mar|apr|may|jun"
    rf"|jul|aug|sep|oct|nov|dec)\b\.?",
    re.IGNORECASE,
)


class Match(msgspec.Struct, frozen=True):
    """The work a mention means, by what it was told, and how sure that is."""

    record_id: str
    by: By
    confidence: Confidence


class Found(msgspec.Struct, frozen=True):
    """A mention: the words, where they stand, and its work or, unmatched, what it may be.

    `rest` is what follows the authors of `head`; `bare` says that it is no more than a year.
    """

    words: str
    place: Place
    start: int
    end: int
    match: Match | None = None
    maybe: tuple[str, ...] = ()
    head: Head | None = None
    rest: str = ""
    bare: bool = False
    named: tuple[str, ...] = ()


def cited(readings: Sequence[Reading], among: Candidates) -> list[Found]:
    """Every mention in the passages of one file, in their order.

    One that no candidate fits has no match; `maybe` then holds those that cannot be ruled out.
    """
    found = [one for reading in readings for one in _Passage(reading, among).read()]
    return _by_own_list(found, among)


class _Passage:
    """The mentions of one passage as they are told apart; each step leaves the rest to the next."""

    def __init__(self, reading: Reading, among: Candidates) -> None:
        self.reading, self.among = reading, among
        self.text = reading.passage.text
        self.found: list[Found] = []
        self.unnamed: list[Named] = []

    def read(self) -> list[Found]:
        self._identifiers()
        self._titles()
        for head in self.reading.heads:
            if not any(head.start <= one.start < head.end for one in self.found):
                self._reference(head)
        for lone in self.reading.lone:
            if not any(_belongs(self.text, lone, one) for one in self.found):
                one = _in_journal(lone, self.among)
                match = Match(one.id, "reference", "certain") if one else None
                self._tell(lone.start, lone.end, match=match)
        for named in self.unnamed:
            if not self._explained(named):
                self._tell(named.start, named.end, named=(str(named),))
        return sorted(self.found, key=lambda one: one.start)

    def _tell(
        self,
        start: int,
        end: int,
        *,
        match: Match | None = None,
        maybe: tuple[str, ...] = (),
        head: Head | None = None,
        named: tuple[str, ...] = (),
    ) -> None:
        bare = head is not None and not named and _is_bare(self.text, head)
        rest = self.text[head.after : head.end] if head else ""
        first, last = (start, end) if not named or head else self._around(start, end)
        words = " ".join(self.text[first : min(last, first + _WORDS)].split())
        place = self.reading.passage.place(start)
        self.found.append(Found(words, place, start, end, match, maybe, head, rest, bare, named))

    def _around(self, start: int, end: int) -> tuple[int, int]:
        """The line that an identifier stands in, as far as it is shown: a number says little."""
        line = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", end)
        return max(line, start - _WORDS // 2), stop if stop >= 0 else len(self.text)

    def _identifiers(self) -> None:
        for named in self.reading.named:
            one = self.among.named(named)
            if one is None:
                self.unnamed.append(named)
            else:
                match = Match(one.id, "identifier", "certain")
                self._tell(named.start, named.end, match=match, named=(str(named),))

    def _titles(self) -> None:
        hits = title_hits(self.reading, self.among)
        for start in sorted({hit.start for hit in hits}):
            here = [hit for hit in hits if hit.start == start]
            if len(here) > 1:
                self._tell(start, here[0].end, maybe=tuple(hit.candidate.id for hit in here))
            else:
                confidence: Confidence = "certain" if here[0].sure else "probable"
                match = Match(here[0].candidate.id, "title", confidence)
                self._tell(start, here[0].end, match=match)

    def _reference(self, head: Head) -> None:
        """A head that neither an identifier nor a title has explained."""
        ids = [one for one in self.unnamed if not head.weak and head.start <= one.start < head.end]
        match, maybe = by_authors(self.text, head, self.among)
        if match and any(self._contradicts(one, match) for one in ids):
            match, maybe = None, ()
        if match is None and not (ids or maybe or looks_cited(self.text, head)):
            return
        self.unnamed = [one for one in self.unnamed if one not in ids]
        end = shown_end(self.text, head)
        named = tuple(str(one) for one in ids)
        self._tell(head.start, end, match=match, maybe=maybe, head=head, named=named)

    def _contradicts(self, named: Named, match: Match) -> bool:
        """Whether the matched work has another identifier of this kind."""
        record = self.among.all[match.record_id].record
        return bool(
            (named.pmid and record.pmid)
            or (named.pmcid and record.pmcid)
            or (named.dois and record.doi)
        )

    def _explained(self, named: Named) -> bool:
        """Whether it is one more identifier of a work told beside it, not stored with that work."""
        for one in self.found:
            if one.match is None or self._contradicts(named, one.match):
                continue
            before = one.end <= named.start
            gap = self.text[one.end : named.start] if before else self.text[named.end : one.start]
            if len(gap) <= (_TAIL if before else _LEAD) and not _NEXT_ONE.search(gap):
                return True
        return False


def by_authors(text: str, head: Head, among: Candidates) -> tuple[Match | None, tuple[str, ...]]:
    """The work that authors, year, journal and place leave no doubt about; else what it may be."""
    sure: dict[str, Confidence] = {}
    maybe: list[str] = []
    for one in _namesakes(head, among):
        said = _weighed(text, head, one)
        if said == "maybe":
            maybe.append(one.id)
        elif said is not None:
            sure[one.id] = said
    works = [key for key in sure if kind_of(among.all[key].record) == "work"]
    if len(works) == 1:  # not its erratum, which has the same authors, journal and year
        sure = {works[0]: sure[works[0]]}
    certain = [key for key, said in sure.items() if said == "certain"]
    chosen = certain if len(certain) == 1 else list(sure)
    if len(chosen) == 1:
        return Match(chosen[0], "reference", sure[chosen[0]]), ()
    if head.weak:
        return None, ()
    return None, tuple(sorted({*sure, *(() if sure else maybe)}))


def _namesakes(head: Head, among: Candidates) -> Iterable[Candidate]:
    words = plain(head.name.replace("-", " ")).split()
    found = {one.id: one for word in words for one in among.by_name.get(word, ())}
    return (one for one in found.values() if _authors_fit(head, one))


def _authors_fit(head: Head, one: Candidate) -> bool:
    if not name_fits(head.name, head.initials, one):
        return False
    if head.second:
        return one.authors == 2 and second_fits(head.second, one)
    return one.authors >= (3 if head.several else 2 if head.others else 1)


def _weighed(text: str, head: Head, one: Candidate) -> Confidence | Literal["maybe"] | None:
    """What the words after the authors say of one candidate."""
    rest = text[head.after : head.end]
    said = evidence(rest, one)
    year = _YEAR.search(rest[:_SHORT_FORM])
    lead = rest[: said.journal[0]] if said.journal else rest[: year.start() if year else 0]
    left = letters_of(_LEFTOVER.sub(" ", lead))
    if said.placed and said.near_year and (said.journal or said.year):
        told = len(left) <= _FEW or any(left in title or title in left for title in one.titles)
        return "certain" if told else "probable"
    if len(left) > _FEW:  # other words stand between: a title, and it has to be this one's
        alike = any(fuzz.ratio(left, title) >= _ALIKE for title in one.titles)
        return "certain" if alike and said.year and said.journal and not said.elsewhere else None
    if year is None or int(year[0]) not in one.years or said.elsewhere:
        return None
    if said.journal and said.journal[0] < _SHORT_FORM:
        return "low" if len(one.surname) == 1 and one.surname[0] in COMMON else "probable"
    return "maybe" if _is_bare(text, head) and not head.weak else None


def looks_cited(text: str, head: Head) -> bool:
    """Whether a head with no work to it is a citation all the same."""
    if head.weak:
        return False
    rest = text[head.after : head.end]
    year = _YEAR.search(rest)
    if year is None:
        return False
    if head.others or head.second:
        return year.start() < _SHORT_FORM or bool(_REFERENCE_SIGNS.search(rest))
    if head.initials or head.several:
        return bool(_REFERENCE_SIGNS.search(rest))
    return year.start() < 4 or (head.given and bool(_REFERENCE_SIGNS.search(rest)))


def _is_bare(text: str, head: Head) -> bool:
    """Whether it is authors and year and nothing else."""
    return _BARE.match(text[head.after : head.after + 12]) is not None


def shown_end(text: str, head: Head) -> int:
    """Where the words end that are shown of a reference."""
    rest = text[head.after : head.end]
    year = _YEAR.search(rest)
    short = year is not None and year.start() < 60 and not _REFERENCE_SIGNS.search(rest)
    return head.after + year.end() if short and year else head.end


def _belongs(text: str, lone: Lone, one: Found) -> bool:
    """Whether a place in a journal is the end of a mention that is told already."""
    if one.start <= lone.start < one.end:
        return True
    by_title = one.match.by == "title" if one.match else one.head is None and bool(one.maybe)
    gap = text[one.end : lone.start] if by_title else text[lone.end : one.start]
    ordered = one.end <= lone.start if by_title else one.named and lone.end <= one.start
    return bool(ordered) and "\n" not in gap.strip() and len(letters_of(gap)) <= _FEW


def _in_journal(lone: Lone, among: Candidates) -> Candidate | None:
    found = [
        one
        for one in among.by_page.get((lone.volume, lone.page), ())
        if lone.year in one.years and find_journal(lone.journal, one.journals) is not None
    ]
    return found[0] if len(found) == 1 else None


def _by_own_list(found: list[Found], among: Candidates) -> list[Found]:
    """Author and year alone mean the one work of that name and year in the file's own list."""
    listed = {one.match.record_id for one in found if one.match and one.match.confidence != "low"}
    others = [one.head for one in found if one.head and not one.match and not one.bare]
    told: list[Found] = []
    for one in found:
        if one.head is not None and one.match is None and one.bare:
            year = one.head.years[0]
            fits = [
                key
                for key in listed
                if year in among.all[key].years and _authors_fit(one.head, among.all[key])
            ]
            rival = any(other.name == one.head.name and year in other.years for other in others)
            if len(fits) == 1 and not rival:
                match = Match(fits[0], "list", "probable")
                one = msgspec.structs.replace(one, match=match, maybe=())
        told.append(one)
    return told
