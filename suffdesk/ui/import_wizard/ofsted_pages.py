"""The steps of bringing in one of Ofsted's lists: what it is, which typed settings are in it, what it changed."""

from collections import Counter
from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit

from suffdesk.core.dates import parse_date, show_date
from suffdesk.core.report import Column
from suffdesk.core.text import plural
from suffdesk.models.rows import RowsModel
from suffdesk.operations.import_ofsted import KINDS, Question
from suffdesk.ui.import_wizard.outcome_page import OutcomePage
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.state import OfstedState
from suffdesk.ui.quality.list_changes import ListChangesView
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import label, muted

_KINDS = (Column("Kind of setting"), Column("Rows", "number"), Column("With a judgement", "number"))
_QUESTIONS = (Column("Typed in SuffDesk"), Column("In the list", width=20), Column("It is"))
_NOT_SAID, _NONE = "Not said yet", "None of the list: a setting of its own"


class ListPage(ImportPage):
    """What was read, on which day it holds, and whether it is the whole list."""

    name = "Recognise"
    next_words = "Compare"

    def __init__(self, state: OfstedState) -> None:
        super().__init__("What was recognised", "")
        self.state = state
        row = QHBoxLayout()
        words = label("Date of the list")
        self.day = QLineEdit()
        self.day.setAccessibleName("Date of the list")
        self.day.setPlaceholderText("31/03/2024")
        self.day.setMaximumWidth(160)
        self.day.textChanged.connect(self._typed)
        words.setBuddy(self.day)
        row.addWidget(words)
        row.addWidget(self.day)
        self._day_fault = label("", "warning")
        row.addWidget(self._day_fault)
        row.addStretch()
        self.column.addLayout(row)
        self.complete = QCheckBox("The list is complete: settings of earlier lists that it no longer has are closed")
        self.complete.toggled.connect(self._completed)
        self.column.addWidget(self.complete)
        self.model = RowsModel(_KINDS, self)
        self.table = PlainTable(self.model, "Rows by kind of setting", widths={1: 10, 2: 18}, stretch=0)
        self.column.addWidget(self.table, 1)
        self.aside = muted("", wrap=True)
        self.column.addWidget(self.aside)

    def enter(self) -> None:
        listed, state = self.state.listed, self.state
        if listed is None:
            return
        self.about.setText(
            f"{listed.file}: one of Ofsted's lists, with {plural(listed.rows_read, 'row')}"
            + (f", of which {listed.rows_left_out:,} cannot be stored." if listed.rows_left_out else ".")
        )
        self.day.setText(show_date(state.as_at) if state.as_at else "")
        self._typed(self.day.text())
        self.complete.setChecked(state.complete)
        rows = Counter(setting.kind or "Not known" for setting in listed.settings)
        judged = Counter(setting.kind or "Not known" for setting in listed.settings if setting.inspections)
        self.model.set_rows([(kind, number, judged[kind]) for kind, number in rows.most_common()])
        columns, sheets = listed.columns_ignored, listed.sheets_ignored
        aside = [
            f"{plural(len(names), what)} left aside: {', '.join(names[:4])}{', …' if names[4:] else ''}"
            for what, names in (("column", columns), ("sheet", sheets)) if names
        ]  # fmt: skip
        self.aside.setText("; ".join(aside))
        self.aside.setToolTip("\n".join([*columns, *sheets]))

    @property
    def ready(self) -> bool:
        return self.state.listed is not None and self.state.as_at is not None

    def _typed(self, text: str) -> None:
        day: date | None = None
        fault = ""
        try:
            day = parse_date(text) if text.strip() else None
        except ValueError as error:
            fault = str(error)
        self._day_fault.setText(fault or ("" if day else "The list does not say its date; type it"))
        if day != self.state.as_at:
            self.state.as_at, self.state.plan = day, None
        self.ready_changed.emit()

    def _completed(self, complete: bool) -> None:
        if complete != self.state.complete:
            self.state.complete, self.state.plan = complete, None


