"""The works that a text may cite: which of the stored records to look at, and by what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from litwatch.records.cited.heads import Head, heads
from litwatch.records.cited.identifiers import Named, named
from litwatch.records.cited.in_journal import Lone, in_journal
from litwatch.records.cited.journals import names_of
from litwatch.records.cited.letters import Letters, title_letters
from litwatch.records.cited.passage import Passage
from litwatch.records.described import describe, first_page, unversioned
from litwatch.records.record import Author, Record
from litwatch.records.titles import plain

GRAM = 12  # letters in a row that a title and a text share before they are compared
SHORT = 25  # letters; a title below this says too little by itself


class Reading:
    """A passage with what stands in it: identifiers, heads, and its letters for titles."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.named: list[Named] = named(passage.text)
        self.lone: list[Lone] = [] if passage.link else list(in_journal(passage.text))
        spans = [(one.start, one.end) for one in self.lone]
        self.heads: list[Head] = [] if passage.link else list(heads(passage.text, spans))

    @cached_property
    def letters(self) -> Letters:
        return Letters("" if self.passage.link else self.passage.text)


class Candidate:
    """A record and what of it may stand in a text."""

    def __init__(self, record: Record) -> None:
        said = describe(record)
        self.record = record
        self.id = record.id
        self.doi = unversioned(said.doi) if said.doi else ""
        self.titles = tuple(
            dict.fromkeys(filter(None, map(title_letters, (record.title, record.vernacular_title))))
        )
        self.numbers = said.numbers
        people = [one for one in record.authors if one.valid]
        self.authors = len(people)
        self.collective = bool(people) and not people[0].last
        self.surname = _name(people[0]) if people else ()
        self.second = _name(people[1]) if len(people) > 1 else ()
        self.initial = plain(people[0].initials or people[0].fore)[:1] if people else ""
        self.years = frozenset(
            when.year for when in (record.published, record.published_online) if when and when.year
        )
        self.journals = names_of(record.journal)
        self.volume, self.page = said.volume, said.page


def _name(author: Author) -> tuple[str, ...]:
    return tuple(plain(author.last or author.collective).split())


class Candidates:
    """Candidate works, found by identifier, first author, place in a journal, or title."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.by_id: dict[str, Candidate] = {}
        self.by_name: dict[str, list[Candidate]] = defaultdict(list)
        self.by_page: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        self.by_gram: dict[str, list[tuple[Candidate, str, int]]] = defaultdict(list)
        self.all: dict[str, Candidate] = {}
        for record in records:
            self.include(record)

    def include(self, record: Record) -> bool:
        """Look at this record too; False when it is among them already."""
        if record.id in self.all:
            return False
        one = Candidate(record)
        self.all[one.id] = one
        for key in (record.pmid and f"pmid:{record.pmid}", record.pmcid, record.preprint_id):
            if key:
                self.by_id.setdefault(key, one)
        for doi in filter(None, (record.doi, one.doi)):
            self.by_id.setdefault(f"doi:{doi}", one)
        for word in set(one.surname):
            self.by_name[word].append(one)
        if one.volume and one.page:
            self.by_page[one.volume, one.page].append(one)
        for title in one.titles:
            for at in gram_places(title):
                self.by_gram[title[at : at + GRAM]].append((one, title, at))
        return True

    def named(self, what: Named) -> Candidate | None:
        """The work with this identifier, if it is among them."""
        keys = [f"doi:{doi}" for doi in what.dois]
        if what.pmid:
            keys.append(f"pmid:{what.pmid}")
        if what.pmcid:
            keys.append(what.pmcid)
        return next((self.by_id[key] for key in keys if key in self.by_id), None)


def gram_places(title: str) -> range:
    """Where in a title's letters the pieces begin that are looked for."""
    return range(0, len(title) - GRAM + 1, GRAM) if len(title) >= SHORT else range(0)


class Wanted:
    """What texts ask for, so that of many stored records the few that matter are kept."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._ids: set[str] = set()
        self._years: dict[str, set[int]] = defaultdict(set)
        self._grams: set[str] = set()
        self._spots: set[tuple[str, str]] = set()
        for reading in readings:
            for one in reading.named:
                self._ids |= {*one.dois, *filter(None, (one.pmid, one.pmcid))}
            for head in reading.heads:
                for word in plain(head.name).split():
                    self._years[word] |= set(head.years)
            self._spots |= {(lone.volume, lone.page) for lone in reading.lone}
            text = reading.letters.text
            self._grams |= {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}

    def asks(self, record: Record) -> bool:
        """Whether a text may mean this record."""
        doi = record.doi
        if record.pmid in self._ids or record.pmcid in self._ids or doi in self._ids:
            return True
        if doi and unversioned(doi) in self._ids:
            return True
        first = next((one for one in record.authors if one.valid), None)
        if first is not None and record.published and record.published.year:
            year = record.published.year
            for word in _name(first):
                if not self._years.get(word, frozenset()).isdisjoint((year - 1, year, year + 1)):
                    return True
        for title in (record.title, record.vernacular_title):
            if title and self._has(title_letters(title)):
                return True
        return (record.journal.volume, first_page(record.journal.pages)) in self._spots

    def _has(self, title: str) -> bool:
        places = gram_places(title)
        seen = sum(title[at : at + GRAM] in self._grams for at in places)
        return seen >= max(1, len(places) // 3)
