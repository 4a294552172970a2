"""The material: editions, key messages and slides."""

from __future__ import annotations

from litwatch.language import Speech
from litwatch.report.by_quarter import Row, table
from litwatch.report.document import Entries, Entry, Heading, Part, Section, Table, Words
from litwatch.report.followup import FollowUp, MessageEvent
from litwatch.report.section_notices import notices


def material(told: FollowUp, say: Speech) -> Section:
    """The section."""
    _ = say._
    parts: list[Part] = [
        Heading(_("Editions")),
        *_editions(told, say),
        Heading(_("Key messages")),
        table(
            told,
            say,
            _("Changed and confirmed"),
            message_rows(say),
            _(
                "By the day on which a second person put a change in force, or one looked and "
                "let it stand (table statement_version). Proposals that wait or were refused are "
                "not counted. {count} key messages are in force on the report’s day.",
                count=say.number(told.in_force),
            ),
        ),
    ]
    changed = [one for one in told.messages if one.happened != "confirmed"]
    if changed:
        parts.append(Entries(tuple(_message(one, say) for one in changed)))
    parts += [
        Heading(_("Slides")),
        *_slides(told, say),
        Heading(_("Retractions and other notices")),
        *notices(told, say),
    ]
    return Section("material", _("Material"), tuple(parts))


def message_rows(say: Speech) -> list[Row]:
    """What was done to key messages."""
    _ = say._
    return [
        Row(_("Key messages changed"), lambda one: one.messages.get("changed", 0)),
        Row(_("Given other sources, same words"), lambda one: one.messages.get("resourced", 0)),
        Row(_("Looked at and confirmed"), lambda one: one.messages.get("confirmed", 0)),
        Row(_("Said no longer"), lambda one: one.messages.get("retired", 0)),
    ]


def edition_rows(say: Speech) -> list[Row]:
    """Editions published, and corrections of them."""
    return [
        Row(say._("Editions published"), lambda one: one.editions),
        Row(say._("Corrections of editions"), lambda one: one.corrections),
    ]


def slides_row(say: Speech) -> Row:
    """Slides updated."""
    return Row(say._("Slides updated"), lambda one: one.slides.done if one.slides else None)


def _editions(told: FollowUp, say: Speech) -> list[Part]:
    _ = say._
    basis = _("By the day they were published (table edition). A draft is not counted.")
    parts: list[Part] = [table(told, say, _("Published and corrected"), edition_rows(say), basis)]
    if told.editions:
        parts.append(
            Table(
                caption=_("Each edition"),
                heads=(_("Edition"), _("Published"), _("Full items"), _("On short lists")),
                rows=tuple(
                    (
                        say.month(one.month)
                        if one.revision == 1
                        else _(
                            "{month}, correction {number}",
                            month=say.month(one.month),
                            number=one.revision,
                        ),
                        one.on.isoformat(),
                        say.number(one.full),
                        say.number(one.listed),
                    )
                    for one in told.editions
                ),
                basis=_("All that the edition shows, also what an earlier one has shown."),
            )
        )
    return parts


def _message(one: MessageEvent, say: Speech) -> Entry:
    _ = say._
    happened = {
        "changed": _("Changed"),
        "resourced": _("The words stand, on other sources"),
        "confirmed": _("Looked at, and unchanged"),
        "retired": _("Say no longer"),
    }[one.happened]
    said = [one.text]
    if one.happened == "changed" and one.before:
        said.append(_("Before: {text}", text=one.before))
    if one.say_now:
        said.append(_("Say now: {text}", text=one.say_now))
    if one.why:
        said.append(_("Why: {text}", text=one.why))
    rests = _("Rests on PMID {pmids}.", pmids=", ".join(one.pmids)) if one.pmids else ""
    return Entry(
        head=f"{one.statement} · {happened}, {say.day(one.on)}",
        said=tuple(said),
        lines=(rests,) if rests else (),
    )


def _slides(told: FollowUp, say: Speech) -> list[Part]:
    _ = say._
    if told.whole.slides is None:
        return [
            Words(
                _(
                    "Not measured: no trainer’s deck had been read by the end of the period, so "
                    "nobody knows which slides had to change."
                )
            )
        ]

    rows = [
        slides_row(say),
        Row(_("Slides to update, asked for"), lambda one: one.slides.asked if one.slides else None),
        Row(_("Waiting at the end"), lambda one: one.slides.waiting if one.slides else None),
        Row(_("Decks followed at the end"), lambda one: one.slides.decks if one.slides else None),
    ]
    basis = _(
        "Slides in the decks that are followed: what was asked of their owners and closed by them "
        "(tables task and deck), by the day. Decks that nobody has registered are not known."
    )
    return [table(told, say, _("Updates of slides"), rows, basis)]
