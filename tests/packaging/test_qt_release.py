"""The locked PySide6 lives through many calls: 6.12.0 aborts on Python 3.11 after some thousands."""

import subprocess
import sys

MANY_CALLS = """
from PySide6.QtWidgets import QApplication, QLabel

app = QApplication([])
label = QLabel()
for number in range(20_000):
    label.setText(str(number))
print(label.text())
"""


def test_twenty_thousand_calls_into_qt_do_not_abort() -> None:
    child = subprocess.run([sys.executable, "-c", MANY_CALLS], capture_output=True, text=True, timeout=60, check=False)

    assert child.returncode == 0, child.stderr
    assert child.stdout.strip() == "19999"
