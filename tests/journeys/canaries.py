"""A store with a canary in every personal field of every entity, and the places where a canary may have got to."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path

from suffdesk.core.entities import Entity, Field
from suffdesk.core.kinds import Day, Miles, Text, Value, Year
from suffdesk.domain.attached import DOCUMENT
from suffdesk.domain.registry import ENTITIES
from suffdesk.operations.documents import add_document
from suffdesk.store.opening import Store

WORD = "Qzyxcanary"
"""Every canary of letters begins so, whatever comes of its end; no word of the program does."""
DAY = date(1907, 3, 17)
"""The canary of dates, which no child of a store can be born on and no fixture holds."""
SAID = (WORD, DAY.isoformat(), "17/03/1907", "17 March 1907", "17 Mar 1907")


def fill(store: Store, document: Path) -> Mapping[str, str]:
    """One record of each entity, its personal fields all canaries, in one change; the id of each by entity.

    A personal field that is yes or no cannot tell a canary, and is filled in only.
    """
    number = count(1)
    made: dict[str, str] = {}

    def value(entity: Entity, described: Field) -> Value:
        if described.reference:
            return made.get(described.reference)
        if (entity.name in ("note", "document")) and described.name in ("entity", "row_id"):
            return "child" if described.name == "entity" else made["child"]
        if described.name == "said":  # values of other personal fields, by year
            return json.dumps({"2023": {"upn": f"{WORD}{next(number)}{entity.name}said"}})
        match described.kind:
            case Day():
                return DAY if described.personal else date(2023, 6, 1) if described.required else None
            case Text():
                if described.personal:
                    return f"{WORD}{next(number)}{entity.name}{described.name}"
                return described.choices[0].code if described.choices else f"{entity.name}"
            case Miles():
                return 1.5
            case Year():
                return 2024
        return 1

    with store.change("Fill") as result:
        for entity in ENTITIES:
            row = {described.name: value(entity, described) for described in entity.fields}
            if entity is DOCUMENT:
                continue  # it needs contents, and is added below as a user does it
            if entity.name == "note":
                row["written_at"] = "2024-01-01T10:00:00+00:00"
            made[entity.name] = result.change.insert(entity.name, row)
        for entity in ENTITIES:  # what refers to a record that came after it
            later = {
                described.name: made[described.reference]
                for described in entity.fields
                if described.reference and entity is not DOCUMENT
            }
            if later:
                result.change.update(entity.name, made[entity.name], later)
    made["document"] = add_document(store, "child", made["child"], document).row_id
    return made


def personal_fields() -> Iterator[tuple[str, str]]:
    """Every personal field that can hold a canary: entity and field."""
    for entity in ENTITIES:
        for described in entity.fields:
            if described.personal and isinstance(described.kind, Text | Day):
                yield entity.name, described.name


def in_words(text: str) -> str:
    """The canary that a text holds, or nothing."""
    return next((said for said in SAID if said.casefold() in text.casefold()), "")


_BYTES = tuple(
    form for said in SAID for form in (said.encode(), said.upper().encode(), said.lower().encode(),
                                       said.encode("utf-16-le"))
)  # fmt: skip


def in_bytes(content: bytes) -> bool:
    """Whether the bytes of a file hold one, in the letters of UTF-8 or of UTF-16."""
    return any(form in content for form in _BYTES)


def in_files(folder: Path, but: Iterable[Path]) -> list[str]:
    """Files under a folder that hold one or are named with one, those in the folders ``but`` left out."""
    passed = tuple(but)
    found = []
    for path in sorted(folder.rglob("*")):
        if any(path.is_relative_to(left) for left in passed):
            continue
        if in_words(path.name) or (path.is_file() and in_bytes(path.read_bytes())):
            found.append(str(path.relative_to(folder)))
    return found
