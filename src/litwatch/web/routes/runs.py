"""The runs of a month: its flow after PRISMA, its windows and whether each balances, its runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from litwatch.pipeline.months import days_of
from litwatch.pipeline.reports import search_report, topic_names
from litwatch.report import diagram
from litwatch.report.tables import flow_rows, remarks, search_head, search_rows
from litwatch.store import ledger
from litwatch.store.ledger import Run, Window
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.run_words import kinds, run_states
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]


@router.get("/runs")
def runs(request: Request, visitor: Reader, month: str = "") -> Response:
    """The month's searches; without one, the last month in which anything was searched."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    with house.store.read() as tx:
        windows = [one for one in ledger.windows(tx) if one.topic != ledger.BACKGROUND]
        all_runs = ledger.runs(tx)
    months = sorted({_month(one) for one in windows} | {_ran(run) for run in all_runs})
    month = month or (months[-1] if months else f"{now:%Y-%m}")
    first, last = days_of(month)
    counted = search_report(house.store, first=first, last=last, now=now).flow
    names = topic_names(house.watch, say.lang)
    mine = [one for one in windows if _month(one) == month]
    return page(
        request,
        "runs.html.j2",
        month=month,
        months=months[::-1],
        flow=counted,
        picture=diagram.svg(counted, say),
        rows=flow_rows(counted, say),
        head=search_head(say),
        searches=search_rows(counted, say, names),
        remarks=remarks(counted, say),
        windows=mine,
        astray=[one for one in mine if one.state != "complete"],
        names=names,
        runs=[run for run in all_runs if _ran(run) == month][::-1],
        kinds=kinds(say),
        states=run_states(say),
    )


def _month(window: Window) -> str:
    return f"{window.listed_at or window.opened_at:%Y-%m}"


def _ran(run: Run) -> str:
    return f"{run.started_at:%Y-%m}"
