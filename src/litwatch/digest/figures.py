"""The figures of an edition: what each shows, in words, as a drawing and as a table.

The month's flow, the trend of new records by topic, and what the month's records are about.
All are counts of every record, not samples, so they carry no interval.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from litwatch.digest import charts
from litwatch.digest.edition import Edition, Name, Volume
from litwatch.digest.searching import month_is_over
from litwatch.language import Speech

DESIGNS = 8  # columns that the map has room for; rarer designs share the last one


class Table(msgspec.Struct, frozen=True):
    """Numbers as people write them; the first cell of a row is its heading."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Figure(msgspec.Struct, frozen=True):
    """Drawings (none where too little is known), the words under them, and the same as a table."""

    note: str
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
    note = [
        _(
            "New records each month from {first} to {last}. Each line has a scale of its own "
            "from zero: compare its course, not its height. The last number stands in bold, "
            "the highest in plain.",
            first=say.month(months[0]),
            last=say.month(months[-1]),
        )
    ]
    if any(count is None for course in counts.values() for count in course.values()):
        note.append(_("A month that was not searched in full is a gap over a dotted line."))
    return Figure(
        note=" ".join(note),
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


def evidence(edition: Edition, say: Speech) -> Figure | None:
    """The month's likely records by condition and study design; None where there are none.

    Every watched condition has its row, also without a record. Where designs are many, the
    rarer ones share a column and are named under the map.
    """
    _, cells = say._, edition.evidence
    if not cells:
        return None
    topics = _once([volume.topic for volume in edition.volumes] + [cell.topic for cell in cells])
    designs = _once([cell.design for cell in cells if cell.count])
    by_design: Counter[str] = Counter()
    for cell in cells:
        by_design[cell.design.id] += cell.count
    usual = {design.id for design in designs}
    if len(designs) > DESIGNS:
        usual = {key for key, _count in by_design.most_common(DESIGNS - 1)}
    columns = [design for design in designs if design.id in usual]
    rare = [design for design in designs if design.id not in usual]
    count_of: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        if cell.count:
            column = cell.design.id if cell.design.id in usual else ""
            count_of[cell.topic.id, column] += cell.count
    keys = [design.id for design in columns] + ([""] if rare else [])
    heads = [short(design.text(say.lang)) for design in columns]
    heads += [_("Other designs")] if rare else []
    rows = [short(topic.text(say.lang)) for topic in topics]
    counts = [[count_of[topic.id, key] for key in keys] for topic in topics]
    sums = [sum(row) for row in counts]
    top = max(range(len(rows)), key=sums.__getitem__)
    empty = [row for row, total in zip(rows, sums, strict=True) if not total]
    told = [
        _("Conditions in rows, study designs in columns."),
        _("Most records: {condition}, {count}.", condition=rows[top], count=say.number(sums[top])),
    ]
    if empty:
        told.append(_("None: {conditions}.", conditions=", ".join(empty)))
    note = [
        _(
            "New records this month that the model finds likely, by the study design they are "
            "tagged with. One on several conditions counts in each. A disc’s area is the number. "
            "The map shows how much there is, not how sure it is."
        )
    ]
    if rare:
        listed = ", ".join(
            f"{short(design.text(say.lang))} {say.number(by_design[design.id])}" for design in rare
        )
        note.append(_("Other designs: {designs}.", designs=listed))
    if not searched(edition):
        note.append(
            _(
                "The searches are not complete for the month, so a zero does not mean that there is none."
            )
        )
    title = _("Records by condition and study design, {month}", month=say.month(edition.month))
    return Figure(
        note=" ".join(note),
        drawings=(
            charts.cross_map(
                rows,
                heads,
                counts,
                write=say.number,
                name="map",
                title=title,
                description=" ".join(told),
            ),
        ),
        table=Table(
            caption=title,
            heads=(_("Condition"), *heads, _("Sum")),
            rows=tuple(
                (row, *(say.number(count) for count in line), say.number(total))
                for row, line, total in zip(rows, counts, sums, strict=True)
            ),
        ),
    )


def _once(names: Sequence[Name]) -> tuple[Name, ...]:
    return tuple({name.id: name for name in names}.values())
