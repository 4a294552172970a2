"""A cell of a spreadsheet: text that no spreadsheet runs."""

from __future__ import annotations

from litwatch.exchange.phrases import one_line

# A cell that begins like this is run as a formula (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """The value as text; an apostrophe before what a spreadsheet would run as a formula."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(value)  # a number may begin with a minus
    text = one_line(str(value))
    guard = (
        "'" if str(value).startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS) else ""
    )
    return guard + text
