"""Ending a record: on which day it ceased, and why where it takes a reason."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from suffdesk.core.dates import parse_date
from suffdesk.core.entities import Field
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import LastDay
from suffdesk.core.text import ended
from suffdesk.domain.entering import ENDS, FieldFault
from suffdesk.domain.placement import LOOKED_AFTER
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.edit import InvalidRow, end, held_row
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import name_of
from suffdesk.ui.dialogs.form import FormDialog
from suffdesk.ui.forms.rows import FormRows


class EndForm(FormDialog):
    """Asks for the day and the reason, and ends the record."""

    guide = "records"
    saved = Signal(str, object)
    """The entity, and a :class:`Saved`."""

    def __init__(self, parent: QWidget | None, store: Store, entity: str, row_id: str) -> None:
        words = BY_NAME[entity].label.lower()
        super().__init__(parent, f"End {words}", "End it", name_of(store, entity, row_id))
        self._store, self._entity, self._row_id = store, entity, row_id
        self._kept_as = _kept_as(store, entity, row_id)
        self._day, self._reason = ENDS[self._kept_as]
        self.rows = FormRows(self._fields(), [self._day, self._reason], store)
        self.form.addRow(self.rows)
        self.setMinimumWidth(560)
        self.rows.rows[self._day].input.part.setFocus()

    def _fields(self) -> Sequence[Field]:
        described = BY_NAME[self._kept_as].by_name
        day = described[self._day]
        if isinstance(day.kind, LastDay):
            fields = [replace(day, help="The last day on which it still holds.")]
        else:
            help = "The first day on which it no longer holds: for a placement the day on which the child left."
            fields = [replace(day, label="Ceased on", help=help)]
        return [*fields, described[self._reason]] if self._reason else fields

    def go(self) -> None:
        texts = self.rows.texts()
        try:
            day = parse_date(texts[self._day]) if texts[self._day].strip() else None
        except ValueError as error:
            self.rows.say([FieldFault(self._day, str(error))])
            return
        if day is None:
            self.rows.say([FieldFault(self._day, "Type the day on which it ceased")])
            return
        try:
            saved = end(self._store, self._entity, self._row_id, day, texts.get(self._reason) or None)
        except InvalidRow as error:
            self.say_fault("; ".join(self.rows.say(error.faults)))
            self.rows.go_to_fault()
        except UserError as error:
            self.rows.say([])
            self.say_fault(ended(str(error)))
        else:
            self.saved.emit(self._entity, saved)
            self.accept()


def _kept_as(store: Store, entity: str, row_id: str) -> str:
    """A placement within care ends by its last episode, as a period of care does, and so with a reason."""
    if entity == "care_period":
        return "episode"
    if entity == "placement":
        row = held_row(store, entity, row_id)
        if row["basis"] == LOOKED_AFTER or row["opening_episode_id"] is not None:
            return "episode"
    return entity
