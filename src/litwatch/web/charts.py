"""The charts of the basis pages: shares with their intervals, over time and by score.

Drawn by digest's charts, whose words hold here too: text at 15 units, one unit a pixel, classes
for colours, a title and a description, a table beside. A share is always drawn with its interval.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from litwatch.digest.charts import WIDTH, drawing, text_at


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A share with its interval, all 0–1. `label` stands under it, `shown` is how it is written.

    `at` (0–1) is its place from the left where that means something; `weight` how many it is of.
    """

    share: float
    low: float
    high: float
    label: str = ""
    shown: str = ""
    at: float = 0.0
    weight: int = 0


_LEFT, _RIGHT, _TOP, _BASE = 52, 290, 38, 216


def shares(
    points: Sequence[Point], *, name: str, heading: str, title: str, description: str
) -> Markup:
    """Shares in the order of time with their 95 % intervals, the last one labelled.

    The scale begins at the nearest 20 % under the lowest interval, and says so on its axis.
    """
    floor = int(min((point.low for point in points), default=0.0) * 5) / 5
    floor = min(floor, 0.8)

    def y(share: float) -> float:
        return _BASE - (share - floor) / (1 - floor) * (_BASE - _TOP)

    step = (_RIGHT - _LEFT - 20) / max(1, len(points) - 1)
    places = [_LEFT + 10 + step * index for index in range(len(points))]
    parts = [text_at(0, 14, heading, "b")]
    for number in range(5):
        share = floor + (1 - floor) * number / 4
        parts.append(f'<path class="gr" d="M{_LEFT} {y(share):.1f}H{_RIGHT}"/>')
        parts.append(text_at(_LEFT - 6, round(y(share) + 5, 1), _percent(share), "q2", "end"))
    for x, point in zip(places, points, strict=True):
        parts.append(
            f'<path class="ink" stroke-width="1.5" d="M{x:.1f} {y(point.low):.1f}V{y(point.high):.1f}'
            f'M{x - 4:.1f} {y(point.low):.1f}h8M{x - 4:.1f} {y(point.high):.1f}h8"/>'
        )
    if len(points) > 1:
        way = "L".join(f"{x:.1f} {y(p.share):.1f}" for x, p in zip(places, points, strict=True))
        parts.append(f'<path class="l1" d="M{way}"/>')
    for x, point in zip(places, points, strict=True):
        kind = "f1" if point is points[-1] else "hole"
        parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y(point.share):.1f}" r="5"/>')
    if points:
        parts += _dates(points, places)
        parts.append(text_at(_RIGHT + 10, round(y(points[-1].share) + 5, 1), points[-1].shown, "b"))
    return drawing(parts, WIDTH, 250, name, title, description)


def _dates(points: Sequence[Point], places: Sequence[float]) -> list[str]:
    """The first and the last label, and those in between that have room."""
    room = 62
    shown = [len(points) - 1]
    for index in range(len(points)):
        before = [places[index] - places[other] for other in shown if other <= index]
        after = [places[other] - places[index] for other in shown if other > index]
        if all(gap >= room for gap in (*before, *after)):
            shown.append(index)
    return [
        text_at(round(places[index], 1), 242, points[index].label, "q2", "middle", 14)
        for index in sorted(shown)
    ]


_SIDE, _EDGE, _ROOF, _FLOOR = 52, 346, 30, 312


def reliability(
    points: Sequence[Point], *, name: str, up: str, along: str, title: str, description: str
) -> Markup:
    """What became of records by what was said of them; right is on the dashed diagonal.

    `at` is the mean score of a step, `share` how many of its records were positive; a larger
    disc stands for more records.
    """

    def x(share: float) -> float:
        return _SIDE + share * (_EDGE - _SIDE)

    def y(share: float) -> float:
        return _FLOOR - share * (_FLOOR - _ROOF)

    parts = [text_at(0, 14, up, "b")]
    for number in range(6):
        share = number / 5
        parts.append(
            f'<path class="gr" d="M{_SIDE} {y(share):.1f}H{_EDGE}M{x(share):.1f} {_ROOF}V{_FLOOR}"/>'
        )
        parts.append(text_at(_SIDE - 6, round(y(share) + 5, 1), _percent(share), "q2", "end"))
        parts.append(text_at(round(x(share), 1), 330, f"{share * 100:.0f}", "q2", "middle"))
    parts.append(
        f'<path class="ink" stroke-dasharray="3 4" d="M{x(0):.1f} {y(0):.1f}L{x(1):.1f} {y(1):.1f}"/>'
    )
    most = max((point.weight for point in points), default=0)
    for point in points:
        parts.append(
            f'<path class="ink" stroke-width="1.5" '
            f'd="M{x(point.at):.1f} {y(point.low):.1f}V{y(point.high):.1f}"/>'
        )
        radius = 4 + 4 * (point.weight / most) ** 0.5 if most else 4
        parts.append(
            f'<circle class="f1" cx="{x(point.at):.1f}" cy="{y(point.share):.1f}" r="{radius:.1f}"/>'
        )
    parts.append(text_at(_EDGE, 356, along, "b", "end"))
    return drawing(parts, 364, 364, name, title, description)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"
