"""The first page: what waits for me, how long it takes, what has changed since I was here."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from litwatch.digest import charts
from litwatch.errors import StoreBusy
from litwatch.language import Speech
from litwatch.pipeline.today import Counts, Month, Queue, today
from litwatch.store import visits
from litwatch.web.house import House
from litwatch.web.keeping import memory_of
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.who import Visitor, needs

router = APIRouter()


@router.get("/")
def show(request: Request, visitor: Annotated[Visitor, needs("read")]) -> Response:
    """The day of the visitor."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    with house.store.read() as tx:
        kept = memory_of(request)
        kept.line.move(tx)
        found = today(
            tx,
            house.watch,
            Counts(kept.line, kept.seconds, kept.differing),
            visitor.name,
            visitor.role,
            now=now,
        )
        begins = bool(visitor.name) and visits.is_new_visit(
            visits.last_visit(tx, visitor.name), now
        )
    if begins:
        _note(house, visitor.name, now)
    return page(
        request,
        "today.html.j2",
        today=found,
        steps=_steps(found.month, say) if found.month else (),
        chart=_chart(found.month, say) if found.month else "",
        parts=_parts(found.queue, say) if found.queue else (),
        time=_time(found.queue, say) if found.queue else "",
        now=now,
    )


def _parts(queue: Queue, say: Speech) -> list[str]:
    """What the waiting records are, in words: `8 likely`, `38 more uncertain`."""
    n = say.n
    said = (
        (queue.likely, n("{count} likely", "{count} likely", queue.likely)),
        (queue.uncertain, n("{count} uncertain", "{count} uncertain", queue.uncertain)),
        (queue.unscored, n("{count} not ranked", "{count} not ranked", queue.unscored)),
        (queue.maybe, n("{count} put off as maybe", "{count} put off as maybe", queue.maybe)),
        (queue.twice, n("{count} for a second reader", "{count} for a second reader", queue.twice)),
    )
    return [words for count, words in said if count]


def _time(queue: Queue, say: Speech) -> str:
    """`40 minutes`, `3 hours`: rounded as an estimate deserves; empty when none can be told."""
    if queue.minutes is None:
        return ""
    if queue.minutes < 90:
        rounded = queue.minutes if queue.minutes < 10 else round(queue.minutes / 5) * 5
        return say.n("{count} minute", "{count} minutes", rounded)
    return say.n("{count} hour", "{count} hours", round(queue.minutes / 60))


def _note(house: House, name: str, now: datetime) -> None:
    """Keep that somebody is here. A store that is busy loses no page: the next one notes it."""
    try:
        with house.store.write() as tx:
            visits.note_visit(tx, name, now)
    except StoreBusy:
        return


def _steps(month: Month, say: Speech) -> tuple[charts.Step, ...]:
    _, n, tally = say._, say.n, month.tally
    doubles, low = tally.hits - tally.new, tally.new - tally.ranked
    done = tally.ranked - tally.left

    def step(label: str, size: int, note: str = "") -> charts.Step:
        return charts.Step(label, size, say.number(size), note)

    return (
        step(
            _("Hits in the searches"),
            tally.hits,
            n("{count} was a double", "{count} were doubles", doubles) if doubles > 0 else "",
        ),
        step(
            _("Different records"),
            tally.new,
            n("{count} is ranked low", "{count} are ranked low", low) if low else "",
        ),
        step(
            _("To read for you all"),
            tally.ranked,
            n("{count} is done", "{count} are done", done) if done else "",
        ),
        step(_("Left to read"), tally.left),
    )


def _chart(month: Month, say: Speech) -> str:
    _ = say._
    steps = _steps(month, say)
    return charts.flow(
        steps,
        name="flow",
        title=_("The flow of {month} so far", month=say.month(month.month)),
        description=_(
            "Bars on one scale: {steps}.",
            steps=", ".join(f"{step.label} {step.shown}" for step in steps),
        ),
    )
