"""The tables by quarter as CSV, to be pasted into a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

from litwatch.exchange.cells import cell
from litwatch.language import NBSP, Speech
from litwatch.report.document import Document, Table

# Excel reads a CSV as UTF-8 only when it begins with this mark.
_FOR_EXCEL = "\N{ZERO WIDTH NO-BREAK SPACE}"
# What stands between thousands: a spreadsheet would take it for a word.
_BETWEEN = {"sv": NBSP, "en": ","}


def quarters_csv(document: Document, say: Speech) -> str:
    """One row a figure, with its table before it; columns are the quarters and the whole.

    Semicolons and decimal commas in Swedish, commas and points in English: as a spreadsheet of
    that language reads them. Figures that are not measured hold those words.
    """
    out = StringIO()
    out.write(_FOR_EXCEL)
    writer = csv.writer(out, delimiter=";" if say.lang == "sv" else ",", lineterminator="\r\n")
    tables = [
        (section.title, part)
        for section in document.sections
        for part in section.parts
        if isinstance(part, Table) and part.by_quarter
    ]
    for number, (section, table) in enumerate(tables):
        if number == 0:
            writer.writerow((say._("Section"), say._("Table"), *table.heads))
        for row in table.rows:
            numbers = (value.replace(_BETWEEN[say.lang], "") for value in row[1:])
            writer.writerow((section, table.caption, cell(row[0]), *numbers))
    return out.getvalue()
