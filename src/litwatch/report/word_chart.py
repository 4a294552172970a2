"""Bars as a chart of Word's own: sharp, in real text, with an alternative text.

The parts are those of ISO/IEC 29500-1 §21.2 (DrawingML charts) and §20.4 (their place in text).
Word draws from the cached values; no workbook is embedded.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from litwatch.report.document import Bars

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_WIDTH, _ROW, _TOP = 5_400_000, 330_000, 560_000  # English Metric Units: 15 cm wide
_FILL, _INK = "0B5360", "16211F"


def chart_part(bars: Bars, lang: str) -> bytes:
    """The chart: horizontal bars from zero, the first on top, each with its number."""
    labels = [
        bar.label if bar.size is not None else f"{bar.label} ({bar.shown})" for bar in bars.bars
    ]
    names = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(label)}</c:v></c:pt>'
        for place, label in enumerate(labels)
    )
    values = "".join(
        f'<c:pt idx="{place}"><c:v>{bar.size:g}</c:v></c:pt>'
        for place, bar in enumerate(bars.bars)
        if bar.size is not None
    )
    count = f'<c:ptCount val="{len(bars.bars)}"/>'
    title = escape(bars.title)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}"><c:lang val="{lang}"/>'
        '<c:roundedCorners val="0"/><c:chart>'
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{_letters(1100, bold=True)}</a:pPr>"
        f'<a:r><a:rPr lang="{lang}" sz="1100" b="1"/><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        '<c:ser><c:idx val="0"/><c:order val="0"/>'
        f'<c:tx><c:strRef><c:f>A1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{title}'
        "</c:v></c:pt></c:strCache></c:strRef></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{_FILL}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        '<c:dLbls><c:numFmt formatCode="#,##0.##" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{_text(1000)}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>A2</c:f><c:strCache>{count}{names}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>B2</c:f><c:numCache><c:formatCode>General</c:formatCode>{count}"
        f"{values}</c:numCache></c:numRef></c:val></c:ser>"
        '<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill></a:ln>'
        f'</c:spPr>{_text(1000)}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
        '</c:scaling><c:delete val="1"/><c:axPos val="t"/><c:crossAx val="1"/></c:valAx>'
        '</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    ).encode()


def chart_paragraph(bars: Bars, number: int, relation: str) -> str:
    """The paragraph that the chart stands in; `relation` leads to its part."""
    height = _TOP + _ROW * len(bars.bars)
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_WIDTH}" cy="{height}"/>'
        f'<wp:docPr id="{9000 + number}" name={quoteattr(bars.title)} '
        f"title={quoteattr(bars.title)} descr={quoteattr(bars.description)}/>"
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _text(size: int) -> str:
    return f"<c:txPr><a:bodyPr/><a:p><a:pPr>{_letters(size)}</a:pPr></a:p></c:txPr>"


def _letters(size: int, *, bold: bool = False) -> str:
    return (
        f'<a:defRPr sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{_INK}"/>'
        "</a:solidFill></a:defRPr>"
    )
