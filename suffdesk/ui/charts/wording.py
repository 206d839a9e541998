"""Numbers and names of a chart as words."""

from PySide6.QtGui import QFontMetricsF

from suffdesk.core.chart import ChartSpec
from suffdesk.core.report import Column, Table


def value_words(spec: ChartSpec, value: float | None) -> str:
    """``1,204`` or ``78.2%``; ``no value`` for none."""
    if value is None:
        return "no value"
    if spec.levels:
        return spec.level(value)
    if spec.unit == "%":
        return f"{value:,.1f}%"
    shown = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return f"{shown} {spec.unit}".rstrip()


def point_words(spec: ChartSpec, series: int, index: int) -> str:
    """What hovering over a point says: ``2024: 495 children``."""
    chosen = spec.series[series]
    value = value_words(spec, chosen.values[index])
    if len(spec.series) > 1:
        return f"{spec.categories[index]} · {chosen.name}: {value}"
    return f"{spec.categories[index]}: {value} {'' if spec.unit or spec.levels else chosen.name.lower()}".rstrip()


def wrapped(text: str, metrics: QFontMetricsF, width: float) -> str:
    """The text in lines of at most ``width`` pixels, broken between words; no word is cut."""
    lines: list[str] = []
    for word in text.replace("/", "/\u200b").replace("\u200b", " \u200b").split(" "):
        joined = word.startswith("\u200b")
        word = word.removeprefix("\u200b")
        candidate = f"{lines[-1]}{'' if joined else ' '}{word}" if lines else word
        if lines and metrics.horizontalAdvance(candidate) <= width:
            lines[-1] = candidate
        else:
            lines.append(word)
    return "\n".join(lines)


def as_table(spec: ChartSpec) -> Table:
    """The chart as a table for showing and copying."""
    if spec.levels:
        words = (Column(title, "text", 34) for title in spec.header)
        return Table(spec.title, tuple(words), spec.table(), spec.notes)
    numbers: Column = Column("", "percent" if spec.unit == "%" else "number", 10)
    decimal = any(value is not None and not float(value).is_integer() for s in spec.series for value in s.values)
    format_ = "decimal" if decimal and numbers.format == "number" else numbers.format
    head = (
        Column(spec.header[0], "text", 34),
        *(Column(name, format_, max(12, len(name) + 2)) for name in spec.header[1:]),
    )
    return Table(spec.title, head, spec.table(), spec.notes)
