"""The part of MeSH that the strategies and facets use: headings, entry terms, tree numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache

import msgspec

from litwatch.errors import WrongSettings

_COLUMNS = ["ui", "name", "entry_terms", "tree_numbers"]


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """One descriptor, publication type or supplementary concept (no tree numbers)."""

    ui: str
    name: str
    entry_terms: tuple[str, ...] = ()
    tree_numbers: tuple[str, ...] = ()


def read_headings(text: str, where: str) -> tuple[Heading, ...]:
    """The headings of a mesh_subset.tsv: ui, name, entry terms and tree numbers (`|` between).

    `where` names the file in the WrongSettings that a broken table raises.
    """
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if next(rows, None) != _COLUMNS:
        raise WrongSettings(
            f"{where} does not begin with the columns {', '.join(_COLUMNS)}",
            "Separate the columns with tabs and keep this first line.",
        )
    headings = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(_COLUMNS) or not row[0] or not row[1]:
            raise WrongSettings(
                f"{where} line {number} is not ui, name, entry terms, tree numbers",
                "Give the four columns with tabs between; the last two may be empty.",
            )
        ui, name, terms, numbers = row
        headings.append(
            Heading(
                ui=ui,
                name=name,
                entry_terms=tuple(filter(None, terms.split("|"))),
                tree_numbers=tuple(filter(None, numbers.split("|"))),
            )
        )
    return tuple(headings)


class MeshTree:
    """Lookups over a set of headings. Names are compared without regard to case.

    A name outside the set is no error: it stands for itself, without narrower headings.
    """

    def __init__(self, headings: Iterable[Heading], where: str = "mesh_subset.tsv") -> None:
        self.headings = tuple(headings)
        self._by_ui: dict[str, Heading] = {}
        self._by_name: dict[str, Heading] = {}
        for heading in self.headings:
            name = heading.name.casefold()
            if heading.ui in self._by_ui or name in self._by_name:
                raise WrongSettings(
                    f"{where} holds {heading.ui} {heading.name!r} twice",
                    "Keep one line for each heading.",
                )
            self._by_ui[heading.ui] = self._by_name[name] = heading
        # A heading's own name wins over another heading's entry term.
        self._by_term = {
            term.casefold(): heading for heading in self.headings for term in heading.entry_terms
        } | self._by_name
        self.descendants = cache(self._descendants)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.casefold() in self._by_name

    def ui(self, name: str) -> str | None:
        """The unique id of the heading with this name or entry term; None when unknown."""
        heading = self._by_term.get(name.casefold())
        return heading.ui if heading else None

    def name(self, ui: str) -> str | None:
        """The name of the heading with this unique id; None when unknown."""
        heading = self._by_ui.get(ui)
        return heading.name if heading else None

    def heading(self, term: str) -> str:
        """The heading that a name or entry term stands for; the term itself when unknown."""
        heading = self._by_term.get(term.casefold())
        return heading.name if heading else term

    def _descendants(self, name: str) -> frozenset[str]:
        """The names of a heading and of all narrower ones, as its tree numbers say.

        NLM: a tree number of the narrower heading begins with one of the wider heading's
        and a full stop. An unknown name gives only itself.
        """
        heading = self._by_term.get(name.casefold())
        if heading is None:
            return frozenset({name})
        stems = tuple(f"{number}." for number in heading.tree_numbers)
        return frozenset({heading.name}) | {
            other.name
            for other in self.headings
            if stems and any(number.startswith(stems) for number in other.tree_numbers)
        }
