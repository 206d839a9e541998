"""What people read in the window, in reports and in the guide: one word for each thing, and no words of our own."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import suffdesk
from suffdesk.cli import cli
from suffdesk.core.paths import resource
from suffdesk.core.text import article
from suffdesk.domain.registry import ENTITIES
from suffdesk.ui.actions import ACTIONS
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme
from tests.small_homes import small_homes

FORBIDDEN: tuple[tuple[str, str], ...] = (
    (r"(?i)\bbr(?:ing|ings|inging|ought)\b[^.,;:]{0,30}?\bin\b", "import"),
    (r"(?i)(?<!misuse )\bproblems?\b", "fault"),
    (r"(?i)(?<!overall effectiveness )(?<!not )\bgrades?\b", "judgement"),
    (r"(?i)suffdesk new\b", "a sentence about the window"),
    (r"(?i)head of the history", "state of the store"),
    (r"\bRne\b", "words"),
    (r"\b[Aa] (?:[aei]|o(?!ne\b|nce\b)|un[^i])[a-z]+\b", "an"),
    (r"\b[Aa]n (?:[bcdfgjklmnpqrstvwxyz]|un[i][tfvqo])[a-z]+\b", "a"),
)
"""What is not said, as a pattern, and what is said in its place. “Not graded”, “overall effectiveness grade” and
“Substance misuse problem” are others' words, of which lists and returns are made."""
CODE_NAME = (r"\b[a-z]+_[a-z]+(?:_[a-z]+)*\b", "words")
"""In the window nothing is called as the program calls it."""


def said_wrong(text: str, *more: tuple[str, str]) -> str:
    """The first forbidden words of a text, and what to say; empty where there are none."""
    for pattern, better in (*FORBIDDEN, *more):
        if found := re.search(pattern, text):
            return f"“{found[0]}” (say: {better}) in “{text[:120]}”"
    return ""


@pytest.mark.parametrize(
    "text", ["Bring in a return", "No return has been brought in", "Two problems", "A fall in grade", "a episode",
             "Head of the history: 1", "Rne legal status same", "rne_legal_status_same", "an child",
             "make one with “suffdesk new”"],
)  # fmt: skip
def test_what_is_looked_for_is_found(text: str) -> None:
    assert said_wrong(text, CODE_NAME)


@pytest.mark.parametrize(
    "text", ["Import a return", "an episode", "a unit", "an hour", "a one-off", "Substance misuse problem",
             "Not graded", "a UASC", "an IPA", "Bring the chosen records back"],
)  # fmt: skip
def test_what_is_right_is_let_through(text: str) -> None:
    assert not said_wrong(text)


def sentences() -> Iterator[tuple[str, str]]:
    """Every text in the program that is for people: where it stands, and the text. SQL and docstrings are none."""
    for path in sorted(Path(suffdesk.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in loose:
                text = node.value
                if " " in text.strip() and not re.search(
                    r"\b(SELECT|FROM|WHERE|JOIN|INSERT|CREATE|ORDER BY|NULL|AND)\b", text
                ):
                    yield f"{path.name}:{node.lineno}", text


def test_no_sentence_of_the_program_says_it() -> None:
    wrong = [f"{where}: {fault}" for where, text in sentences() if (fault := said_wrong(text))]
    assert not wrong, "\n".join(wrong)


def helps(command: click.Command) -> Iterator[str]:
    """The help of a command, of its options, and of every command beneath it."""
    yield command.help or ""
    yield from (one.help or "" for one in command.params if isinstance(one, click.Option))
    if isinstance(command, click.Group):
        for beneath in command.commands.values():
            yield from helps(beneath)


def test_no_help_of_the_command_line_says_it() -> None:
    """Docstrings of commands are shown to users."""
    wrong = [fault for text in helps(cli) if (fault := said_wrong(text))]
    assert not wrong, "\n".join(wrong)


def test_no_page_of_the_guide_says_it() -> None:
    for path in sorted(Path(str(resource("guide"))).glob("*.md")):
        text = re.sub(r"`[^`]*`|^    .*$", "", path.read_text(encoding="utf-8"), flags=re.M)
        if path.stem != "command-line":
            for line in text.splitlines():
                assert not said_wrong(line), path.name


def texts_of(widget: QWidget) -> Iterator[str]:
    """Everything that a widget and what is in it shows or says."""
    for part in (widget, *widget.findChildren(QWidget)):
        yield from (part.toolTip(), part.accessibleName(), part.windowTitle())
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()
        if isinstance(part, QLineEdit):
            yield part.placeholderText()
        if isinstance(part, QComboBox):
            yield from (part.itemText(place) for place in range(part.count()))
        if isinstance(part, QAbstractItemView) and (model := part.model()) is not None:
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(part.rootIndex())
            for column in range(columns):
                yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
                for row in range(min(5, model.rowCount(part.rootIndex()))):
                    yield str(model.index(row, column).data() or "")


def test_no_screen_says_it(qtbot: QtBot, theme: Theme, settings: Settings, tmp_path: Path) -> None:
    homes = small_homes(tmp_path / "homes.suffdesk")
    window = MainWindow(theme, settings)
    qtbot.addWidget(window)
    window.show()
    window.set_session(Session(homes.store, date(2024, 3, 31), "Stockport", False, window.tasks))
    for name in ("placements", "providers", "quality", "own_homes", "publications", "data", "history", "retention"):
        window.go(name)
        qtbot.waitUntil(lambda: not window.tasks.busy)
    wrong = {fault for text in texts_of(window) if (fault := said_wrong(text, CODE_NAME))}
    wrong |= {
        fault for spec in ACTIONS for text in (spec.text, spec.tip) if (fault := said_wrong(text.replace("&", "")))
    }
    window.set_session(None)
    homes.store.close()
    assert not wrong, "\n".join(sorted(wrong))


def test_the_article_of_every_kind_of_record_and_field() -> None:
    """By which sentences such as “Add an episode” are made."""
    for words in {one.label.lower() for one in ENTITIES} | {f.label.lower() for one in ENTITIES for f in one.fields}:
        assert not said_wrong(f"{article(words)} {words}"), words
