"""Records: search and filters, one page at a time, with the views that a visitor keeps."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from litwatch import exchange
from litwatch.errors import InvalidIdentifier
from litwatch.records import record_id
from litwatch.store.by_identifier import stored_id
from litwatch.store.finding import RANKED, hits, search
from litwatch.store.saved_views import views_of
from litwatch.store.sought import Unclear
from litwatch.web.facet_list import Names, facet_lists
from litwatch.web.hit_list import lines
from litwatch.web.keeping import memory_of
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.search_address import Address, read_address
from litwatch.web.search_words import told
from litwatch.web.who import Visitor, needs

router = APIRouter()


@router.get("/records")
def records(request: Request, visitor: Annotated[Visitor, needs("read")]) -> Response:
    """The records of a search; a PMID or DOI as the whole search leads to its record."""
    address = read_address(request.url.query, house_of(request).watch)
    if named := _named(request, address.words):
        return RedirectResponse(f"/records/{quote(named)}", status_code=303)
    return listed(request, visitor, address)


def listed(
    request: Request,
    visitor: Visitor,
    address: Address,
    *,
    status: int = 200,
    wrong_name: str = "",
    typed_name: str = "",
    wrong_bulk: str = "",
) -> Response:
    """The page of a search; with what went wrong in one of its forms."""
    house, say = house_of(request), say_for(request)
    names = Names(house.watch, say)
    with house.store.read() as tx:
        hidden = memory_of(request).seconds.of(tx, visitor.name)
    unclear = ""
    asked = None
    try:
        asked = address.search(hidden)
    except Unclear as error:
        unclear = told(error, say)
    found = search(house.store, asked, now=house.now()) if asked else None
    with house.store.read() as tx:
        shown = (
            hits(tx, found.ids, asked.sought.terms, abstracts=visitor.may("screen"))
            if asked and found
            else []
        )
        views = views_of(tx, visitor.name)
    main, rest = facet_lists(found.counts if found else {}, address, house.watch, say)
    return page(
        request,
        "records.html.j2",
        status=400 if unclear else status,
        address=address,
        unclear=unclear,
        found=found,
        lines=lines(shown, hidden, names, say),
        main_facets=main,
        more_facets=rest,
        chosen=[value for facet in main for value in facet.chosen],
        names=names,
        views=views,
        ranked_at_most=RANKED,
        may_screen=visitor.may("screen"),
        wrong_name=wrong_name,
        typed_name=typed_name,
        wrong_bulk=wrong_bulk,
        formats=exchange.FORMATS,
    )


def _named(request: Request, words: str) -> str | None:
    """The id that the whole search names: a stored record's, else a PMID's own."""
    text = words.removeprefix("https://pubmed.ncbi.nlm.nih.gov/").rstrip("/")
    text = text.removeprefix("PMID:").removeprefix("pmid:").strip()
    if text == words and text.isdecimal() and len(text) < 5:
        return None  # rather a year than one of PubMed's first records
    try:
        wanted = record_id(text)
    except InvalidIdentifier:
        return None
    with house_of(request).store.read() as tx:
        return stored_id(tx, wanted) or wanted
