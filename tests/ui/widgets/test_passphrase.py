import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from suffdesk.ui.widgets.passphrase import PassphraseField, strength


@pytest.mark.parametrize(
    ("passphrase", "begins"),
    [
        ("", ""),
        ("short", "Too short"),
        ("aaaaaaaaaaaa", "Weak"),
        ("password", "Weak"),
        ("otter Table 9", "Fair"),
        ("correct horse battery staple", "Strong"),
    ],
)
def test_strength(passphrase: str, begins: str) -> None:
    assert strength(passphrase).startswith(begins)
    assert bool(strength(passphrase)) == bool(passphrase)


def test_dots_until_asked(qtbot: QtBot) -> None:
    field = PassphraseField()
    qtbot.addWidget(field)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    field.actions()[0].toggle()
    assert field.echoMode() == QLineEdit.EchoMode.Normal
