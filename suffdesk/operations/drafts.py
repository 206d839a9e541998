"""What is half typed in a form, kept inside the store so that neither a crash nor the idle lock loses it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from suffdesk.core.dates import local_time
from suffdesk.store.opening import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was left. ``row_id`` is empty for a new record; ``saved_at`` is local time."""

    entity: str
    row_id: str
    values: Mapping[str, str]
    saved_at: datetime
    who: str


def save_draft(store: Store, entity: str, row_id: str, values: Mapping[str, str]) -> None:
    """Keep what a form holds, as typed, in the place of an earlier draft of it. Not journalled.

    Raises Refused where another change is being written or the store is open for reading only.
    """
    with store.writing("Keep a draft"):
        store.db.conn.execute(
            "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?)",
            (
                entity, row_id, json.dumps(dict(values), ensure_ascii=False),
                datetime.now(UTC).isoformat(timespec="seconds"), store.who,
            ),
        )  # fmt: skip


def draft_of(store: Store, entity: str, row_id: str = "") -> Draft | None:
    """The draft of one form, where there is one."""
    return next((draft for draft in drafts(store) if (draft.entity, draft.row_id) == (entity, row_id)), None)


def drafts(store: Store) -> list[Draft]:
    """Every draft, the latest first."""
    found = store.rows("SELECT entity, row_id, filled, saved_at, who FROM draft ORDER BY saved_at DESC, entity, row_id")
    return [
        Draft(
            str(entity), str(row_id), json.loads(str(filled)), local_time(datetime.fromisoformat(str(saved))), str(who)
        )
        for entity, row_id, filled, saved, who in found
    ]


def discard_draft(store: Store, entity: str, row_id: str = "") -> None:
    """Let go of a draft: the form was saved, or its writer does not want it."""
    with store.writing("Discard a draft"):
        store.db.conn.execute("DELETE FROM draft WHERE entity = ? AND row_id = ?", (entity, row_id))
