"""Bring in population estimates, which take the place of those that ship with the program."""

from pathlib import Path

from suffdesk.core.changes import Changes
from suffdesk.core.kinds import Value
from suffdesk.imports.population import looks_like_population, read_population
from suffdesk.store.backup import backup_before
from suffdesk.store.opening import Store

__all__ = ["import_population", "looks_like_population"]


def import_population(store: Store, path: Path) -> Changes:
    """Store every estimate of a file as one change, after a backup; those held already are brought up to date.

    Raises UserError (see ``imports.population.read_population``).
    """
    held = {
        (str(authority), int(str(year))): str(row_id)
        for row_id, authority, year in store.rows("SELECT id, authority, mid_year FROM population")
    }
    added: dict[tuple[str, int], dict[str, Value]] = {}
    changed: dict[str, dict[str, Value]] = {}
    for estimate in read_population(path):
        values: dict[str, Value] = {"aged_0_to_17": estimate.aged_0_to_17, "source": path.name}
        key = (estimate.authority, estimate.mid_year)
        if key in held:
            changed[held[key]] = values
        else:
            added[key] = {"authority": estimate.authority, "mid_year": estimate.mid_year, **values}
    if (added or changed) and store.rows("SELECT 1 FROM change_log LIMIT 1"):
        backup_before(store.db, store.path, store.raw_key, "import")
    with store.change(f"Import population {path.name}") as result:
        result.change.insert_many("population", added.values())
        result.change.update_many("population", changed)
    return result.changes
