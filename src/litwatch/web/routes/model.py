"""The model: what it is good for, whether what it says comes true, and what moved."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from litwatch.pipeline.model_standing import model_standing
from litwatch.pipeline.reports import topic_names
from litwatch.web.model_charts import audit_chart, nearest_bin, reliability_chart
from litwatch.web.model_words import day, set_name
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.strategy_charts import percent
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]


@router.get("/model")
def model(request: Request, visitor: Reader) -> Response:
    """The model in force."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    stands = model_standing(house.store, house.watch, house.settings.models_folder, now=now)
    facets = {
        (facet.id, value.id): value.sv if say.lang == "sv" else value.en
        for facet in house.watch.facets
        for value in facet.values
    }
    names = {
        facet.id: facet.label_sv if say.lang == "sv" else facet.label_en
        for facet in house.watch.facets
    }
    papers = stands.manifest
    topics = topic_names(house.watch, say.lang)
    return page(
        request,
        "model.html.j2",
        stands=stands,
        papers=papers,
        example=nearest_bin(papers.reliability, 0.75),
        reliability=reliability_chart(papers.reliability, say),
        audits=audit_chart(stands.audits, say),
        percent=percent,
        facets=facets,
        facet_names=names,
        first=day(papers.first, say),
        last=day(papers.last, say),
        topics=topics,
        set_name=lambda name: set_name(name, topics, say),
        actions={
            "promoted": say._("Put in force"),
            "refused": say._("Kept, not put in force"),
            "rolled_back": say._("Gone back to"),
        },
    )
