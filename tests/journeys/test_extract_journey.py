"""A month between two returns, on the real window: an extract read, kept by name, brought in, merged, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from suffdesk.operations import entering_text if False else mappings
