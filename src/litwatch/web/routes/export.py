"""Records out, in the formats of reference managers and spreadsheets."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from typing import Annotated, BinaryIO, NamedTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response, StreamingResponse

from litwatch.errors import WrongUse, unwritten
from litwatch.pipeline.exports import export
from litwatch.pipeline.months import is_month
from litwatch.web.pages import house_of, language_of, page
from litwatch.web.who import Visitor, needs

router = APIRouter()
_CHUNK = 1 << 16
# Excel reads a CSV as UTF-8 only when it begins with this mark.
_FOR_EXCEL = b"\xef\xbb\xbf"


class Kind(NamedTuple):
    """What a file of a format is called and declared as."""

    ending: str
    media_type: str


KINDS = {
    "csv": Kind("csv", "text/csv; charset=utf-8"),
    "ris": Kind("ris", "application/x-research-info-systems"),
    "nbib": Kind("nbib", "application/nbib"),
    "bibtex": Kind("bib", "application/x-bibtex"),
    "csl-json": Kind("json", "application/vnd.citationstyles.csl+json"),
    "jsonl": Kind("jsonl", "application/x-ndjson"),
}


class Chosen(NamedTuple):
    """What somebody wants out. Empty texts are no condition."""

    format: str = "ris"
    topic: str = ""
    month: str = ""
    decision: str = ""
    abstracts: bool = False


@router.get("/export")
def choose(request: Request, visitor: Annotated[Visitor, needs("read")]) -> HTMLResponse:
    """The form."""
    return _form(request, visitor, Chosen())


def _form(
    request: Request, visitor: Visitor, chosen: Chosen, wrong: str = "", status: int = 200
) -> HTMLResponse:
    return page(
        request,
        "export.html.j2",
        status=status,
        kinds=list(KINDS),
        topics=house_of(request).watch.topics,
        may_abstracts=visitor.may("screen"),
        chosen=chosen,
        wrong=wrong,
    )


@router.get("/export/file")
def download(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    format: Annotated[str, Query()] = "ris",  # noqa: A002 (its name in the address)
    topic: Annotated[str, Query()] = "",
    month: Annotated[str, Query()] = "",
    decision: Annotated[str, Query()] = "",
    abstracts: Annotated[bool, Query()] = False,
) -> Response:
    """The records as a file; the form again, with what is wrong, for what cannot be exported.

    Abstracts go to those who screen only. Nothing is sent before the whole file is made.
    """
    chosen = Chosen(format, topic, month.strip(), decision, abstracts and visitor.may("screen"))
    if chosen.month and not is_month(chosen.month):
        return _form(request, visitor, chosen, "month", status=400)
    try:
        file = _made(request, visitor, chosen)
    except WrongUse:
        return _form(request, visitor, chosen, "other", status=400)
    kind = KINDS[chosen.format]
    name = f"{_file_name(chosen)}.{kind.ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_sent(file), media_type=kind.media_type, headers=headers)


def _made(request: Request, visitor: Visitor, chosen: Chosen) -> BinaryIO:
    """The export in a file without a name, which is gone once it is closed."""
    house = house_of(request)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it has been sent)
    try:
        if chosen.format == "csv":
            file.write(_FOR_EXCEL)
        out = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        export(
            house.store,
            house.watch,
            chosen.format,
            topic=chosen.topic or None,
            month=chosen.month or None,
            decision=chosen.decision or None,
            background=False,
            lang=language_of(request),
            abstracts=chosen.abstracts,
            reader=visitor.name if visitor.may("screen") else "",
            out=None,
            stdout=out,
        )
        out.detach()
        file.seek(0)
    except OSError as error:
        file.close()
        raise unwritten("the export", error, "Free space for temporary files.") from error
    except BaseException:
        file.close()
        raise
    return file


def _sent(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(_CHUNK):
            yield part


def _file_name(chosen: Chosen) -> str:
    """A name made of what was chosen, all of which `export` knows: nothing that was typed."""
    parts = ["litwatch", chosen.topic, chosen.month, chosen.decision]
    parts.append("abstracts" if chosen.abstracts else "")
    return "-".join(part for part in parts if part)
