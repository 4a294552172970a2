"""The API, writing: decisions, each recorded once, in the name of whoever sends them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from msgspec import UNSET
from starlette.responses import Response

from litwatch.errors import InvalidIdentifier
from litwatch.records.identifiers import record_id as id_of
from litwatch.review import pairs, sending
from litwatch.store import catalog, screening, sent_decisions
from litwatch.store.sent_decisions import Numbered
from litwatch.web.api import asked, shapes
from litwatch.web.api.answers import answer
from litwatch.web.api.description import tells
from litwatch.web.pages import house_of
from litwatch.web.refusals import refuse
from litwatch.web.who import Visitor, needs

router = APIRouter(prefix="/api/v1", tags=["decisions"])


@router.post(
    "/decisions",
    status_code=201,
    responses={**tells(shapes.Decision, 400, 403, 404, 409, status=201), **tells(shapes.Decision)},
)
def decide(
    request: Request,
    visitor: Annotated[Visitor, needs("screen")],
    new: asked.NewDecision,
    idempotency_key: asked.IdempotencyKey = None,
) -> Response:
    """Record a verdict; 201, or 200 when it was recorded under the same key before."""
    house = house_of(request)
    now = house.now()
    try:
        record_id = id_of(new.record)
    except InvalidIdentifier as error:
        return refuse(request, 404, f"{error}.", error.remedy)
    try:
        with house.store.write() as tx:
            if not catalog.known(tx, [record_id]):
                return refuse(
                    request,
                    404,
                    f"No record {record_id} is stored.",
                    "Bring it in with `litwatch import`, or check the id.",
                )
            done = sending.send(
                tx,
                record_id,
                new.verdict,
                reviewer=visitor.name,
                reason=new.reason,
                key=idempotency_key,
                seen=new.seen if "seen" in new.model_fields_set else UNSET,
                blind=bool(pairs.blind(tx, house.watch, [record_id], visitor.name)),
                now=now,
            )
    except sending.Overtaken as error:
        now_stands = _shape(error.live) if error.live else None
        body = shapes.Problem(error=f"{error}.", remedy=error.remedy, now=now_stands)
        return answer(request, body, status=409)
    return answer(request, _shape(done.decision), status=200 if done.again else 201)


@router.delete("/decisions/{decision_id}", responses=tells(shapes.Decision, 403, 404))
def take_back(
    request: Request,
    visitor: Annotated[Visitor, needs("screen")],
    decision_id: asked.DecisionId,
) -> Response:
    """Take back a decision of one's own; the one before it stands again. Doing it twice is once."""
    house = house_of(request)
    now = house.now()
    with house.store.write() as tx:
        found = sent_decisions.numbered(tx, decision_id)
        if found is None:
            return refuse(request, 404, f"There is no decision {decision_id}.", "Check its number.")
        if found.decision.reviewer != visitor.name:
            return refuse(
                request,
                403,
                f"Decision {decision_id} is {found.decision.reviewer}’s.",
                "Only your own decisions can be taken back; you may decide anew.",
            )
        if found.stands:
            screening.take_back(tx, decision_id, by=visitor.name, now=now)
    return answer(request, _shape(found._replace(stands=False)))


def _shape(found: Numbered) -> shapes.Decision:
    said = found.decision
    return shapes.Decision(
        id=found.id,
        record=said.record_id,
        verdict=said.verdict,
        reason=said.reason or None,
        reviewer=said.reviewer,
        at=said.at,
        stands=found.stands,
    )
