"""A child typed in together with the placement with which care begins: one form, one change, one undo."""

from collections.abc import Mapping
from dataclasses import replace

from suffdesk.core.entities import Field
from suffdesk.core.kinds import Value
from suffdesk.domain.entering import FieldFault, must_be_filled
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations import placing
from suffdesk.operations.edit import InvalidRow, Saved, add, check_row, doubts, refuse_erased, write_within
from suffdesk.operations.row_values import read_values
from suffdesk.store.opening import Store

_BEGINS = "S"
"""RNE of the first episode of a period of care."""
_OF_EPISODE = ("legal_status", "need", "place", "provider", "urn", "placement_postcode", "home_postcode")


def fields_of_first_placement() -> tuple[Field, ...]:
    """What a form for a new child asks besides the child's own fields; all of them may stay empty together."""
    episode, placement = BY_NAME["episode"].by_name, BY_NAME["placement"].by_name
    started = replace(
        episode["started"], label="First placement since", required=False,
        help="The day on which care began. Leave this and what follows empty where it is not known yet; the child is "
        "then listed under “No episode yet”.",
    )  # fmt: skip
    return (started, placement["setting_id"], *(episode[name] for name in _OF_EPISODE))


def check_child_placed(store: Store, values: Mapping[str, Value], *, whole: bool = True) -> list[FieldFault]:
    """Everything that is wrong with what the form holds, as :func:`suffdesk.operations.edit.check_row` says it."""
    child, first, faults = _parts(store, values)
    faults += check_row(store, "child", child, whole=whole)
    if first:
        faults += [one for one in check_row(store, "episode", first, whole=whole) if one.field != "child_id"]
        said = {fault.field for fault in faults}
        faults += [
            FieldFault(field.name, f"{field.label} is needed")
            for field in fields_of_first_placement()
            if whole and field.name not in said and first.get(field.name) is None and _is_needed(field.name)
        ]
    return faults


def _is_needed(name: str) -> bool:
    return name in BY_NAME["episode"].by_name and must_be_filled("episode", BY_NAME["episode"].by_name[name])


def add_child_placed(store: Store, values: Mapping[str, Value], *, include_erased: bool = False) -> Saved:
    """Add the child, and the episode with which care begins where one was filled in. The id is the child's.

    Raises InvalidRow; WasErased for a child who was erased, unless ``include_erased``; and what ``Store.change``
    raises.
    """
    faults = check_child_placed(store, values)
    if faults:
        raise InvalidRow(faults)
    child, first, _ = _parts(store, values)
    if not first:
        return add(store, "child", child, include_erased=include_erased)
    if not include_erased:
        refuse_erased(store, read_values(store, BY_NAME["child"], child)[0])
    setting = _setting(store, values)[0]
    with store.change("Add child and placement") as result:
        child_id = write_within(store, result.change, "child", child)
        episode = write_within(store, result.change, "episode", {**first, "child_id": child_id})
        if setting is not None:
            ((placement,),) = store.rows("SELECT placement_id FROM episode WHERE id = ?", (episode,))
            result.change.update("placement", str(placement), {"setting_id": setting})
    return Saved(child_id, result.changes, tuple(doubts("episode", first)))


def _parts(store: Store, values: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value], list[FieldFault]]:
    """The child's values, those of the first episode (empty where none was filled in), and faults of the setting."""
    names = {field.name for field in fields_of_first_placement()}
    child = {name: value for name, value in values.items() if name not in names}
    first = {name: value for name, value in values.items() if name in names and value not in (None, "")}
    if not first:
        return child, {}, []
    setting, faults = _setting(store, values)
    first.pop("setting_id", None)
    row: dict[str, Value] = {name: first.get(name) for name in ("started", *_OF_EPISODE)} | {"setting_id": setting}
    placing.with_setting(store, row)
    del row["setting_id"]
    return child, {**row, "reason_new": _BEGINS}, faults


def _setting(store: Store, values: Mapping[str, Value]) -> tuple[Value, list[FieldFault]]:
    read, faults = read_values(store, BY_NAME["placement"], {"setting_id": values.get("setting_id")})
    return read.get("setting_id"), faults
