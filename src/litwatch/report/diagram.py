"""The flow as a picture: boxes with real text, a title and a description, classes for colours.

Two columns of boxes, as PRISMA draws them: what goes on at the left, what leaves at the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import msgspec
from markupsafe import Markup

from litwatch.language import Speech
from litwatch.report.prisma import Flow
from litwatch.report.words import period, source_name

WIDTH = 760
_BOX = 352
_RIGHT = WIDTH - _BOX - 1
_PAD, _LINE, _GAP = 14, 23, 34
_LONGEST = 37  # characters of 15 px text beside a number in a box
_REASONS = 6  # listed one by one in the picture; the table has them all

# The roles of the edition's tokens; a page that has them needs only the classes.
CLASSES = """
.pf text{font:400 15px "Litwatch Sans","Segoe UI",system-ui,"Helvetica Neue",Arial,sans-serif;\
fill:var(--ink);font-variant-numeric:tabular-nums}
.pf .b{font-weight:700}
.pf .q{fill:var(--ink-2)}
.pf .box{fill:var(--paper);stroke:var(--edge)}
.pf .end{stroke:var(--act);stroke-width:3}
.pf .open{stroke-dasharray:5 4}
.pf .way{stroke:var(--edge);fill:none;stroke-width:1.5}
.pf .tip{fill:var(--edge)}
"""
_ROLES = """
svg{--paper:#fdfdfb;--ink:#16211f;--ink-2:#45524f;--edge:#74807c;--act:#0b5360;background:#fdfdfb}
@media (prefers-color-scheme:dark){svg{--paper:#12191a;--ink:#e8ece9;--ink-2:#b3bfbb;\
--edge:#7f8e8b;--act:#8fd0d6;background:#12191a}}
"""


class Box(msgspec.Struct, frozen=True):
    """A heading with its number, and the lines that the number is the sum of."""

    label: str
    number: int
    lines: tuple[tuple[str, int], ...] = ()
    look: str = ""

    @property
    def rows(self) -> list[tuple[str, int | None]]:
        return [row for label, number in self.lines for row in _broken(label, number)]

    @property
    def height(self) -> int:
        heading = len(_broken(self.label, self.number))
        return 2 * _PAD + _LINE * (heading + len(self.rows)) - 6


def svg(flow: Flow, say: Speech, *, name: str = "prisma", alone: bool = False) -> Markup:
    """The diagram. `alone` gives a file that needs no page; else the page brings CLASSES."""
    left, right = _boxes(flow, say)
    parts: list[str] = []
    top = 1
    for index, (box, aside) in enumerate(zip(left, right, strict=True)):
        tall = max(box.height, aside.height if aside else 0)
        # The side arrow leaves from the middle of the shorter heading, where both boxes are.
        middle = top + min(box.height, aside.height if aside else box.height) // 2
        parts += _drawn(box, 1, top, say)
        if aside is not None:
            parts += _drawn(aside, _RIGHT, top, say)
            parts += _arrow(_BOX + 1, middle, _RIGHT, middle)
        below = top + tall + _GAP
        if index + 1 < len(left):
            parts += _arrow(1 + _BOX // 2, top + box.height, 1 + _BOX // 2, below)
        top = below
    height = top - _GAP + 1
    title, description = _told(flow, say)
    style = f"<style>{_ROLES}{CLASSES}</style>" if alone else ""
    space = ' xmlns="http://www.w3.org/2000/svg"' if alone else ""
    return Markup(  # noqa: S704  (every text in it went through escape)
        f'<svg{space} class="pf" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" lang="{say.lang}" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}'
        f"</desc>{style}{''.join(parts)}</svg>\n"
    )


def _boxes(flow: Flow, say: Speech) -> tuple[list[Box], list[Box | None]]:
    shown = flow.reasons[:_REASONS] if len(flow.reasons) > _REASONS + 1 else flow.reasons
    rest = flow.excluded - sum(number for _, number in shown)
    reasons = [(reason or say._("No reason given"), number) for reason, number in shown]
    if rest:
        reasons.append((say._("Other reasons"), rest))
    removed = (
        (say._("Duplicates between searches"), flow.duplicates),
        (say._("Other records of the same work"), flow.same_work),
        (say._("Identified in an earlier period"), flow.earlier),
        (say._("Listed, never delivered"), len(flow.missing)),
        (say._("Listed, not yet fetched"), flow.unfetched),
    )
    sources = tuple((source_name(source, say), number) for source, number in flow.by_source.items())
    waiting = ((say._("Not yet read"), flow.waiting), (say._("Maybe: to be decided"), flow.maybe))
    undecided = flow.waiting + flow.maybe
    return (
        [
            Box(say._("Records identified"), flow.identified, sources),
            Box(say._("Records to screen"), flow.to_screen),
            Box(say._("Records screened"), flow.screened),
            Box(say._("Records included"), flow.included, look="end"),
        ],
        [
            Box(say._("Removed before screening"), flow.removed, removed),
            Box(say._("Not decided"), undecided, waiting, look="open" if undecided else ""),
            Box(say._("Records excluded"), flow.excluded, tuple(reasons)),
            None,
        ],
    )


def _told(flow: Flow, say: Speech) -> tuple[str, str]:
    title = say._("Flow of records from search to inclusion, {period}", period=period(flow, say))
    numbers = {
        "identified": flow.identified,
        "removed": flow.removed,
        "to_screen": flow.to_screen,
        "undecided": flow.waiting + flow.maybe,
        "excluded": flow.excluded,
        "included": flow.included,
    }
    description = say._(
        "{identified} records identified, {removed} removed before screening, {to_screen} to "
        "screen, {undecided} not decided, {excluded} excluded, {included} included.",
        **{key: say.number(number) for key, number in numbers.items()},
    )
    return title, description


def _broken(label: str, number: int | None) -> list[tuple[str, int | None]]:
    """The label in lines that leave room for the number, which stands on the last."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LONGEST:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    short = [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in lines]
    return [(line, None) for line in short[:-1]] + [(short[-1], number)]


def _drawn(box: Box, left: int, top: int, say: Speech) -> list[str]:
    parts = [
        f'<rect class="box {box.look}" x="{left}" y="{top}" width="{_BOX - 1}" '
        f'height="{box.height}" rx="2"/>'
    ]
    rows = [(*row, "b") for row in _broken(box.label, box.number)]
    rows += [(*row, "q") for row in box.rows]
    for index, (label, number, kind) in enumerate(rows):
        line = top + _PAD + 12 + index * _LINE
        parts.append(_text(left + _PAD, line, label, kind))
        if number is not None:
            parts.append(_text(left + _BOX - _PAD - 1, line, say.number(number), kind, "end"))
    return parts


def _text(x: int, y: int, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _arrow(x1: int, y1: int, x2: int, y2: int) -> Sequence[str]:
    """A straight way with its tip; to the right or downwards."""
    if y1 == y2:
        end, tip = f"H{x2 - 7}", f"M{x2 - 9} {y2 - 5}L{x2} {y2}L{x2 - 9} {y2 + 5}Z"
    else:
        end, tip = f"V{y2 - 7}", f"M{x2 - 5} {y2 - 9}L{x2} {y2}L{x2 + 5} {y2 - 9}Z"
    return (
        f'<path class="way" d="M{x1} {y1}{end}"/>',
        f'<path class="tip" d="{tip}"/>',
    )
