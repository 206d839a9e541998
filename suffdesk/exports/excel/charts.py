"""Native Excel charts from a ChartSpec, with values stored so that previews show them too."""

from typing import Any, TypeAlias

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumFmt,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter

from suffdesk.core.chart import ChartSpec
from suffdesk.core.palette import LIGHT
from suffdesk.exports.cells import fit_for_xml
from suffdesk.exports.chart_values import decimals, nice_scale
from suffdesk.exports.excel.cells import colour
from suffdesk.exports.excel.names import quoted

NativeChart: TypeAlias = Any
"""A chart of openpyxl, whose type stubs leave out the axes."""


def value_format(spec: ChartSpec) -> str:
    """How Excel shows the values of ``spec``, on labels and in its data table."""
    digits = "#,##0.0" if decimals(spec) else "#,##0"
    if spec.unit == "£":
        return f'"£"{digits};-"£"{digits}'
    return f'{digits}"%"' if spec.unit == "%" else digits


def native_chart(spec: ChartSpec, sheet_name: str, header_row: int) -> NativeChart:
    """The chart of a data table that starts in column A of ``header_row`` of the sheet called ``sheet_name``."""
    chart = _line(spec) if spec.kind == "line" else _bars(spec)
    first, last = header_row + 1, header_row + len(spec.categories)
    sheet = quoted(sheet_name)
    for place, series in enumerate(spec.series):
        letter = get_column_letter(place + 2)
        points = [NumVal(idx=at, v=repr(value)) for at, value in enumerate(series.values) if value is not None]
        drawn = Series(
            idx=place,
            order=place,
            tx=SeriesLabel(strRef=_cached_text(f"{sheet}!${letter}${header_row}", [series.name])),
            cat=AxDataSource(strRef=_cached_text(f"{sheet}!$A${first}:$A${last}", list(spec.categories))),
            val=NumDataSource(
                numRef=NumRef(
                    f=f"{sheet}!${letter}${first}:${letter}${last}",
                    numCache=NumData(formatCode=value_format(spec), ptCount=len(series.values), pt=points),
                )
            ),
        )
        _colour_and_label(drawn, spec, place)
        chart.series.append(drawn)
    return _dressed(chart, spec)


def _cached_text(reference: str, texts: list[str]) -> StrRef:
    points = [StrVal(idx=at, v=fit_for_xml(text)) for at, text in enumerate(texts)]
    return StrRef(f=reference, strCache=StrData(ptCount=len(texts), pt=points))


def _line(spec: ChartSpec) -> NativeChart:
    chart: NativeChart = LineChart()
    low, high, step = nice_scale(spec)
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = low, high, step
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=colour(LIGHT.line), w=6350))
    return chart


def _bars(spec: ChartSpec) -> NativeChart:
    chart: NativeChart = BarChart()
    chart.type = "bar" if spec.kind == "bar" else "col"
    chart.gapWidth = 45
    chart.overlap = -5 if len(spec.series) > 1 else 0
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = min(0.0, nice_scale(spec)[0])
    if spec.kind == "bar":  # the first category on top, as it is read
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
    return chart


def _colour_and_label(series: Series, spec: ChartSpec, place: int) -> None:
    shade = colour(LIGHT.series[place])
    if spec.kind != "line":
        series.graphicalProperties = GraphicalProperties(solidFill=shade, ln=LineProperties(noFill=True))
        series.invertIfNegative = False
        series.dLbls = DataLabelList(numFmt=value_format(spec), txPr=_text(LIGHT.ink, 900), **_shown(value=True))
        return
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=shade, w=28575))
    dot = GraphicalProperties(solidFill=shade, ln=LineProperties(solidFill=shade))
    series.marker = Marker(symbol="circle", size=6, spPr=dot) if spec.dotted else Marker(symbol="none")
    series.smooth = False
    held = [at for at, value in enumerate(spec.series[place].values) if value is not None]
    named = len(spec.series) > 1
    series.dLbls = DataLabelList(
        dLbl=[
            DataLabel(
                idx=at,
                numFmt=value_format(spec),
                dLblPos="r" if named else "t",
                txPr=_text(LIGHT.series[place] if named else LIGHT.ink, 900, bold=True),
                **_shown(value=True, name=named),
            )
            for at in ({held[-1]} if named else {held[0], held[-1]})
        ]
        if held
        else [],
        **_shown(),
    )


def _shown(value: bool = False, name: bool = False) -> dict[str, bool]:
    """Which parts of a label are written; each must be said, or Excel writes it."""
    return {
        "showVal": value,
        "showSerName": name,
        "showCatName": False,
        "showLegendKey": False,
        "showPercent": False,
        "showBubbleSize": False,
    }


def _dressed(chart: NativeChart, spec: ChartSpec) -> NativeChart:
    """Title, axes, size; no frame, and a legend only where bars of several series need one."""
    chart.title = _title(spec.title, LIGHT.ink, 1300, bold=True)
    for axis, name in ((chart.x_axis, spec.category_title), (chart.y_axis, spec.value_title or spec.unit)):
        axis.delete = False
        axis.title = _title(name, LIGHT.muted, 900) if name else None
        axis.txPr = _text(LIGHT.muted, 900)
        axis.majorTickMark = axis.minorTickMark = "none"
        axis.spPr = GraphicalProperties(ln=LineProperties(solidFill=colour(LIGHT.line), w=9525))
    chart.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.y_axis.numFmt = NumFmt(value_format(spec), sourceLinked=False)
    if len(spec.series) == 1 or spec.kind == "line":
        chart.legend = None
    else:
        chart.legend.position = "t"
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.roundedCorners = False
    chart.display_blanks = "gap"
    chart.width = 19
    chart.height = max(9.0, 0.9 * len(spec.categories) * len(spec.series) + 3.5) if spec.kind == "bar" else 9.5
    return chart


def _title(words: str, ink: str, size: int, bold: bool = False) -> Title:
    look = _characters(ink, size, bold)
    run = RegularTextRun(rPr=look, t=fit_for_xml(words))
    text = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])])
    return Title(tx=Text(rich=text), overlay=False)


def _text(ink: str, size: int, bold: bool = False) -> RichText:
    properties = _characters(ink, size, bold)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=properties), endParaRPr=properties)])


def _characters(ink: str, size: int, bold: bool) -> CharacterProperties:
    """``size`` in hundredths of a point."""
    return CharacterProperties(latin=Font(typeface="Calibri"), sz=size, b=bold, solidFill=colour(ink))
