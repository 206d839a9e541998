"""The care history over time: zoom by wheel and keys, from span to span, open, words on hovering."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from suffdesk.core.palette import DARK
from suffdesk.operations.child_page import Span
from suffdesk.ui.records.timeline import Timeline, span_words

AS_AT = date(2024, 3, 31)
SPANS = (
    Span("Placement", "U6", "Foster, other carer", date(2018, 1, 1), date(2020, 6, 1), "a", "placement", "Private"),
    Span("Placement", "K2", "Children's home", date(2020, 6, 1), None, "b", "placement", "Elm House"),
    Span("Legal status", "C2", "Full care order", date(2018, 1, 1), None, "c", "episode"),
    Span("Missing", "M", "Missing", date(2021, 5, 1), date(2021, 5, 2), "d", "missing_period"),
)


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(900, 160)
    made.show_spans(SPANS, AS_AT)
    made.show()
    return made


def test_all_of_it_is_in_sight_and_a_night_can_be_seen(timeline: Timeline) -> None:
    first, last = timeline.seen
    assert first < date(2018, 1, 1)
    assert last > AS_AT
    assert timeline.rect_of(SPANS[3]).width() >= 4
    for theme in (DARK,):
        timeline.set_theme(theme)
        assert not timeline.grab().isNull()


def test_wheel_and_keys_zoom_and_zero_shows_all(timeline: Timeline, qapp: QApplication) -> None:
    whole = timeline.seen
    at = timeline.rect_of(SPANS[3]).center()
    event = QWheelEvent(
        at, QPointF(timeline.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 360), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    qapp.sendEvent(timeline, event)
    closer = timeline.seen
    assert whole[0] < closer[0] < date(2021, 5, 1) < closer[1] < whole[1]
    assert timeline.span_at(at) is SPANS[3]
    for _ in range(60):
        QTest.keyClick(timeline, Qt.Key.Key_Plus)
    assert (timeline.seen[1] - timeline.seen[0]).days >= 13
    QTest.keyClick(timeline, Qt.Key.Key_0)
    assert timeline.seen == whole


def test_arrows_go_from_span_to_span_and_enter_opens(timeline: Timeline, qtbot: QtBot) -> None:
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.current is SPANS[0]
    assert timeline.accessibleDescription() == span_words(SPANS[0])
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    assert timeline.current is SPANS[2]
    with qtbot.waitSignal(timeline.opened) as opened:
        QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert opened.args == ["episode", "c"]


def test_a_click_opens_and_words_say_everything(timeline: Timeline, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.opened) as opened:
        qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=timeline.rect_of(SPANS[1]).center().toPoint())
    assert opened.args == ["placement", "b"]
    assert span_words(SPANS[0]) == "Placement: Foster, other carer, Private, 1 Jan 2018 to 1 Jun 2020"
    assert span_words(SPANS[1]) == "Placement: Children's home, Elm House, 1 Jun 2020 and goes on"


def test_nothing_to_show(timeline: Timeline) -> None:
    timeline.show_spans((), AS_AT)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    assert timeline.current is None
    assert not timeline.grab().isNull()
