"""Where other records name a child who is to be erased: what people typed there has to be read by hand."""

import re
from collections.abc import Iterator

from suffdesk.core.entities import Entity
from suffdesk.core.kinds import Text
from suffdesk.domain.entering import fields_to_fill
from suffdesk.domain.hanging import CHILD
from suffdesk.domain.registry import ENTITIES
from suffdesk.store.belonging import Held
from suffdesk.store.opening import Store

_TELLING = 4
"""Letters of an identifier that a text must hold to be about the child; shorter ones are found in any number."""


def mentions(store: Store, held: Held) -> dict[str, int]:
    """How many records that stay name the child by its reference, identifier or pupil number, by entity.

    Looked through is what people type in records that are not about one child for good. ``held`` is what goes.
    """
    every = dict.fromkeys((held.reference, *(said for _, said in held.identifiers)))
    words = [word for word in every if len(word) >= _TELLING]
    if not words:
        return {}
    whole = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words))
    found = {}
    for entity in ENTITIES:
        known = {*held.rows.get(entity.name, ()), *held.elsewhere.get(entity.name, ())}
        naming = {
            row_id
            for row_id, texts in _candidates(store, entity, words)
            if row_id not in known and any(whole.search(text) for text in texts)
        }
        if naming:
            found[entity.name] = len(naming)
    return found


def _candidates(store: Store, entity: Entity, words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Rows of an entity that have any of the words in what was typed, with these texts."""
    child = entity.by_name.get(CHILD)
    if entity.name == "child" or (child is not None and child.required):
        return
    typed = {field.name for field in fields_to_fill(entity.name)}
    free = [field for field in entity.fields if isinstance(field.kind, Text) and not field.choices]
    names = [field.name for field in free if not field.reference and (field.personal or field.name in typed)]
    if not names:
        return
    text = " || ' ' || ".join(f"coalesce({name}, '')" for name in names)
    for word in words:
        for row_id, *texts in store.rows(
            f"SELECT id, {', '.join(names)} FROM {entity.name} WHERE instr({text}, ?) > 0", (word,)
        ):
            yield str(row_id), [str(one) for one in texts if one]
