"""The key messages: what we say, said before and no longer say; proposing, settling, confirming."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.curriculum.changes import Change, Moved, confirm, propose
from litwatch.curriculum.diff import spans
from litwatch.curriculum.looking import Show, overview, whole
from litwatch.curriculum.refused import Refused
from litwatch.curriculum.relations import relate
from litwatch.errors import InvalidIdentifier, WrongUse
from litwatch.pipeline.rewording import settle_proposal
from litwatch.records import record_id
from litwatch.records.reviewers import same_person
from litwatch.records.state_words import state_phrase
from litwatch.store import Tx
from litwatch.store.statements import Settlement, Version
from litwatch.watch.modules import StatementStatus
from litwatch.web import statement_words as words
from litwatch.web.keeping import waiting_for
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.refusal_words import told
from litwatch.web.who import Visitor, needs

router = APIRouter()
Typed = dict[str, str]
Text = Annotated[str, Form()]
Reviewer = Annotated[Visitor, needs("review")]


@router.get("/statements")
def statements(
    request: Request, visitor: Annotated[Visitor, needs("read")], show: Show = ""
) -> Response:
    """All messages by module; `show` keeps those that wait, are due or give way."""
    house = house_of(request)
    unread = waiting_for(request, visitor)
    with house.store.read() as tx:
        seen = overview(tx, house.watch, house.now().date(), unread=unread)
    return page(
        request,
        "statements.html.j2",
        seen=seen,
        modules=seen.kept(show),
        show=show,
        **_speaking(request),
    )


@router.get("/statements/{key}")
def statement(request: Request, key: str, visitor: Annotated[Visitor, needs("read")]) -> Response:
    """One message with its wordings, its sources, what records say of it, and the forms."""
    return _one(request, key, visitor)


@router.post("/statements/{key}/propose")
def propose_words(
    request: Request,
    key: str,
    visitor: Reviewer,
    version: Annotated[int, Form()],
    text: Text = "",
    why: Text = "",
    pmids: Text = "",
    source: Text = "",
    status: Text = "",
    ks_page: Text = "",
) -> Response:
    """Propose other words, or other sources for the same words."""
    typed = {
        "text": text,
        "why": why,
        "pmids": pmids,
        "source": source,
        "status": status,
        "ks_page": ks_page,
    }
    chosen: StatementStatus | None = next(
        (one for one in get_args(StatementStatus) if one == status), None
    )

    def act(tx: Tx) -> None:
        house = house_of(request)
        change = Change(
            text=text,
            why=why,
            pmids=_ids(pmids),
            source=source,
            status=chosen,
            ks_page=ks_page,
        )
        propose(tx, house.watch, key, change, changes=version, by=visitor.name, now=house.now())

    return _done(request, key, visitor, "propose", typed, act)


@router.post("/statements/{key}/retire")
def retire(
    request: Request,
    key: str,
    visitor: Reviewer,
    version: Annotated[int, Form()],
    say_now: Text = "",
    why: Text = "",
    pmids: Text = "",
    source: Text = "",
) -> Response:
    """Propose that we no longer say it, and what to say instead."""
    typed = {"say_now": say_now, "why": why, "pmids": pmids, "source": source}

    def act(tx: Tx) -> None:
        house = house_of(request)
        change = Change(why=why, pmids=_ids(pmids), source=source, retire=True, say_now=say_now)
        propose(tx, house.watch, key, change, changes=version, by=visitor.name, now=house.now())

    return _done(request, key, visitor, "retire", typed, act)


@router.post("/statements/{key}/settle")
def settle(
    request: Request,
    key: str,
    visitor: Reviewer,
    version: Annotated[int, Form()],
    outcome: Annotated[Settlement, Form()],
) -> Response:
    """Put a colleague's proposal in force, or refuse it; take one's own back."""

    def act(tx: Tx) -> None:
        house = house_of(request)
        how: dict[str, Any] = {"lang": house.settings.lang, "now": house.now()}
        settle_proposal(tx, house.watch, key, outcome, version=version, by=visitor.name, **how)

    return _done(request, key, visitor, "settle", {}, act)


@router.post("/statements/{key}/confirm")
def confirm_words(
    request: Request,
    key: str,
    visitor: Reviewer,
    version: Annotated[int, Form()],
    why: Text = "",
) -> Response:
    """Keep that the words still hold."""

    def act(tx: Tx) -> None:
        house = house_of(request)
        confirm(tx, house.watch, key, version=version, why=why, by=visitor.name, now=house.now())

    return _done(request, key, visitor, "confirm", {"why": why}, act)


@router.post("/statements/{key}/relate")
def relate_record(
    request: Request,
    key: str,
    visitor: Reviewer,
    record: Text = "",
    kind: Text = "",
    why: Text = "",
) -> Response:
    """Say what a record says of the message, or take back what was said."""

    def act(tx: Tx) -> None:
        house = house_of(request)
        (wanted,) = _ids(record) or ("",)
        relate(tx, house.watch, wanted, key, kind, why=why, reviewer=visitor.name, now=house.now())

    return _done(request, key, visitor, "relate", {"record": record, "kind": kind, "why": why}, act)


def _done(
    request: Request, key: str, visitor: Visitor, form: str, typed: Typed, act: Any
) -> Response:
    """Do it and go to the message; with a mistake the page again, with all that was typed."""
    try:
        with house_of(request).store.write() as tx:
            act(tx)
    except Moved as moved:
        return _one(request, key, visitor, status=409, form=form, typed=typed, moved=moved)
    except WrongUse as wrong:
        if isinstance(wrong, Refused) and wrong.fault == "unknown_message":
            raise
        problem = told(wrong, say_for(request)).line
        return _one(request, key, visitor, status=400, form=form, typed=typed, problem=problem)
    return RedirectResponse(f"/statements/{key}", status_code=303)


def _one(
    request: Request,
    key: str,
    visitor: Visitor,
    *,
    status: int = 200,
    form: str = "",
    typed: Typed | None = None,
    problem: str = "",
    moved: Moved | None = None,
) -> Response:
    house, say = house_of(request), say_for(request)
    unread = waiting_for(request, visitor)
    with house.store.read() as tx:
        seen = whole(tx, house.watch, key, house.now().date(), say=say, unread=unread)
    return page(
        request,
        "statement.html.j2",
        status=status,
        seen=seen,
        form=form,
        typed=typed or {},
        problem=problem,
        moved=moved is not None,
        same_person=same_person,
        spans=spans,
        earlier=_earlier((*seen.wording.earlier, seen.wording.now)),
        **_speaking(request),
    )


def _earlier(told: tuple[Version, ...]) -> list[tuple[Version, Version]]:
    """(what we said, what took its place), newest first; confirmations are no new wording."""
    return [pair for pair in pairwise(told) if pair[0].text != pair[1].text][::-1]


def _ids(text: str) -> tuple[str, ...]:
    """The record ids that somebody typed, apart by spaces or commas."""
    found = []
    for part in re.split(r"[\s,;]+", text.strip()):
        if part:
            try:
                found.append(record_id(part))
            except InvalidIdentifier as wrong:
                raise Refused("unknown_record", str(wrong), wrong.remedy, part) from wrong
    return tuple(found)


def _speaking(request: Request) -> dict[str, Any]:
    """The words of `statement_words` in the visitor's language, for the templates."""
    say = say_for(request)
    return {
        "mark_of": words.mark_of,
        "mark_of_weakness": words.mark_of_weakness,
        "origin_words": partial(words.origin, say),
        "standing_words": partial(words.standing, say),
        "weakness_words": partial(words.weakness, say),
        "state_words": partial(state_phrase, say),
        "kind_words": partial(words.kind, say),
        "counted_words": partial(words.counted, say),
    }
