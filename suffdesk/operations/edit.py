"""Add, change, end and remove any record; made from the description of its entity, refused in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from suffdesk.core.changes import Changes
from suffdesk.core.dates import local_time
from suffdesk.core.entities import Entity
from suffdesk.core.errors import Refused, UserError
from suffdesk.core.kinds import LastDay, Value
from suffdesk.core.text import listed, plural, with_article
from suffdesk.domain.entering import ENDS, NOT_TYPED, FieldFault, fields_to_fill
from suffdesk.domain.episode import TYPED
from suffdesk.domain.placement import LOOKED_AFTER
from suffdesk.domain.postcodes import Postcode, normalise
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.imports.merging.places import find_places
from suffdesk.imports.merging.records import Record
from suffdesk.imports.postcodes import open_directory
from suffdesk.operations import placing
from suffdesk.operations.grade_fall import open_checklist
from suffdesk.operations.listing import entity_named
from suffdesk.operations.rederive import rederive
from suffdesk.operations.row_values import find_record, held_row, read_values, with_year
from suffdesk.store.belonging import IDENTIFYING
from suffdesk.store.change import Change
from suffdesk.store.erasures import ErasedBefore
from suffdesk.store.opening import Store
from suffdesk.store.queries.audit import TrailFilter, trail_page
from suffdesk.store.queries.names import name_of
from suffdesk.store.queries.row_rules import broken_rules

__all__ = [
    "FieldFault", "InvalidRow", "Saved", "WasErased", "add", "change", "check_row", "doubts", "end", "entity_named",
    "fields_to_fill", "find_record", "held_row", "move", "next_reference", "reasons_to_keep", "refuse_erased", "remove",
    "row_version", "write_within",
]  # fmt: skip

_POSTCODES = ("home_postcode", "placement_postcode", "postcode")


class InvalidRow(UserError):
    """Values that cannot be kept; ``faults`` says which and why."""

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        super().__init__("; ".join(fault.sentence for fault in faults))
        self.faults = tuple(faults)


class WasErased(UserError):
    """A child that would be added, or take a number, was erased from the store; it may be added all the same."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a form has written: the record's id, and what screens refresh from (empty where nothing differed).

    ``doubts`` are what should be looked at in it, and was kept.
    """

    row_id: str
    changes: Changes
    doubts: tuple[FieldFault, ...] = ()


def check_row(
    store: Store, entity: str, values: Mapping[str, Value], row_id: str = "", *, whole: bool = True
) -> list[FieldFault]:
    """Everything that is wrong with what a form holds; nothing where it can be saved.

    Text is read as typed. With ``row_id`` the values are changes to that record, and faults that it had already
    (as imported) are left alone. With ``whole`` False, fields not filled in yet are no faults: for checking
    while somebody types.
    """
    faults, _ = _checked(store, entity_named(entity), values, row_id)
    if whole:
        return faults
    given = {name for name in values if values[name] not in (None, "")}
    return [fault for fault in faults if fault.field in given or f"{fault.field}".removesuffix("_id") in given]


def doubts(entity: str, values: Mapping[str, Value]) -> list[FieldFault]:
    """What may be wrong with what a form holds and is kept all the same: postcodes that the directory does not hold.

    New ones come every month, so it may be right. Values that cannot be kept at all are left to :func:`check_row`.
    """
    written = {
        field.name: whole
        for field in entity_named(entity).fields
        if isinstance(field.kind, Postcode) and (whole := normalise(str(values.get(field.name) or "")))
    }
    if not written:
        return []
    directory = open_directory()
    return [
        FieldFault(
            name,
            f"{whole} is not in the postcode directory ({directory.version}); check it, or keep it if it is new",
            doubt=True,
        )
        for (name, whole), place in zip(written.items(), directory.lookup_many(list(written.values())), strict=True)
        if place is None
    ]


def _checked(
    store: Store, entity: Entity, values: Mapping[str, Value], row_id: str
) -> tuple[list[FieldFault], dict[str, Value]]:
    """Faults, and the whole row as it would be."""
    given, faults = read_values(store, entity, values)
    fillable = {field.name for field in fields_to_fill(entity.name)}
    if entity.name in NOT_TYPED:
        return [FieldFault("", NOT_TYPED[entity.name])], given
    faults += [
        FieldFault(name, f"{entity.by_name[name].label} is worked out by the program and cannot be typed")
        for name in given
        if name not in fillable
    ]
    held = held_row(store, entity.name, row_id) if row_id else None
    row: dict[str, Value] = {field.name: (held or {}).get(field.name) for field in entity.fields} | given
    if not row_id:
        _begin(entity.name, row)
    with_year(entity.name, row)
    if entity.name == "placement" and not row_id:
        placing.with_setting(store, row)
    named = {fault.field for fault in faults}
    for field in fields_to_fill(entity.name):
        if field.required and row[field.name] is None and field.name not in named:
            faults.append(FieldFault(field.name, f"{field.label} is needed"))
    if not faults:
        faults = _beyond_fields(store, entity, row, row_id)
        if held is not None and faults:
            had = _beyond_fields(store, entity, held, row_id)
            faults = [fault for fault in faults if fault not in had]
    return faults, row


def _begin(entity: str, row: dict[str, Value]) -> None:
    if entity == "placement" and row["basis"] is None:
        row["basis"] = LOOKED_AFTER


def _beyond_fields(store: Store, entity: Entity, row: Mapping[str, Value], row_id: str) -> list[FieldFault]:
    faults = [FieldFault("", sentence) for sentence in entity.check(row)]
    faults += broken_rules(store, entity.name, row, row_id)
    if entity.name == "placement" and placing.by_episodes(row) and not row_id:
        faults += placing.move_faults(store, row)
    return faults


def add(store: Store, entity: str, values: Mapping[str, Value], *, include_erased: bool = False) -> Saved:
    """Add a record. A placement of a child who is looked after becomes a move (``placing``).

    Raises InvalidRow; WasErased for a child who was erased, unless ``include_erased``; and what ``Store.change``
    raises.
    """
    described = entity_named(entity)
    faults, row = _checked(store, described, values, "")
    if faults:
        raise InvalidRow(faults)
    if entity == "child" and not include_erased:
        refuse_erased(store, row)
    with store.change(f"Add {described.label.lower()}") as result:
        row_id = _insert(store, result.change, entity, row)
    return Saved(row_id, result.changes, tuple(doubts(entity, values)))


def write_within(store: Store, change: Change, entity: str, values: Mapping[str, Value], row_id: str = "") -> str:
    """Add a record, or change the one of an id, as part of a change of many; checked as one by itself. Its id.

    Raises InvalidRow, which ends the change as a whole.
    """
    faults, row = _checked(store, entity_named(entity), values, row_id)
    if faults:
        raise InvalidRow(faults)
    if not row_id:
        return _insert(store, change, entity, row)
    _update(store, change, entity, row_id, row)
    return row_id


def move(store: Store, values: Mapping[str, Value], reason_change: str | None = None) -> Saved:
    """Add a placement of a child who is looked after, saying why the one before ended (a REASON_PLACE_CHANGE code).

    Raises InvalidRow.
    """
    faults, row = _checked(store, BY_NAME["placement"], {**values, "basis": LOOKED_AFTER}, "")
    reason: Value = None
    try:
        reason = BY_NAME["episode"].by_name["reason_change"].parse(reason_change or "")
    except ValueError as error:
        faults.append(FieldFault("reason_change", str(error)))
    if faults:
        raise InvalidRow(faults)
    with store.change("Add placement") as result:
        row_id = placing.move(store, result.change, row, reason)
    return Saved(row_id, result.changes, tuple(doubts("placement", values)))


def _insert(store: Store, change: Change, entity: str, row: dict[str, Value]) -> str:
    if entity == "placement" and placing.by_episodes(row):
        return placing.move(store, change, row)
    if entity == "placement":
        placing.complete(row)
        _place(row)
    elif entity == "child":
        row["reference"] = next_reference(store)
    elif entity == "episode":
        row.update(position=_position(store, row), source=TYPED)
    elif entity == "setting":
        _area(row)
    elif entity == "note":
        row.update(written_at=_now(), who=store.who)
    row_id = change.insert(entity, row)
    if entity == "episode":
        rederive(store, change, str(row["child_id"]))
    elif entity == "grade":
        open_checklist(store, change, row_id)
    return row_id


def change(
    store: Store, entity: str, row_id: str, values: Mapping[str, Value], expected_row_version: int | None = None,
    *, include_erased: bool = False,
) -> Saved:  # fmt: skip
    """Change fields of a record.

    Raises InvalidRow; WasErased where a child would take a number of one who was erased, unless ``include_erased``;
    Refused where it was changed since ``expected_row_version`` was read, or is worked out
    from other records.
    """
    described = entity_named(entity)
    faults, row = _checked(store, described, values, row_id)
    _refuse_if_changed(store, described, row_id, expected_row_version)
    if entity == "placement":
        _refuse_if_from_episodes(store, row_id, "change")
    if faults:
        raise InvalidRow(faults)
    if entity == "child" and not include_erased:
        held = held_row(store, entity, row_id)
        refuse_erased(store, {name: value for name, value in row.items() if value != held[name]})
    with store.change(f"Change {described.label.lower()}") as result:
        _update(store, result.change, entity, row_id, row)
    return Saved(row_id, result.changes, tuple(doubts(entity, values)))


def _update(store: Store, change: Change, entity: str, row_id: str, row: dict[str, Value]) -> None:
    held = held_row(store, entity, row_id)
    moved = any(row.get(name) != held.get(name) for name in _POSTCODES if name in row)
    if entity == "placement" and moved:
        _place(row)
    if entity == "episode":
        if moved:
            row["postcodes_version"] = None
        if row["started"] != held["started"]:
            row["position"] = _position(store, row, row_id)
    if entity == "setting":
        if moved and row["local_authority"] == held["local_authority"]:
            row["local_authority"] = None
        _area(row)
    change.update(entity, row_id, row)
    if entity == "grade":
        open_checklist(store, change, row_id, was=str(held["judgement"]))
    if entity == "episode":
        for child_id in {str(held["child_id"]), str(row["child_id"])}:
            rederive(store, change, child_id)


def end(store: Store, entity: str, row_id: str, until: date, reason: str | None = None) -> Saved:
    """End a record on a day, with a reason where it takes one; a placement or a period of care by its last episode.

    ``until`` is the day on which it ceased or, for what is said to hold to a last day, that day. Raises InvalidRow,
    and UserError for what has no end.
    """
    described = entity_named(entity)
    if entity in ("placement", "care_period") and (
        entity == "care_period" or placing.by_episodes(held_row(store, entity, row_id))
    ):
        placement = row_id if entity == "placement" else _last_placement(store, row_id)
        return end(store, "episode", placing.last_episode(store, placement), until, reason)
    if entity not in ENDS:
        raise UserError(
            f"{with_article(described.label.lower()).capitalize()} has no end; remove it if it should not be there"
        )
    day, why = ENDS[entity]
    held = held_row(store, entity, row_id)
    if held[day] is not None:
        words = described.by_name[day].show(held[day])
        raise Refused(f"The {described.label.lower()} ended on {words} already; change it instead")
    last_day = isinstance(described.by_name[day].kind, LastDay)
    values: dict[str, Value] = {day: until + timedelta(days=1) if last_day else until}
    if reason and not why:
        raise UserError(f"The end of {with_article(described.label.lower())} has no reason; leave it out")
    if why:
        values[why] = reason
    faults, row = _checked(store, described, values, row_id)
    if faults:
        raise InvalidRow(faults)
    with store.change(f"End {described.label.lower()}") as result:
        _update(store, result.change, entity, row_id, row)
    return Saved(row_id, result.changes)


def _last_placement(store: Store, care_period_id: str) -> str:
    found = store.rows(
        "SELECT id FROM placement WHERE care_period_id = ? ORDER BY started DESC LIMIT 1", (care_period_id,)
    )
    if not found:
        raise UserError("The care period is no longer there")
    return str(found[0][0])


def reasons_to_keep(store: Store, entity: str, row_id: str) -> list[str]:
    """Why a record cannot be removed, as sentences; nothing where it can."""
    described = entity_named(entity)
    if entity in ("care_period", "return_table"):
        return [NOT_TYPED[entity]]
    if entity == "placement" and placing.by_episodes(held_row(store, entity, row_id)):
        return ["This placement is made from episodes; remove those instead"]
    hanging = []
    for other in ENTITIES:
        if entity == "episode" and other.name == "placement":
            continue  # made again from the episodes that are left
        fields = [field.name for field in other.fields if field.reference == entity]
        clauses = [f"{name} = :id" for name in fields]
        if other.name in ("note", "document"):
            clauses = ["row_id = :id"]
        if not clauses:
            continue
        found = store.db.conn.execute(
            f"SELECT count(*) FROM {other.name} WHERE {' OR '.join(clauses)}", {"id": row_id}
        ).fetchall()
        number = int(found[0][0])
        if number:
            hanging.append(plural(number, other.label.lower(), other.label_many.lower()))
    if not hanging:
        return []
    advice = ", or erase the child" if entity == "child" else ""
    return [f"The {described.label.lower()} has {listed(hanging)}; remove what hangs on it first{advice}"]


def remove(store: Store, entity: str, row_id: str, expected_row_version: int | None = None) -> Changes:
    """Remove a record that should never have been there; it can be undone.

    Raises Refused where other records hang on it, or it was changed since ``expected_row_version`` was read.
    """
    described = entity_named(entity)
    held = held_row(store, entity, row_id)
    _refuse_if_changed(store, described, row_id, expected_row_version)
    reasons = reasons_to_keep(store, entity, row_id)
    if reasons:
        raise Refused("; ".join(reasons))
    with store.change(f"Remove {described.label.lower()}") as result:
        store.db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
        result.change.delete_many(entity, [row_id])
        if entity == "episode":
            rederive(store, result.change, str(held["child_id"]))
    return result.changes


def row_version(store: Store, entity: str, row_id: str) -> int:
    """How often a record has been written: what a form keeps, to notice a change meanwhile. 0 where it is gone."""
    found = store.rows(f"SELECT row_version FROM {entity_named(entity).name} WHERE id = ?", (row_id,))
    return int(str(found[0][0])) if found else 0


def next_reference(store: Store) -> str:
    """``C-0013`` where C-0012 is the last that was ever given; an erased child's is not given again."""
    ((last,),) = store.rows(
        "SELECT max(CAST(substr(reference, 3) AS INTEGER)) FROM child WHERE reference GLOB 'C-[0-9]*'"
    )
    highest = max(int(str(last or 0)), int(store.meta("last_reference") or 0))
    return f"C-{highest + 1:04d}"


