"""Faults found in a return, filtered by severity and by the check that found them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from suffdesk.core.problem import Problem, Severity
from suffdesk.domain.fault_words import fault_words

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEADINGS = (
    "Row", "Child", "Fault", "How to mend it", "Column", "Value", "What is wrong", "What happens", "File"
)  # fmt: skip
_ROW = 0
_SEVERITY_WORDS: dict[Severity, str] = {"left out": "Left out", "listed": "Stored, listed"}


class ProblemsModel(QAbstractTableModel):
    """The problems that the filters let through, in file order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Problem] = ()
        self._shown: Sequence[Problem] = ()
        self._severity: Severity | None = None
        self._rule: str | None = None

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Show these, without a filter."""
        self._severity = self._rule = None
        self._all = problems
        self._filter()

    def set_filter(self, severity: Severity | None, rule: str | None) -> None:
        """Show only one severity, only what one check found, or both; None for any."""
        self._severity, self._rule = severity, rule
        self._filter()

    def _filter(self) -> None:
        self.beginResetModel()
        self._shown = [
            problem
            for problem in self._all
            if (self._severity is None or problem.severity == self._severity)
            and (self._rule is None or problem.rule == self._rule)
        ]
        self.endResetModel()

    @property
    def problems(self) -> Sequence[Problem]:
        """Those shown."""
        return self._shown

    def count(self, severity: Severity) -> int:
        """How many there are of a severity, filtered or not."""
        return sum(1 for problem in self._all if problem.severity == severity)

    def rules(self, severity: Severity | None) -> list[tuple[str, int]]:
        """Checks that found something, and how often, the most frequent first."""
        found = Counter(problem.rule for problem in self._all if severity is None or problem.severity == severity)
        return found.most_common()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_HEADINGS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        text = self._text(self._shown[index.row()], index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() == _ROW else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_HEADINGS[index.column()]}: {text or 'empty'}"
        return None

    def _text(self, problem: Problem, column: int) -> str:
        match column:
            case 0:
                return "" if problem.row is None else f"{problem.row:,}"
            case 1:
                return problem.child or ""
            case 2:
                return fault_words(problem.rule)
            case 3:
                return problem.mend
            case 4:
                return problem.column or ""
            case 5:
                return problem.value or ""
            case 6:
                return problem.message
            case 7:
                return _SEVERITY_WORDS[problem.severity]
            case _:
                return problem.file

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(_HEADINGS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == _ROW else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
