"""A placement as people type it: a move of a child who is looked after is kept as an episode, like the return's."""

from collections.abc import Mapping
from datetime import date

from suffdesk.core.dates import show_date
from suffdesk.core.kinds import Value
from suffdesk.domain.codes import MOVED_ON, SHORT_BREAKS
from suffdesk.domain.entering import FieldFault
from suffdesk.domain.episode import TYPED as TYPED_EPISODE
from suffdesk.domain.placement import LOOKED_AFTER, TYPED
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.rederive import rederive
from suffdesk.operations.row_values import held_row
from suffdesk.store.change import Change
from suffdesk.store.opening import Store
from suffdesk.store.queries.row_rules import codes_of_their_time

_FROM_SETTING = (("urn", "urn"), ("placement_postcode", "postcode"), ("provider", "sector"))
_HERE = ("place", "provider", "urn", "placement_postcode")


def by_episodes(row: Mapping[str, Value]) -> bool:
    """Whether a placement is kept as episodes: everything but stays after 18 and short breaks typed as they stand."""
    return row.get("basis") == LOOKED_AFTER or row.get("opening_episode_id") is not None


def with_setting(store: Store, row: dict[str, Value]) -> None:
    """Take number, postcode and provider from the setting that was chosen, where they were not given."""
    if row.get("setting_id") is None:
        return
    setting = held_row(store, "setting", str(row["setting_id"]))
    for name, source in _FROM_SETTING:
        if row.get(name) is None:
            row[name] = setting[source]


def typed_from_setting(store: Store, setting_id: str) -> dict[str, str]:
    """The same as texts, for a form to show as soon as the setting is chosen. Raises UserError where it is gone."""
    setting, fields = held_row(store, "setting", setting_id), BY_NAME["placement"].by_name
    return {name: fields[name].show(setting[source]) for name, source in _FROM_SETTING}


def open_placement(store: Store, child_id: str, day: date) -> str:
    """The placement that is open on a day, the one of looked-after care first; empty for none."""
    found = store.rows(
        "SELECT id FROM placement WHERE child_id = ? AND started <= ? AND (until IS NULL OR until > ?) "
        "ORDER BY basis = ? DESC, started DESC LIMIT 1",
        (child_id, day.isoformat(), day.isoformat(), LOOKED_AFTER),
    )
    return str(found[0][0]) if found else ""


def complete(row: dict[str, Value]) -> None:
    """What the program says of a placement that is kept as it was typed: it counts in no figure."""
    row["source"] = TYPED
    row["counted"] = 0


def move_faults(store: Store, row: Mapping[str, Value]) -> list[FieldFault]:
    """Why the child cannot move on that day."""
    started = row.get("started")
    if not isinstance(started, date) or row.get("child_id") is None:
        return []
    if row.get("until") is not None:
        return [FieldFault("until", "Leave the end empty, and end the placement when the child leaves it")]
    faults = list(codes_of_their_time(store, "placement", row, ""))
    left = _open_on(store, str(row["child_id"]), started)
    if left is None:
        return [*faults, FieldFault(
            "started", f"The child is not looked after on {show_date(started)}; add an episode, with its legal status",
        )]  # fmt: skip
    _, began, until = left
    if began == started:
        faults.append(FieldFault("started", "An episode starts on that day already; change that one"))
    elif until is not None:
        faults.append(
            FieldFault("started", f"Care from then to {show_date(until)} is recorded already; change those episodes")
        )
    return faults


def move(store: Store, change: Change, row: Mapping[str, Value], reason_change: Value = None) -> str:
    """Cease the open episode and begin one in the new place; returns the id of the placement.

    ``row`` has no faults (:func:`move_faults`).
    """
    child_id, started = str(row["child_id"]), row["started"]
    assert isinstance(started, date)
    left = _open_on(store, child_id, started)
    assert left is not None
    before = held_row(store, "episode", left[0])
    change.update("episode", left[0], {"until": started, "reason_ceased": MOVED_ON, "reason_change": reason_change})
    episode = change.insert(
        "episode",
        {
            "child_id": child_id, "started": started, "position": 0, "reason_new": "P", "source": TYPED_EPISODE,
            "legal_status": before["legal_status"], "need": before["need"],
            "home_postcode": row.get("home_postcode") or before["home_postcode"],
            **{name: row.get(name) for name in _HERE},
        },
    )  # fmt: skip
    rederive(store, change, child_id)
    ((placement,),) = store.rows("SELECT placement_id FROM episode WHERE id = ?", (episode,))
    if row.get("setting_id") is not None:
        change.update("placement", str(placement), {"setting_id": row["setting_id"]})
    return str(placement)


def last_episode(store: Store, placement_id: str) -> str:
    """The episode with which a placement ends."""
    ((episode,),) = store.rows(
        "SELECT id FROM episode WHERE placement_id = ? ORDER BY started DESC, position DESC LIMIT 1", (placement_id,)
    )
    return str(episode)


def _open_on(store: Store, child_id: str, day: date) -> tuple[str, date, date | None] | None:
    """The episode of looked-after care that is open on a day: its id, start and end."""
    marks = ", ".join("?" * len(SHORT_BREAKS))
    found = store.rows(
        "SELECT id, started, until FROM episode WHERE child_id = ? AND started <= ? "
        f"AND (until IS NULL OR until > ?) AND coalesce(legal_status, '') NOT IN ({marks}) "
        "ORDER BY started DESC, position DESC LIMIT 1",
        (child_id, day.isoformat(), day.isoformat(), *sorted(SHORT_BREAKS)),
    )
    if not found:
        return None
    row_id, started, until = found[0]
    ceased = date.fromisoformat(str(until)) if until else None
    return str(row_id), date.fromisoformat(str(started)), ceased
