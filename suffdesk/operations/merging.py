"""Typed and imported placements that are likely the same one: offered, and merged on a person's word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from suffdesk.core.changes import Changes
from suffdesk.core.dates import show_date
from suffdesk.core.entities import Field
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.domain.authorities import area_name
from suffdesk.domain.placement import IMPORTED, PLACEMENT, TYPED
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.imports.merging.in_year_placements import NEAR
from suffdesk.operations.rederive import rederive
from suffdesk.operations.row_values import held_row
from suffdesk.store.change import Change
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import name_of

__all__ = ["Compared", "MergeOffer", "compare", "merge", "merge_offers", "tell_apart"]

_REFERRING = tuple(
    (entity.name, field.name)
    for entity in ENTITIES
    for field in entity.fields
    if field.reference == "placement" and entity.name != "episode"
)
"""Entities and fields that hang on a placement; its episodes are part of it."""
_COMPARED = (
    "setting_id", "started", "until", "place", "provider", "urn", "home_postcode", "placement_postcode",
    "placement_authority", "miles",
)  # fmt: skip
"""Facts by which a person tells whether two placements are the same."""
_ATTACHED = ("note", "document")
"""Entities that hang on any record."""


@dataclass(frozen=True, slots=True)
class MergeOffer:
    """Two placements of one child. ``keep_id`` is the one whose permanent id should stay, and ``why`` says so."""

    child_id: str
    child: str
    typed_id: str
    imported_id: str
    typed_started: date
    imported_started: date
    keep_id: str
    drop_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact of two placements in words, and what it is once they are one."""

    label: str
    typed: str
    imported: str
    merged: str

    @property
    def differs(self) -> bool:
        return self.typed != self.imported


def merge_offers(store: Store) -> list[MergeOffer]:
    """Every typed and imported placement of one child and basis that began within 7 days of one another.

    Those that somebody said are different are left out.
    """
    found = store.rows(
        "SELECT t.child_id, c.reference, t.id, i.id, t.started, i.started FROM placement t "
        "JOIN placement i ON i.child_id = t.child_id AND i.basis = t.basis AND i.source = ? "
        "AND abs(julianday(i.started) - julianday(t.started)) <= ? "
        "JOIN child c ON c.id = t.child_id WHERE t.source = ? "
        "AND NOT EXISTS (SELECT 1 FROM told_apart a WHERE a.typed_id = t.id AND a.imported_id = i.id) "
        "ORDER BY c.reference, t.started, t.id, "
        "abs(julianday(i.started) - julianday(t.started)), i.id",
        (IMPORTED, NEAR.days, TYPED),
    )
    offers: list[MergeOffer] = []
    taken: set[str] = set()
    for child_id, child, typed_id, imported_id, typed_started, imported_started in found:
        pair = (str(typed_id), str(imported_id))
        if taken & set(pair):  # the nearest comes first
            continue
        taken |= set(pair)
        keep, why = _to_keep(store, *pair)
        offers.append(MergeOffer(
            str(child_id), str(child), *pair, date.fromisoformat(str(typed_started)),
            date.fromisoformat(str(imported_started)), keep, pair[1] if keep == pair[0] else pair[0], why,
        ))  # fmt: skip
    return offers


def merge(store: Store, keep_id: str, drop_id: str) -> Changes:
    """Make two placements one, as one change: what is known from the return stays, under the id ``keep_id``.

    What hangs on the other goes over to it; a typed episode for which the return has one within 7 days goes. Raises
    UserError where they are not a typed and an imported placement of one child, begun within 7 days.
    """
    keep, drop = held_row(store, "placement", keep_id), held_row(store, "placement", drop_id)
    _refuse_unless_alike(keep, drop)
    typed, imported = (keep, drop) if keep["source"] == TYPED else (drop, keep)
    typed_id, imported_id = (keep_id, drop_id) if typed is keep else (drop_id, keep_id)
    child_id = str(keep["child_id"])
    ((reference,),) = store.rows("SELECT reference FROM child WHERE id = ?", (child_id,))
    with store.change(f"Merge placements of {reference} since {show_date(_start(imported))}") as result:
        change = result.change
        for episode_id, other_id in _doubled(store, typed_id, imported_id):
            _carry_over(store, change, "episode", episode_id, other_id)
            change.delete_many("episode", [episode_id])
        _carry_over(store, change, "placement", drop_id, keep_id)
        change.update_many("episode", {
            str(row_id): {"placement_id": keep_id}
            for (row_id,) in store.rows("SELECT id FROM episode WHERE placement_id = ?", (drop_id,))
        })  # fmt: skip
        change.update("placement", keep_id, _merged(typed, imported))
        change.delete_many("placement", [drop_id])
        rederive(store, change, child_id)
    return result.changes


