from collections.abc import Callable

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from suffdesk.core.chart import ChartSpec, Series
from suffdesk.core.palette import DARK, LIGHT
from suffdesk.ui.charts.card import ChartCard
from suffdesk.ui.charts.plot import Plot, Point
from suffdesk.ui.charts.wording import as_table, point_words, wrapped
from suffdesk.ui.dialogs.table import TableDialog
from suffdesk.ui.theme import Theme

LONG = "Independent and semi-independent living arrangements/supported accommodation"
LINE = ChartSpec("Trend", "line", ("2022", "2023", "2024"), (Series("Children", (447.0, None, 495.0)),), "It rose.",
                 "31 March", "Children", keys=("cla@2022-03-31", "cla@2023-03-31", "cla@2024-03-31"))  # fmt: skip
TWO_LINES = ChartSpec("Stability", "line", ("2023", "2024"),
                      (Series("Same home", (68.5, 78.2)), Series("Many", (13.0, 10.5))), "Both.", unit="%")  # fmt: skip
BARS = ChartSpec("Homes", "bar", ("Fostering", LONG, "Other"), (Series("Children", (342.0, 42.0, 0.0)),),
                 "Mostly fostering.", "Home", keys=("home=foster", "home=supported", ""))  # fmt: skip
COLUMNS = ChartSpec("Ages", "column", ("Under 1", "1-4", "5-9"), (Series("Children", (19.0, 65.0, 102.0)),), "Older.",
                    keys=("age=Under 1", "age=1-4", "age=5-9"))  # fmt: skip
LEVELS = ChartSpec("Judgements", "line", ("Sep 23", "Dec 23", "Mar 24"), (Series("Judgement", (3.0, None, 1.0)),),
                   "It fell.", "Held on", levels=("Inadequate", "Requires improvement", "Good"))  # fmt: skip
Show = Callable[[ChartSpec], Plot]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Show:
    def make(spec: ChartSpec) -> Plot:
        plot = Plot()
        qtbot.addWidget(plot)
        plot.resize(560, 180)
        plot.show()
        plot.show_spec(spec, LIGHT)
        QTest.qWait(10)  # the layout of the plot settles
        plot.grab()  # words are put into place as they are painted
        return plot

    return make


def texts(plot: Plot) -> list[str]:
    return [item.toPlainText() for item in plot.getPlotItem().items if hasattr(item, "toPlainText")]


@pytest.mark.parametrize("spec", [LINE, TWO_LINES, BARS, COLUMNS], ids=lambda spec: spec.title)
def test_values_are_labelled_directly_and_inside_the_widget(show: Show, spec: ChartSpec) -> None:
    plot = show(spec)
    labels = [item for item in plot.getPlotItem().items if hasattr(item, "toPlainText")]
    assert labels
    for label in labels:
        box = label.textItem.mapRectToScene(label.textItem.boundingRect())
        where = plot.viewportTransform().mapRect(box)
        assert where.left() >= -1
        assert where.right() <= plot.width() + 1, label.toPlainText()
        assert where.top() >= -1
        assert where.bottom() <= plot.height() + 1


def test_each_value_has_its_words(show: Show) -> None:
    assert texts(show(LINE)) == ["447", "495"]
    assert texts(show(BARS)) == ["342", "42", "0"]
    assert set(texts(show(TWO_LINES))) == {"68.5%", "78.2%", "Same home", "13.0%", "10.5%", "Many"}


def test_levels_stand_beside_the_line_in_words(show: Show) -> None:
    plot = show(LEVELS)
    assert texts(plot) == []
    axis = plot.getAxis("left")
    assert axis._tickLevels == [[(1, "Inadequate"), (2, "Requires improvement"), (3, "Good")]]
    assert axis.width() >= QFontMetricsF(axis.style["tickFont"]).horizontalAdvance("Requires improvement")
    assert point_words(LEVELS, 0, 2) == "Mar 24: Inadequate"
    assert as_table(LEVELS).rows == [("Sep 23", "Good"), ("Dec 23", None), ("Mar 24", "Inadequate")]


def test_long_names_of_categories_are_wrapped_and_never_cut(show: Show) -> None:
    plot = show(BARS)
    names = [name for _, name in plot.getAxis("left")._tickLevels[0]]
    assert "".join(names[1].replace("\n", " ").split()) == "".join(LONG.split())
    assert "\n" in names[1]
    widest = max(QFontMetricsF(plot._font()).horizontalAdvance(line) for name in names for line in name.split("\n"))
    assert widest <= plot.getAxis("left").fixedWidth
    assert plot.minimumHeight() > 3 * QFontMetricsF(plot._font()).height()


def test_words_wrap_between_words(qapp: QApplication, theme: Theme) -> None:
    metrics = QFontMetricsF(qapp.font())
    lines = wrapped("one two/three four", metrics, metrics.horizontalAdvance("one two/")).split("\n")
    assert lines == ["one two/", "three", "four"]
    assert wrapped("Unbreakable", metrics, 5) == "Unbreakable"


@pytest.mark.parametrize("spec", [LINE, BARS, COLUMNS], ids=lambda spec: spec.title)
def test_a_click_opens_what_is_under_it(show: Show, spec: ChartSpec, qtbot: QtBot) -> None:
    plot = show(spec)
    opened: list[str] = []
    plot.opened.connect(opened.append)
    for place, value in enumerate(spec.series[0].values):
        if value:
            at = plot.place_of(Point(0, place))
            if spec.kind == "bar":
                at.setX(at.x() - 2)
            elif spec.kind == "column":
                at.setY(at.y() + 2)
            assert plot.point_at(QPointF(at)) == Point(0, place)
            qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened == [key for key, value in zip(spec.keys, spec.series[0].values, strict=True) if value]