class MatchPage(ImportPage):
    """Settings that were typed without their number, and which row each is."""

    name = "Match"
    next_words = "Check"

    def __init__(self, state: OfstedState) -> None:
        super().__init__(
            "Settings typed without their number",
            "These may be in the list. Say which row each is; a row that may be one of them stays out of the store "
            "until you do, unless only its kind and area speak for it.",
        )  # fmt: skip
        self.state = state
        self._questions: tuple[Question, ...] = ()
        self.model = RowsModel(_QUESTIONS, self)
        self.table = PlainTable(self.model, "Settings typed without their number", widths={0: 60, 1: 18}, stretch=2)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._offer())
        self.column.addWidget(self.table, 1)
        row = QHBoxLayout()
        self._words = label("")
        row.addWidget(self._words)
        self.answer = QComboBox()
        self.answer.setAccessibleName("Which row of the list it is")
        self.answer.setMinimumContentsLength(60)
        self.answer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.answer.activated.connect(self._answer)
        self._words.setBuddy(self.answer)
        row.addWidget(self.answer, 1)
        self.column.addLayout(row)

    def enter(self) -> None:
        plan = self.state.plan
        self._questions = plan.questions if plan else ()
        place = max(self.table.currentIndex().row(), 0)
        self._fill()
        if self._questions:
            self.table.selectRow(min(place, len(self._questions) - 1))
        self._offer()

    def _fill(self) -> None:
        self.model.set_rows([
            (one.words, f"{plural(len(one.options), 'row')}, {'likely' if one.waits else 'possible'}", self._said(one))
            for one in self._questions
        ])  # fmt: skip

    def _said(self, question: Question) -> str:
        if question.setting_id in self.state.apart:
            return _NONE
        urn = self.state.same.get(question.setting_id)
        return next((option.words for option in question.options if option.urn == urn), _NOT_SAID)

    def _chosen(self) -> Question | None:
        row = self.table.currentIndex().row()
        return self._questions[row] if 0 <= row < len(self._questions) else None

    def _offer(self) -> None:
        question = self._chosen()
        self.answer.clear()
        self.answer.setEnabled(question is not None)
        if question is None:
            return
        name = question.words.split(" · ")[0]
        self._words.setText(f"{name if len(name) <= 40 else name[:39] + '…'} is")
        self.answer.addItem(_NOT_SAID, None)
        self.answer.addItem(_NONE, "")
        for option in question.options:
            self.answer.addItem(f"{option.words} ({option.why})", option.urn)
        urn = "" if question.setting_id in self.state.apart else self.state.same.get(question.setting_id)
        self.answer.setCurrentIndex(max(self.answer.findData(urn), 0) if urn is not None else 0)

    def _answer(self, place: int) -> None:
        question, urn = self._chosen(), self.answer.itemData(place)
        if question is None:
            return
        self.state.same.pop(question.setting_id, None)
        self.state.apart.discard(question.setting_id)
        if urn:
            self.state.same[question.setting_id] = urn
        elif urn == "":
            self.state.apart.add(question.setting_id)
        row = self.table.currentIndex().row()
        self._fill()
        self.table.selectRow(row)


class ChangesPage(ImportPage):
    """What the list would change, settings with children of ours first."""

    name = "Preview"
    next_words = "Import"

    def __init__(self, state: OfstedState) -> None:
        super().__init__("Preview", "")
        self.state = state
        self.older = label("", "warning", wrap=True)
        self.column.addWidget(self.older)
        self.view = ListChangesView("What the list would change")
        self.column.addWidget(self.view, 1)

    def enter(self) -> None:
        plan = self.state.plan
        if plan is None:
            return
        falls = sum(one.opens_checklist for one in plan.changes)
        opens = (
            f" A fall in judgement where children are placed will open {plural(falls, 'checklist')}." if falls else ""
        )
        self.about.setText(
            f"{plural(len(plan.changes), 'change')} at {show_date(plan.as_at)}; "
            f"{plural(plan.left_alone, 'setting')} as they were. Nothing has been stored yet; afterwards it can be "
            f"undone.{opens}"
            if plan.changes or plan.writes
            else "The store holds all of this already; importing it again changes nothing."
        )
        self.older.setText(
            f"The store holds a later list, of {show_date(plan.later)}: this one adds to the history of what was known "
            "then, and changes nothing of today."
            if plan.later
            else ""
        )
        self.older.setVisible(bool(plan.later))
        self.view.show_changes(plan.changes)


class ListReportPage(OutcomePage):
    """What an import of a list did."""

    def __init__(self, state: OfstedState) -> None:
        super().__init__()
        self.state = state

    def enter(self) -> None:
        outcome = self.state.outcome
        if outcome is None:
            return
        plan, stored = outcome.plan, bool(outcome.changes)
        self.heading.setText("Imported" if stored else "Nothing to import")
        self.about.setText(
            f"The list of {show_date(plan.as_at)} is in the store. The whole import is one step, and can be undone as "
            "one. What it changed stays under Published lists on the Data screen."
            if stored
            else "The store held all of this already; nothing was changed."
        )
        lines = [f"{KINDS[kind]}: {plural(count, 'setting')}" for kind, count in plan.counts.items() if count]
        lines.append(f"{plural(plan.left_alone, 'setting')} as they were.")
        if plan.rows_left_out:
            lines.append(f"{plural(plan.rows_left_out, 'row')} left out, because they cannot be stored.")
        falls = sum(one.opens_checklist for one in plan.changes)
        if falls:
            lines.append(f"{plural(falls, 'checklist')} opened for a fall in judgement.")
        self.lines.setText("\n".join(lines))
        self.undo.setVisible(stored)
