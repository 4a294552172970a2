"""The charts of the model's page: does what it says come true, and what the samples found."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from litwatch.classify.audit import Missed
from litwatch.classify.manifest import Bin
from litwatch.language import Speech
from litwatch.web import charts
from litwatch.web.strategy_charts import percent


def nearest_bin(bins: Sequence[Bin], score: float) -> Bin | None:
    """The step whose mean score is nearest to this one; None where there are none."""
    return min(
        (one for one in bins if one.records), key=lambda b: abs(b.mean - score), default=None
    )


def reliability_chart(bins: Sequence[Bin], say: Speech) -> Markup | None:
    """What the model said against what was so; None where it was not measured."""
    _ = say._
    told = [one for one in bins if one.records]
    if not told:
        return None
    points = [
        charts.Point(
            share=one.positives / one.records,
            low=one.low,
            high=one.high,
            at=one.mean,
            weight=one.records,
        )
        for one in told
    ]
    furthest = max(abs(point.share - point.at) for point in points)
    return charts.reliability(
        points,
        name="reliability",
        up=_("Share that were about a condition"),
        along=_("What the model said, per cent"),
        title=_("Does what the model says come true?"),
        description=_(
            "{count} points with intervals beside the dashed line, where what was said and what "
            "was so are equal. The furthest is {points} percentage points from it.",
            count=say.number(len(points)),
            points=say.number(round(furthest * 100)),
        ),
    )


def audit_chart(audits: Sequence[tuple[str, Missed]], say: Speech) -> Markup | None:
    """The share of low-ranked records that people took, month by month; None where none was read.

    Drawn as what was rightly ranked low, so that high is good as in the other charts.
    """
    _ = say._
    points = [
        charts.Point(
            share=1 - told.found / told.read,
            low=1 - told.high,
            high=1 - told.low,
            label=month,
            shown=percent(1 - told.found / told.read),
        )
        for month, told in audits
    ]
    if not points:
        return None
    return charts.shares(
        points,
        name="audits",
        heading=_("Rightly ranked low"),
        title=_("Share of the sampled low-ranked records that nobody took"),
        description=_(
            "{count} months. The intervals are wide because the samples are small.",
            count=say.number(len(points)),
        ),
    )
