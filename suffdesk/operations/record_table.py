"""Records of one kind as a table whose rows can be opened: what hangs on a child, a setting or a provider."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from suffdesk.core.dates import local_time, show_date_short
from suffdesk.core.entities import Field
from suffdesk.core.report import Cell, Column, Table
from suffdesk.domain.codes import code_set
from suffdesk.domain.looked_after import sdq_band
from suffdesk.domain.quality import RESTRICTED, withheld
from suffdesk.domain.registry import BY_NAME, OF_CHILD
from suffdesk.operations.audit import show_moment
from suffdesk.operations.child_record import cell_of, format_of, words_of
from suffdesk.operations.documents import documents_of
from suffdesk.store.change import rows_by_id
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import names_of

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "episode": ("started", "until", "reason_new", "legal_status", "need", "place", "provider", "miles",
                "reason_ceased", "reason_change"),
    "placement": ("started", "until", "basis", "place", "setting_id", "provider", "placement_authority", "miles",
                  "source"),
}  # fmt: skip
_ORDER = ("reviewed_on", "started", "placed_on", "decided_on", "inspected_on", "visited_on", "received_on", "raised_on",
          "due_on", "name", "collection_year", "id")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Records:
    """A table, and for each of its rows the record that stands there: its entity and id."""

    table: Table
    rows: tuple[tuple[str, str], ...]
    exceptions: tuple[str, ...] = ()
    """How the words of a cell begin that shows something that ought not to be."""

    @property
    def count(self) -> int:
        return len(self.rows)


def records_of(store: Store, entity: str, owner_id: str, owner: str = "child") -> Records:
    """Every record of one kind about a child, a setting or a provider (``owner``), the latest first.

    Of a provider those about its settings too, where the records are about settings. Of a child without those that
    say only to whoever gives a reason that they are about it.
    """
    described = BY_NAME[entity]
    names = _COLUMNS.get(entity, tuple(name for name in described.default_columns if name != f"{owner}_id"))
    fields = [described.by_name[name] for name in names]
    order = next(name for name in _ORDER if name in described.by_name or name == "id")
    of_owner = f"{owner}_id" in described.by_name
    whose = f"{owner}_id = ?" if of_owner else f"setting_id IN (SELECT id FROM setting WHERE {owner}_id = ?)"
    found = store.rows(
        f"SELECT id, {', '.join(names)} FROM {entity} WHERE {whose} ORDER BY {order} DESC, id DESC", (owner_id,)
    )
    if owner == "child":
        images = rows_by_id(store.db, entity, [str(row[0]) for row in found])
        found = [row for row in found if "child_id" not in withheld(entity, images[str(row[0])])]
    return Records(
        Table(described.label_many, tuple(column_of(field) for field in fields), _cells(store, fields, found)),
        tuple((entity, str(row[0])) for row in found),
    )


def column_of(field: Field) -> Column:
    """The column of a table in which a field stands."""
    return Column(field.label, format_of(field), max(field.width, len(field.label) + 1))


def _cells(store: Store, fields: Sequence[Field], found: Iterable[Sequence[object]]) -> list[tuple[Cell, ...]]:
    rows = [tuple(row[1:]) for row in found]
    wanted: dict[str, set[str]] = {}
    for place, field in enumerate(fields):
        if field.record:
            wanted.setdefault(field.record, set()).update(str(row[place]) for row in rows if row[place])
    names = names_of(store, wanted)
    return [
        tuple(
            names.get((field.record, str(value)), "") if field.record else cell_of(field, value)
            for field, value in zip(fields, row, strict=True)
        )
        for row in rows
    ]


def health_of(store: Store, child_id: str) -> Records:
    """The yearly scores and checks of a child, the latest first, scores with their bands."""
    fields = [
        field for field in BY_NAME["outcomes"].fields
        if field.name not in ("child_id", "collection_year", "sdq_score", "sdq_reason")
    ]  # fmt: skip
    found = store.rows(
        f"SELECT id, collection_year, sdq_score, sdq_reason, {', '.join(field.name for field in fields)} FROM outcomes "
        "WHERE child_id = ? ORDER BY collection_year DESC, id DESC",
        (child_id,),
    )
    rows: list[tuple[Cell, ...]] = []
    for _, year, score, reason, *checks in found:
        number = None if score is None else int(str(score))
        why = code_set("SDQ_REASON").label(str(reason)) if reason else ""
        band = why if number is None else sdq_band(number)
        rows.append((
            f"31 March {year}", number, band, *(words_of(f, value) for f, value in zip(fields, checks, strict=True)),
        ))  # fmt: skip
    columns = (
        Column("Return to", width=15), Column("SDQ score", "number", 10), Column("Band, or why no score", width=26),
        *(Column(field.label, width=len(field.label) + 2) for field in fields),
    )  # fmt: skip
    return Records(Table("Scores and checks", columns, rows), tuple(("outcomes", str(row[0])) for row in found))


def all_of_child(store: Store, child_id: str) -> Records:
    """Every record that is about a child, by kind."""
    rows: list[tuple[Cell, ...]] = []
    ids: list[tuple[str, str]] = []
    for entity in OF_CHILD:
        records = records_of(store, entity.name, child_id)
        heads = [column.title for column in records.table.columns]
        for key, cells in zip(records.rows, records.table.rows, strict=True):
            said = [f"{head} {_said(cell)}" for head, cell in zip(heads, cells, strict=True) if cell not in (None, "")]
            rows.append((entity.label, ", ".join(said)))
            ids.append(key)
    return Records(Table("All records", (Column("Kind", width=30), Column("Record", width=100)), rows), tuple(ids))


def notes_of(store: Store, entity: str, row_id: str) -> Records:
    """Notes about a record, the latest first; for a child those about anything of it."""
    found = store.rows(
        "SELECT id, written_at, who, entity, row_id, text FROM note WHERE (entity = ? AND row_id = ?) OR (child_id = ? "
        f"AND entity NOT IN ({', '.join('?' * len(RESTRICTED))})) ORDER BY written_at DESC, id DESC",
        (entity, row_id, row_id, *RESTRICTED),
    )
    wanted: dict[str, set[str]] = {}
    for _, _, _, about, about_id, _ in found:
        wanted.setdefault(str(about), set()).add(str(about_id))
    names = names_of(store, wanted)
    rows: list[tuple[Cell, ...]] = [
        (show_moment(local_time(datetime.fromisoformat(str(written)))), str(who), names[str(about), str(about_id)],
         " ".join(str(text).split()))
        for _, written, who, about, about_id, text in found
    ]  # fmt: skip
    columns = (Column("Written", width=20), Column("By", width=14), Column("About", width=28), Column("Note", width=80))
    return Records(Table("Notes", columns, rows), tuple(("note", str(row[0])) for row in found))


def documents_table(store: Store, entity: str, row_id: str) -> Records:
    """Documents kept with a record, the latest first; for a child those kept with anything of it."""
    kept = documents_of(store, entity, row_id, whole_child=entity == "child")
    rows: list[tuple[Cell, ...]] = [
        (item.name, item.media_type, f"{item.size / 1024:,.0f} KB", show_moment(item.added_at), item.who)
        for item in kept
    ]
    columns = (
        Column("File", width=40), Column("Type", width=24), Column("Size", width=10), Column("Added", width=20),
        Column("By", width=14),
    )  # fmt: skip
    return Records(Table("Documents", columns, rows), tuple(("document", item.row_id) for item in kept))


def _said(cell: Cell) -> str:
    if cell is None:
        return ""
    return show_date_short(cell) if isinstance(cell, date) else str(cell)


def facts_of(store: Store, entity: str, row_id: str) -> tuple[tuple[str, str], ...]:
    """Label and words of what is held of a setting or a provider; empty where it is not there (any more)."""
    fields = BY_NAME[entity].fields
    found = store.rows(f"SELECT {', '.join(field.name for field in fields)} FROM {entity} WHERE id = ?", (row_id,))
    if not found:
        return ()
    wanted = {
        field.reference: [str(value)]
        for field, value in zip(fields, found[0], strict=True)
        if field.reference and value
    }
    names = names_of(store, wanted)
    facts = []
    for field, value in zip(fields, found[0], strict=True):
        words = names.get((field.reference, str(value)), "") if field.reference else _said(cell_of(field, value))
        if words:
            facts.append((field.label, words))
    return tuple(facts)
