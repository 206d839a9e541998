from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from suffdesk.ui.widgets.passphrase import PassphraseField, StrengthMeter


def test_a_bar_and_a_sentence_say_how_strong_it_is(qtbot: QtBot) -> None:
    meter = StrengthMeter("Keep it where your team can find it.")
    qtbot.addWidget(meter)
    meter.show()
    assert (meter.words.text(), meter.bar.isVisible()) == ("Keep it where your team can find it.", False)
    for typed, level, begins in (
        ("short", 0, "Too short"), ("Password123!", 1, "Weak"), ("otter Table 9", 2, "Fair"),
        ("kettle violin gravel tulip", 3, "Strong"),
    ):  # fmt: skip
        meter.judge(typed)
        assert (meter.bar.value(), meter.bar.isVisible()) == (level, True)
        assert meter.words.text().startswith(begins)
        assert meter.bar.accessibleDescription() == meter.words.text()
    meter.judge("")
    assert meter.words.text() == "Keep it where your team can find it."


def test_dots_until_asked(qtbot: QtBot) -> None:
    field = PassphraseField()
    qtbot.addWidget(field)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    field.actions()[0].toggle()
    assert field.echoMode() == QLineEdit.EchoMode.Normal