def hover(plot: Plot, at: QPoint) -> None:
    """Move the mouse there, whatever the test before has done with it."""
    none = Qt.MouseButton.NoButton
    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, QPointF(plot.mapToGlobal(at)), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(plot.viewport(), event)


def test_hovering_says_the_value(show: Show) -> None:
    plot = show(COLUMNS)
    at = plot.place_of(Point(0, 2))
    at.setY(at.y() + 5)
    hover(plot, at)
    assert plot.point == Point(0, 2)
    assert QToolTip.text() == "5-9: 102 children"
    assert point_words(TWO_LINES, 1, 1) == "2024 · Many: 10.5%"
    assert point_words(LINE, 0, 1) == "2023: no value children"


def test_arrow_keys_walk_and_enter_opens(show: Show, qtbot: QtBot) -> None:
    plot = show(LINE)
    plot.activateWindow()
    qtbot.waitUntil(plot.isActiveWindow)
    plot.clearFocus()
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    assert plot.point == Point(0, 2)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.point == Point(0, 0)
    assert plot.accessibleDescription().startswith("2022: 447 children")
    with qtbot.waitSignal(plot.opened) as opened:
        QTest.keyClick(plot, Qt.Key.Key_Return)
    assert opened.args == ["cla@2022-03-31"]
    plot.clearFocus()
    assert plot.point is None


def test_up_and_down_go_between_series_and_along_bars(show: Show) -> None:
    plot = show(TWO_LINES)
    plot.look_at(Point(0, 1))
    QTest.keyClick(plot, Qt.Key.Key_Down)
    assert plot.point == Point(1, 1)
    bars = show(BARS)
    bars.look_at(Point(0, 0))
    QTest.keyClick(bars, Qt.Key.Key_Down)
    assert bars.point == Point(0, 1)
    opened: list[str] = []
    bars.opened.connect(opened.append)
    bars.look_at(Point(0, 2))
    QTest.keyClick(bars, Qt.Key.Key_Return)
    assert opened == []  # nothing stands behind it


def test_the_wheel_and_dragging_change_nothing(show: Show, qtbot: QtBot) -> None:
    plot = show(COLUMNS)
    before = plot.getPlotItem().getViewBox().viewRange()
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.rect().center())
    qtbot.mouseMove(plot.viewport(), plot.rect().topLeft())
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.rect().topLeft())
    assert plot.getPlotItem().getViewBox().viewRange() == before


def test_nothing_to_draw_is_no_fault(show: Show) -> None:
    plot = show(ChartSpec("Empty", "bar", (), (Series("Children", ()),), "None."))
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(plot, Qt.Key.Key_Down)
    assert plot.point is None
    plot.show_spec(ChartSpec("Gaps", "line", ("a", "b"), (Series("x", (None, None)),), "None."), LIGHT)
    plot.show_spec(None, LIGHT)
    assert plot.point_at(QPointF(10, 10)) is None


@pytest.fixture
def card(qtbot: QtBot, theme: Theme) -> ChartCard:
    made = ChartCard()
    qtbot.addWidget(made)
    made.resize(560, 190)
    made.set_theme(LIGHT)
    made.show()
    made.show_spec(BARS)
    return made


def test_the_same_values_as_a_table(card: ChartCard) -> None:
    card.menu_button.menu().actions()[0].trigger()
    dialog = card.findChild(TableDialog)
    assert dialog is not None
    model = dialog.view.model()
    assert [[model.index(row, place).data() for place in range(2)] for row in range(3)] == [
        ["Fostering", "342"], [LONG, "42"], ["Other", "0"],
    ]  # fmt: skip
    assert as_table(TWO_LINES).columns[1].format == "percent"
    dialog.close()


def test_a_picture_for_the_clipboard_at_twice_the_density(card: ChartCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.told) as told:
        card.copy_picture()
    assert told.args == ["Copied “Homes” as a picture"]
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (2 * card.width(), 2 * card.height())
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert {LIGHT.panel, LIGHT.series[1]} <= colours
    assert card.menu_button.isVisible()


def test_a_picture_in_a_file(card: ChartCard, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Homes.png"
    card.save_picture(str(path))
    assert QImage(str(path)).width() == 2 * card.width()
    said: list[str] = []
    monkeypatch.setattr("suffdesk.ui.charts.card.show_fault", lambda _, error: said.append(str(error)))
    card.save_picture(str(tmp_path / "none" / "Homes.png"))
    assert "cannot be written" in said[0]


def test_dark_has_its_own_colours(card: ChartCard) -> None:
    card.set_theme(DARK)
    image = card.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert DARK.series[1] in colours
    assert LIGHT.series[1] not in colours


@pytest.mark.parametrize(("points", "marked"), [(60, True), (91, False)])
def test_a_line_of_many_points_marks_none_of_them(show: Show, points: int, marked: bool) -> None:
    values = tuple(float(number % 5) for number in range(points))
    spec = ChartSpec("Nights", "line", tuple(map(str, range(points))), (Series("Beds", values),), "Up and down.")
    (line,) = [item for item in show(spec).getPlotItem().items if isinstance(item, pg.PlotDataItem)]
    assert (line.opts["symbol"] is not None) is marked
