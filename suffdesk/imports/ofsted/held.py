"""What the store holds of settings, as a list is laid against it, and the changes that come of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.domain.authorities import authority, find_authority, is_within
from suffdesk.domain.formats.ofsted import OWN_BY_NAME, ListedSetting
from suffdesk.domain.list_change import ListChange
from suffdesk.domain.provider import OWN_PROVISION
from suffdesk.domain.registration import CLOSED, OFSTED
from suffdesk.domain.registry import BY_NAME
from suffdesk.imports.merging.records import Record, new_record, read_records
from suffdesk.imports.ofsted.histories import Histories
from suffdesk.imports.ofsted.matching import name_key
from suffdesk.store.opening import Store

_OTHER_AUTHORITY = "PR2"


class Held:
    """Records of settings, providers and histories by setting; and which lists came before and after."""

    def __init__(self, store: Store, as_at: date, today: date, list_id: str) -> None:
        self.as_at, self.today, self.list_id = as_at, today, list_id
        self.settings = {record.id: record for record in read_records(store, "setting")}
        self._providers = read_records(store, "provider")
        self.provider_names = {record.id: str(record.values["name"]) for record in self._providers}
        self._by_name = {name_key(name): provider_id for provider_id, name in self.provider_names.items()}
        self.registrations = Histories(read_records(store, "registration"), "started")
        self.places = Histories(read_records(store, "capacity"), "started")
        self.grades = Histories(read_records(store, "grade"), "inspected_on")
        lists = store.rows(
            "SELECT id, as_at, complete FROM published_list WHERE publisher = ? ORDER BY as_at", (OFSTED,)
        )
        self.date_of_list = {str(row_id): date.fromisoformat(str(day)) for row_id, day, _ in lists}
        after = [(date.fromisoformat(str(day)), bool(whole)) for _, day, whole in lists if str(day) > as_at.isoformat()]
        self.later = max((day for day, _ in after), default=None)
        self.next_list = min((day for day, _ in after), default=None)
        self.later_complete = min((day for day, whole in after if whole), default=None)
        self.known = {
            str(record.values["setting_id"]) for record in self.registrations.records() if record.values["list_id"]
        }
        """Settings of which a list has told."""
        self.kinds_known = {self.settings[setting_id].values["kind"] for setting_id in self.known}
        own = store.meta("authority")
        self._own = authority(own).code if own else ""
        self._owner_is_own: dict[str, bool] = {}
        self.children = _children(
            store, "(p.started <= :day AND (p.until IS NULL OR p.until > :day)) OR p.until IS NULL", as_at
        )
        """Children placed on the list's day, or still, by setting."""
        self.living = _children(store, "p.started <= :day AND (p.until IS NULL OR p.until > :day)", today)
        """Children placed today."""
        self.with_checklist = {
            str(row[0]) for row in store.rows("SELECT DISTINCT grade_id FROM quality_action WHERE grade_id IS NOT NULL")
        }
        self.falls: dict[str, str] = {}
        """The judgement by which each setting fell."""
        self.changes: list[ListChange] = []

    def records(self) -> tuple[Iterable[Record], ...]:
        """Everything that may have changed: providers, settings, registrations, places, judgements."""
        return (self._providers, self.settings.values(), self.registrations.records(), self.places.records(),
                self.grades.records())  # fmt: skip

    def closed_by_next(self, setting_id: str) -> Record | None:
        """The row by which a setting closed as the next list that is held no longer had it; None where it did not."""
        following = self.registrations.after(setting_id, self.as_at)
        if following is None or following.values["status"] != CLOSED or not following.values["list_id"]:
            return None
        return following if following.values["started"] == self.next_list else None

    def new_setting(self) -> Record:
        """One more setting, with nothing known of it."""
        record = new_record(dict.fromkeys((field.name for field in BY_NAME["setting"].fields), None))
        self.settings[record.id] = record
        return record

    def provider_of(self, row: ListedSetting) -> str | None:
        """The provider that owns a setting, by its name in any usual form; made where it is not held."""
        if not row.owner:
            return None
        key = name_key(row.owner)
        if key not in self._by_name:
            values: dict[str, Value] = dict.fromkeys((field.name for field in BY_NAME["provider"].fields), None)
            values.update(name=row.owner, sector=self.sector_of(row))
            made = new_record(values)
            self._providers.append(made)
            self._by_name[key] = made.id
            self.provider_names[made.id] = row.owner
        return self._by_name[key]

    def sector_of(self, row: ListedSetting) -> str | None:
        """A code of PLACE_PROVIDER: a home of the store's own authority is own provision."""
        if row.sector != OWN_BY_NAME:
            return row.sector
        if not self._own:
            return _OTHER_AUTHORITY
        own = self._is_own(row.owner) if row.owner else is_within(self._own, str(row.local_authority or ""))
        return OWN_PROVISION if own else _OTHER_AUTHORITY

    def _is_own(self, owner: str) -> bool:
        """Whether a council that owns a setting is the store's, under today's name or a former one."""
        if owner not in self._owner_is_own:
            try:
                self._owner_is_own[owner] = is_within(self._own, find_authority(owner[:100]).code)
            except UserError:
                self._owner_is_own[owner] = False
        return self._owner_is_own[owner]

    def note(self, kind: str, before: str, after: str, *, setting: Record) -> None:
        """A change to show."""
        values = setting.values
        self.changes.append(ListChange(
            kind, setting.id, str(values["urn"] or ""), str(values["name"] or ""),
            self.provider_names.get(str(values["provider_id"]), ""), str(values["local_authority"] or ""), before,
            after, self.children.get(setting.id, 0),
        ))  # fmt: skip


def _children(store: Store, when: str, day: date) -> Counter[str]:
    found = store.db.conn.execute(
        "SELECT p.setting_id, count(DISTINCT p.child_id) FROM placement p "
        f"WHERE p.setting_id IS NOT NULL AND ({when}) GROUP BY p.setting_id",
        {"day": day.isoformat()},
    ).fetchall()
    return Counter({str(setting_id): int(number) for setting_id, number in found})
