"""The searches: how much each brings, what is wrong in its query, and whether it finds the known."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from litwatch.pipeline.basis import all_standings, topic_standing
from litwatch.pipeline.reports import topic_names
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.query_text import pieces
from litwatch.web.strategy_charts import load_chart, months_chart, recall_chart
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]


@router.get("/strategies")
def strategies(request: Request, visitor: Reader) -> Response:
    """Every search with its load, its findings and its recall."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    with house.store.read() as tx:
        found = all_standings(tx, house.watch, now)
    names = topic_names(house.watch, say.lang)
    return page(
        request,
        "strategies.html.j2",
        found=found,
        month=found[0].month,
        names=names,
        load=load_chart(found, names, say),
        findings=sum(len(part.findings) for one in found for part in one.parts),
    )


@router.get("/strategies/{topic}")
def strategy(request: Request, visitor: Reader, topic: str) -> Response:
    """One search: its query with findings, hits by line and month, versions, recall."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    if topic not in {one.id for one in house.watch.topics}:
        raise HTTPException(404)
    with house.store.read() as tx:
        found = topic_standing(tx, house.watch, topic, now)
    name = topic_names(house.watch, say.lang)[topic]
    return page(
        request,
        "strategy.html.j2",
        name=name,
        found=found,
        drawn={
            part.id: [pieces(part.query, told.line, part.findings) for told in part.lines]
            for part in found.parts
        },
        months=months_chart(found, name, say),
        recall=recall_chart(found, name, say),
        states={
            "proposed": say._("Proposed"),
            "active": say._("In force"),
            "retired": say._("No longer used"),
        },
    )
