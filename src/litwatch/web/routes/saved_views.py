"""The searches that a visitor keeps under a name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from litwatch.errors import WrongUse
from litwatch.store.saved_views import delete_view, keep_view, rename_view, views_of
from litwatch.web.pages import house_of, say_for
from litwatch.web.routes.records import listed
from litwatch.web.search_address import Address, read_address
from litwatch.web.who import Visitor, needs

router = APIRouter()
_LONGEST = 80  # characters of a name
_MOST = 100  # views that one person keeps


@router.post("/records/views")
def keep(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    name: Annotated[str, Form()] = "",
    query: Annotated[str, Form()] = "",
) -> Response:
    """Keep a search under a name, and show it."""
    house, _ = house_of(request), say_for(request)._
    address = read_address(query, house.watch)
    named = _cleaned(name)
    wrong = _wrong_name(request, named)
    if not wrong and address.is_empty:
        wrong = _("There is nothing to keep yet. Search or choose a filter first.")
    if not wrong:
        with house.store.write() as tx:
            if len(views_of(tx, visitor.name)) >= _MOST:
                wrong = _("You keep 100 views already. Delete one first.")
            elif not keep_view(tx, visitor.name, named, address.query, house.now()):
                wrong = _("You keep another search under that name. Choose another name.")
    if wrong:
        return listed(request, visitor, address, status=400, wrong_name=wrong, typed_name=name)
    return _back(address)


@router.post("/records/views/{view_id}")
def change(
    request: Request,
    view_id: int,
    visitor: Annotated[Visitor, needs("read")],
    name: Annotated[str, Form()] = "",
    query: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "rename",
) -> Response:
    """Rename or delete one's own view."""
    house, _ = house_of(request), say_for(request)._
    address = read_address(query, house.watch)
    if do == "delete":
        with house.store.write() as tx:
            delete_view(tx, visitor.name, view_id)
        return _back(address)
    named = _cleaned(name)
    wrong = _wrong_name(request, named)
    if not wrong:
        try:
            with house.store.write() as tx:
                if not rename_view(tx, visitor.name, view_id, named):
                    wrong = _("You keep another search under that name. Choose another name.")
        except WrongUse:
            wrong = _("That view is gone: it was deleted meanwhile.")
    if wrong:
        return listed(request, visitor, address, status=400, wrong_name=wrong, typed_name=name)
    return _back(address)


def _cleaned(name: str) -> str:
    return " ".join(name.replace("\0", " ").split())


def _wrong_name(request: Request, name: str) -> str:
    _ = say_for(request)._
    if not name:
        return _("The view has no name. Write one that you will know again.")
    if len(name) > _LONGEST:
        return _("The name is too long. Write at most 80 characters.")
    return ""


def _back(address: Address) -> Response:
    return RedirectResponse(address.first_page, status_code=303)
