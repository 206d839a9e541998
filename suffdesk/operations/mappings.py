"""Import mappings by name: those kept in the store, and those that ship with the program."""

from dataclasses import dataclass
from pathlib import Path

from suffdesk.core.changes import Changes
from suffdesk.core.errors import UserError
from suffdesk.domain.formats.annex_a import READY, annex_a
from suffdesk.domain.formats.mapping import Mapping, checked, from_json
from suffdesk.exports.atomic import replacing
from suffdesk.operations.export_log import record_export
from suffdesk.store.opening import Store

__all__ = [
    "Kept", "Mapping", "delete", "export", "find", "import_file", "kept", "read_file", "rename", "save", "write_file",
]  # fmt: skip

_LARGEST_FILE = 5_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A mapping that can be chosen. ``id`` is empty for one that ships, which cannot be changed or deleted."""

    id: str
    name: str
    source: str


def kept(store: Store) -> list[Kept]:
    """Every mapping by name, those that ship at the end."""
    rows = store.rows("SELECT id, name, coalesce(source, '') FROM import_mapping ORDER BY name COLLATE NOCASE")
    ready = [Kept("", annex_a().name, annex_a().source)]
    return [Kept(str(row_id), str(name), str(source)) for row_id, name, source in rows] + ready


def find(store: Store, name: str) -> Mapping:
    """The mapping of a name, whatever its letters' case. Raises UserError with the names that there are."""
    wanted = name.strip().casefold()
    for row_name, content in store.rows("SELECT name, content FROM import_mapping"):
        if str(row_name).casefold() == wanted:
            return from_json(str(content)).named(str(row_name))
    if wanted in (annex_a().name.casefold(), "annex a"):
        return annex_a()
    names = ", ".join(f"“{one.name}”" for one in kept(store))
    raise UserError(f"There is no import mapping “{name}”; there are {names}")


def save(store: Store, mapping: Mapping, *, replace: bool = False) -> Changes:
    """Keep a mapping under its name. Raises UserError where it cannot be used, or the name is taken."""
    checked(mapping)
    name = mapping.name.strip()
    _refuse_shipped(name)
    held = _held(store, name)
    if held and not replace:
        raise UserError(f"There is an import mapping “{held.name}” already; choose another name, or replace it")
    row = {"name": name, "source": mapping.source or None, "content": mapping.named(name).to_json()}
    with store.change(f"{'Change' if held else 'Add'} import mapping “{name}”") as result:
        if held:
            result.change.update("import_mapping", held.id, row)
        else:
            result.change.insert("import_mapping", row)
    return result.changes


def delete(store: Store, name: str) -> Changes:
    """Take a kept mapping away. Raises UserError where there is none of that name."""
    held = _held(store, name)
    if held is None:
        raise UserError(f"No import mapping “{name}” is kept in the store; those that ship cannot be deleted")
    with store.change(f"Delete import mapping “{held.name}”") as result:
        result.change.delete_many("import_mapping", [held.id])
    return result.changes


def rename(store: Store, name: str, to: str) -> Changes:
    """Give a kept mapping another name. Raises UserError where there is none, or the other name is taken or empty."""
    held = _held(store, name)
    if held is None:
        raise UserError(f"No import mapping “{name}” is kept in the store; those that ship cannot be renamed")
    mapping = checked(find(store, held.name).named(to.strip()))
    _refuse_shipped(mapping.name)
    other = _held(store, mapping.name)
    if other is not None and other.id != held.id:
        raise UserError(f"There is an import mapping “{other.name}” already; choose another name")
    with store.change(f"Rename import mapping “{held.name}” to “{mapping.name}”") as result:
        result.change.update("import_mapping", held.id, {"name": mapping.name, "content": mapping.to_json()})
    return result.changes


def _held(store: Store, name: str) -> Kept | None:
    """The mapping kept in the store under a name, whatever its letters' case."""
    return next((one for one in kept(store) if one.id and one.name.casefold() == name.strip().casefold()), None)


def _refuse_shipped(name: str) -> None:
    if name.casefold() in [ready.casefold() for ready in READY]:
        raise UserError(f"“{name}” is the name of a mapping that ships with SuffDesk; choose another name")


def export(store: Store, name: str, path: Path) -> None:
    """Save a mapping as a file, for another store. It may hold words of the extract, and no child.

    The export is recorded. Raises UserError like :func:`write_file`.
    """
    write_file(find(store, name), path)
    record_export(store, "Import mapping", [path])


def write_file(mapping: Mapping, path: Path) -> None:
    """Save a mapping as a file. Raises UserError where it cannot be written."""
    with replacing(path) as part:
        part.write(mapping.to_json().encode("utf-8"))


def read_file(path: Path) -> Mapping:
    """A mapping from a file. Raises UserError where it cannot be read or is none."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UserError(f"{path.name} is too large to be an import mapping; choose one that SuffDesk saved")
        return from_json(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise UserError(f"{path.name} is not an import mapping; choose one that SuffDesk saved") from None


def import_file(store: Store, path: Path, *, replace: bool = False) -> Changes:
    """Keep the mapping that a file holds. Raises UserError like :func:`read_file` and :func:`save`."""
    return save(store, read_file(path), replace=replace)
