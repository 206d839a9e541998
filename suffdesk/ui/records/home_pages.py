"""The pages of a setting and of a provider: facts as they stand on the as-at date, and all that hangs on them."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from suffdesk.core.palette import Palette
from suffdesk.core.progress import Progress
from suffdesk.domain.registry import BY_NAME
from suffdesk.figures.home_charts import grades_chart
from suffdesk.operations.contracting import blocks, checks, contracts, coverage, places_on_lots, unregistered_words
from suffdesk.operations.edit import held_row
from suffdesk.operations.home_pages import provider_facts, setting_facts, settings_of
from suffdesk.operations.homes import children_placed
from suffdesk.operations.own_homes import home_facts
from suffdesk.operations.record_table import documents_table, facts_of, notes_of, records_of
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import name_of
from suffdesk.ui.charts.card import ChartCard
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.records.page import RecordPage
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.banner import Banner
from suffdesk.ui.widgets.text import button

_NOW, _BEFORE = "Children now", "At other times"
_CHART_HEIGHT = 190


class _HomePage(RecordPage):
    """What a setting and a provider share."""

    guide = "providers"

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner(kind="warning")
        self.banner.hide()
        self.column.addWidget(self.banner)
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

    def standing(self, store: Store, as_at: date) -> list[tuple[str, str]]:
        """Facts as they stand on the date, before those of the record."""
        raise NotImplementedError

    def read(self, session: Session) -> bool:
        store = session.store
        facts = facts_of(store, self.entity, self.row_id)
        if not facts:
            return False
        self.say_heading(name_of(store, self.entity, self.row_id), BY_NAME[self.entity].label)
        self.show_facts([*self.standing(store, session.as_at), *(fact for fact in facts if fact[0] != "Name")])
        self.fill_tab(_NOW, children_placed(store, self.entity, self.row_id, session.as_at, now=True))
        self.fill_tab(_BEFORE, children_placed(store, self.entity, self.row_id, session.as_at, now=False))
        about = {"entity": self.entity, "row_id": self.row_id}
        self.fill_tab("Documents", documents_table(store, self.entity, self.row_id), about)
        self.fill_tab("Notes", notes_of(store, self.entity, self.row_id), about)
        self.remove_button.setEnabled(not store.read_only)
        return True

    def drop(self) -> None:
        super().drop()
        self.banner.hide()


_OF_SETTING = (
    ("Registration", "registration", "Add a registration…"),
    ("Places", "capacity", "Add places…"),
    ("Prices", "price_range", "Add a price range…"),
    ("Visits", "visit", "Add a visit…"),
    ("Reports", "quality_report", "Add a report…"),
    ("Actions", "quality_action", "Add an action…"),
    ("Concerns", "concern", "Add a concern…"),
    ("Contacts", "contact", "Add a contact…"),
)
"""Tabs of a setting: name, entity, and the words to add one."""


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

    def first_tabs(self) -> None:
        judgements = self.add_tab("Judgements", RecordsTab("Judgements", "grade", add="Add a judgement…"))
        self.chart = ChartCard()
        self.chart.told.connect(self.told)
        self.chart.setFixedHeight(_CHART_HEIGHT)
        judgements.beneath.addWidget(self.chart)
        for name, entity, add in _OF_SETTING:
            self.add_tab(name, RecordsTab(name, entity, add=add))
            if name == "Prices":
                self.add_tab("Contracts", RecordsTab("Contracts", "contract", add="Add a contract…"))

    def standing(self, store: Store, as_at: date) -> list[tuple[str, str]]:
        return [*setting_facts(store, self.row_id, as_at), *home_facts(store, self.row_id, as_at)]

    def read(self, session: Session) -> bool:
        if not super().read(session):
            return False
        store, here = session.store, {"setting_id": self.row_id}
        self._provider = str(held_row(store, "setting", self.row_id)["provider_id"] or "")
        self.provider_button.setEnabled(bool(self._provider))
        self.fill_tab("Judgements", records_of(store, "grade", self.row_id, "setting"), here)
        spec = grades_chart(store, self.row_id, session.as_at)
        self.chart.setVisible(spec is not None)
        self.chart.show_spec(spec)
        bought = {**here, "provider_id": self._provider} if self._provider else here
        for name, entity, _ in _OF_SETTING:
            given = bought if entity == "contact" else here
            self.fill_tab(name, records_of(store, entity, self.row_id, "setting"), given)
        self.fill_tab("Contracts", contracts(store, session.as_at, setting_id=self.row_id), bought)
        words = unregistered_words(store, self.row_id, session.as_at)
        self.banner.say(words, "warning") if words else self.banner.hide()
        return True

    def drop(self) -> None:
        super().drop()
        self.chart.show_spec(None)

    def set_theme(self, palette: Palette) -> None:
        self.chart.set_theme(palette)


class ProviderScreen(_HomePage):
    """An organisation with its settings."""

    title = "Provider"
    entity = "provider"

    def __init__(self) -> None:
        super().__init__()
        self.profile_button = button("Profile (PDF)…", "", "Everything about this provider on paper, as at the date")
        self.profile_button.clicked.connect(self._ask_where)
        self.head_buttons.insertWidget(0, self.profile_button)

    def first_tabs(self) -> None:
        self.add_tab("Settings", RecordsTab("Settings", "setting", add="Add a setting…",
                                            empty="No setting is open on the as-at date."))  # fmt: skip
        self.add_tab("Lots", RecordsTab("Lots", "lot_membership", add="Add a place on a lot…"))
        self.add_tab("Contracts", RecordsTab("Contracts", "contract", add="Add a contract…"))
        self.add_tab("In place", RecordsTab("In place", changes=False,
                                            empty="No commissioned placement with this provider."))  # fmt: skip
        self.add_tab("Block beds", RecordsTab("Block beds", "contract",
                                              empty="No block contract holds in the year to the date."))  # fmt: skip
        self.add_tab("Checks", RecordsTab("Checks", "provider_check", add="Add a check…"))
        self.add_tab("Contacts", RecordsTab("Contacts", "contact", add="Add a contact…"))
        self.add_tab("Visits", RecordsTab("Visits", "visit"))

    def standing(self, store: Store, as_at: date) -> list[tuple[str, str]]:
        return provider_facts(store, self.row_id, as_at)

    def read(self, session: Session) -> bool:
        if not super().read(session):
            return False
        store, day, given = session.store, session.as_at, {"provider_id": self.row_id}
        self.fill_tab("Settings", settings_of(store, self.row_id, day), given)
        self.fill_tab("Lots", places_on_lots(store, day, provider_id=self.row_id), given)
        self.fill_tab("Contracts", contracts(store, day, self.row_id), given)
        self.fill_tab("In place", coverage(store, day, provider_id=self.row_id))
        found = blocks(store, day, self.row_id)
        self.tab("Block beds").say_above([(note, False) for note in found.table.notes] if found.count else [])
        self.fill_tab("Block beds", found)
        self.fill_tab("Checks", checks(store, self.row_id, day), given)
        self.fill_tab("Contacts", records_of(store, "contact", self.row_id, "provider"), given)
        self.fill_tab("Visits", records_of(store, "visit", self.row_id, "provider"))
        return True

    # The profile

    def _ask_where(self) -> None:
        from suffdesk.operations.publish import file_name_of

        session = self.session
        if session is None or not self.row_id:
            return
        name = file_name_of(session.store, self.entity, self.row_id, session.as_at)
        dialog = FileDialog(self, "Save the profile", name, "PDF (*.pdf);;Excel workbooks (*.xlsx)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda path: self.save_profile(Path(path)))
        dialog.open()

    def save_profile(self, path: Path) -> None:
        """Write the profile of the provider that is shown, on the worker."""
        session, provider = self.session, self.row_id
        if session is None or not provider:
            return
        as_at = session.as_at

        def work(store: Store, progress: Progress) -> list[Path]:
            from suffdesk.operations.publish import publish

            return publish(store, "provider-profile", as_at, path, progress, about=provider)

        session.tasks.run(
            "Making the profile", work, done=lambda files: self.told.emit(f"Made {files[0].name}"),
            failed=partial(show_fault, self), store=session.store,
        )  # fmt: skip
