"""Charts as inline SVG: real text, a title and a description, classes instead of colours.

Text is drawn at 15 units and a chart is shown one unit a pixel, so it stays readable on a
phone: bars and the trend fit its width, the map scrolls. A table always stands beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby
from math import sqrt
from textwrap import wrap

import msgspec
from markupsafe import Markup

WIDTH = 360
_ROW = 72
_BAR = 12
_LINE = 18  # from one line of text to the next
_LETTER = 7.0  # a letter's width on average, at 15 units


class Step(msgspec.Struct, frozen=True):
    """One bar: its label, its number, the number as people write it, what fell away after it."""

    label: str
    size: int
    shown: str
    note: str = ""


def text_at(
    x: float, y: float, text: str, kind: str = "", anchor: str = "start", size: float = 15
) -> str:
    kind = f' class="{kind}"' if kind else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}"{kind}>'
        f"{escape(text)}</text>"
    )


def _lines(text: str, letters: int) -> list[tuple[str, float]]:
    """Text in lines of so many letters, each with its size: a word that is longer is smaller."""
    return [
        (line, round(min(15.0, 15.0 * letters / len(line)), 1))
        for line in wrap(text, letters, break_long_words=False, break_on_hyphens=False)
    ]


def drawing(
    parts: Iterable[str], width: float, height: float, name: str, title: str, description: str
) -> Markup:
    """`name` makes the title's and description's ids unique on the page."""
    return Markup(  # noqa: S704  (every text in it went through escape)
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>{"".join(parts)}</svg>'
    )


def flow(steps: Sequence[Step], *, name: str, title: str, description: str) -> Markup:
    """Bars on one scale from zero, largest first bar full width. A zero has no bar."""
    most = max((step.size for step in steps), default=0)
    parts: list[str] = []
    top = 0
    for step in steps:
        parts += [
            text_at(0, top + 16, step.label),
            text_at(WIDTH, top + 16, step.shown, "b", "end"),
            f'<rect class="fs" x="0" y="{top + 24}" width="{WIDTH}" height="{_BAR}"/>',
        ]
        if step.size:
            width = max(3.0, step.size / most * WIDTH)
            parts.append(
                f'<rect class="f1" x="0" y="{top + 24}" width="{width:.1f}" height="{_BAR}"/>'
            )
        if step.note:
            parts.append(text_at(0, top + 55, step.note, "q2"))
        top += _ROW if step.note else _ROW - 16
    return drawing(parts, WIDTH, max(0, top - 16), name, title, description)


TREND_WIDTH = 168
_TREND_END = 126  # the last point; its number stands to the right of it
_TREND_HEIGHT = 46


def trend(
    label: str,
    points: Sequence[int | None],
    *,
    write: Callable[[int], str],
    name: str,
    title: str,
    description: str,
) -> Markup:
    """A small line from zero on a scale of its own, with its last and its highest number.

    None is a month without a number: the line breaks and the base line is dotted there.
    """
    lines = _lines(label, int(TREND_WIDTH / _LETTER))
    parts = [
        text_at(0, 16 + _LINE * row, line, size=size) for row, (line, size) in enumerate(lines)
    ]
    top = _LINE * len(lines) + 28
    base = top + _TREND_HEIGHT
    step = (_TREND_END - 6) / max(1, len(points) - 1)
    most = max((point for point in points if point is not None), default=0)

    def at(index: int, point: int) -> tuple[float, float]:
        share = point / most if most else 0
        return round(6 + step * index, 1), round(base - share * _TREND_HEIGHT, 1)

    half = step / 2
    for known, run in groupby(enumerate(points), lambda pair: pair[1] is not None):
        stretch = list(run)
        first, last = stretch[0][0], stretch[-1][0]
        left, right = max(0, 6 + step * first - half), min(_TREND_END + 6, 6 + step * last + half)
        parts.append(
            f'<path class="{"ax" if known else "gap"}" d="M{left:.1f} {base}H{right:.1f}"/>'
        )
        drawn = [at(index, point) for index, point in stretch if point is not None]
        if len(drawn) > 1:
            parts.append(f'<path class="l1" d="M{"L".join(f"{x:g} {y:g}" for x, y in drawn)}"/>')
        elif drawn:
            parts.append(f'<circle class="f1" cx="{drawn[0][0]:g}" cy="{drawn[0][1]:g}" r="3"/>')
    end = points[-1] if points else None
    if end is not None:
        x, y = at(len(points) - 1, end)
        parts.append(f'<circle class="f1" cx="{x:g}" cy="{y:g}" r="4"/>')
        parts.append(text_at(x + 9, y + 5, write(end), "b"))
    if most and end != most:
        x, y = at(points.index(most), most)
        room = len(write(most)) * _LETTER / 2
        parts.append(
            text_at(min(max(x, room), _TREND_END - room), y - 9, write(most), "q2", "middle")
        )
    return drawing(parts, TREND_WIDTH, base + 6, name, title, description)


_MAP_ROW = 40
_MAP_LABEL = 26  # letters of a row's label before it takes a second line
_MAP_RADIUS = 16.0


def cross_map(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    write: Callable[[int], str],
    name: str,
    title: str,
    description: str,
) -> Markup:
    """Rows by columns: in each cell its number beside a disc whose area is that number.

    `counts[row][column]`; a zero is printed and has no disc.
    """
    heads = [_head(column) for column in columns]
    labels = [[line for line, _size in _lines(row, _MAP_LABEL)] for row in rows]
    most = max((count for row in counts for count in row), default=0)
    left = max((len(line) for lines in labels for line in lines), default=0) * _LETTER + 8
    widths = [max(64.0, max(map(len, lines)) * _LETTER + 8) for lines in heads]
    edges = [left + sum(widths[:index]) for index in range(len(widths))]
    centres = [round(edge + wide / 2, 1) for edge, wide in zip(edges, widths, strict=True)]
    width = round(left + sum(widths))
    top = _LINE * max(map(len, heads), default=0) + 10
    parts: list[str] = []
    for lines, centre in zip(heads, centres, strict=True):
        first = top - 10 - _LINE * (len(lines) - 1)
        parts += [
            text_at(centre, first + _LINE * place, line, "", "middle")
            for place, line in enumerate(lines)
        ]
    y = top
    for lines, row in zip(labels, counts, strict=True):
        height = max(_MAP_ROW, _LINE * len(lines) + 6)
        middle = y + height / 2
        if y > top:
            parts.append(f'<path class="gr" d="M0 {y}H{width}"/>')
        first = round(middle) + 5 - _LINE * (len(lines) - 1) // 2
        parts += [text_at(0, first + _LINE * place, line) for place, line in enumerate(lines)]
        for count, centre in zip(row, centres, strict=True):
            if count:
                radius = _MAP_RADIUS * sqrt(count / most)
                parts.append(
                    f'<circle class="f1" cx="{centre - 16:g}" cy="{middle:g}" r="{radius:.1f}"/>'
                )
                parts.append(text_at(centre + 6, middle + 5, write(count), "b"))
            else:
                parts.append(text_at(centre + 6, middle + 5, "0", "q2"))
        y += height
    parts.append(f'<path class="ax" d="M0 {top}H{width}M0 {y}H{width}"/>')
    return drawing(parts, width, y + 2, name, title, description)


def _head(text: str) -> list[str]:
    """A column's name in short lines; a slash may end one, a long word is never broken."""
    lines = wrap(text.replace("/", "/ "), 13, break_long_words=False, break_on_hyphens=False)
    return [line.replace("/ ", "/") for line in lines] or [""]


def level(reached: int, of: int = 5) -> Markup:
    """Rising bars for a design's level: level 1, the strongest, fills all five. Decoration."""
    bars = "".join(
        f'<rect class="{"on" if index <= of - reached else "off"}" x="{0.5 + 5 * index}" '
        f'y="{12.5 - 2.6 * index:.1f}" width="3.6" height="{3 + 2.6 * index:.1f}"/>'
        for index in range(of)
    )
    return Markup(f'<svg viewBox="0 0 26 16" aria-hidden="true">{bars}</svg>')  # noqa: S704
