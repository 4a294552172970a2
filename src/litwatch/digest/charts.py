"""Charts as inline SVG: real text, a title and a description, classes instead of colours.

Drawn 360 units wide, so that the text stays 14–15 px on a phone. A table always stands beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import msgspec
from markupsafe import Markup

WIDTH = 360
_ROW = 72
_BAR = 12


class Step(msgspec.Struct, frozen=True):
    """One bar: its label, its number, the number as people write it, what fell away after it."""

    label: str
    size: int
    shown: str
    note: str = ""


def _text(x: int, y: int, text: str, kind: str = "", anchor: str = "start") -> str:
    kind = f' class="{kind}"' if kind else ""
    return (
        f'<text x="{x}" y="{y}" font-size="15" text-anchor="{anchor}"{kind}>{escape(text)}</text>'
    )


def flow(steps: Sequence[Step], *, name: str, title: str, description: str) -> Markup:
    """Bars on one scale from zero, largest first bar full width. A zero has no bar.

    `name` makes the title's and description's ids unique on the page.
    """
    most = max((step.size for step in steps), default=0)
    parts: list[str] = []
    top = 0
    for step in steps:
        parts += [
            _text(0, top + 16, step.label),
            _text(WIDTH, top + 16, step.shown, "b", "end"),
            f'<rect class="fs" x="0" y="{top + 24}" width="{WIDTH}" height="{_BAR}"/>',
        ]
        if step.size:
            width = max(3.0, step.size / most * WIDTH)
            parts.append(
                f'<rect class="f1" x="0" y="{top + 24}" width="{width:.1f}" height="{_BAR}"/>'
            )
        if step.note:
            parts.append(_text(0, top + 55, step.note, "q2"))
        top += _ROW if step.note else _ROW - 16
    height = max(0, top - 16)
    return Markup(  # noqa: S704  (every text in it went through escape)
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>{"".join(parts)}</svg>'
    )


def level(reached: int, of: int = 5) -> Markup:
    """Rising bars for a design's level: level 1, the strongest, fills all five. Decoration."""
    bars = "".join(
        f'<rect class="{"on" if index <= of - reached else "off"}" x="{0.5 + 5 * index}" '
        f'y="{12.5 - 2.6 * index:.1f}" width="3.6" height="{3 + 2.6 * index:.1f}"/>'
        for index in range(of)
    )
    return Markup(f'<svg viewBox="0 0 26 16" aria-hidden="true">{bars}</svg>')  # noqa: S704
