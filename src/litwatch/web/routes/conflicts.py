"""Where two people differ: both sides, how it is resolved, and how often they agree."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.digest.figures import short
from litwatch.errors import WrongUse
from litwatch.pipeline.agreeing import agreeing
from litwatch.records import Decision, Record
from litwatch.review import conflicts as review
from litwatch.review.pairs import blind
from litwatch.store import Tx, catalog, screening
from litwatch.store import conflicts as stored
from litwatch.store.decisions import decisions_of
from litwatch.store.readings import close, open_readings, the_reading
from litwatch.store.works import records
from litwatch.web.kappa_chart import kappa_chart
from litwatch.web.keeping import memory_of
from litwatch.web.pages import house_of, local, page, say_for
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reviewer = Annotated[Visitor, needs("review")]
Text = Annotated[str, Form()]


@router.get("/conflicts")
def show(
    request: Request, visitor: Reviewer, record: str = "", done: int = 0, took: str = ""
) -> Response:
    """What people differ on. `record` is the one that is unfolded, `done` a decision just
    made, `took` how many readings were handed over.
    """
    return _page(request, visitor, unfolded=record, done=done, took=took)


@router.post("/conflicts/replace")
def replace(request: Request, visitor: Reviewer, old: Text = "", new: Text = "") -> Response:
    """Hand over what waits for one person to another."""
    house = house_of(request)
    try:
        with house.store.write() as tx:
            found = review.replace_reader(tx, old, new, by=visitor.name, now=house.now())
    except WrongUse:
        return _page(request, visitor, status=400, handover=(old, new))
    taken = len({*found.readings, *found.conflicts})
    return RedirectResponse(f"/conflicts?took={taken}.{len(found.left)}", status_code=303)


@router.post("/conflicts/readings/{reading_id}/withdraw")
def withdraw(request: Request, visitor: Reviewer, reading_id: int) -> Response:
    """Ask no longer for a second reading; the verdict that it took the place of counts again."""
    house = house_of(request)
    with house.store.write() as tx:
        asked = the_reading(tx, reading_id)
        if asked.kind == "second" and asked.closed_at is None:
            close(tx, reading_id, by=visitor.name, now=house.now())
    return RedirectResponse("/conflicts", status_code=303)


@router.post("/conflicts/{record_id:path}/undo")
def undo(
    request: Request, visitor: Reviewer, record_id: str, decision: Annotated[int, Form()]
) -> Response:
    """Take back one's own resolution: the two differ again."""
    house = house_of(request)
    with house.store.write() as tx:
        live, _said = decisions_of(tx, [record_id]).get(record_id, (0, None))
        if live == decision:  # sent twice, it has been taken back already
            screening.take_back(tx, decision, by=visitor.name, now=house.now())
    return RedirectResponse(f"/conflicts?record={quote(record_id)}", status_code=303)


@router.post("/conflicts/{record_id:path}")
def resolve(
    request: Request,
    visitor: Reviewer,
    record_id: str,
    seen: Annotated[int, Form()],
    verdict: Text = "",
    how: Text = "",
    words: Text = "",
) -> Response:
    """Resolve a disagreement in one verdict."""
    house = house_of(request)
    typed = {"verdict": verdict, "how": how, "words": words}
    try:
        with house.store.write() as tx:
            if record_id in blind(tx, house.watch, [record_id], visitor.name):
                raise review.Overtaken(f"{record_id} waits for your own reading first", "")
            done = review.resolve(
                tx,
                record_id,
                verdict,
                how=how,
                words=words,
                seen=seen,
                by=visitor.name,
                now=house.now(),
            )
    except review.Unfit as wrong:
        return _page(
            request, visitor, status=400, unfolded=record_id, typed=typed, fault=wrong.fault
        )
    except review.Overtaken:
        return _page(request, visitor, status=409, unfolded=record_id, typed=typed, moved=True)
    return RedirectResponse(f"/conflicts?done={done}", status_code=303)


def _page(
    request: Request,
    visitor: Visitor,
    *,
    status: int = 200,
    unfolded: str = "",
    done: int = 0,
    took: str = "",
    typed: dict[str, str] | None = None,
    fault: str = "",
    moved: bool = False,
    handover: tuple[str, str] | None = None,
) -> Response:
    house, say = house_of(request), say_for(request)
    now = house.now()
    with house.store.read() as tx:
        found = review.open_conflicts(tx, kept=memory_of(request).differing)
        answered = {unfolded} if moved else set()
        among = answered | {one.record_id for one in found}
        hidden = blind(tx, house.watch, among, visitor.name)
        shown = [one for one in found if one.record_id not in hidden]
        first = next((one for one in shown if one.record_id == unfolded), None)
        if first is None and not moved:
            first = shown[0] if shown else None
        first = review.with_notes(tx, first) if first else None
        waiting = open_readings(tx, "second")
        ids = {one.record_id for one in shown} | {one.record_id for one in waiting}
        ids |= answered
        numbers = agreeing(tx, house.watch, local(now))
        values: dict[str, Any] = {
            "shown": shown,
            "hidden": sum(one.record_id in hidden for one in found),
            "first": first,
            "record": _record(tx, first.record_id) if first else None,
            "titles": catalog.titles(tx, ids),
            "waiting": waiting,
            "resolved": _resolved(tx, done, visitor),
            "stands": decisions_of(tx, answered - hidden).get(unfolded),
            "numbers": numbers,
            "short": short,
            "chart": kappa_chart(numbers.months, say),
        }
    return page(
        request,
        "conflicts.html.j2",
        status=status,
        **values,
        typed=typed or {"verdict": "", "how": "", "words": ""},
        fault=fault,
        moved=unfolded if moved else "",
        handover=handover,
        took=[int(part) for part in took.split(".")] if _two_numbers(took) else None,
        readers=sorted({side.reviewer for one in shown for side in one.sides}),
    )


def _record(tx: Tx, record_id: str) -> Record:
    return next(records(tx, [record_id]))


def _resolved(tx: Tx, decision_id: int, visitor: Visitor) -> dict[str, Any] | None:
    """What was just resolved by this visitor, while it stands: said in words, with a way back."""
    found = stored.resolution_of(tx, decision_id) if decision_id else None
    if found is None or found.by != visitor.name:
        return None
    live, said = decisions_of(tx, [found.record_id]).get(found.record_id, (0, None))
    if live != decision_id or not isinstance(said, Decision):
        return None
    title = catalog.titles(tx, [found.record_id]).get(found.record_id, found.record_id)
    return {"id": decision_id, "record_id": found.record_id, "title": title, "said": said}


def _two_numbers(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 2 and all(part.isdecimal() and len(part) < 7 for part in parts)
