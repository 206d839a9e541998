"""Concerns are restricted: what they say is shown after a reason is given, and each look is recorded."""

from suffdesk.core.errors import Refused, UserError
from suffdesk.domain.quality import RESTRICTED
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.drafts import draft_of
from suffdesk.store.events import record_event
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import name_of

LOOKED = "concern looked at"
BETWEEN = " · "
"""In the words of an event, between which record it was and the reason."""
_SHORTEST = 5
"""Letters of a reason that says anything."""


def words_if_restricted(store: Store, entity: str, row_id: str) -> str:
    """What is restricted about opening a form, in words; empty where it opens without a reason.

    ``row_id`` is empty for a new record, whose form may hold what somebody else left half typed.
    """
    if entity not in RESTRICTED:
        return ""
    if row_id:
        return name_of(store, entity, row_id)
    draft = draft_of(store, entity)
    return f"{BY_NAME[entity].label} left half typed by {draft.who}" if draft and draft.who != store.who else ""


def record_look(store: Store, about: str, reason: str) -> None:
    """Record who looks at what is restricted, and why; it may be shown after that, and not before.

    ``about`` says which record it is, in words that hold nothing personal. Raises UserError where no reason is
    given, and Refused where the look cannot be recorded.
    """
    why = " ".join(reason.split())
    if len(why) < _SHORTEST:
        raise UserError("Say in a few words why you look at it; the reason is kept")
    if store.read_only:
        raise Refused(
            "Each look at a concern is recorded, and nothing can be recorded in a store that is open for reading only"
        )
    record_event(store, LOOKED, f"{about}{BETWEEN}{why}")
