"""The charts of the searches' pages: load per topic, new records a month, the recall trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten

from markupsafe import Markup

from litwatch.digest import charts as bars
from litwatch.digest.figures import short
from litwatch.language import Speech
from litwatch.pipeline.basis import TopicStanding
from litwatch.web import charts

LONGEST = 44  # letters of a name that leave room for the number at the end of the line


def load_chart(found: Sequence[TopicStanding], names: Mapping[str, str], say: Speech) -> Markup:
    """Bars of what each search found in the month, the largest first, on one scale."""
    _ = say._
    loads = sorted(
        ((short(names[one.topic.id]), sum(part.hits for part in one.parts)) for one in found),
        key=lambda pair: (-pair[1], pair[0]),
    )
    return bars.flow(
        [
            bars.Step(shorten(name, LONGEST, placeholder=" …"), n, say.number(n))
            for name, n in loads
        ],
        name="load",
        title=_("Hits of each search, {month}", month=say.month(found[0].month)),
        description=_(
            "Bars on one scale from zero: {loads}.",
            loads=", ".join(f"{name} {say.number(hits)}" for name, hits in loads),
        ),
    )


def months_chart(found: TopicStanding, name: str, say: Speech) -> Markup | None:
    """New records a month; None where fewer than two months were searched in full."""
    _ = say._
    counts = [count for _month, count in found.volume.months] if found.volume else []
    known = [count for count in counts if count is not None]
    if len(known) < 2:
        return None
    return bars.trend(
        _("New records each month"),
        counts,
        write=say.number,
        name="months",
        title=_("{topic}, new records each month", topic=short(name)),
        description=_(
            "At most {most}, at least {least}; the table has every month.",
            most=say.number(max(known)),
            least=say.number(min(known)),
        ),
    )


SHOWN = 12  # measurements in the picture; the table has the same


def recall_chart(found: TopicStanding, name: str, say: Speech) -> Markup | None:
    """The share of known works found, run by run with intervals; None where nothing was measured."""
    _ = say._
    measured = found.recall[-SHOWN:]
    if not measured:
        return None
    points = [
        charts.Point(
            share=one.share,
            low=one.low,
            high=one.high,
            label=f"{one.measured.at:%Y-%m}",
            shown=percent(one.share),
        )
        for one in measured
    ]
    last = measured[-1].measured.recall
    return charts.shares(
        points,
        name="recall",
        heading=_("Found of the known works"),
        title=_("Share of known works that the search finds, {topic}", topic=short(name)),
        description=_(
            "{count} measurements. In the last one {found} of {expected} known works were found.",
            count=say.number(len(points)),
            found=say.number(last.found),
            expected=say.number(last.expected),
        ),
    )


def percent(share: float) -> str:
    """`97 %`, never rounded up to all nor down to none."""
    rounded = round(share * 100)
    if share < 1 and rounded == 100:
        rounded = 99
    if share > 0 and rounded == 0:
        rounded = 1
    return f"{rounded}\N{NO-BREAK SPACE}%"
