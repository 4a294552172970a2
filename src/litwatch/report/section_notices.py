"""Works that are not as they were: alerts by quarter, how soon people saw them, and each of them."""

from __future__ import annotations

from collections.abc import Callable

from litwatch.language import Speech
from litwatch.records.notices import AlertState
from litwatch.records.state_words import state_label
from litwatch.report.by_quarter import Row, table
from litwatch.report.document import Part, Table, Words
from litwatch.report.followup import Figures, FollowUp, Notices

_RETRACTED: tuple[AlertState, ...] = ("retracted", "republished", "withdrawn")
_GRAVE: tuple[AlertState, ...] = (*_RETRACTED, "concern")


def notices(told: FollowUp, say: Speech) -> list[Part]:
    """The table and the list, or that nobody looked."""
    _ = say._
    if told.whole.notices is None:
        return [
            Words(
                _("Not measured: no check of the works we use was made to its end in the period.")
            )
        ]
    basis = _(
        "Alerts by the day they were opened (table alert); what became of them as of the report’s "
        "day. Checks made to their end, by the day they began (table run)."
    )
    parts: list[Part] = [table(told, say, _("Alerts on works that we use"), _rows(say), basis)]
    if told.alerts:
        parts.append(_each(told, say))
    return parts


def grave_row(say: Speech) -> Row:
    """Retractions and concerns that came."""
    return Row(
        say._("Retractions and concerns on works we use"),
        _known(lambda one: sum(one.opened.get(state, 0) for state in _GRAVE)),
    )


def seen_row(say: Speech) -> Row:
    """How many of the alerts a person has acknowledged."""
    return Row(say._("Alerts acknowledged"), _known(lambda one: one.seen))


def _rows(say: Speech) -> list[Row]:
    _ = say._
    none = _("none acknowledged")
    return [
        Row(
            _("Retracted or withdrawn"),
            _known(lambda one: sum(one.opened.get(state, 0) for state in _RETRACTED)),
        ),
        Row(_("The journal is investigating"), _known(lambda one: one.opened.get("concern", 0))),
        Row(
            _("Other changes"),
            _known(lambda one: one.all - sum(one.opened.get(state, 0) for state in _GRAVE)),
        ),
        seen_row(say),
        Row(_("Still waiting"), _known(lambda one: one.waiting)),
        Row(
            _("Median days until acknowledged"),
            _known(lambda one: none if one.median is None else one.median),
        ),
        Row(_("Longest, days"), _known(lambda one: none if one.longest is None else one.longest)),
        Row(_("Checks of works in use"), _known(lambda one: one.checks)),
    ]


def _known(
    value: Callable[[Notices], float | str],
) -> Callable[[Figures], float | str | None]:
    """The value where somebody looked; else None."""
    return lambda one: None if one.notices is None else value(one.notices)


def _each(told: FollowUp, say: Speech) -> Table:
    _ = say._
    return Table(
        caption=_("Each alert"),
        heads=(_("Work"), _("State"), _("Opened"), _("Acknowledged")),
        rows=tuple(
            (
                f"PMID {one.record_id}" if one.record_id.isdigit() else one.record_id,
                state_label(say, one.state),
                one.on.isoformat(),
                one.seen.isoformat() if one.seen else _("waits"),
            )
            for one in told.alerts
        ),
        basis=_("From the same table. Who acknowledged it, and with what words, stands there."),
    )
