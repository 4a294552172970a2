"""The follow-up for the commissioner: a period, its figures on the page, and the report as files."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from litwatch.language import Speech
from litwatch.pipeline.followup import MOST_YEARS, follow_up
from litwatch.pipeline.followup_files import FORMATS, Format, file_name, rendered
from litwatch.report.document_html import section_html
from litwatch.report.followup import FollowUp
from litwatch.report.followup_document import document
from litwatch.report.spans import last_whole_quarter
from litwatch.web.pages import house_of, language_of, page, say_for
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]
From = Annotated[str, Query(alias="from", max_length=40)]
To = Annotated[str, Query(alias="to", max_length=40)]

_TYPES: dict[Format, str] = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}


class Asked(NamedTuple):
    """The two days as they were typed, and what is wrong with each, in words."""

    typed: dict[str, str]
    first: date | None
    last: date | None
    mistakes: dict[str, str]


@router.get("/followup")
def show(request: Request, visitor: Reader, begins: From = "", ends: To = "") -> HTMLResponse:
    """The form, with the quarter that was over last; the report once a period is asked for."""
    if not (begins or ends):
        first, last = last_whole_quarter(house_of(request).now().date())
        return _form(request, Asked({"from": f"{first}", "to": f"{last}"}, None, None, {}))
    asked = _read(request, begins, ends)
    if asked.mistakes:
        return _form(request, asked, status=422)
    told, say = _counted(request, asked), say_for(request)
    made = document(told, say)
    return page(
        request,
        "followup.html.j2",
        typed=asked.typed,
        mistakes={},
        report=made,
        sections=[section_html(one) for one in made.sections],
    )


@router.get("/followup/file")
def download(
    request: Request,
    visitor: Reader,
    begins: From = "",
    ends: To = "",
    wanted: Annotated[str, Query(alias="format")] = "docx",
) -> Response:
    """The report as a file; the form again where the period is none."""
    asked = _read(request, begins, ends)
    if asked.mistakes:
        return _form(request, asked, status=422)
    kind: Format = wanted if wanted in FORMATS else "docx"
    told, look = _counted(request, asked), house_of(request).look
    content = rendered(told, language_of(request), kind, look)
    headers = {"content-disposition": f'attachment; filename="{file_name(told, kind)}"'}
    return Response(content, media_type=_TYPES[kind], headers=headers)


def _counted(request: Request, asked: Asked) -> FollowUp:
    house = house_of(request)
    assert asked.first is not None  # noqa: S101 (days without a mistake)
    assert asked.last is not None  # noqa: S101
    now = house.now()
    return follow_up(house.store, house.watch, first=asked.first, last=asked.last, now=now)


def _form(request: Request, asked: Asked, status: int = 200) -> HTMLResponse:
    return page(
        request,
        "followup.html.j2",
        status=status,
        typed=asked.typed,
        mistakes=asked.mistakes,
        report=None,
        sections=[],
    )


def _read(request: Request, begins: str, ends: str) -> Asked:
    say, today = say_for(request), house_of(request).now().date()
    typed = {"from": begins.strip(), "to": ends.strip()}
    days = {name: _day(text) for name, text in typed.items()}
    first, last = days["from"], days["to"]
    mistakes = {name: _not_a_day(typed[name], say) for name, found in days.items() if found is None}
    if first and first > today:
        mistakes["from"] = say._("The period has not begun. Choose a day that has come.")
    elif first and last and last < first:
        mistakes["to"] = say._("The period ends before it begins. Choose a later day.")
    elif first and last and last.year - first.year > MOST_YEARS:
        mistakes["to"] = say._(
            "The period is too long for a table. Choose at most {count} years.", count=MOST_YEARS
        )
    return Asked(typed, first, last, mistakes)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _not_a_day(text: str, say: Speech) -> str:
    return say._("Write the day as 2026-10-01.") if text else say._("Fill this in.")
