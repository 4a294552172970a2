"""A search as its address: what is read from it, and the addresses of searches beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qsl, quote_plus, urlencode

import msgspec

from litwatch.store.finding import SORTS, Search, Sort
from litwatch.store.shelf import OWN_FACETS
from litwatch.store.sought import read
from litwatch.watch import Watch

_MOST = 50  # values that one address may choose


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """What the address of a search says. `sort` is empty where nobody has chosen an order."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = {}
    sort: str = ""
    after: str = ""

    @property
    def query(self) -> str:
        """The part after `?`, in one spelling, without the page."""
        return self._query("")

    def _query(self, after: str) -> str:
        pairs = [("q", self.words)] if self.words else []
        pairs += [(facet, value) for facet, values in self.chosen.items() for value in values]
        pairs += [("sort", self.sort)] if self.sort else []
        return urlencode(pairs + ([("after", after)] if after else []))

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for but perhaps an order."""
        return not self.words and not self.chosen

    @property
    def first_page(self) -> str:
        return _here(self)

    def page_after(self, record_id: str) -> str:
        """The address of the page that follows a record."""
        return "/records?" + self._query(record_id)

    def sorted_by(self, sort: Sort) -> str:
        return _here(msgspec.structs.replace(self, sort=sort, after=""))

    def adding(self, facet: str) -> Callable[[str], str]:
        """What gives the address with one more value of a facet chosen.

        There may be hundreds of values: what their addresses have in common is written once.
        """
        facets = [*dict.fromkeys((*self.chosen, facet))]
        last = facets.index(facet) + 1
        earlier, later = (
            {one: self.chosen.get(one, ()) for one in some}
            for some in (facets[:last], facets[last:])
        )
        head = _here(Address(words=self.words, chosen=earlier))
        tail = Address(chosen=later, sort=self.sort).query
        head += f"{'&' if '?' in head else '?'}{quote_plus(facet)}="
        tail = f"&{tail}" if tail else ""
        return lambda value: f"{head}{quote_plus(value)}{tail}"

    def without_value(self, facet: str, value: str) -> str:
        values = tuple(one for one in self.chosen.get(facet, ()) if one != value)
        chosen = {**self.chosen, facet: values}
        chosen = {key: some for key, some in chosen.items() if some}
        return _here(msgspec.structs.replace(self, chosen=chosen, after=""))

    def search(self, blind: frozenset[str]) -> Search:
        """The search itself, for somebody who must not know the verdicts on `blind` yet.

        Raises Unclear for words that cannot be read.
        """
        chosen_sort = self.sort if self.sort in SORTS else None
        return Search(
            sought=read(self.words),
            chosen=self.chosen,
            sort=chosen_sort or ("relevance" if self.words else "newest"),
            after=self.after,
            blind=blind,
        )


def read_address(query: str, watch: Watch) -> Address:
    """What an address asks for: any text is taken, and names that we do not know are passed by."""
    facets = {*OWN_FACETS, *(facet.id for facet in watch.facets)}
    chosen: dict[str, tuple[str, ...]] = {}
    words = sort = after = ""
    for name, value in _pairs(query):
        if name == "q":
            words = " ".join(value.replace("\0", " ").split())
        elif name == "sort":
            sort = value if value in SORTS else ""
        elif name == "after":
            after = value
        elif name in facets and value and sum(map(len, chosen.values())) < _MOST:
            chosen[name] = tuple(dict.fromkeys((*chosen.get(name, ()), value)))
    return Address(words=words, chosen=chosen, sort=sort, after=after)


def _pairs(query: str) -> Iterable[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True, errors="replace")


def _here(address: Address) -> str:
    query = address.query
    return f"/records?{query}" if query else "/records"
