"""The follow-up report as a document: first what an invoice needs, then the assignment's parts.

The assignment has four parts: to collaborate, to follow the knowledge, to make the material and
to hold the seminars.
"""

from __future__ import annotations

from collections.abc import Iterator

from litwatch.language import Speech
from litwatch.report.by_quarter import Row, table
from litwatch.report.document import Document, Part, Section, Table, Words
from litwatch.report.followup import FollowUp
from litwatch.report.register_words import role_name
from litwatch.report.section_collaboration import (
    accessibility,
    collaboration,
    fault_rows,
    view_rows,
)
from litwatch.report.section_material import edition_rows, material, message_rows, slides_row
from litwatch.report.section_notices import grave_row, seen_row
from litwatch.report.section_seminars import seminar_rows, seminars
from litwatch.report.section_watch import (
    days_row,
    double_share_row,
    screening_rows,
    watching,
)


def document(told: FollowUp, say: Speech) -> Document:
    """The whole report in a language."""
    _ = say._
    return Document(
        title=_("Follow-up of the assignment"),
        under=_("{first} to {last}", first=say.day(told.first), last=say.day(told.last)),
        lead=tuple(_lead(told, say)),
        sections=(
            Section("quarters", _("By quarter, for the invoice"), (invoice(told, say),)),
            seminars(told, say),
            watching(told, say),
            material(told, say),
            collaboration(told, say),
            accessibility(told, say),
            _method(told, say),
        ),
        foot=_(
            "Counted by litwatch {version} on {day}, database schema {schema}.",
            version=told.litwatch,
            day=say.day(told.made_at.date()),
            schema=told.schema,
        ),
    )


def _invoice_rows(say: Speech) -> list[Row]:
    reading = screening_rows(say)
    return [
        *seminar_rows(say),
        reading[0],
        reading[1],
        reading[5],
        days_row(say),
        double_share_row(say),
        *edition_rows(say),
        *message_rows(say),
        slides_row(say),
        grave_row(say),
        seen_row(say),
        *view_rows(say),
        *fault_rows(say),
    ]


def invoice(told: FollowUp, say: Speech) -> Table:
    """The figures that go with an invoice, by quarter."""
    _ = say._
    basis = _(
        "Each figure is explained where it stands again below. What the assignment pays is not "
        "known to litwatch."
    )
    return table(told, say, _("Figures by quarter"), _invoice_rows(say), basis)


def _lead(told: FollowUp, say: Speech) -> Iterator[str]:
    """The period in a few sentences."""
    _, whole, number = say._, told.whole, say.number
    if told.until < told.last:
        yield _(
            "The period is not over: the figures are those up to {day}.", day=say.day(told.until)
        )
    held = say.n("{count} seminar was held", "{count} seminars were held", whole.seminars)
    came = say.n("{count} participant", "{count} participants", whole.people)
    yield (
        _("{seminars}, with {participants}.", seminars=held, participants=came)
        if whole.seminars
        else _("No seminar is noted in the period.")
    )
    if whole.found is None:
        yield _("No search was made in the period, so how much was found is not measured.")
    else:
        found = say.n("{count} new record was found", "{count} new records were found", whole.found)
        yield _(
            "{found}, {screened} were screened by a person and {published} published in {editions}.",
            found=found,
            screened=number(whole.screened),
            published=number(whole.published),
            editions=say.n("{count} edition", "{count} editions", whole.editions),
        )
    changed = whole.messages.get("changed", 0) + whole.messages.get("retired", 0)
    yield _(
        "{changed} and {confirmed} looked at and confirmed.",
        changed=say.n(
            "{count} key message was changed or is said no longer",
            "{count} key messages were changed or are said no longer",
            changed,
        ),
        confirmed=number(whole.messages.get("confirmed", 0)),
    )
    yield _(
        "{received}; {handled} are handled.",
        received=say.n(
            "{count} view was received", "{count} views were received", whole.heard.received
        ),
        handled=number(whole.heard.handled),
    )


def _method(told: FollowUp, say: Speech) -> Section:
    _ = say._
    parts: tuple[Part, ...] = (
        Words(
            _(
                "All figures are counts of what stands in litwatch’s database, none is estimated. "
                "An event belongs to the quarter in which it happened; what became of it is told "
                "as of {day}. Not measured means that nothing in the database can tell the "
                "figure: it is no zero.",
                day=say.day(told.made_at.date()),
            )
        ),
        Words(_reviewers(told, say)),
    )
    return Section("method", _("How it was counted"), parts)


def _reviewers(told: FollowUp, say: Speech) -> str:
    """Who decided, as roles: no name stands in the report."""
    _ = say._
    if not told.reviewers:
        return _("Nobody decided on a record in the period.")
    none = _("no role noted")
    roles = ", ".join(
        f"{role_name(say, role) if role else none} {say.number(count)}"
        for role, count in told.reviewers.items()
    )
    return say.n(
        "{count} person decided on records in the period, by today’s role: {roles}.",
        "{count} people decided on records in the period, by today’s role: {roles}.",
        sum(told.reviewers.values()),
        roles=roles,
    )
