"""Collaboration: views received per party and what became of them; reports on accessibility."""

from __future__ import annotations

from functools import partial

from litwatch.language import Speech
from litwatch.report.by_quarter import Row, table
from litwatch.report.document import Entries, Entry, Heading, Part, Section, Table, Words
from litwatch.report.followup import Figures, FollowUp, Heard
from litwatch.report.register_words import parties


def collaboration(told: FollowUp, say: Speech) -> Section:
    """The section; it stands, and says so, when nothing was received."""
    _ = say._
    names = parties(say)
    basis = _(
        "Views noted in the register (table received_view), by the day they came; what became "
        "of them as of the report’s day. RPO informed: the regional programme was told on a day "
        "that is noted."
    )
    none = Heard(received=0, handled=0, informed=0)
    heard = told.whole.views
    parts: list[Part] = [
        Table(
            caption=_("Views by party, the whole period"),
            heads=(_("Party"), _("Received"), _("Handled"), _("Waiting"), _("RPO informed")),
            rows=tuple(
                (
                    name,
                    *(
                        say.number(number)
                        for one in (total,)
                        for number in (
                            one.received,
                            one.handled,
                            one.received - one.handled,
                            one.informed,
                        )
                    ),
                )
                for name, total in (
                    *((name, heard.get(party, none)) for party, name in names.items()),
                    (_("All parties"), told.whole.heard),
                )
            ),
            basis=basis,
            summed=True,
        ),
        table(
            told,
            say,
            _("Views received, by quarter"),
            [
                *(Row(name, partial(_came, party)) for party, name in names.items()),
                Row(_("All parties"), lambda one: one.heard.received),
            ],
            _("Counted as above."),
            head=_("Party"),
            summed=True,
        ),
        Heading(_("Each view")),
    ]
    parts.append(Entries(_each(told, say)) if told.views else Words(_("None was noted.")))
    return Section("collaboration", _("Collaboration"), tuple(parts))


def view_rows(say: Speech) -> list[Row]:
    """Views received, handled, and told to the RPO."""
    _ = say._
    return [
        Row(_("Views received"), lambda one: one.heard.received),
        Row(_("– handled"), lambda one: one.heard.handled),
        Row(_("– RPO informed"), lambda one: one.heard.informed),
    ]


def accessibility(told: FollowUp, say: Speech) -> Section:
    """The section."""
    _ = say._
    basis = _(
        "Reports from the form of the accessibility statement (table fault_report): come and "
        "closed by the day, open as the quarter ended. Faults that nobody has reported are not "
        "known here."
    )
    made = table(told, say, _("Reported faults"), fault_rows(say), basis)
    return Section("accessibility", _("Accessibility"), (made,))


def fault_rows(say: Speech) -> list[Row]:
    """Reports that a page is hard to use."""
    _ = say._
    return [
        Row(_("Accessibility faults reported"), lambda one: one.faults.reported),
        Row(_("Accessibility faults closed"), lambda one: one.faults.closed),
        Row(_("Accessibility faults open at the end"), lambda one: one.faults.open),
    ]


def _came(party: str, one: Figures) -> int:
    heard = one.views.get(party)
    return heard.received if heard else 0


def _each(told: FollowUp, say: Speech) -> tuple[Entry, ...]:
    _ = say._
    names = parties(say)
    entries = []
    for one in told.views:
        said = [one.words]
        if one.handled:
            said.append(_("What became of it: {text}", text=one.handled))
        lines = [_("About: {what}.", what=one.about.rstrip("."))] if one.about else []
        if not one.handled:
            lines.append(_("Not handled."))
        lines.append(
            _("RPO informed {day}.", day=say.day(one.informed))
            if one.informed
            else _("RPO not informed.")
        )
        head = f"{names.get(one.party, one.party)}, {say.day(one.day)}"
        entries.append(Entry(head=head, said=tuple(said), lines=tuple(lines)))
    return tuple(entries)
