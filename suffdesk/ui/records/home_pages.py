"""The pages of a setting and of a provider: facts, and the children placed there now and before."""

from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.edit import held_row
from suffdesk.operations.homes import children_placed, settings_list
from suffdesk.operations.record_table import documents_table, facts_of, notes_of
from suffdesk.store.queries.names import name_of
from suffdesk.ui.records.page import RecordPage
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import button

_NOW, _BEFORE = "Children now", "At other times"


class _HomePage(RecordPage):
    """What a setting and a provider share."""

    def __init__(self) -> None:
        super().__init__()
        self.column.addWidget(self._facts_place)
        self.remove_button = button("Remove…")
        self.remove_button.clicked.connect(lambda: self.ask("remove", self.entity, self.row_id))
        self.head_buttons.addWidget(self.remove_button)
        self.first_tabs()
        for name, empty in ((_NOW, "No child is placed here on the as-at date."), (_BEFORE, "No other placements.")):
            self.add_tab(name, RecordsTab(name, empty=empty, changes=False))
        self.add_tab("Documents", RecordsTab("Documents", "document", add="Add a document…", open_words="Save a copy"))
        self.add_tab("Notes", RecordsTab("Notes", "note", add="Add a note…"))
        self.column.addWidget(self.tabs, 1)

    def first_tabs(self) -> None:
        """Tabs before those of children."""

    def read(self, session: Session) -> bool:
        store = session.store
        facts = facts_of(store, self.entity, self.row_id)
        if not facts:
            return False
        self.say_heading(name_of(store, self.entity, self.row_id), BY_NAME[self.entity].label)
        self.show_facts(facts)
        self.fill_tab(_NOW, children_placed(store, self.entity, self.row_id, session.as_at, now=True))
        self.fill_tab(_BEFORE, children_placed(store, self.entity, self.row_id, session.as_at, now=False))
        about = {"entity": self.entity, "row_id": self.row_id}
        self.fill_tab("Documents", documents_table(store, self.entity, self.row_id), about)
        self.fill_tab("Notes", notes_of(store, self.entity, self.row_id), about)
        self.remove_button.setEnabled(not store.read_only)
        return True


class SettingScreen(_HomePage):
    """A home, an agency branch or a unit."""

    title = "Setting"
    entity = "setting"

    def __init__(self) -> None:
        super().__init__()
        self._provider = ""
        self.provider_button = button("Provider")
        self.provider_button.clicked.connect(lambda: self.ask("open", "provider", self._provider))
        self.head_buttons.insertWidget(0, self.provider_button)

    def read(self, session: Session) -> bool:
        if not super().read(session):
            return False
        self._provider = str(held_row(session.store, "setting", self.row_id)["provider_id"] or "")
        self.provider_button.setEnabled(bool(self._provider))
        return True


class ProviderScreen(_HomePage):
    """An organisation with its settings."""

    title = "Provider"
    entity = "provider"

    def first_tabs(self) -> None:
        self.add_tab("Settings", RecordsTab("Settings", "setting", add="Add a setting…"))

    def read(self, session: Session) -> bool:
        if not super().read(session):
            return False
        settings = settings_list(session.store, session.as_at, provider_id=self.row_id)
        self.fill_tab("Settings", settings, {"provider_id": self.row_id})
        return True
