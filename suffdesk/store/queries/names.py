"""What people call a record: a child's reference, a setting's name, “Review of C-0012, 3 Apr 2024”."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.dates import show_date_short
from suffdesk.core.kinds import Stored
from suffdesk.domain.authorities import area_name
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.backup_contents import opened, record_columns, row_of
from suffdesk.store.change import rows_by_id
from suffdesk.store.opening import Store
from suffdesk.store.passphrase import known_keys

ERASED = "a record since erased"
_DATES = ("started", "reviewed_on", "placed_on", "written_at", "added_at", "decided_on")
"""What tells records of one child from one another, the first that is held."""

Image = Mapping[str, Stored]


def names_of(store: Store, wanted: Mapping[str, Collection[str]]) -> dict[tuple[str, str], str]:
    """The name of each record by entity and id; removed ones by what they last were, :data:`ERASED` where nothing is.

    ``wanted`` holds ids by entity.
    """
    images = {
        (entity, row_id): image
        for entity, ids in wanted.items()
        for row_id, image in _images(store, entity, list(ids)).items()
    }
    references = {
        row_id: str(image["reference"]) for row_id, image in _images(store, "child", _children(images)).items()
    }
    return _named(wanted, images, references)


def names_then(store: Store, backup: Path, wanted: Mapping[str, Collection[str]]) -> dict[tuple[str, str], str]:
    """As :func:`names_of`, of what a backup holds. Raises UserError where the backup does not open."""
    with opened(backup, known_keys(store)) as then:
        images = {
            (entity, row_id): image
            for entity, ids in wanted.items()
            for row_id, image in _images_then(then, entity, ids).items()
        }
        children = _images_then(then, "child", _children(images))
    references = {row_id: str(image["reference"]) for row_id, image in children.items()}
    return _named(wanted, images, references)


def _images_then(then: Database, entity: str, ids: Collection[str]) -> dict[str, Image]:
    names = record_columns(then, entity)
    rows = ((row_id, row_of(then, "main", entity, names, row_id)) for row_id in ids)
    return {row_id: row for row_id, row in rows if row is not None}


def _children(images: Mapping[tuple[str, str], Image]) -> list[str]:
    return sorted({str(image["child_id"]) for image in images.values() if image.get("child_id")})


def _named(
    wanted: Mapping[str, Collection[str]], images: Mapping[tuple[str, str], Image], references: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    found = {}
    for entity, ids in wanted.items():
        for row_id in ids:
            image = images.get((entity, row_id))
            found[entity, row_id] = _name(entity, image, references) if image else ERASED
    return found


def name_of(store: Store, entity: str, row_id: str) -> str:
    """The name of one record."""
    return names_of(store, {entity: [row_id]})[entity, row_id]


def _images(store: Store, entity: str, ids: list[str]) -> dict[str, Image]:
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


def _name(entity: str, image: Image, references: Mapping[str, str]) -> str:
    label = BY_NAME[entity].label
    if entity == "child":
        return str(image["reference"])
    if entity == "population":
        return f"{label} of {area_name(str(image['authority']))}, {image['mid_year']}"
    if entity == "return_table":
        return f"{label} {image['table_name']}, {image['collection_year']}"
    if entity in ("provider", "setting"):
        return str(image.get("name") or image.get("urn") or image.get("kind") or label)
    child = str(image.get("child_id") or "")
    words = f"{label} of {references.get(child, ERASED)}" if child else label
    day = next((str(image[name]) for name in _DATES if image.get(name)), "")
    if day:
        return f"{words}, {show_date_short(date.fromisoformat(day[:10]))}"
    year = image.get("collection_year")
    return f"{words}, {year}" if year else words
