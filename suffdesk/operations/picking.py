"""Finding a record to refer to, by what people call it."""

from collections.abc import Mapping

from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import NAME, setting_name_of


def find_records(
    store: Store, entity: str, text: str, limit: int = 30, within: tuple[str, str] | None = None
) -> list[tuple[str, str]]:
    """Ids and names of records to refer to whose name, reference or number holds ``text``, by name.

    ``within`` is a reference and an id: only records of that one, such as the tiers of a lot. A child whose record
    is archived is only found by its whole reference or number.
    """
    names, words = _FOUND_BY[entity]
    match = " OR ".join(f"{name} LIKE ? ESCAPE '\\'" for name in names)
    sought, parameters = text.strip(), [f"%{like_text(text.strip())}%"] * len(names)
    if entity == "child":
        match = f"({match}) AND (archived_on IS NULL OR reference = ? COLLATE NOCASE OR identifier = ?)"
        parameters += [sought, sought]
    if within:
        match = f"({match}) AND {within[0]} = ?"
        parameters.append(within[1])
    found = store.rows(f"SELECT id, {words} FROM {entity} WHERE {match} ORDER BY 2 LIMIT ?", (*parameters, limit))
    return [(str(row_id), str(name)) for row_id, name in found]


_OF_SETTING = f"(SELECT {NAME} FROM setting s WHERE s.id = setting_id)"
_FOUND_BY: Mapping[str, tuple[tuple[str, ...], str]] = {
    "child": (("reference", "identifier"),
              "reference || ' · ' || identifier || iif(archived_on IS NULL, '', ' · archived')"),
    "setting": (("name", "urn", "postcode"),
                f"{setting_name_of('setting')} || iif(name IS NULL, '', coalesce(' · ' || urn, '')) "
                "|| coalesce(' · ' || postcode, '')"),
    "provider": (("name",), "name"),
    "framework": (("name",), "name"),
    "lot": (("number", "name"),
            "number || ' · ' || name || ' · ' || (SELECT name FROM framework f WHERE f.id = framework_id)"),
    "tier": (("number", "basis"),
             "'Tier ' || number || ' · ' || (SELECT number || ' ' || name FROM lot l WHERE l.id = lot_id)"),
    "bed": (("name",), f"name || ' · ' || {_OF_SETTING}"),
    "home_project": (("name",), "name"),
    "visit": (("kind",), f"kind || ' · ' || {_OF_SETTING} || ' · ' || coalesce(visited_on, planned_on)"),
    "grade": (("judgement",), f"judgement || ' · ' || {_OF_SETTING} || ' · ' || inspected_on"),
    "concern": (("kind",), f"kind || ' · ' || {_OF_SETTING} || ' · ' || raised_on"),
}  # fmt: skip


def name_to_pick(store: Store, entity: str, row_id: str) -> str:
    """The name under which :func:`find_records` gives a record; empty where it is not there."""
    _, words = _FOUND_BY[entity]
    found = store.rows(f"SELECT {words} FROM {entity} WHERE id = ?", (row_id,))
    return str(found[0][0]) if found else ""


def like_text(text: str) -> str:
    """Text for LIKE with ``ESCAPE '\\'``, in which nothing stands for anything else."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
