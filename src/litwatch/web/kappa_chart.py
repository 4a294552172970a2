"""Kappa month by month with its interval, as inline SVG. A table always stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from litwatch.digest.method import Agreement
from litwatch.language import Speech

_LEFT, _RIGHT, _TOP, _BASE = 48, 290, 38, 216


def kappa_chart(months: Sequence[tuple[str, Agreement]], say: Speech) -> Markup | None:
    """A point and its 95 % interval for each month that has a kappa; None where none has."""
    _ = say._
    known = [
        (month, said.kappa, said.low, said.high)
        for month, said in months
        if said.kappa is not None and said.low is not None and said.high is not None
    ]
    if not known:
        return None
    floor = min(0.0, *(low for _month, _kappa, low, _high in known))
    floor = -1.0 if floor < -0.5 else -0.5 if floor < 0 else 0.0

    def height(value: float) -> float:
        return round(_BASE - (value - floor) / (1 - floor) * (_BASE - _TOP), 1)

    step = (_RIGHT - _LEFT) / max(1, len(known) - 1)
    places = [round(_LEFT + step * number, 1) for number in range(len(known))]
    parts = [f'<text x="0" y="14" font-size="15" class="b">{escape(_("Kappa"))}</text>']
    for fifth in range(6):
        value = floor + (1 - floor) * fifth / 5
        y = height(value)
        parts.append(f'<path class="gr" d="M{_LEFT} {y:g}H{_RIGHT}"/>')
        parts.append(_label(_LEFT - 6, y + 5, say.number(value, 1), "end"))
    for x, (_month, _value, low, high) in zip(places, known, strict=True):
        top, bottom = height(high), height(low)
        parts.append(
            f'<path class="ink" stroke-width="1.5" '
            f'd="M{x:g} {bottom:g}V{top:g}M{x - 4:g} {bottom:g}h8M{x - 4:g} {top:g}h8"/>'
        )
    spots = [(x, height(value)) for x, (_month, value, *_rest) in zip(places, known, strict=True)]
    if len(spots) > 1:
        parts.append(f'<path class="l1" d="M{"L".join(f"{x:g} {y:g}" for x, y in spots)}"/>')
    for number, (x, y) in enumerate(spots, 1):
        kind, radius = ("f1", 5) if number == len(spots) else ("hole", 5)
        parts.append(f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{radius}"/>')
    named = {0, len(known) - 1} if len(known) > 6 else set(range(len(known)))
    for number in sorted(named):
        words = say.brief_month(known[number][0]).partition(" ")[0]
        parts.append(_label(places[number], 242, words, "middle"))
    last = spots[-1]
    parts.append(_label(last[0] + 10, last[1] + 5, say.number(known[-1][1], 2), "start", "b"))
    title = _("How far two readers agree")
    described = " ".join(
        _(
            "{month}: {kappa}, from {low} to {high}.",
            month=say.month(month),
            kappa=say.number(value, 2),
            low=say.number(low, 2),
            high=say.number(high, 2),
        )
        for month, value, low, high in known
    )
    return Markup(  # noqa: S704  (every text in it went through escape)
        '<svg viewBox="0 0 360 250" width="360" height="250" role="img" '
        f'aria-labelledby="kappa-t kappa-d"><title id="kappa-t">{escape(title)}</title>'
        f'<desc id="kappa-d">{escape(described)}</desc>{"".join(parts)}</svg>'
    )


def _label(x: float, y: float, words: str, anchor: str, kind: str = "q2") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="14" text-anchor="{anchor}" class="{kind}">'
        f"{escape(words)}</text>"
    )
