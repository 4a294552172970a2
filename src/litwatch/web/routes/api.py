"""The API, reading: records, published editions, key messages."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from litwatch.curriculum.wordings import Wording, wordings
from litwatch.errors import InvalidIdentifier, WrongUse
from litwatch.exchange import jsonl
from litwatch.exchange.withholding import WITHHELD, without_abstract, without_verdicts
from litwatch.language import Speech
from litwatch.pipeline.public_record import (
    about,
    published_editions,
    published_record,
    without_proposals,
)
from litwatch.pipeline.told import told
from litwatch.records.identifiers import record_id as id_of
from litwatch.store import Entry, Tx, entries
from litwatch.store.slices import Wanted, slice_of
from litwatch.store.statements import Version
from litwatch.web.api import asked, shapes
from litwatch.web.api.answers import answer
from litwatch.web.api.description import tells
from litwatch.web.keeping import memory_of
from litwatch.web.pages import house_of, say_for
from litwatch.web.refusals import refuse
from litwatch.web.who import Visitor, needs

router = APIRouter(prefix="/api/v1")


@router.get("/records", responses=tells(shapes.Records, 400), tags=["records"])
def records(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    topic: asked.Topic = None,
    month: asked.Month = None,
    decision: asked.Decided = None,
    state: asked.InState = None,
    q: asked.Words = None,
    after: asked.After = None,
    limit: asked.Limit = 50,
) -> Response:
    """Watched and imported records that all conditions hold for, by id, a slice at a time."""
    house = house_of(request)
    if topic is not None:
        house.watch.topic(topic)
    with house.store.read() as tx:
        hidden = _hidden(request, tx, visitor)
        wanted = Wanted(
            topic=topic, month=month, decision=decision, undecided=hidden, state=state, words=q
        )
        found = slice_of(tx, wanted, after=after, limit=limit)
    say = say_for(request)
    shown = [_record(entry, visitor, say, hidden) for entry in found.entries]
    onward = None
    if found.more:
        query = {**request.query_params, "after": shown[-1].id}
        onward = f"{request.url.path}?{urlencode(query)}"
    return answer(request, shapes.Records(records=shown, next=onward))


@router.get("/records/{record_id:path}", responses=tells(shapes.Record, 404), tags=["records"])
def record(
    request: Request, visitor: Annotated[Visitor, needs("read")], record_id: asked.RecordId
) -> Response:
    """One record, whatever role it has."""
    try:
        wanted = id_of(record_id)
    except InvalidIdentifier as error:
        return refuse(request, 404, f"{error}.", error.remedy)
    with house_of(request).store.read() as tx:
        found = next(entries(tx, ids=[wanted]), None)
        hidden = _hidden(request, tx, visitor)
    if found is None:
        return refuse(
            request,
            404,
            f"No record {wanted} is stored.",
            "Bring it in with `litwatch import`, or check the id.",
        )
    return answer(request, _record(found, visitor, say_for(request), hidden))


def _hidden(request: Request, tx: Tx, visitor: Visitor) -> frozenset[str]:
    """The records whose verdicts the visitor must not see yet, as their second reader."""
    return memory_of(request).seconds.of(tx, visitor.name) if visitor.may("screen") else frozenset()


def _record(entry: Entry, visitor: Visitor, say: Speech, hidden: frozenset[str]) -> shapes.Record:
    """The record as the visitor may see it: abstracts only for those who screen."""
    sees = visitor.may("screen")
    entry = without_verdicts(entry, hidden)
    shown = told(entry, say) if sees else without_abstract(entry)
    known: dict[str, Any] = jsonl.as_dict(shown)
    mine = {"decision_id": entry.decision_id, "withheld": [] if sees else WITHHELD}
    return msgspec.convert({**known, **mine}, shapes.Record)


@router.get(
    "/editions",
    responses=tells(shapes.Editions),
    tags=["editions"],
    dependencies=[needs("read")],
)
def editions(request: Request) -> Response:
    """What has been published, newest first; corrected revisions too."""
    lines = [
        shapes.EditionLine(
            month=edition.month,
            revision=edition.revision,
            state="corrected" if row.state == "corrected" else "published",
            trial=edition.trial,
            correction=edition.correction,
            published_on=edition.published_on,
            items=len(edition.items()),
            address=f"/api/v1/editions/{edition.month}?revision={edition.revision}",
        )
        for row, edition in reversed(published_editions(house_of(request).store))
    ]
    return answer(request, shapes.Editions(editions=lines))


@router.get("/editions/{month}", responses=tells(shapes.PublicRecord, 404), tags=["editions"])
def edition(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    month: asked.EditionMonth,
    revision: asked.Revision = None,
) -> Response:
    """A published month as the public record holds it, with all that the edition says."""
    try:
        row, said, approved = published_record(house_of(request).store, month, revision)
    except WrongUse:
        return _unpublished(request, month)
    if not visitor.may("screen"):
        said = without_proposals(said)
    body = {**about(row, said, approved), "edition": msgspec.to_builtins(said)}
    return answer(request, msgspec.convert(body, shapes.PublicRecord))


@router.get(
    "/editions/{month}/items",
    responses=tells(shapes.Items, 404),
    tags=["editions"],
    dependencies=[needs("read")],
)
def items(request: Request, month: asked.EditionMonth, revision: asked.Revision = None) -> Response:
    """The items of a published month, with the words that people wrote of them."""
    try:
        row, said, _ = published_record(house_of(request).store, month, revision)
    except WrongUse:
        return _unpublished(request, month)
    said = without_proposals(said)
    body = shapes.Items(
        month=month,
        revision=row.revision,
        items=list(said.items()),
        listed=list(said.listed()),
    )
    return answer(request, body)


def _unpublished(request: Request, month: str) -> Response:
    return refuse(
        request,
        404,
        f"No edition of {month} is published, or not that revision.",
        "See /api/v1/editions for those that are.",
    )


@router.get(
    "/statements",
    responses=tells(shapes.Statements),
    tags=["statements"],
    dependencies=[needs("read")],
)
def statements(request: Request) -> Response:
    """The key messages of all modules in their order, then those that no module names."""
    house = house_of(request)
    with house.store.read() as tx:
        known = wordings(tx, house.watch)
    body = shapes.Statements(statements=[_statement(one) for one in known.values()])
    return answer(request, body)


@router.get(
    "/statements/{statement_id}",
    responses=tells(shapes.Statement, 404),
    tags=["statements"],
    dependencies=[needs("read")],
)
def statement(request: Request, statement_id: asked.StatementId) -> Response:
    """One key message, with what it said before."""
    house = house_of(request)
    with house.store.read() as tx:
        found = wordings(tx, house.watch).get(statement_id)
    if found is None:
        return refuse(
            request,
            404,
            f"There is no key message {statement_id}.",
            "See /api/v1/statements for those that there are.",
        )
    return answer(request, _statement(found))


def _statement(one: Wording) -> shapes.Statement:
    return shapes.Statement(
        id=one.id,
        module=one.module or None,
        module_title=one.module_title or None,
        lifecycle=one.lifecycle,
        safety=one.safety,
        sensitive_to=one.sensitive_to or None,
        due=one.now.due,
        now=_version(one.now),
        earlier=[_version(version) for version in one.earlier],
    )


def _version(said: Version) -> shapes.StatementVersion:
    return shapes.StatementVersion(
        version=said.version,
        text=said.text,
        status=said.status,
        source=said.source or None,
        pmids=list(said.pmids),
        say_now=said.say_now or None,
        in_force=said.settled_at,
    )
