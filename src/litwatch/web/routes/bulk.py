"""Many records of a search at once: exported, tagged, taken or excluded."""

from __future__ import annotations

from collections.abc import Iterator
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Literal, cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from litwatch import exchange
from litwatch.errors import WrongUse
from litwatch.pipeline.exports import export_these
from litwatch.records import Tag
from litwatch.review.many import MOST, decide_many, seal, tag_many
from litwatch.review.screening import check_free_text
from litwatch.store import catalog
from litwatch.store.finding import all_ids
from litwatch.store.sought import Unclear
from litwatch.web.keeping import memory_of
from litwatch.web.pages import house_of, language_of, page, say_for
from litwatch.web.routes.records import listed
from litwatch.web.search_address import Address, read_address
from litwatch.web.tag_options import tag_options
from litwatch.web.who import Visitor, needs

router = APIRouter()
_IN_MEMORY = 8 << 20  # bytes of an export before it goes to the disk
_TYPES = {
    "jsonl": ("application/x-ndjson", "jsonl"),
    "csv": ("text/csv", "csv"),
    "ris": ("application/x-research-info-systems", "ris"),
    "bibtex": ("application/x-bibtex", "bib"),
    "csl-json": ("application/vnd.citationstyles.csl+json", "json"),
    "nbib": ("text/plain", "nbib"),
}
Many = Annotated[list[str], Form(alias="id", default_factory=list)]
Do = Literal["tag", "include", "exclude"]


@router.post("/records/bulk")
def bulk(
    request: Request,
    visitor: Annotated[Visitor, needs("screen")],
    ids: Many,
    query: Annotated[str, Form()] = "",
    which: Annotated[str, Form()] = "chosen",
    do: Annotated[str, Form()] = "",
    file_format: Annotated[str, Form(alias="format")] = "",
) -> Response:
    """Export at once; for what is written down, ask first."""
    house, say = house_of(request), say_for(request)
    address = read_address(query, house.watch)
    chosen = _chosen(request, visitor, address, which, ids)
    if not chosen:
        wrong = say._("No record is ticked. Tick some, or choose all of the search.")
        return listed(request, visitor, address, status=400, wrong_bulk=wrong)
    if do == "export":
        if file_format not in exchange.FORMATS:
            wrong = say._("There is no such format. Choose one in the list.")
            return listed(request, visitor, address, status=400, wrong_bulk=wrong)
        return _exported(request, visitor, chosen, file_format)
    if do not in ("tag", "include", "exclude"):
        wrong = say._("Nothing was chosen to do. Use one of the buttons.")
        return listed(request, visitor, address, status=400, wrong_bulk=wrong)
    if len(chosen) > MOST:
        wrong = say._(
            "That is {count} records. At most {most} can be changed at once: narrow the search.",
            count=say.number(len(chosen)),
            most=say.number(MOST),
        )
        return listed(request, visitor, address, status=400, wrong_bulk=wrong)
    return _asked(request, address, chosen, which, cast("Do", do))


@router.post("/records/bulk/save")
def save(
    request: Request,
    visitor: Annotated[Visitor, needs("screen")],
    ids: Many,
    query: Annotated[str, Form()] = "",
    which: Annotated[str, Form()] = "chosen",
    do: Annotated[str, Form()] = "",
    sealed: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    tag: Annotated[str, Form()] = "",
) -> Response:
    """Write what was asked about, if it is still the same records."""
    house, say = house_of(request), say_for(request)
    address = read_address(query, house.watch)
    chosen = _chosen(request, visitor, address, which, ids)
    if do not in ("tag", "include", "exclude") or not chosen or len(chosen) > MOST:
        wrong = say._("The records of the search are others now. Choose again.")
        return listed(request, visitor, address, status=409, wrong_bulk=wrong)
    doing = cast("Do", do)
    reason = reason.strip()
    wrong, status = "", 400
    if seal(chosen) != sealed:
        wrong, status = say._("The search has changed meanwhile. Look at the number again."), 409
    elif doing == "exclude" and not reason:
        wrong = say._("An exclusion needs a reason. Write it in a few words.")
    elif doing == "tag" and _tag(request, visitor, tag) is None:
        wrong = say._("No tag is chosen. Choose one in the list.")
    else:
        try:
            check_free_text(reason, "reason")
        except WrongUse:
            wrong = say._(
                "The reason holds something that looks like a personal identity number. "
                "Write it without anything about patients."
            )
    if wrong:
        return _asked(
            request,
            address,
            chosen,
            which,
            doing,
            wrong=wrong,
            reason=reason,
            tag=tag,
            status=status,
        )
    said = _tag(request, visitor, tag)
    with house.store.write() as tx:
        if doing == "tag" and said is not None:
            single = not house.watch.facet(said.facet).multi
            tag_many(tx, chosen, said, single=single, now=house.now())
        elif doing != "tag":
            decide_many(tx, chosen, doing, reviewer=visitor.name, reason=reason, now=house.now())
    return RedirectResponse(address.first_page, status_code=303)


def _chosen(
    request: Request, visitor: Visitor, address: Address, which: str, ids: list[str]
) -> list[str]:
    """The records that are meant: stored ones, each once."""
    house = house_of(request)
    if which == "all":
        with house.store.read() as tx:
            hidden = memory_of(request).seconds.of(tx, visitor.name)
        try:
            return list(all_ids(house.store, address.search(hidden), now=house.now()))
        except Unclear:
            return []
    with house.store.read() as tx:
        known = catalog.known(tx, ids)
    return [record_id for record_id in dict.fromkeys(ids) if record_id in known]


def _tag(request: Request, visitor: Visitor, typed: str) -> Tag | None:
    facet_id, _, value_id = typed.partition(":")
    for facet in house_of(request).watch.facets:
        if facet.id == facet_id and facet.value(value_id):
            return Tag(facet=facet_id, value=value_id, by=visitor.name, state="accepted")
    return None


def _asked(
    request: Request,
    address: Address,
    chosen: list[str],
    which: str,
    do: Do,
    *,
    wrong: str = "",
    reason: str = "",
    tag: str = "",
    status: int = 200,
) -> Response:
    """The page that asks whether so many records are meant."""
    house = house_of(request)
    with house.store.read() as tx:
        titles = catalog.titles(tx, chosen[:5])
    return page(
        request,
        "bulk.html.j2",
        status=status,
        address=address,
        ids=chosen if which != "all" else [],
        count=len(chosen),
        first=[titles.get(record_id, record_id) for record_id in chosen[:5]],
        sealed=seal(chosen),
        which=which,
        do=do,
        wrong=wrong,
        reason=reason,
        tag=tag,
        tag_options=tag_options(house.watch, language_of(request), tag),
    )


def _exported(request: Request, visitor: Visitor, ids: list[str], format_name: str) -> Response:
    house = house_of(request)
    file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (closed when sent)
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    export_these(
        house.store,
        house.watch,
        format_name,
        ids,
        lang=language_of(request),
        reader=visitor.name,
        out=text,
    )
    text.detach()
    file.seek(0)
    kind, ending = _TYPES[format_name]
    day = house.now().date().isoformat()
    named = f'attachment; filename="litwatch-{day}.{ending}"'
    return StreamingResponse(
        _pieces(file), media_type=f"{kind}; charset=utf-8", headers={"content-disposition": named}
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(1 << 16):
            yield piece
