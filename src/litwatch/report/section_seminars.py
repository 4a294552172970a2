"""Seminars: how many and for whom by quarter, which modules have been given, and each of them."""

from __future__ import annotations

from functools import partial

from litwatch.language import Speech
from litwatch.report.by_quarter import Row, bars, table
from litwatch.report.document import Entries, Entry, Heading, Part, Section, Table, Words
from litwatch.report.followup import Figures, FollowUp
from litwatch.report.register_words import audiences, units


def seminars(told: FollowUp, say: Speech) -> Section:
    """The section; it stands, and says so, when none was held."""
    _ = say._
    basis = _(
        "Seminars noted in the register (table seminar), by the day they were held. "
        "Participants are counted at each seminar: somebody who came twice counts twice. "
        "What was taken off the register is not counted."
    )
    rows = seminar_rows(say)
    parts: list[Part] = []
    if told.seminars:
        people = Row(_("Participants"), lambda one: one.people)
        title = _("Participants in each quarter")
        parts.append(bars(told, say, people, name="participants", title=title))
    parts.append(table(told, say, _("Seminars and participants"), rows, basis))
    parts += [Heading(_("Modules given")), _given(told, say)]
    parts.append(Heading(_("Each seminar")))
    parts.append(Entries(_each(told, say)) if told.seminars else Words(_("None was held.")))
    return Section("seminars", _("Seminars"), tuple(parts))


def seminar_rows(say: Speech) -> list[Row]:
    """Seminars by audience, then participants by the kind of unit they came from."""
    _ = say._
    return [
        Row(_("Seminars held"), lambda one: one.seminars),
        Row(_("– for primary care centres"), partial(_held, audience="vardcentral")),
        Row(_("– for primary care rehabilitation"), partial(_held, audience="primarvardsrehab")),
        Row(_("– for both"), partial(_held, audience="both")),
        Row(_("Participants"), lambda one: one.people),
        *(Row(f"– {name}", partial(_came, unit=unit)) for unit, name in units(say).items()),
    ]


def _held(one: Figures, audience: str) -> int:
    return one.audiences.get(audience, 0)


def _came(one: Figures, unit: str) -> int:
    return one.participants.get(unit, 0)


def _given(told: FollowUp, say: Speech) -> Table:
    """How often each module was given for each audience; a dash where it is not to be."""
    _ = say._

    def times(module: str, audience: str) -> str:
        held = sum(
            one.module == module and one.audience in (audience, "both") for one in told.seminars
        )
        wanted = module in told.series.get(audience, ())
        return say.number(held) if held or wanted else "–"

    def came(module: str) -> int:
        return sum(sum(one.participants.values()) for one in told.seminars if one.module == module)

    return Table(
        caption=_("Times that each module was given in the period"),
        heads=(
            _("Module"),
            _("For primary care centres"),
            _("For rehabilitation"),
            _("Participants"),
        ),
        rows=tuple(
            (
                module.text(say.lang),
                times(module.id, "vardcentral"),
                times(module.id, "primarvardsrehab"),
                say.number(came(module.id)),
            )
            for module in told.modules
        ),
        basis=_(
            "From the same register. A seminar for both counts for each. A dash: the module is "
            "not in that audience’s series. The order and the titles are those of the watch files."
        ),
        swedish=True,
    )


def _each(told: FollowUp, say: Speech) -> tuple[Entry, ...]:
    titles = {module.id: module.text(say.lang) for module in told.modules}
    whom, from_where = audiences(say), units(say)
    return tuple(
        Entry(
            head=f"{say.day(one.day)} · {whom.get(one.audience, one.audience)}",
            said=(titles.get(one.module, one.module),),
            lines=(
                say.n(
                    "{count} participant: {units}.",
                    "{count} participants: {units}.",
                    sum(one.participants.values()),
                    units=", ".join(
                        f"{from_where.get(unit, unit).lower()} {say.number(count)}"
                        for unit, count in one.participants.items()
                    ),
                ),
            ),
        )
        for one in told.seminars
    )
