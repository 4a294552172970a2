"""A person's keys for programs: made, shown once, revoked. Administrators see all of them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from litwatch.review import keys
from litwatch.store import tokens
from litwatch.store.tokens import Token
from litwatch.web.pages import house_of, page
from litwatch.web.who import Visitor, needs

router = APIRouter(prefix="/account/tokens")
HERE = "/account/tokens"


class Line(NamedTuple):
    """A key and whether it holds."""

    token: Token
    standing: keys.Standing


class Typed(NamedTuple):
    """What somebody typed of a new key."""

    label: str = ""
    may_write: bool = False
    days: int = 90


NOTHING = Typed()


@router.get("")
def listed(request: Request, visitor: Annotated[Visitor, needs("read")]) -> HTMLResponse:
    """One's keys, and a form for a new one."""
    return _page(request, visitor)


@router.post("")
def make(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    label: Annotated[str, Form()] = "",
    may_write: Annotated[bool, Form()] = False,
    days: Annotated[int, Form()] = 90,
) -> Response:
    """Make a key and show it, this once: the answer is the only place where it is whole."""
    house = house_of(request)
    now = house.now()
    typed = Typed(label, may_write, days)
    try:
        with house.store.write() as tx:
            made = keys.make(tx, visitor.name, label, may_write=may_write, days=days, now=now)
    except keys.Unfit as error:
        return _page(request, visitor, typed=typed, fault=error.fault, status=400)
    return _page(request, visitor, made=made.key)


@router.post("/{token_id}/revoke")
def revoke(
    request: Request, visitor: Annotated[Visitor, needs("read")], token_id: int
) -> RedirectResponse:
    """Let a key hold no longer, at once."""
    house = house_of(request)
    now = house.now()
    with house.store.write() as tx:
        keys.revoke(tx, token_id, by=visitor.name, all_owners=visitor.may("admin"), now=now)
    return RedirectResponse(HERE, status_code=303)


def _page(
    request: Request,
    visitor: Visitor,
    *,
    typed: Typed = NOTHING,
    fault: keys.Fault | None = None,
    made: str = "",
    status: int = 200,
) -> HTMLResponse:
    house = house_of(request)
    now = house.now()
    with house.store.read() as tx:
        found = tokens.listed(tx, None if visitor.may("admin") else visitor.name)
    lines = [Line(token, keys.standing(token, now)) for token in found]
    return page(
        request,
        "account_tokens.html.j2",
        status=status,
        mine=[line for line in lines if line.token.owner == visitor.name],
        others=[line for line in lines if line.token.owner != visitor.name],
        typed=typed,
        fault=fault,
        made=made,
        periods=keys.PERIODS,
        longest=keys.LONGEST_LABEL,
        has_account=house.settings.auth != "none",
    )
