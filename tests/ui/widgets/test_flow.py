from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from suffdesk.ui.widgets.flow import FlowLayout


def test_chips_go_on_in_the_next_line(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    layout = FlowLayout(whole, spacing=10)
    chips = []
    for _ in range(3):
        chip = QWidget()
        chip.setFixedSize(100, 20)
        layout.addWidget(chip)
        chips.append(chip)
    assert layout.heightForWidth(320) == 20
    assert layout.heightForWidth(319) == 50
    whole.resize(210, 100)
    whole.show()
    assert [(chip.x(), chip.y()) for chip in chips] == [(0, 0), (110, 0), (0, 30)]
    chips[0].hide()
    layout.activate()
    assert [(chip.x(), chip.y()) for chip in chips[1:]] == [(0, 0), (110, 0)]
