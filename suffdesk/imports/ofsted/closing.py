"""Settings that earlier lists had and a complete list no longer has: they have closed by its day."""

from collections import defaultdict

from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.core.text import plural
from suffdesk.domain.list_change import facts_told, status_told
from suffdesk.domain.registration import CLOSED, OFSTED, REGISTERED, SUSPENDED
from suffdesk.imports.merging.records import Record
from suffdesk.imports.ofsted.held import Held
from suffdesk.imports.ofsted.histories import registration


def close_missing(held: Held, file: str, told: set[str]) -> list[Problem]:
    """Close settings known from earlier lists that are not among ``told``, of the kinds that the list covers.

    A list with under half of those known of a kind is taken for a part of them; that is listed, and none is closed.
    Where later lists are held, only a closing that the next of them brought can have been by this list's day.
    """
    open_by_kind: dict[str, list[Record]] = defaultdict(list)
    for setting_id in held.known:
        setting = held.settings[setting_id]
        if setting.values["urn"] and setting.values["kind"] and _open_before(held, setting):
            open_by_kind[str(setting.values["kind"])].append(setting)
    listed_kinds = {held.settings[setting_id].values["kind"] for setting_id in told}
    problems = []
    for kind, some in sorted(open_by_kind.items()):
        missing = [setting for setting in some if setting.id not in told]
        if kind not in listed_kinds or not missing:
            continue
        if 2 * len(missing) > len(some):
            problems.append(Problem(
                file, None, None, None, "listed",
                f"The list has {len(some) - len(missing):,} of the {plural(len(some), 'setting')} known as "
                f"{kind.lower()}, so none of the others is taken for closed.",
                "If they have closed, end them by hand; if not, import the whole list.", "part_of_a_kind",
            ))  # fmt: skip
            continue
        for setting in missing:
            (_close if held.later is None else _close_earlier)(held, setting)
    return problems


def _close(held: Held, setting: Record) -> None:
    before = str(_status(held, setting))
    held.registrations.add(registration(setting.id, OFSTED, CLOSED, held.as_at, held.list_id))
    setting.values["until"] = held.as_at
    held.note(*next(status_told(before, CLOSED)), setting=setting)


def _close_earlier(held: Held, setting: Record) -> None:
    closing = held.closed_by_next(setting.id)
    if closing is None:
        return
    before = dict(setting.values)
    if before["until"] == closing.values["started"]:
        setting.values["until"] = held.as_at
        for told in facts_told(before, setting.values, held.provider_names):
            held.note(*told, setting=setting)
    closing.values.update(started=held.as_at, list_id=held.list_id)


def _open_before(held: Held, setting: Record) -> bool:
    """Whether an earlier list had it, and it was not closed by this list's day."""
    if setting.values["until"] is not None and held.later is None:
        return False
    lists = {record.values["list_id"] for record in held.registrations.of[setting.id]} - {None}
    earlier = any(held.date_of_list.get(str(one), held.as_at) < held.as_at for one in lists)
    return earlier and _status(held, setting) in (REGISTERED, SUSPENDED)


def _status(held: Held, setting: Record) -> Value:
    record = held.registrations.on(setting.id, held.as_at)
    return record.values["status"] if record else None
