"""A strategy in Europe PMC's query language: what can be said is said, the rest is named. Pure.

The translation may find more than the strategy, and then says so (`wider`), so that the
caller can let the strategy itself decide on each record; what could make it find less is
named in a note. Sources: Europe PMC, Search syntax reference (fields, wildcards outside
quotes, AND OR NOT); FIRST_IDATE as used by many public clients.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from litwatch.errors import WrongUse
from litwatch.search.tree import And, DateRange, Node, Not, Or, Term
from litwatch.search.words import words

PREPRINTS = ("PPR",)
LACKED_BY_PUBMED = ("PMC", "AGR", "CBA")  # what Europe PMC holds and PubMed does not (contract §1)

# PubMed's title/abstract also searches author keywords.
_FIELDS: dict[str, tuple[str, ...]] = {
    "ti": ("TITLE",),
    "ab": ("ABSTRACT",),
    "tiab": ("TITLE_ABS", "KW"),
    "tw": ("TITLE_ABS", "KW"),
    "ot": ("KW",),
    "mesh": ("KW",),
    "majr": ("KW",),
    "nm": ("KW",),
    "pt": ("PUB_TYPE",),
    "au": ("AUTH",),
    "ad": ("AFF",),
    "jour": ("JOURNAL",),
    "la": ("LANG",),
}
_DATES = {"dp": "FIRST_PDATE", "crdt": "FIRST_IDATE", "edat": "FIRST_IDATE"}
_BARE = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class Translation:
    """A query for Europe PMC, without sources and dates.

    `notes` name each thing that could not be said as the strategy says it. `wider`: it can
    find records that the strategy does not.
    """

    query: str
    notes: tuple[str, ...]
    wider: bool


def to_europepmc(node: Node) -> Translation:
    """The tree in Europe PMC's words. Raises WrongUse when nothing of it can be asked there."""
    translator = _Translator()
    query = translator.node(node)
    if query is None:
        raise WrongUse(
            "nothing of this query can be asked of Europe PMC: " + "; ".join(translator.notes),
            "Ask PubMed only, or add words searched in title and abstract.",
        )
    return Translation(query, tuple(dict.fromkeys(translator.notes)), translator.wider)


def with_sources(query: str, sources: Sequence[str]) -> str:
    """The query for records of some of Europe PMC's sources, such as PPR for preprints."""
    return f"({query}){source_clause(sources)}"


def source_clause(sources: Sequence[str]) -> str:
    """What `with_sources` adds; it tells whether two queries are asked of the same sources."""
    return f" AND ({' OR '.join(f'SRC:{source}' for source in sources)})"


def with_first_indexed(query: str, first: date, last: date) -> str:
    """The query for records that were new to Europe PMC from `first` to `last`, both included.

    Raises WrongUse when the days run backwards.
    """
    if first > last:
        raise WrongUse(
            f"the window {first} to {last} runs backwards", "Give the earlier day first."
        )
    return f"{query} AND (FIRST_IDATE:[{first} TO {last}])"


@dataclass
class _Translator:
    notes: list[str] = field(default_factory=list)
    wider: bool = False

    def node(self, node: Node) -> str | None:
        """The node in Europe PMC's words; None when nothing of it can be said."""
        match node:
            case And(children):
                # A condition that cannot be said is left out: wider, never narrower.
                parts = [self.node(child) for child in children]
                self.wider |= None in parts
                return _joined(" AND ", filter(None, parts))
            case Or(children):
                return self.alternatives(children)
            case Not(wanted, unwanted):
                return self.without(wanted, unwanted)
            case DateRange(tag, first, last):
                if tag not in _DATES:
                    self.unsaid(f"the date [{tag}]")
                    return None
                return f"{_DATES[tag]}:[{first} TO {last}]"
            case Term():
                return self.alternatives((node,))

    def alternatives(self, children: Iterable[Node]) -> str | None:
        """Joined by OR, the terms of one field together: an address has room for 8,000 signs."""
        by_field: dict[str, list[str]] = {}
        others: list[str] = []
        for child in children:
            if not isinstance(child, Term):
                others += filter(None, [self.node(child)])
            elif (said := self.words_of(child)) is not None:
                for name in self.fields_of(child):
                    by_field.setdefault(name, []).append(said)
        groups = [
            f"{name}:({' OR '.join(dict.fromkeys(said))})" if name else " OR ".join(said)
            for name, said in by_field.items()
        ]
        return _joined(" OR ", (*groups, *others))

    def without(self, wanted: Node, unwanted: Node) -> str | None:
        # What is taken away must be said exactly: taking away more would lose records.
        exact = _Translator()
        left = self.node(wanted)
        away = exact.node(unwanted)
        self.wider |= bool(exact.notes)
        if away is None or exact.wider:
            self.notes.append(f"NOT is left out, because: {'; '.join(exact.notes)}")
            return left
        self.notes += exact.notes
        return None if left is None else f"({left}) NOT ({away})"

    def fields_of(self, term: Term) -> tuple[str, ...]:
        name, _, modifier = term.tag.partition(":")
        if name in ("mesh", "majr"):
            said = "not exploded to narrower headings" if not modifier else "as a keyword"
            if name == "majr":
                said += ", not only as a major topic"
                self.wider = True
            self.notes.append(f'MeSH heading "{term.text}" searched {said}')
        elif name == "nm":
            self.notes.append(f'supplementary concept "{term.text}" searched as a keyword')
        elif name not in _FIELDS:
            self.notes.append(f'"{term.text}" without a field is searched in the full text')
            self.wider = True
        return _FIELDS.get(name, ("",))

    def words_of(self, term: Term) -> str | None:
        """The words of a term as they stand behind a field; None when they cannot be said."""
        name = term.tag.partition(":")[0]
        if name == "uid":
            self.unsaid(f"the PMID {term.text}")
            return None
        if name not in (*_FIELDS, "all", "") or (name == "la" and len(term.text) != 3):
            self.unsaid(f'"{term.text}"[{term.tag}]')
            return None
        parts = words(term.text)
        if not parts:
            self.unsaid(f'"{term.text}", which holds no word')
            return None
        if term.proximity is not None and len(parts) > 1:
            self.wider = True
            self.notes.append(f'"{term.text}" within {term.proximity} words asked as all its words')
            return f"({' AND '.join(parts)})"
        if term.truncated:
            return self.truncated(term, parts)
        if len(parts) > 1 and not term.phrase and name in ("", "all"):
            return f"({' AND '.join(parts)})"
        plain = _BARE.fullmatch(term.text) and term.text.upper() not in ("AND", "OR", "NOT", "TO")
        return term.text if plain else _quoted(term.text)

    def truncated(self, term: Term, parts: list[str]) -> str:
        """Europe PMC has no * within quotes: the last word is asked beside the rest."""
        *rest, last = parts
        if not rest:
            return f"{last}*"
        self.wider = True
        self.notes.append(f'"{term.text}*" asked as its words, the last one truncated')
        phrase = _quoted(" ".join(rest)) if len(rest) > 1 else rest[0]
        return f"({phrase} AND {last}*)"

    def unsaid(self, what: str) -> None:
        self.notes.append(f"{what} cannot be asked of Europe PMC")


def _quoted(text: str) -> str:
    """A phrase; quotes and backslashes within would end it."""
    return '"' + re.sub(r'[\\"]', " ", text).strip() + '"'


def _joined(operator: str, parts: Iterable[str]) -> str | None:
    said = list(parts)
    if len(said) < 2:
        return said[0] if said else None
    return operator.join(f"({part})" for part in said)
