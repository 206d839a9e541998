"""Records of the demo other than the return: CSV files by entity, checked and written as typed ones are."""

import csv
from pathlib import Path

from suffdesk.core.changes import Changes
from suffdesk.core.errors import UserError
from suffdesk.domain.registry import ENTITIES
from suffdesk.imports.postcodes import open_directory
from suffdesk.operations.edit import write_within
from suffdesk.store.opening import Store


def bring_in(store: Store, folder: Path) -> Changes:
    """Write the records of every ``<entity>.csv`` of a folder, as one change, in the order of the registry.

    Columns are the fields of the entity. A column ``key`` names a record for later ones, which refer to it by that
    key; a record held already, such as a child, is referred to by its number or name. A setting whose number is held
    is changed, not added. Raises UserError with the file and line.
    """
    keys: dict[tuple[str, str], str] = {}
    numbers = {str(urn): str(row_id) for row_id, urn in store.rows("SELECT id, urn FROM setting WHERE urn IS NOT NULL")}
    with store.change("Demo: homes") as result:
        for entity in ENTITIES:
            path = folder / f"{entity.name}.csv"
            if not path.exists():
                continue
            referring = {field.name: field.reference for field in entity.fields if field.reference}
            with path.open(newline="", encoding="utf-8") as stream:
                rows = list(csv.DictReader(stream))
            if entity.name == "setting":
                _find_areas(rows)
            for line, row in enumerate(rows, 2):
                key = row.pop("key", "")
                values = {
                    name: keys.get((referring[name], text), text) if name in referring else text
                    for name, text in row.items()
                    if text
                }
                held = numbers.get(values.get("urn", ""), "") if entity.name == "setting" else ""
                try:
                    row_id = write_within(store, result.change, entity.name, values, held)
                except UserError as error:
                    raise UserError(f"{path.name}, line {line}: {error}") from error
                if key:
                    keys[entity.name, key] = row_id
    return result.changes


def _find_areas(settings: list[dict[str, str]]) -> None:
    """Fill in the areas by the postcodes, in one look at the directory: each record by itself would open it anew."""
    postcodes = sorted({row["postcode"] for row in settings if row.get("postcode")})
    areas = dict(zip(postcodes, open_directory().lookup_many(postcodes), strict=True))
    for row in settings:
        found = areas.get(row.get("postcode", ""))
        if found and (found.authority or "").startswith("E"):  # only areas in England can be typed
            row["local_authority"] = str(found.authority)