def compare(store: Store, offer: MergeOffer) -> list[Compared]:
    """The two placements of an offer, fact by fact. Raises UserError where one is no longer there."""
    typed, imported = held_row(store, "placement", offer.typed_id), held_row(store, "placement", offer.imported_id)
    merged = _merged(typed, imported)

    def said(field: Field, value: Value) -> str:
        if value is None:
            return ""
        if field.name == "setting_id":
            return name_of(store, "setting", str(value))
        return area_name(str(value)) if field.name.endswith("authority") else field.show(value)

    def once_merged(field: Field) -> str:
        if field.name == "until" and typed["until"] != imported["until"]:
            return "Worked out anew"  # one may end only because the other follows it
        return said(field, merged[field.name])

    return [
        Compared(field.label, said(field, typed[field.name]), said(field, imported[field.name]), once_merged(field))
        for field in PLACEMENT.fields
        if field.name in _COMPARED
    ]


def tell_apart(store: Store, typed_id: str, imported_id: str) -> Changes:
    """Remember that two placements are different ones, so that they are not offered again.

    Raises UserError where they are not a typed and an imported placement of one child, begun within 7 days.
    """
    typed, imported = held_row(store, "placement", typed_id), held_row(store, "placement", imported_id)
    _refuse_unless_alike(typed, imported)
    if typed["source"] != TYPED:
        typed_id, imported_id = imported_id, typed_id
    child_id = str(typed["child_id"])
    ((reference,),) = store.rows("SELECT reference FROM child WHERE id = ?", (child_id,))
    with store.change(f"Keep two placements of {reference} apart") as result:
        result.change.insert("told_apart", {"child_id": child_id, "typed_id": typed_id, "imported_id": imported_id})
    return result.changes


def _merged(typed: Mapping[str, Value], imported: Mapping[str, Value]) -> dict[str, Value]:
    """What is known from the return, and what was typed where it says nothing; it says whether the stay goes on."""
    return {name: typed[name] if value is None and name != "until" else value for name, value in imported.items()}


def _to_keep(store: Store, typed_id: str, imported_id: str) -> tuple[str, str]:
    """The placement on which other records hang; the older where both or neither has some (ids are in order)."""
    hanging = [one for one in (typed_id, imported_id) if _hanging(store, one)]
    if len(hanging) == 1:
        return hanging[0], "Other records hang on it"
    return min(typed_id, imported_id), "It was kept first"


def _hanging(store: Store, placement_id: str) -> bool:
    return any(
        store.rows(f"SELECT 1 FROM {entity} WHERE {field} = ? LIMIT 1", (placement_id,))
        for entity, field in (*_REFERRING, *((entity, "row_id") for entity in _ATTACHED))
    )


def _carry_over(store: Store, change: Change, entity: str, from_id: str, to_id: str) -> None:
    """Hang on another record what hangs on one."""
    referring = _REFERRING if entity == "placement" else ()
    for other, field in (*referring, *((attached, "row_id") for attached in _ATTACHED)):
        if other in BY_NAME:
            rows = store.rows(f"SELECT id FROM {other} WHERE {field} = ?", (from_id,))
            change.update_many(other, {str(row_id): {field: to_id} for (row_id,) in rows})


def _doubled(store: Store, typed_id: str, imported_id: str) -> list[tuple[str, str]]:
    """Typed episodes of one placement, each with the nearest of the other's within 7 days."""
    found = store.rows(
        "SELECT t.id, i.id FROM episode t JOIN episode i ON i.placement_id = ? "
        "AND abs(julianday(i.started) - julianday(t.started)) <= ? "
        "WHERE t.placement_id = ? AND t.source IS NOT NULL "
        "ORDER BY abs(julianday(i.started) - julianday(t.started)) DESC",
        (imported_id, NEAR.days, typed_id),
    )
    return list({str(typed): str(imported) for typed, imported in found}.items())


def _start(placement: Mapping[str, Value]) -> date:
    started = placement["started"]
    assert isinstance(started, date), "a required field"
    return started


def _refuse_unless_alike(one: Mapping[str, Value], other: Mapping[str, Value]) -> None:
    if one["child_id"] != other["child_id"] or one["basis"] != other["basis"]:
        raise UserError("Only placements of one child and one kind of stay can be merged; choose two of these")
    if {one["source"], other["source"]} != {TYPED, IMPORTED}:
        raise UserError("Only a typed placement and an imported one can be merged; choose one of each")
    if abs(_start(one) - _start(other)) > NEAR:
        raise UserError(
            f"Placements since {show_date(_start(one))} and {show_date(_start(other))} are more than 7 days apart, so "
            "they are not merged; correct the date of one first"
        )
