"""A native bar chart, so that trainers can edit it."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from litwatch.slides.canvas import Canvas
from litwatch.slides.slide import Chart

_LABELS = 24


def draw_chart(slide: Any, plan: Chart, name: str, lang: str, canvas: Canvas) -> None:
    """Horizontal bars from zero, first bar at the top, every bar with its number."""
    data: Any = CategoryChartData(number_format="#,##0")  # type: ignore[no-untyped-call]
    data.categories = [bar.label for bar in plan.bars]
    data.add_series(plan.series, [bar.value for bar in plan.bars])
    place = canvas.lengths(canvas.chart)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plan.alt)
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    chart.font.size = canvas.length(_LABELS)
    chart.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.vary_by_categories = False
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = "#,##0", False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = canvas.length(_LABELS)
    labels.font.bold = True
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.format.line.fill.background()
    # Without this LibreOffice leaves out every other label when they stand close.
    names._element.find(qn("c:noMultiLvlLbl")).addprevious(
        parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')
    )
    values.minimum_scale = 0
    values.has_major_gridlines = False
    values.visible = False
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    _language(chart._chartSpace, lang)


def _language(space: Any, lang: str) -> None:
    for old in space.findall(qn("c:lang")):
        space.remove(old)
    # c:lang stands after c:date1904 (CT_ChartSpace).
    space.find(qn("c:date1904")).addnext(parse_xml(f'<c:lang {nsdecls("c")} val="{lang}"/>'))
    for properties in space.iter(qn("a:defRPr")):
        properties.set("lang", lang)
