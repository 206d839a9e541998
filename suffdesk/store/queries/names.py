"""What people call a record: a child's reference, a setting's name, “Review of C-0012, 3 Apr 2024”."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.dates import show_date_short
from suffdesk.core.kinds import Stored
from suffdesk.domain.authorities import area_name
from suffdesk.domain.formats.ssda903 import returned_table_words
from suffdesk.domain.provider import setting_name
from suffdesk.domain.quality import withheld
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.backup_contents import opened, record_columns, row_of
from suffdesk.store.change import rows_by_id
from suffdesk.store.opening import Store
from suffdesk.store.passphrase import known_keys

ERASED = "a record since erased"
_DATES = (
    "started", "reviewed_on", "placed_on", "written_at", "added_at", "decided_on", "inspected_on", "visited_on",
    "planned_on", "received_on", "raised_on", "checked_on", "due_on", "as_at",
)  # fmt: skip
"""What tells records of one child, setting or provider from one another, the first that is held."""
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "provider": ("name",), "setting": ("name", "urn", "kind"), "contact": ("name",), "framework": ("name",),
    "lot": ("number", "name"), "tier": ("number",), "contract": ("reference",), "bed": ("name",),
    "home_project": ("name",), "milestone": ("title",), "import_mapping": ("name",),
}  # fmt: skip
"""What people call a record that has a name of its own, the first that is held; a lot is called by both."""
_OF = ("setting", "provider", "bed", "lot")
"""Whose a record is that hangs on no child, the first that is held."""
_FIRST: Mapping[str, tuple[str, ...]] = dict.fromkeys(("visit", "concern", "quality_action"), ("setting",))
"""Records that may name a child and are yet a setting's."""

Image = Mapping[str, Stored]


def names_of(store: Store, wanted: Mapping[str, Collection[str]]) -> dict[tuple[str, str], str]:
    """The name of each record by entity and id; removed ones by what they last were, :data:`ERASED` where nothing is.

    ``wanted`` holds ids by entity.
    """
    images = {
        (entity, row_id): image
        for entity, ids in wanted.items()
        for row_id, image in last_images(store, entity, list(ids)).items()
    }
    return _named(wanted, images, _owners(images, lambda entity, ids: last_images(store, entity, ids)))


def names_then(store: Store, backup: Path, wanted: Mapping[str, Collection[str]]) -> dict[tuple[str, str], str]:
    """As :func:`names_of`, of what a backup holds. Raises UserError where the backup does not open."""
    with opened(backup, known_keys(store)) as then:
        images = {
            (entity, row_id): image
            for entity, ids in wanted.items()
            for row_id, image in _images_then(then, entity, ids).items()
        }
        owners = _owners(images, lambda entity, ids: _images_then(then, entity, ids))
    return _named(wanted, images, owners)


def _images_then(then: Database, entity: str, ids: Collection[str]) -> dict[str, Image]:
    names = record_columns(then, entity)
    rows = ((row_id, row_of(then, "main", entity, names, row_id)) for row_id in ids)
    return {row_id: row for row_id, row in rows if row is not None}


def _owners(
    images: Mapping[tuple[str, str], Image], read: Callable[[str, list[str]], Mapping[str, Image]]
) -> dict[tuple[str, str], str]:
    """What those are called whose records these are."""
    owners: dict[tuple[str, str], str] = {}
    for owner in ("child", *_OF):
        ids = sorted({str(image[f"{owner}_id"]) for image in images.values() if image.get(f"{owner}_id")})
        held = read(owner, ids) if ids else {}
        owners |= {(owner, row_id): own_name(owner, image) or BY_NAME[owner].label for row_id, image in held.items()}
    return owners


def _named(
    wanted: Mapping[str, Collection[str]],
    images: Mapping[tuple[str, str], Image],
    owners: Mapping[tuple[str, str], str],
) -> dict[tuple[str, str], str]:
    found = {}
    for entity, wanted_ids in wanted.items():
        for row_id in wanted_ids:
            image = images.get((entity, row_id))
            found[entity, row_id] = _name(entity, image, owners) if image else ERASED
    return found


def own_name(entity: str, image: Image) -> str:
    """What a record is called by itself; empty for one that is known by whose it is and when."""
    if entity == "child":
        return str(image["reference"])
    if entity == "setting":
        return setting_name(image)
    held = [str(image[name]) for name in NAMED_BY.get(entity, ()) if image.get(name)]
    if entity == "lot":
        return " ".join(held)
    if entity == "tier" and held:
        return f"Tier {held[0]}"
    return held[0] if held else ""


def name_of(store: Store, entity: str, row_id: str) -> str:
    """The name of one record."""
    return names_of(store, {entity: [row_id]})[entity, row_id]


def last_images(store: Store, entity: str, ids: list[str]) -> dict[str, Image]:
    """Stored fields by id; of removed records what they last were. Ids of which nothing is left are missing."""
    found: dict[str, Image] = dict(rows_by_id(store.db, entity, ids))
    for row_id in ids:
        if row_id not in found:
            last = store.rows(
                "SELECT coalesce(after, before) FROM journal JOIN journal_image USING (seq) "
                "WHERE row_id = ? AND coalesce(after, before) IS NOT NULL ORDER BY seq DESC LIMIT 1",
                (row_id,),
            )
            if last:
                found[row_id] = json.loads(str(last[0][0]))
    return found


def _name(entity: str, image: Image, owners: Mapping[tuple[str, str], str]) -> str:
    label = BY_NAME[entity].label
    if named := own_name(entity, image):
        return named
    if entity == "population":
        return f"{label} of {area_name(str(image['authority']))}, {image['mid_year']}"
    if entity == "return_table":
        return f"{returned_table_words(str(image['table_name']))}, return of {image['collection_year']}"
    owner = next(((name, str(image[f"{name}_id"])) for name in (*_FIRST.get(entity, ()), "child", *_OF)
                  if image.get(f"{name}_id") and f"{name}_id" not in withheld(entity, image)), None)  # fmt: skip
    words = f"{label} of {owners.get(owner, ERASED)}" if owner else label
    day = next((str(image[name]) for name in _DATES if image.get(name)), "")
    if day:
        return f"{words}, {show_date_short(date.fromisoformat(day[:10]))}"
    year = image.get("collection_year")
    return f"{words}, {year}" if year else words
