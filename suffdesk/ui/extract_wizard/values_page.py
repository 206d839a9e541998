"""Step 3: what their words stand for, and under which name all of it is kept."""

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit

from suffdesk.core.report import Column
from suffdesk.core.text import plural
from suffdesk.models.choices import ChoicesModel
from suffdesk.operations.mapping_draft import Codes, meanings
from suffdesk.ui.extract_wizard.state import ExtractState
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.widgets.choice_table import ChoiceTable
from suffdesk.ui.widgets.text import label

_COLUMNS = (
    Column("Written in the file"), Column("Column"), Column("Rows", "number"), Column("Why"), Column("Stands for"),
)  # fmt: skip
_NOTHING = "Not known: left empty and listed"


class ValuesPage(ImportPage):
    """Each word of a column of codes, those first that nobody could tell."""

    name = "Values"

    def __init__(self, state: ExtractState) -> None:
        super().__init__("What their words stand for", "")
        self.state = state
        self.model = ChoicesModel(_COLUMNS, self)
        self.model.chose.connect(self._chose)
        self.table = ChoiceTable(self.model, "Words in the extract", widths={1: 18, 2: 6, 3: 22, 4: 34}, stretch=0)
        self.column.addWidget(self.table, 1)
        row = QHBoxLayout()
        self.keep = QCheckBox("Keep this mapping for next time, as")
        self.keep.toggled.connect(self._keep_toggled)
        self.named = QLineEdit()
        self.named.setAccessibleName("Name of the mapping")
        self.named.setMaxLength(80)
        self.named.textChanged.connect(lambda _: self.ready_changed.emit())
        row.addWidget(self.keep)
        row.addWidget(self.named, 1)
        self.column.addLayout(row)
        self._why = label("", "warning", wrap=True)
        self._why.setAccessibleName("Why it cannot be kept")
        self.column.addWidget(self._why)
        self._offered: list[list[Codes]] = []

    @property
    def next_words(self) -> str:
        return "Preview"

    def enter(self) -> None:
        draft = self.state.draft
        if draft is None:
            return
        rows, choices, chosen = [], [], []
        self._offered = []
        for word in draft.words:
            offered = [*([(_NOTHING, {})] if draft.may_be_unknown(word) else []), *meanings(word)]
            codes = dict(draft.codes(word))
            if codes not in [dict(one) for _, one in offered]:
                offered.append(("As the mapping says", codes))
            self._offered.append([one for _, one in offered])
            rows.append((word.text, word.header, word.times, word.why))
            choices.append([said for said, _ in offered])
            chosen.append(next(place for place, (_, one) in enumerate(offered) if dict(one) == codes))
        self.model.set_rows(rows, choices, chosen)
        if not self.named.text():
            self.named.setText(self.state.kept or draft.base.name)
            self.keep.setChecked(not self.state.kept)
        self.named.setEnabled(self.keep.isChecked())
        self._say()

    @property
    def ready(self) -> bool:
        return not self.keep.isChecked() or bool(self.named.text().strip())

    def start_again(self) -> None:
        """Another file or mapping was chosen: its name is offered next."""
        self.named.clear()
        self._why.clear()

    @property
    def keep_as(self) -> str:
        """The name to keep the mapping under; empty where it is not to be kept."""
        return self.named.text().strip() if self.keep.isChecked() else ""

    def refuse(self, sentence: str) -> None:
        """Say beneath the name why it will not do."""
        self._why.setText(sentence)
        self.named.setFocus()

    def _keep_toggled(self, keep: bool) -> None:
        self.named.setEnabled(keep)
        self._why.clear()
        self.ready_changed.emit()

    def _chose(self, row: int, place: int) -> None:
        draft = self.state.draft
        if draft:
            word = draft.words[row]
            draft.said[word.target, word.text] = self._offered[row][place]
            self.state.forget_mapping()
            self._say()

    def _say(self) -> None:
        draft = self.state.draft
        if draft is None:
            return
        unknown = draft.unknown()
        if not draft.words:
            self.about.setText("No column that is read holds codes, so there is nothing to choose here.")
        elif unknown:
            self.about.setText(
                f"{plural(len(unknown), 'word')} of {len(draft.words):,} stand for nothing yet; they come first. What "
                "you leave so is left empty, and each of its rows is listed."
            )
        else:
            self.about.setText(f"Every one of {plural(len(draft.words), 'word')} has a meaning. Look through them.")
