"""A figure for each quarter and for the whole period, as a row of a table and as bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from litwatch.language import Speech
from litwatch.report.document import Bar, Bars, Table
from litwatch.report.followup import Figures, FollowUp
from litwatch.report.spans import Span


class Row(NamedTuple):
    """A figure: what it is called, and how it is read from a span's figures; None: not measured."""

    label: str
    value: Callable[[Figures], float | str | None]
    decimals: int | None = None


def quarter_name(span: Span, say: Speech) -> str:
    """`Kv 2 2025`, with an asterisk where only a part of the quarter is counted."""
    name = say._("Q{number} {year}", number=span.quarter, year=span.year)
    return f"{name}*" if span.part else name


def cut_quarters(told: FollowUp, say: Speech) -> str:
    """A sentence on the quarters that are not whole, for under a table; empty when all are."""
    cut = [
        say._("{first} to {last}", first=say.day(one.span.first), last=say.day(one.span.last))
        for one in told.quarters
        if one.span.part
    ]
    return say._("* Part of a quarter: {parts}.", parts="; ".join(cut)) if cut else ""


def shown(value: float | str | None, say: Speech, decimals: int | None = None) -> str:
    """A figure as people write it."""
    if value is None:
        return say._("not measured")
    return value if isinstance(value, str) else say.number(value, decimals)


def table(
    told: FollowUp,
    say: Speech,
    caption: str,
    rows: Sequence[Row],
    basis: str,
    *,
    head: str = "",
    summed: bool = False,
) -> Table:
    """The rows by quarter, the whole period last; `head` says what the rows are."""
    spans = (*told.quarters, told.whole)
    lacking = any(
        row.value(told.whole) is not None and any(row.value(one) is None for one in told.quarters)
        for row in rows
    )
    notes = (
        basis,
        say._("Where a quarter is not measured, the total lacks it.") if lacking else "",
        cut_quarters(told, say),
    )
    return Table(
        caption=caption,
        heads=(
            head or say._("Figure"),
            *(quarter_name(one.span, say) for one in told.quarters),
            say._("In all"),
        ),
        rows=tuple(
            (row.label, *(shown(row.value(one), say, row.decimals) for one in spans))
            for row in rows
        ),
        basis=" ".join(note for note in notes if note),
        summed=summed,
        by_quarter=True,
    )


def bars(told: FollowUp, say: Speech, row: Row, *, name: str, title: str) -> Bars:
    """A figure's course, a bar for each quarter."""
    drawn = []
    for one in told.quarters:
        value = row.value(one)
        size = value if isinstance(value, int | float) else None
        drawn.append(Bar(quarter_name(one.span, say), size, shown(value, say, row.decimals)))
    return Bars(
        name=name,
        title=title,
        description=say._(
            "Bars on one scale from zero: {bars}.",
            bars=", ".join(f"{bar.label} {bar.shown}" for bar in drawn),
        ),
        bars=tuple(drawn),
    )
