"""The map of the evidence: what the month's likely records are about, and how they were studied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from litwatch.digest import charts
from litwatch.digest.edition import Edition
from litwatch.digest.figures import Figure, Table, searched, short
from litwatch.digest.names import Name
from litwatch.language import Speech

DESIGNS = 8  # columns that the map has room for; rarer designs share the last one


def evidence(edition: Edition, say: Speech) -> Figure | None:
    """The month's likely records by condition and study design; None where there are none.

    Conditions without a record are named under the map. Where designs are many, the rarer
    ones share a column and are named there too.
    """
    _ = say._
    grid = _grid(edition)
    if grid is None:
        return None
    rows = [short(topic.text(say.lang)) for topic in grid.topics]
    heads = [short(design.text(say.lang)) for design in grid.designs]
    heads += [_("Other designs")] if grid.rare else []
    sums = [sum(line) for line in grid.counts]
    top = max(range(len(rows)), key=sums.__getitem__)
    title = _("Records by condition and study design, {month}", month=say.month(edition.month))
    description = " ".join(
        (
            _("Conditions in rows, study designs in columns."),
            _(
                "Most records: {condition}, {count}.",
                condition=rows[top],
                count=say.number(sums[top]),
            ),
        )
    )
    return Figure(
        note=" ".join(_notes(edition, grid, say)),
        key=_("A disc’s area is the number."),
        drawings=(
            charts.cross_map(
                rows,
                heads,
                grid.counts,
                write=say.number,
                name="map",
                title=title,
                description=description,
            ),
        ),
        table=Table(
            caption=title,
            heads=(_("Condition"), *heads, _("Sum")),
            rows=tuple(
                (row, *(say.number(count) for count in line), say.number(total))
                for row, line, total in zip(rows, grid.counts, sums, strict=True)
            ),
        ),
    )


class _Grid(NamedTuple):
    """Counts by topic (rows) and design (columns, a last one for the rare together)."""

    topics: tuple[Name, ...]
    designs: tuple[Name, ...]
    rare: tuple[tuple[Name, int], ...]
    counts: list[list[int]]
    without: tuple[Name, ...]


def _grid(edition: Edition) -> _Grid | None:
    """The map's numbers; None where no record is likely."""
    cells = [cell for cell in edition.evidence if cell.count]
    if not cells:
        return None
    by_design: Counter[str] = Counter()
    for cell in cells:
        by_design[cell.design.id] += cell.count
    usual = by_design.keys()
    if len(by_design) > DESIGNS:
        usual = dict(by_design.most_common(DESIGNS - 1)).keys()
    count_of: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        count_of[cell.topic.id, cell.design.id if cell.design.id in usual else ""] += cell.count
    designs = _once([cell.design for cell in cells])
    rare = tuple((one, by_design[one.id]) for one in designs if one.id not in usual)
    columns = tuple(one for one in designs if one.id in usual)
    keys = [one.id for one in columns] + ([""] if rare else [])
    met = {cell.topic.id for cell in cells}
    watched = _once([volume.topic for volume in edition.volumes] + [cell.topic for cell in cells])
    topics = tuple(topic for topic in watched if topic.id in met)
    return _Grid(
        topics=topics,
        designs=columns,
        rare=rare,
        counts=[[count_of[topic.id, key] for key in keys] for topic in topics],
        without=tuple(topic for topic in watched if topic.id not in met),
    )


def _notes(edition: Edition, grid: _Grid, say: Speech) -> Iterator[str]:
    """How to read the map, and what it leaves out."""
    _ = say._
    yield _(
        "New records this month that the model finds likely, by the study design they are "
        "tagged with. One on several conditions counts in each. The numbers show how much there "
        "is, not how sure it is."
    )
    if grid.rare:
        listed = ", ".join(
            " ".join((short(design.text(say.lang)), say.number(count)))
            for design, count in grid.rare
        )
        yield _("Other designs: {designs}.", designs=listed)
    if grid.without:
        names = ", ".join(short(topic.text(say.lang)) for topic in grid.without)
        yield _("None: {conditions}.", conditions=names)
    if not searched(edition):
        yield _(
            "The searches are not complete for the month, so a zero does not mean that there is none."
        )


def _once(names: Sequence[Name]) -> tuple[Name, ...]:
    return tuple({name.id: name for name in names}.values())
