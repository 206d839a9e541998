"""Care periods, placements and settings made from a child's episodes; what was there keeps its id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from suffdesk.analysis.histories import EpisodeRow, Stay, build_history
from suffdesk.core.kinds import Value
from suffdesk.domain.codes import SHORT_BREAKS, TEMPORARY_PLACES
from suffdesk.domain.episode import TYPED as TYPED_EPISODE
from suffdesk.domain.placement import IMPORTED, LOOKED_AFTER, SHORT_BREAK, TYPED
from suffdesk.domain.registration import stands_for_none
from suffdesk.imports.merging.records import Record, new_record
from suffdesk.imports.merging.settings_made import told_by

_FROM_EPISODE = (
    "place", "provider", "urn", "home_postcode", "placement_postcode", "home_authority", "placement_authority",
    "miles", "postcodes_version",
)  # fmt: skip
_SAME_PLACEMENT_DAYS = 7
"""A placement whose opening episode was returned anew with another date this near is the same placement."""


def episode_row(record: Record) -> EpisodeRow:
    """An episode as counting takes it."""
    values: dict[str, Any] = record.values
    return EpisodeRow(
        record.id, values["started"], values["until"], values["reason_new"], values["legal_status"], values["need"],
        values["place"], values["provider"], values["reason_ceased"], values["home_postcode"],
        values["placement_postcode"], values["home_authority"], values["placement_authority"], values["miles"],
    )  # fmt: skip


@dataclass
class Derived:
    """Records of care periods, placements and settings, those held and those to be made."""

    periods: dict[str, list[Record]] = field(default_factory=dict)
    """By child."""
    placements: dict[str, list[Record]] = field(default_factory=dict)
    """By child."""
    settings: dict[str, Record] = field(default_factory=dict)
    """By number (URN)."""

    @classmethod
    def of(cls, periods: Iterable[Record], placements: Iterable[Record], settings: Iterable[Record]) -> "Derived":
        made = cls()
        for record in periods:
            made.periods.setdefault(str(record.values["child_id"]), []).append(record)
        for record in placements:
            made.placements.setdefault(str(record.values["child_id"]), []).append(record)
        made.settings = {str(record.values["urn"]): record for record in settings if record.values["urn"]}
        return made

    def derive(self, child_id: str, episodes: Sequence[Record]) -> None:
        """Make a child's care periods and placements anew from its episodes, in order."""
        by_id = {record.id: record for record in episodes}
        history = build_history(child_id, None, None, None, [episode_row(record) for record in episodes])
        periods: list[dict[str, Value]] = [
            {
                "child_id": child_id,
                "started": period.started,
                "start_known": int(period.start_known),
                "until": period.until,
                "reason_ceased": period.reason_ceased,
            }
            for period in history.periods
        ]
        period_records = self._match(self.periods.setdefault(child_id, []), periods, ("started",))
        rows: list[dict[str, Value]] = []
        members: list[list[Record]] = []
        for stay in history.stays:
            inside = [by_id[episode.id] for episode in history.episodes[stay.first : stay.last + 1]]
            rows.append(self._placement(child_id, inside, LOOKED_AFTER, stay, period_records[stay.period].id))
            members.append(inside)
        for inside in _short_breaks(episodes):
            rows.append(self._placement(child_id, inside, SHORT_BREAK, None, None))
            members.append(inside)
        held = [record for record in self.placements.setdefault(child_id, []) if _from_episodes(record)]
        for record, inside in zip(self._match(held, rows, ("opening_episode_id",)), members, strict=True):
            if record.held is None:
                self.placements[child_id].append(record)
            else:
                self._keep_chosen_setting(record)
            for episode in inside:
                episode.values["placement_id"] = record.id

    def _keep_chosen_setting(self, placement: Record) -> None:
        """A setting without a number can only have been chosen by hand: it stays while the child stays there."""
        held = placement.held or {}
        numbered = {record.id for record in self.settings.values()}
        if (
            placement.values["setting_id"] is None
            and held["setting_id"] not in numbered
            and all(placement.values[name] == held[name] for name in ("place", "placement_postcode"))
        ):
            placement.values["setting_id"] = held["setting_id"]

    def _placement(
        self, child_id: str, inside: Sequence[Record], basis: str, stay: Stay | None, period_id: str | None
    ) -> dict[str, Value]:
        lasting = [record for record in inside if record.values["place"] not in TEMPORARY_PLACES]
        latest = (lasting or list(inside))[-1].values
        return {
            "child_id": child_id,
            "care_period_id": period_id,
            "opening_episode_id": inside[0].id,
            "setting_id": self._setting(latest),
            "basis": basis,
            "source": TYPED if all(record.values["source"] == TYPED_EPISODE for record in inside) else IMPORTED,
            "counted": int(stay.counted) if stay else 0,
            "started": inside[0].values["started"],
            "until": stay.until if stay else inside[-1].values["until"],
            **{name: latest[name] for name in _FROM_EPISODE},
        }

    def _setting(self, episode: Mapping[str, Value]) -> str | None:
        urn = episode["urn"]
        if not urn or stands_for_none(str(urn)):
            return None
        if str(urn) not in self.settings:
            self.settings[str(urn)] = new_record({"provider_id": None, "name": None, "urn": urn, **told_by(episode)})
        return self.settings[str(urn)].id

    @staticmethod
    def _match(held: list[Record], rows: Sequence[dict[str, Value]], anchor: tuple[str, ...]) -> list[Record]:
        """Give each row the held record with its anchor, else the nearest in time, else a new one.

        Held records that no row takes are marked as removed; new ones are added to ``held``.
        """
        free = list(held)
        found: list[Record | None] = [None] * len(rows)
        for index, row in enumerate(rows):
            found[index] = next(
                (record for record in free if all(record.values[name] == row[name] for name in anchor)), None
            )
            if found[index] is not None:
                free.remove(found[index])  # type: ignore[arg-type]
        for index, row in enumerate(rows):
            if found[index] is None and free:
                near = min(free, key=lambda record: _days_apart(record.values["started"], row["started"]))
                if _days_apart(near.values["started"], row["started"]) <= _SAME_PLACEMENT_DAYS:
                    found[index] = near
                    free.remove(near)
        for record in free:
            record.removed = True
        result = []
        for match, row in zip(found, rows, strict=True):
            record = match or new_record(dict(row))
            if match is None:
                held.append(record)
            record.values.update(row)
            record.removed = False
            result.append(record)
        return result


def _from_episodes(placement: Record) -> bool:
    """Whether it was made here, and not typed as it stands (a stay after 18, a short break outside the return)."""
    return placement.values["source"] == IMPORTED or placement.values["opening_episode_id"] is not None


def _days_apart(one: Value, other: Value) -> int:
    return abs((one - other).days) if isinstance(one, date) and isinstance(other, date) else 10**6


def _short_breaks(episodes: Sequence[Record]) -> list[list[Record]]:
    """Runs of short-break episodes at one place, each following the last without a gap."""
    runs: list[list[Record]] = []
    for record in episodes:
        if record.values["legal_status"] not in SHORT_BREAKS:
            continue
        before = runs[-1][-1].values if runs else None
        here = record.values
        follows = before is not None and before["until"] == here["started"] and all(
            before[name] == here[name] for name in ("place", "placement_postcode", "urn")
        )  # fmt: skip
        if follows:
            runs[-1].append(record)
        else:
            runs.append([record])
    return runs
