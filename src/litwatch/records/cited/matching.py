"""Which work each mention in a text means: said only where the text leaves no other.

identifiers  →  titles  →  authors with journal and year  →  the file's own reference list, by
name and year or by number
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from litwatch.records.cited.by_authors import (
    authors_fit,
    by_authors,
    is_bare,
    looks_cited,
    shown_end,
)
from litwatch.records.cited.by_title import title_hits
from litwatch.records.cited.candidates import Candidate, Candidates, Reading
from litwatch.records.cited.found import Confidence, Found, Match
from litwatch.records.cited.heads import Head
from litwatch.records.cited.identifiers import Named
from litwatch.records.cited.in_journal import Lone
from litwatch.records.cited.journals import find_journal
from litwatch.records.cited.letters import letters_of
from litwatch.records.cited.numbered import by_number

_TAIL, _LEAD = 250, 60  # characters from a title to an identifier after it, or one before it
_NEXT_ONE = re.compile(r"\n\s*\n|\n\s*\[?[0-9]{1,3}[\].]\s")
_GAP = 5  # letters between a title and its journal
_WORDS = 160  # characters of a mention that are shown


def cited(readings: Sequence[Reading], among: Candidates) -> list[Found]:
    """Every mention in the passages of one file, in their order.

    One that no candidate fits has no match; `maybe` then holds those that cannot be ruled out.
    """
    told = [_Passage(reading, among).read() for reading in readings]
    numbered = by_number([reading.passage for reading in readings], told)
    found = [
        one
        for here, more in zip(told, numbered, strict=True)
        for one in sorted([*here, *more], key=lambda one: one.start)
    ]
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
        bare = head is not None and not named and is_bare(self.text, head)
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


def _belongs(text: str, lone: Lone, one: Found) -> bool:
    """Whether a place in a journal is the end of a mention that is told already."""
    if one.start <= lone.start < one.end:
        return True
    by_title = one.match.by == "title" if one.match else one.head is None and bool(one.maybe)
    gap = text[one.end : lone.start] if by_title else text[lone.end : one.start]
    ordered = one.end <= lone.start if by_title else one.named and lone.end <= one.start
    return bool(ordered) and "\n" not in gap.strip() and len(letters_of(gap)) <= _GAP


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
                if year in among.all[key].years and authors_fit(one.head, among.all[key])
            ]
            rival = any(other.name == one.head.name and year in other.years for other in others)
            if len(fits) == 1 and not rival:
                match = Match(fits[0], "list", "probable")
                one = msgspec.structs.replace(one, match=match, maybe=())
        told.append(one)
    return told