def _refuse_if_changed(store: Store, entity: Entity, row_id: str, expected: int | None) -> None:
    if expected is None or row_version(store, entity.name, row_id) == expected:
        return
    latest = trail_page(store, TrailFilter(entity=entity.name, row_ids=(row_id,)), limit=1)
    by = f" by {latest[0].who} at {local_time(latest[0].made_at):%H:%M}" if latest else ""
    raise Refused(
        f"{name_of(store, entity.name, row_id)} was changed{by} while you had it open; look at it again before saving"
    )


def _refuse_if_from_episodes(store: Store, row_id: str, verb: str) -> None:
    if placing.by_episodes(held_row(store, "placement", row_id)):
        raise Refused(f"This placement is made from episodes; {verb} those instead")


def _position(store: Store, row: Mapping[str, Value], row_id: str = "") -> int:
    started = row["started"]
    assert isinstance(started, date)
    ((last,),) = store.rows(
        "SELECT max(position) FROM episode WHERE child_id = ? AND started = ? AND id <> ?",
        (row["child_id"], started.isoformat(), row_id),
    )
    return 0 if last is None else int(str(last)) + 1


def _place(row: dict[str, Value]) -> None:
    """Miles and authorities by the postcodes of a record that stands by itself."""
    find_places([Record("", row)], open_directory())


def _area(row: dict[str, Value]) -> None:
    """The area of a setting by its postcode, where nobody has said it."""
    if row["local_authority"] is None and row["postcode"]:
        (found,) = open_directory().lookup_many([str(row["postcode"])])
        row["local_authority"] = found.authority if found else None


def refuse_erased(store: Store, row: Mapping[str, Value]) -> None:
    """Raise WasErased where one of a child's numbers is that of a child who was erased."""
    before = ErasedBefore(store.db)
    for name in IDENTIFYING:
        if before.child(name, row.get(name)):
            label = BY_NAME["child"].by_name[name].label
            raise WasErased(f"A child with the {label} “{row[name]}” was erased from this store")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
