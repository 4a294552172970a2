"""An inverted index: one query against many documents without reading each of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from litwatch.search.document import NAMED, Document
from litwatch.search.match import asked_words, field_of, predicate, wanted_names
from litwatch.search.tree import And, DateRange, Node, Not, Or, Term
from litwatch.search.words import key
from litwatch.watch import MeshTree

Places = frozenset[int]


class Index:
    """Documents by their place in the sequence. Fields are indexed, and terms answered, once."""

    def __init__(self, documents: Sequence[Document], mesh: MeshTree) -> None:
        self._documents = documents
        self._mesh = mesh
        self._fields: dict[str, _Field] = {}
        self._answers: dict[Node, Places] = {}

    def find(self, node: Node) -> Places:
        """The places of the documents that match, exactly as `matches` would say of each."""
        match node:
            case And(children):
                return frozenset.intersection(*map(self.find, children))
            case Or(children):
                return frozenset[int]().union(*map(self.find, children))
            case Not(wanted, unwanted):
                return self.find(wanted) - self.find(unwanted)
            case Term() | DateRange():
                known = self._answers.get(node)
                if known is None:
                    known = self._answers[node] = self._look_up(node)
                return known

    def _look_up(self, node: Term | DateRange) -> Places:
        test = predicate(node, self._mesh)
        candidates: Iterable[int] = range(len(self._documents))
        if isinstance(node, Term):
            tag = field_of(node.tag)
            field = self._field(tag)
            if tag in NAMED:
                if node.truncated:
                    return field.starting(key(node.text))
                return field.holding(wanted_names(node, tag, self._mesh))
            asked, open_end = asked_words(node)
            holders = [field.holding([word]) for word in (asked[:-1] if open_end else asked)]
            if open_end and asked:
                holders.append(field.starting(asked[-1]))
            candidates = frozenset.intersection(*holders) if holders else ()
        return frozenset(place for place in candidates if test(self._documents[place]))

    def _field(self, tag: str) -> _Field:
        if tag not in self._fields:
            self._fields[tag] = _Field(
                document.names(tag) if tag in NAMED else set(document.text(tag).split())
                for document in self._documents
            )
        return self._fields[tag]


class _Field:
    """For each word or name of one field, the places that hold it."""

    def __init__(self, holdings: Iterable[Iterable[str]]) -> None:
        self._places: dict[str, list[int]] = {}
        for place, names in enumerate(holdings):
            for name in names:
                self._places.setdefault(name, []).append(place)
        self._names = sorted(self._places)

    def holding(self, names: Iterable[str]) -> Places:
        return frozenset(place for name in names for place in self._places.get(name, ()))

    def starting(self, start: str) -> Places:
        first = bisect_left(self._names, start)
        last = bisect_left(self._names, start + chr(0x10FFFF), first)
        return self.holding(self._names[first:last])
