"""Whom a study was made on: size, country, criteria, PEM and share of women, each as it is told.

All of it is proposed with the quoted sentence, or absent (digest specification §3). Only of
studies of people that have results: a review's numbers are those of others, a protocol's are
plans, an opinion has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from litwatch.classify import criteria, people, places
from litwatch.classify.cues import Text
from litwatch.classify.passages import own_sentences
from litwatch.classify.people import Quoted
from litwatch.records import Fact, Record

OF_PEOPLE = frozenset(
    {
        "rct",
        "nonrandomised_trial",
        "cohort",
        "case_control",
        "diagnostic",
        "cross_sectional",
        "qualitative",
        "mixed_methods",
        "case_report",
        "economic",
        "modelling_registry",
        "other",
    }
)


class Population(NamedTuple):
    """What a record tells of its people; a fact that it does not tell is None or empty.

    `size` counts people; `women` is in per cent; `countries` are ISO 3166 alpha-2 codes;
    `pem_required` and `pem_measured` hold the sentence that says so.
    """

    size: Quoted[int] | None = None
    countries: tuple[Quoted[str], ...] = ()
    criteria: tuple[Quoted[str], ...] = ()
    pem_required: str | None = None
    pem_measured: str | None = None
    women: Quoted[float] | None = None


def population(record: Record, design: str) -> Population:
    """Whom a record of this design (a value of the design facet) was made on."""
    if design not in OF_PEOPLE:
        return Population()
    own = list(own_sentences(record))
    size = people.sample_size(own)
    return Population(
        size=size,
        countries=places.countries(record, own),
        criteria=criteria.diagnostic_criteria(own),
        pem_required=criteria.pem_required(own),
        pem_measured=criteria.pem_measured(own),
        women=people.women_share(own, size.value if size else None),
    )


def facts(record: Record, design: str) -> tuple[Fact, ...]:
    """The population of a record as facts, each with its sentence cut to a short quotation."""
    return tuple(_facts(population(record, design)))


def _facts(told: Population) -> Iterator[Fact]:
    if told.size:
        yield Fact(fact="size", value=told.size.value, quote=_quote(told.size))
    if told.women:
        yield Fact(fact="women", value=told.women.value, quote=_quote(told.women))
    for country in told.countries:
        yield Fact(fact="country", value=country.value, quote=_quote(country))
    for named in told.criteria:
        yield Fact(fact="criteria", value=named.value, quote=_quote(named))
    if told.pem_required:
        yield Fact(fact="pem_required", value=True, quote=_quote_of_pem(told.pem_required))
    if told.pem_measured:
        yield Fact(fact="pem_measured", value=True, quote=_quote_of_pem(told.pem_measured))


def _quote(told: Quoted[int] | Quoted[float] | Quoted[str]) -> str:
    return Text(told.sentence, 0).quote(told.at, told.at)


def _quote_of_pem(sentence: str) -> str:
    return _quote(Quoted("", sentence, criteria.pem_at(sentence)))
