"""What people made of the machine's tags: each proposal beside what a person said of its facet."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from litwatch.records.opinions import TagState
from litwatch.store.engine import Tx
from litwatch.store.opinions import MACHINE
from litwatch.store.tables import tag


class Judgement(NamedTuple):
    """On `records` records the machine proposed `value`, and a person said `said` in `state`."""

    facet: str
    value: str
    said: str
    state: TagState
    records: int


def judgements(tx: Tx) -> list[Judgement]:
    """The machine's present proposals in facets that people have spoken of, counted."""
    proposed = tag.alias("proposed")
    # People's tags first: they are few and have an index, the machine's are hundreds of thousands.
    person = (
        select(tag.c.record_id, tag.c.facet, tag.c.value, tag.c.state)
        .where(tag.c.by != MACHINE)
        .cte("person")
        .prefix_with("MATERIALIZED")
    )
    query = (
        select(
            proposed.c.facet,
            proposed.c.value,
            person.c.value,
            person.c.state,
            func.count(func.distinct(proposed.c.record_id)),
        )
        .select_from(person)
        .join(
            proposed,
            (person.c.record_id == proposed.c.record_id) & (person.c.facet == proposed.c.facet),
        )
        .where(proposed.c.by == MACHINE)
        .group_by(proposed.c.facet, proposed.c.value, person.c.value, person.c.state)
        .order_by(proposed.c.facet, proposed.c.value, person.c.value, person.c.state)
    )
    return [Judgement(*row) for row in tx.execute(query)]
