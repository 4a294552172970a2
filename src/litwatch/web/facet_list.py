"""The filters beside a search, in words: each value with its count and the address it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

import msgspec

from litwatch.digest.items import Words
from litwatch.language import Speech
from litwatch.records import State
from litwatch.records.state_words import state_label
from litwatch.store.shelf import (
    BAND,
    MONTH,
    ROLE,
    SOURCE,
    STATE,
    TOPIC,
    VERDICT,
    YEAR,
    Count,
)
from litwatch.watch import Watch
from litwatch.web.reasoning import short_topic
from litwatch.web.search_address import Address

_FIRST = 6  # values that are seen without unfolding
_MONTHS = 24  # that are offered while no year is chosen
_MAIN = (TOPIC, VERDICT, STATE, BAND, "design", "population", "symptom", YEAR)
_LAST = (MONTH, SOURCE, ROLE)
# People say these of a record elsewhere: ratings and relations have fields of their own.
SAID_ELSEWHERE = frozenset({"relevance", "relation_to_statement"})
_IN_ORDER: dict[str, tuple[str, ...]] = {
    VERDICT: ("none", "include", "maybe", "exclude"),
    BAND: ("likely", "uncertain", "unlikely"),
    ROLE: ("watched", "imported", "background"),
}


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A value of a filter: its name, how many records it would show, and where it leads."""

    name: str
    records: int
    chosen: bool
    address: str


class FacetList(msgspec.Struct, frozen=True, kw_only=True):
    """A filter with the values that are seen at once and those that are unfolded."""

    id: str
    name: str
    values: tuple[Value, ...]
    more: tuple[Value, ...]

    @property
    def chosen(self) -> tuple[Value, ...]:
        return tuple(value for value in (*self.values, *self.more) if value.chosen)


def facet_lists(
    counts: Mapping[str, Sequence[Count]], address: Address, watch: Watch, say: Speech
) -> tuple[tuple[FacetList, ...], tuple[FacetList, ...]]:
    """The filters that are seen at once, and the rest."""
    names = Names(watch, say)
    tags = [facet.id for facet in watch.facets if facet.id not in {*_MAIN, *SAID_ELSEWHERE}]
    main = tuple(_lists(_MAIN, counts, address, names))
    rest = tuple(_lists((*tags, *_LAST), counts, address, names))
    # What somebody has chosen is seen, wherever it belongs.
    return main + tuple(one for one in rest if one.chosen), tuple(
        one for one in rest if not one.chosen
    )


def _lists(
    facets: Sequence[str],
    counts: Mapping[str, Sequence[Count]],
    address: Address,
    names: Names,
) -> Iterator[FacetList]:
    for facet in facets:
        mine, adding = address.chosen.get(facet, ()), address.adding(facet)
        some = [one for one in counts.get(facet, ()) if one.records or one.value in mine]
        found = sorted(some, key=lambda one: _order(facet, one))
        if facet == MONTH:
            found = _near_months(found, address.chosen)
        values = [
            Value(
                name=names.value(facet, one.value),
                records=one.records,
                chosen=one.value in mine,
                address=address.without_value(facet, one.value)
                if one.value in mine
                else adding(one.value),
            )
            for one in found
        ]
        values.sort(key=lambda one: not one.chosen)
        seen = max(_FIRST, sum(one.chosen for one in values))
        if len(values) == seen + 1:
            seen += 1  # unfolding one line would be no gain
        if values:
            yield FacetList(
                id=facet,
                name=names.facet(facet),
                values=tuple(values[:seen]),
                more=tuple(values[seen:]),
            )


def _near_months(found: list[Count], chosen: Mapping[str, Sequence[str]]) -> list[Count]:
    """Of months, newest first: the last two years', or those of the years that are chosen.

    An earlier month is reached by its year: nobody looks through a list of hundreds.
    """
    years, months = chosen.get(YEAR, ()), chosen.get(MONTH, ())
    near = [one for one in found if one.value[:4] in years] if years else found[:_MONTHS]
    return near + [one for one in found if one.value in months and one not in near]


def _order(facet: str, one: Count) -> tuple[int | str, ...]:
    if facet in _IN_ORDER:
        order = _IN_ORDER[facet]
        return (order.index(one.value) if one.value in order else len(order),)
    if facet in (YEAR, MONTH):
        digits = one.value.replace("-", "")
        return (-int(digits) if digits.isdecimal() and len(digits) < 9 else 0,)
    return (-one.records, one.value)


class Names:
    """The names of filters and their values in the visitor's language; an unknown one is itself."""

    def __init__(self, watch: Watch, say: Speech) -> None:
        _ = say._
        self._words = Words(watch)
        self._say = say
        self._facets = {
            TOPIC: _("Topic"),
            VERDICT: _("Verdict"),
            STATE: _("State"),
            BAND: _("The model's proposal"),
            YEAR: _("Year it came to PubMed"),
            MONTH: _("Month it came to PubMed"),
            SOURCE: _("Source"),
            ROLE: _("Role"),
            **{
                facet.id: facet.label_sv if say.lang == "sv" else facet.label_en
                for facet in watch.facets
            },
        }
        self._values: dict[tuple[str, str], str] = {
            (VERDICT, "none"): _("nobody has decided"),
            (VERDICT, "include"): _("taken"),
            (VERDICT, "maybe"): _("maybe"),
            (VERDICT, "exclude"): _("excluded"),
            (BAND, "likely"): _("likely"),
            (BAND, "uncertain"): _("uncertain"),
            (BAND, "unlikely"): _("unlikely"),
            **{(STATE, state): state_label(say, state) for state in get_args(State)},
            (ROLE, "watched"): _("found by our searches"),
            (ROLE, "imported"): _("brought in by a person"),
            (ROLE, "background"): _("background for the model"),
            (SOURCE, "pubmed"): "PubMed",
            (SOURCE, "europepmc"): "Europe PMC",
            (SOURCE, "crossref"): "Crossref",
            (SOURCE, "file"): _("a file"),
        }

    def facet(self, facet: str) -> str:
        return self._facets.get(facet, facet)

    def value(self, facet: str, value: str) -> str:
        if facet == TOPIC:
            return short_topic(self._words.topic(value), self._say)
        if facet == MONTH:
            try:
                return self._say.month(value)
            except ValueError:
                return value
        if (facet, value) in self._values:
            return self._values[facet, value]
        return self._words.value(facet, value).text(self._say.lang)
