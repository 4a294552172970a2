"""A document as a Word file: its Markdown through pandoc in the house style, its bars as charts."""

from __future__ import annotations

import re
from datetime import datetime

from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.word import edited, word_file
from litwatch.language import Speech
from litwatch.report.document import Bars, Document
from litwatch.report.document_markdown import markdown
from litwatch.report.word_chart import CHART_RELATION, CHART_TYPE, chart_paragraph, chart_part

_MARK = "litwatch chart {number}"
_WIDEST = 1700  # a column may hold a date or a word: 3 cm, in twentieths of a point
# A paragraph that is bold from its beginning: a caption, or the head of an entry.
_BOLD = re.compile(r'(<w:pStyle w:val="(?:BodyText|FirstParagraph)" ?/>)(</w:pPr><w:r><w:rPr><w:b)')


def docx(document: Document, say: Speech, made_at: datetime, look: Look = PACKAGED) -> bytes:
    """The file; the same document and `made_at` give the same bytes.

    Raises WrongSettings where pandoc is missing or fails.
    """
    drawn: list[Bars] = []

    def place(bars: Bars) -> str:
        drawn.append(bars)
        return _MARK.format(number=len(drawn))

    foot = f"{document.title} · {document.under}"
    made = word_file(markdown(document, place), say.lang, foot, made_at, look, widest=_WIDEST)
    numbered = list(enumerate(drawn, 1))

    def with_charts(part: bytes) -> bytes:
        text = part.decode()
        for number, bars in numbered:
            mark = re.escape(_MARK.format(number=number))
            chart = chart_paragraph(bars, number, f"rIdChart{number}")
            text = re.sub(
                rf"<w:p>(?:(?!</w:p>).)*>{mark}<(?:(?!</w:p>).)*</w:p>",
                lambda _hit, chart=chart: chart,  # type: ignore[misc]
                text,
            )
        return _BOLD.sub(r"\1<w:keepNext/>\2", text).encode()

    relations = "".join(
        f'<Relationship Id="rIdChart{number}" Type="{CHART_RELATION}" '
        f'Target="charts/chart{number}.xml"/>'
        for number, _ in numbered
    )
    types = "".join(
        f'<Override PartName="/word/charts/chart{number}.xml" ContentType="{CHART_TYPE}"/>'
        for number, _ in numbered
    )
    return edited(
        made,
        {
            "word/document.xml": with_charts,
            "word/_rels/document.xml.rels": lambda part: part.replace(
                b"</Relationships>", f"{relations}</Relationships>".encode()
            ),
            "[Content_Types].xml": lambda part: part.replace(
                b"</Types>", f"{types}</Types>".encode()
            ),
        },
        added={
            f"word/charts/chart{number}.xml": chart_part(bars, say.locale.replace("_", "-"))
            for number, bars in numbered
        },
    )
