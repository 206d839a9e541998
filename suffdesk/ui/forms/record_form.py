"""The form of one record: a new one, or one that is there; checked while it is filled in, kept as a draft."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from suffdesk.core.entities import Field
from suffdesk.core.errors import Refused, UserError
from suffdesk.core.text import ended, with_article
from suffdesk.domain.entering import ENDS, FieldFault, fields_to_fill, must_be_filled
from suffdesk.domain.placement import BASES, LOOKED_AFTER
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.documents import add_with_document
from suffdesk.operations.edit import InvalidRow, Saved, WasErased, add, change, check_row, doubts, move
from suffdesk.operations.first_placement import add_child_placed, check_child_placed, fields_of_first_placement
from suffdesk.operations.form_values import Fixed, as_typed, why_fixed
from suffdesk.operations.placing import typed_from_setting
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import name_of
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.message import ask
from suffdesk.ui.faults import show_fault
from suffdesk.ui.forms.drafting import Drafting
from suffdesk.ui.forms.inputs import ReferenceInput
from suffdesk.ui.forms.rows import FormRows
from suffdesk.ui.widgets.banner import Banner
from suffdesk.ui.widgets.text import button, label, muted, title

_REASON = "reason_change"
_LOOKED_AFTER = next(choice.shown for choice in BASES if choice.code == LOOKED_AFTER)


class RecordForm(Dialog):
    """Add or change one record of ``entity``. ``given`` are values that are settled already and not asked for."""

    guide = "records"
    saved = Signal(str, object)
    """The entity, and a :class:`Saved`."""
    end_wanted = Signal()
    remove_wanted = Signal()
    history_wanted = Signal()
    earlier_wanted = Signal()
    other_wanted = Signal(str, str)
    """Entity and id of the record to change instead of this one."""

    def __init__(
        self, parent: QWidget | None, store: Store, entity: str, row_id: str = "",
        given: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.store, self.entity, self.row_id = store, entity, row_id
        self._described = BY_NAME[entity]
        self._given = dict(given or {})
        self._version = 0
        self._done = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fixed: Fixed | None = why_fixed(store, entity, row_id) if row_id else None
        self.rows = FormRows(*self._fields(), store)
        self._start = self.rows.texts()
        self.file: Path | None = None
        self._from_setting: dict[str, str] = {}
        tier = self.rows.rows["tier_id"].input if "tier_id" in self.rows.rows else None
        if isinstance(tier, ReferenceInput):
            tier.pick_within(self._of_lot)
        if row_id:
            held, self._version = as_typed(store, entity, row_id)
            self._start |= {name: text for name, text in held.items() if name in self.rows.rows}
        elif entity == "placement":
            self._start["basis"] = _LOOKED_AFTER
        words = self._described.label.lower()
        heading = name_of(store, entity, row_id) if row_id else f"Add {with_article(words)}"
        self._lay_out(heading)
        self.rows.show_texts(self._start)
        self._ask_for_reason()
        about = row_id or self._given.get("child_id", "") or self._given.get("row_id", "")
        self.drafting = Drafting(self, store, entity, about, self.typed)
        if self.fixed:
            self._show_fixed(self.fixed)
        else:
            self._take_up_draft()
            self.rows.edited.connect(self._edited)
            self.rows.left.connect(self._check)
        self._touched: set[str] = set()
        first = [row for row in self.rows.rows.values() if not (row_id and row.field.reference)]
        first[0].input.part.setFocus()  # whom a record is about is seldom what is to be changed

    def _of_lot(self) -> tuple[str, str] | None:
        """Tiers are those of the lot that is chosen."""
        lot = self._given.get("lot_id") or self.rows.texts().get("lot_id", "")
        return ("lot_id", lot) if lot else None

    def _fields(self) -> tuple[list[Field], list[str]]:
        fields = list(fields_to_fill(self.entity)) or list(self._described.fields)
        attached = ("entity", "row_id") if self.entity == "note" else ()
        fields = [field for field in fields if field.name not in self._given and field.name not in attached]
        needed = [field.name for field in fields if must_be_filled(self.entity, field)]
        if self.entity == "placement" and not self.row_id:
            why = BY_NAME["episode"].by_name[_REASON]
            about = "Of the one that the child leaves for this."
            fields.append(replace(why, label="Why the placement before ended", help=about))
        if self._with_placement:
            fields += fields_of_first_placement()
        return fields, needed

    @property
    def _with_placement(self) -> bool:
        """A child and the placement with which care begins are typed in together."""
        return self.entity == "child" and not self.row_id

    def _lay_out(self, heading: str) -> None:
        own_name = self._described.by_name.get("name")
        # the name of a person is for the form to show, and not for what lists the windows of the machine
        self.setWindowTitle(self._described.label if own_name and own_name.personal else heading)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 16, 18)
        outer.setSpacing(10)
        name = title(heading)
        name.setWordWrap(True)
        outer.addWidget(name)
        if about := self._about():
            outer.addWidget(label(about, "caption"))
        if not self.fixed:
            outer.addWidget(muted("* is needed. What you type is kept every few seconds."))
        self.banner = Banner()
        self.banner.hide()
        self.banner.acted.connect(self._banner_pressed)
        outer.addWidget(self.banner)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.rows)
        outer.addWidget(area, 1)
        if self._takes_file:
            outer.addLayout(self._file_row())
        self._fault = label("", "warning", wrap=True)
        self._fault.setAccessibleName("What is wrong")
        self._fault.hide()
        outer.addWidget(self._fault)
        outer.addLayout(self._buttons())
        wanted = self.rows.sizeHint().height() + 200
        height = self.screen().availableGeometry().height() if self.screen() else 800
        self.resize(640, min(wanted, int(height * 0.85)))

    @property
    def _takes_file(self) -> bool:
        """A report is recorded together with the file that it came as."""
        return self.entity == "quality_report" and not self.row_id

    def _file_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.file_button = button("Choose the file…", "", "A copy of it is kept inside the store, with the report")
        self.file_button.clicked.connect(self._choose_file)
        self.file_name = label("No file chosen yet", "caption", wrap=True)
        row.addWidget(self.file_button)
        row.addWidget(self.file_name, 1)
        return row

    def _choose_file(self) -> None:
        dialog = FileDialog(self, "The file of the report")
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.take_file(Path(chosen)))
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Keep a copy of this file with the record once it is saved."""
        self.file = path
        self.file_name.setText(path.name)

    def _about(self) -> str:
        """Whose a new record will be, and what else of it is settled and not asked for."""
        named = [
            name_of(self.store, field.reference, self._given[field.name])
            for field in self._described.fields if field.reference and self._given.get(field.name)
        ]  # fmt: skip
        if not named and self._given.get("row_id"):
            named = [name_of(self.store, self._given["entity"], self._given["row_id"])]
        settled = [
            f"{field.label}: {field.show(field.parse(self._given[field.name]))}"
            for field in self._described.fields if not field.reference and field.name in self._given
        ]  # fmt: skip
        if self.row_id:
            return ""
        of = [f"Of {', '.join(named)}"] if named else []
        return " · ".join([*of, *(settled if self.entity not in ("note", "document") else [])])

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.history_button, self.end_button = button("History"), button("End…")
        self.remove_button, self.earlier_button = button("Remove…"), button("Earlier versions…")
        for part, signal in (
            (self.end_button, self.end_wanted), (self.remove_button, self.remove_wanted),
            (self.history_button, self.history_wanted), (self.earlier_button, self.earlier_wanted),
        ):  # fmt: skip
            part.clicked.connect(signal)
            row.addWidget(part)
        there, writable = bool(self.row_id), not self.store.read_only
        ends = self.entity in ENDS or self.entity == "care_period"
        self.end_button.setVisible(there and writable and ends)
        self.remove_button.setVisible(there and writable and not self.fixed)
        self.history_button.setVisible(there)
        self.earlier_button.setVisible(there)
        row.addStretch()
        self.cancel: QPushButton = button("Close" if self.fixed else "Cancel")
        self.cancel.clicked.connect(self.reject)
        row.addWidget(self.cancel)
        self.save = button("Save", "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self.go)
        self.save.setVisible(not self.fixed)
        row.addWidget(self.save)
        return row

    # What is typed

    def typed(self) -> dict[str, str]:
        """Fields that are not as they were at first."""
        return {name: text for name, text in self.rows.texts().items() if text != self._start[name]}

    def _values(self) -> dict[str, str]:
        """What is to be checked or stored: everything for a new record, else what differs."""
        if self.row_id:
            return self.typed()
        return {**self._given, **{name: text for name, text in self.rows.texts().items() if name != _REASON}}

    def _edited(self, name: str) -> None:
        self._touched.add(name)
        self.rows.say([], only=[name])
        self._ask_for_reason()
        if name == "setting_id" and self.entity in ("child", "placement"):
            self._follow_setting()
        self.drafting.touch()
        for part in (self.end_button, self.remove_button):
            part.setEnabled(not self.typed())

    def _follow_setting(self) -> None:
        """Show number, postcode and provider of the setting that was chosen; what somebody typed there stays."""
        try:
            told = typed_from_setting(self.store, self.rows.rows["setting_id"].input.text())
        except UserError:
            return  # nothing was picked yet
        typed = self.rows.texts()
        free = [name for name in told if typed.get(name) in ("", self._from_setting.get(name))]
        self.rows.show_texts({name: told[name] for name in free})
        self._from_setting = {name: self.rows.texts()[name] for name in free if name in self.rows.rows}

    def _ask_for_reason(self) -> None:
        if self.entity == "placement" and not self.row_id:
            self.rows.show_row(_REASON, self._moves())

    def _moves(self) -> bool:
        return self.rows.rows["basis"].input.text() in ("", _LOOKED_AFTER)

    def _check(self, name: str) -> None:
        """Say what is wrong with what was typed so far; what is still empty is no fault yet."""
        if self._done or name not in self._touched:
            return
        try:
            if self._with_placement:
                faults = check_child_placed(self.store, self._values(), whole=False)
            else:
                faults = check_row(self.store, self.entity, self._values(), self.row_id, whole=False)
        except UserError as error:  # the record was removed meanwhile, by an undo for one
            self.say_fault(str(error))
            return
        doubtful = doubts("episode" if self._with_placement else self.entity, self.rows.texts())
        self.rows.say([*faults, *doubtful], only=self._touched)

    @property
    def faults(self) -> list[str]:
        """Every sentence that stands in the form."""
        own = [self._fault.text()] if self._fault.text() else []
        return [*(row.fault.text() for row in self.rows.rows.values() if row.fault.text()), *own]

    def say_fault(self, sentence: str) -> None:
        """What is wrong with the record as a whole."""
        self._fault.setText(ended(sentence))
        self._fault.setVisible(bool(sentence))

    # Saving

    def go(self) -> None:
        """Save, or say at each field why not."""
        self._save(include_erased=False)

    def _save(self, *, include_erased: bool) -> None:
        if self.fixed:
            return
        self.say_fault("")
        if self.row_id and not self.typed():
            self._leave()
            return
        try:
            saved = self._store(include_erased=include_erased)
        except WasErased as error:
            self.say_fault(str(error))
            ask(self, f"{error}. Shall the child be in it again?", "Save all the same",
                lambda: self._save(include_erased=True))  # fmt: skip
        except InvalidRow as error:
            self._say(error.faults)
        except Refused as error:
            self._take_over(str(error))
        except UserError as error:
            self.say_fault(str(error))
        else:
            self.drafting.discard()
            self._done = True
            self.saved.emit(self.entity, saved)
            self.accept()

    def _store(self, *, include_erased: bool) -> Saved:
        if self.row_id:
            return change(
                self.store, self.entity, self.row_id, self._values(), self._version, include_erased=include_erased
            )
        if self._with_placement:
            return add_child_placed(self.store, self._values(), include_erased=include_erased)
        if self.entity == "placement" and self._moves():
            return move(self.store, self._values(), self.rows.texts()[_REASON] or None)
        if self.file is not None:
            return add_with_document(self.store, self.entity, self._values(), self.file)
        return add(self.store, self.entity, self._values(), include_erased=include_erased)

    def _say(self, faults: tuple[FieldFault, ...]) -> None:
        self._touched.update(self.rows.rows)
        self.say_fault("; ".join(self.rows.say(faults)))
        self.rows.go_to_fault()

    def _take_over(self, why: str) -> None:
        """Somebody changed the record meanwhile: show theirs, keep what was typed here, and let it be looked at."""
        try:
            held, version = as_typed(self.store, self.entity, self.row_id)
        except UserError as error:
            self.say_fault(str(error))
            return
        if version == self._version:
            self.say_fault(why)
            return
        mine = self.typed()
        faults = []
        for name, text in held.items():
            if name not in self.rows.rows:
                continue
            if name not in mine:
                self.rows.show_texts({name: text})
            elif text != self._start[name]:
                faults.append(FieldFault(name, f"Changed meanwhile to “{text or 'nothing'}”; saving puts yours there"))
            self._start[name] = text
        self._version = version
        self.rows.say(faults)
        self.say_fault(f"{why}. What they changed is shown, and what you typed is kept")

    # Drafts, and leaving

    def _take_up_draft(self) -> None:
        draft = self.drafting.found
        typed = {name: text for name, text in draft.values.items() if name in self.rows.rows} if draft else {}
        if draft is None or not typed:
            return
        self.rows.show_texts(typed)
        self._ask_for_reason()
        self.banner.say(
            f"Filled in as you left it at {draft.saved_at:%H:%M} on {draft.saved_at:%d/%m/%Y}, without saving.",
            action="Start afresh",
        )

    def _show_fixed(self, fixed: Fixed) -> None:
        self.rows.set_fixed()
        self.banner.say(
            fixed.sentence, action=f"Open the {BY_NAME[fixed.entity].label.lower()}" if fixed.row_id else ""
        )

    def _banner_pressed(self) -> None:
        if self.fixed:
            entity, row_id = self.fixed.entity, self.fixed.row_id
            self._leave()
            self.other_wanted.emit(entity, row_id)
            return
        self.drafting.discard()
        self.rows.show_texts(self._start)
        self._ask_for_reason()
        self.rows.say([])
        self.say_fault("")
        self.banner.hide()

    def reject(self) -> None:
        """Cancel or Escape; asks first where something would be lost."""
        if self._done or self.fixed or not self.typed():
            self._leave()
        else:
            ask(self, "Throw away what you typed?", "Throw it away", self._leave)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._done:
            super().closeEvent(event)
        else:
            event.ignore()
            self.reject()

    def _leave(self) -> None:
        self._done = True
        self.drafting.discard()
        super().reject()

    def put_away(self) -> None:
        """The store is about to be closed: keep the draft and go."""
        if not self._done:
            self._done = True
            if self.typed() and not self.fixed:
                self.drafting.keep()
            self.drafting.stop()
            super().reject()

    def fail(self, error: Exception) -> None:
        """Say why the record could not be ended or removed."""
        if isinstance(error, UserError):
            self.say_fault(str(error))
        else:
            show_fault(self, error)
