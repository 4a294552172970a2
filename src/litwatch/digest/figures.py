"""The figures of an edition: what each shows, in words, as a drawing and as a table.

The month's flow and the trend of new records by topic; `evidence_map` has the third.
All are counts of every record, not samples, so they carry no interval.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from litwatch.digest import charts
from litwatch.digest.edition import Edition
from litwatch.digest.method import Volume
from litwatch.digest.searching import month_is_over
from litwatch.language import Speech


class Table(msgspec.Struct, frozen=True):
    """Numbers as people write them; the first cell of a row is its heading."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Figure(msgspec.Struct, frozen=True):
    """Drawings (none where too little is known), the words under them, and the same as a table.

    `key` says how to read the drawings; a format that has none leaves it out.
    """

    note: str
    key: str = ""
    drawings: tuple[Markup, ...] = ()
    table: Table | None = None


def short(text: str) -> str:
    """A name without what stands in brackets at its end."""
    return re.sub(r"\s*\([^()]*\)$", "", text)


def searched(edition: Edition) -> bool:
    """Whether the searches cover the whole month: only then does a zero mean that there is none."""
    return not edition.method.unsearched and month_is_over(edition.month, edition.made_at)


def flow(edition: Edition, say: Speech) -> Figure:
    """Found → new → likely → included, on one scale; the table has every step."""
    _, flow = say._, edition.flow
    shown = [
        (_("Hits in all searches"), flow.hits, ""),
        (_("New this month"), flow.new, ""),
        (_("Likely relevant, says the model"), flow.likely, ""),
        (_("Included by a person"), flow.included, ""),
    ]
    if flow.hits > flow.new:
        shown[0] = (
            *shown[0][:2],
            _("{count} were doubles or older", count=say.number(flow.hits - flow.new)),
        )
    if flow.new > flow.likely:
        shown[1] = (
            *shown[1][:2],
            _("{count} ranked lower", count=say.number(flow.new - flow.likely)),
        )
    steps = [charts.Step(label, count, say.number(count), note) for label, count, note in shown]
    drawing = charts.flow(
        steps,
        name="flow",
        title=_("The month’s flow, {month}", month=say.month(edition.month)),
        description=_(
            "Four bars on one scale: {steps}.",
            steps=", ".join(f"{step.label} {step.shown}" for step in steps),
        ),
    )
    rows = (
        (_("Hits in all searches"), flow.hits),
        (_("Unique records"), flow.unique),
        (_("New this month"), flow.new),
        (_("Likely relevant, says the model"), flow.likely),
        (_("Read by a person"), flow.read),
        (_("Included"), flow.included),
        (_("Items in the edition"), flow.items),
        *([(_("Items kept from earlier months"), flow.carried)] if flow.carried else []),
    )
    return Figure(
        note=_("The bars share one scale. The table holds the same numbers."),
        drawings=(drawing,),
        table=Table(
            caption=_("The month’s flow"),
            heads=(_("Step"), _("Records")),
            rows=tuple((label, say.number(count)) for label, count in rows),
        ),
    )


def trend(edition: Edition, say: Speech) -> Figure | None:
    """New records a month, a small line for each topic; None where nothing was counted.

    A month that was not searched is a gap. With one searched month there is no trend: the
    figure then says so and draws nothing.
    """
    _ = say._
    volumes = _since_first_search(edition.volumes)
    if not edition.volumes:
        return None
    months = tuple(dict.fromkeys(month for volume in volumes for month, _count in volume.months))
    if (
        sum(
            any(dict(volume.months).get(month) is not None for volume in volumes)
            for month in months
        )
        < 2
    ):
        return Figure(
            note=_("At most one month has been searched in full, so there is no trend to show yet.")
        )
    counts = {volume.topic.id: dict(volume.months) for volume in volumes}
    drawings = tuple(
        charts.trend(
            short(volume.topic.text(say.lang)),
            [counts[volume.topic.id].get(month) for month in months],
            write=say.number,
            name=f"trend-{number}",
            title=_("{topic}, new records each month", topic=short(volume.topic.text(say.lang))),
            description=_course(volume, say),
        )
        for number, volume in enumerate(volumes, 1)
    )
    key = [
        _(
            "Each line has a scale of its own from zero: compare its course, not its height. "
            "The last number stands in bold, the highest in plain."
        )
    ]
    if any(count is None for course in counts.values() for count in course.values()):
        key.append(_("A month that was not searched in full is a gap over a dotted line."))
    return Figure(
        note=_(
            "New records each month from {first} to {last}.",
            first=say.month(months[0]),
            last=say.month(months[-1]),
        ),
        key=" ".join(key),
        drawings=drawings,
        table=Table(
            caption=_("New records each month"),
            heads=(_("Condition"), *(say.brief_month(month) for month in months)),
            rows=tuple(
                (
                    short(volume.topic.text(say.lang)),
                    *(
                        _("not searched")
                        if (count := counts[volume.topic.id].get(month)) is None
                        else say.number(count)
                        for month in months
                    ),
                )
                for volume in volumes
            ),
        ),
    )


def _since_first_search(volumes: Sequence[Volume]) -> tuple[Volume, ...]:
    """The volumes without the months before any topic had been searched."""
    start = min(
        (month for volume in volumes for month, count in volume.months if count is not None),
        default="",
    )
    return tuple(
        Volume(topic=volume.topic, months=tuple(pair for pair in volume.months if pair[0] >= start))
        for volume in volumes
    )


def _course(volume: Volume, say: Speech) -> str:
    """What a small line shows, in words."""
    _ = say._
    known = [(month, count) for month, count in volume.months if count is not None]
    gaps = [say.month(month) for month, count in volume.months if count is None]
    told = []
    if known:
        (first, was), (last, now) = known[0], known[-1]
        highest, most = max(known, key=lambda pair: pair[1])
        told.append(
            _(
                "{was} in {first}, {now} in {last}, at most {most} in {highest}.",
                was=say.number(was),
                first=say.month(first),
                now=say.number(now),
                last=say.month(last),
                most=say.number(most),
                highest=say.month(highest),
            )
        )
    if gaps:
        told.append(_("Not searched in full: {months}.", months=", ".join(gaps)))
    return " ".join(told)
